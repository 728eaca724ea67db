"""Examples: one student's DEMO exam, made by the exam's own rules and shown in the real shapes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from exam_simulation.domain import moves
from exam_simulation.domain import session as exam
from exam_simulation.domain.answers import AnswerSheet, Flag, GivenAnswer, SavedAnswers
from exam_simulation.domain.errors import (
    BankTooSmall,
    ExamError,
    SectionNotFound,
    UnknownExamType,
)
from exam_simulation.domain.grading import Solution
from exam_simulation.domain.progress import (
    CompletedSection,
    CompletedSession,
    progress_of,
)
from exam_simulation.domain.question import Question
from exam_simulation.domain.records import ListedSection, ListedSession, SessionRecord
from exam_simulation.domain.session import Section, Session
from exam_simulation.domain.transitions import RunningElsewhere
from exam_simulation.http import presenters
from exam_simulation.http.idempotency import MALFORMED
from exam_simulation.http.paging import malformed
from exam_simulation.http.problems import Fault, Problem, problem_of
from exam_simulation.problem_codes import ProblemCode
from exam_simulation.services import exam_types
from exam_simulation.store.rows import metadata_of
from openapi.questions import ENGLISH, LOGIC
from openapi.schemas import SHOWN_METADATA

Example = Any
Examples = dict[str, Example]

SESSION_ID, USER_ID, SECTION_ID = 4217, 311, 1
IDEMPOTENCY_KEY = "7d1e6f0a-prova-del-mattino"
REQUEST_ID = "3f1c9a52-b7d9-4e0f-8a61-0c5d2f7b9e34"
EXTRA_TIME_PERCENT = 30
CREATED_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def _at(seconds: int) -> datetime:
    return CREATED_AT + timedelta(seconds=seconds)


def _ids(questions: Sequence[Question]) -> list[int]:
    return [question.id for question in questions]


def _key(questions: Sequence[Question]) -> dict[int, Solution]:
    return {
        question.id: Solution(question.correct_answer, question.subject, question.topic)
        for question in questions
    }


def _sheet(answers: Mapping[int, str | None], *flagged: int) -> AnswerSheet:
    given = (
        GivenAnswer(number, answer, f"#/answers/{place}/question_id", f"#/answers/{place}/answer")
        for place, (number, answer) in enumerate(answers.items())
    )
    return AnswerSheet(tuple(given), tuple(map(Flag, flagged)))


GIVEN = {112: "a", 87: "b", 140: None}
FLAGGED = 140
_GIVEN = _sheet(GIVEN, FLAGGED)


def _completed(
    session: Session, section: int, questions: Sequence[Question], seconds: int
) -> Session:
    return moves.complete(
        session,
        section,
        given=None,
        base_revision=None,
        answer_key=_key(questions),
        now=_at(seconds),
    )


CREATED = exam.create(exam_types()["DEMO"], EXTRA_TIME_PERCENT)
STARTED = moves.start(CREATED, 1, _ids(LOGIC), _at(60))
SAVED = moves.save(STARTED, 1, _GIVEN, 0)
HALFWAY = _completed(SAVED, 1, LOGIC, 125)
RESUMED = moves.start(HALFWAY, 2, _ids(ENGLISH), _at(140))
COMPLETED = _completed(moves.save(RESUMED, 2, _sheet({203: "b", 219: "a"}), 0), 2, ENGLISH, 200)


PRACTICE = exam.create(exam_types()["TOLC-I"].practice(["english"]), 0, practice=True)


def _json(shape: BaseModel) -> Example:
    return shape.model_dump(mode="json")


def _record(session: Session, version: int, seconds: int) -> SessionRecord:
    return SessionRecord(
        id=SESSION_ID,
        user_id=USER_ID,
        exam_type=session.structure.exam_type,
        status=session.status,
        metadata=metadata_of(session, version),
        started_at=CREATED_AT,
        updated_at=_at(seconds),
        completed_at=session.completed_at,
    )


def _session(session: Session, version: int, seconds: int) -> Example:
    shown = _json(presenters.session(_record(session, version, seconds)))
    held = shown["metadata"]
    return {**shown, "metadata": {name: held[name] for name in SHOWN_METADATA if name in held}}


def _paper(session: Session, seconds: int) -> Example:
    return _json(presenters.paper(SESSION_ID, session, SECTION_ID, LOGIC, _at(seconds)))


def _saved(session: Session, seconds: int) -> Example:
    paper, section = session.papers[SECTION_ID], session.section(SECTION_ID)
    assert section.deadline_at  # noqa: S101 - it runs
    saved = SavedAnswers(paper.answers, paper.flagged, paper.revision, section.deadline_at)
    return _json(presenters.saved_answers(SESSION_ID, SECTION_ID, saved, _at(seconds)))


def _outcome(session: Session) -> Example:
    return _json(presenters.outcome(SESSION_ID, session, SECTION_ID))


def _results() -> Example:
    questions = {question.id: question for question in (*LOGIC, *ENGLISH)}
    return _json(presenters.results(_record(COMPLETED, 7, 200), COMPLETED, questions))


def _listed(section: Section) -> ListedSection:
    shown = {name: getattr(section, name) for name in ListedSection.__dataclass_fields__}
    return ListedSection(**shown)


def _history(session: Session, seconds: int) -> Example:
    listed = ListedSession(
        id=SESSION_ID,
        exam_type=session.structure.exam_type,
        status=session.status,
        started_at=CREATED_AT,
        completed_at=session.completed_at,
        practice=session.practice,
        extra_time_percent=session.extra_time_percent,
        overall_score=session.overall_score,
        sections=tuple(_listed(section) for section in session.sections),
    )
    return _json(presenters.history([listed], _at(seconds)))


def _progress() -> Example:
    sections = (
        CompletedSection(code=section.code, name=section.name, score=section.score)
        for section in COMPLETED.sections
        if section.score
    )
    assert COMPLETED.completed_at and COMPLETED.overall_score  # noqa: S101, PT018 - it is completed
    session = CompletedSession(
        id=SESSION_ID,
        completed_at=COMPLETED.completed_at,
        overall_score=COMPLETED.overall_score,
        sections=tuple(sections),
        topics=tuple(tally for section in COMPLETED.sections for tally in section.topics),
    )
    return _json(presenters.progress("DEMO", 1, progress_of([session])))


def _config() -> Example:
    stock = {"logic": 30, "english": 30}
    known = [exam_types()[name] for name in ("DEMO", "TOLC-LP")]
    return _json(presenters.config(known, stock))


_ANSWERS = [
    {"question_id": number, "answer": answer, **({"flagged": True} if number == FLAGGED else {})}
    for number, answer in GIVEN.items()
]
_MAP = {str(number): answer for number, answer in GIVEN.items() if answer}

BODIES: Mapping[str, Examples] = {
    "create_session": {
        "with_extra_time": {"exam_type": "DEMO", "extra_time_percent": EXTRA_TIME_PERCENT},
        "a_whole_tolc": {"exam_type": "TOLC-I"},
        "practice": {"exam_type": "TOLC-I", "sections": ["english"]},
        "the_defaults": {},
    },
    "start_section": {"nothing": {}},
    "save_answers": {
        "the_first_save": {"answers": _ANSWERS, "base_revision": 0},
        "as_a_paper_gives_them": {"answers": _MAP, "flagged": [FLAGGED], "base_revision": 0},
        "whatever_is_stored": {"answers": _ANSWERS[:1]},
    },
    "complete_section": {
        "what_was_saved": {},
        "exactly_these": {"answers": _ANSWERS, "base_revision": 1},
    },
}

REPLIES: Mapping[str, Mapping[int, Examples]] = {
    "create_session": {
        201: {"new": _session(CREATED, 1, 0), "practice": _session(PRACTICE, 1, 0)},
        200: {"repeated": _session(STARTED, 2, 60)},
    },
    "get_session": {
        200: {
            "in_progress": _session(STARTED, 2, 60),
            "completed": _session(COMPLETED, 7, 200),
        }
    },
    "start_section": {
        200: {
            "started": _paper(STARTED, 60),
            "resumed": _paper(SAVED, 95),
        }
    },
    "save_answers": {200: {"saved": _saved(SAVED, 90)}},
    "complete_section": {
        200: {
            "more_to_come": _outcome(HALFWAY),
            "the_last_section": _outcome(COMPLETED),
        }
    },
    "get_results": {200: {"results": _results()}},
    "get_history": {
        200: {
            "completed": _history(COMPLETED, 300),
            "unfinished": _history(SAVED, 95),
            "none": [],
        }
    },
    "get_progress": {200: {"one_session": _progress()}},
    "get_config": {200: {"config": _config()}},
}


def problem(code: ProblemCode, path: str) -> Example:
    """Give the problem document with a code, as a request to `path` gets it."""
    return (_PROBLEMS.get(code) or Problem(code)).document(path)


def _refusal(move: Callable[[], object]) -> Problem:
    try:
        move()
    except ExamError as error:
        return problem_of(error)
    raise AssertionError("the exam allows this")


_FOREIGN = _sheet({999: "a", 87: "x"})
_ELSEWHERE = RunningElsewhere(4209, 3)
_PROBLEMS = {
    refusal.code: refusal
    for refusal in (
        _refusal(lambda: moves.save(CREATED, 1, _GIVEN, None)),
        _refusal(lambda: moves.save(HALFWAY, 1, _GIVEN, None)),
        _refusal(lambda: moves.save(SAVED, 1, _sheet({}), 0)),
        _refusal(lambda: moves.save(SAVED, 1, _FOREIGN, None)),
        _refusal(lambda: moves.needs_paper(CREATED, 2)),
        _refusal(lambda: moves.needs_paper(CREATED, 1, _ELSEWHERE)),
        _refusal(lambda: moves.require_results(HALFWAY)),
        problem_of(SectionNotFound()),
        problem_of(BankTooSmall("logic")),
        Problem(
            ProblemCode.VALIDATION_FAILED,
            faults=[Fault("#/colour", "Extra inputs are not permitted")],
        ),
        problem_of(UnknownExamType()),
        malformed("limit"),
        Problem(ProblemCode.INVALID_IDEMPOTENCY_KEY, parameters=[MALFORMED]),
    )
}
