"""Examples: one student's DEMO exam, made by the exam's own rules and shown in the real shapes."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from exam_simulation.domain import session as exam
from exam_simulation.domain.answers import GivenAnswer
from exam_simulation.domain.errors import BankTooSmall, ExamError, SectionNotFound
from exam_simulation.domain.review import Outcome, scores_with_wrong_left_blank, strength_by_topic
from exam_simulation.domain.session import Session
from exam_simulation.http import shapes
from exam_simulation.http.problems import Fault, Problem, problem_of
from exam_simulation.store import exam_types
from exam_simulation.store.rows import metadata_of
from get_config import _shape as exam_type_shape
from openapi.questions import ENGLISH, LOGIC

Example = Any
Examples = dict[str, Example]

SESSION_ID, USER_ID, SECTION_ID = 4217, 311, 1
IDEMPOTENCY_KEY = "7d1e6f0a-prova-del-mattino"
REQUEST_ID = "3f1c9a52-b7d9-4e0f-8a61-0c5d2f7b9e34"
EXTRA_TIME_PERCENT = 30
CREATED_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def _at(seconds: int) -> datetime:
    return CREATED_AT + timedelta(seconds=seconds)


def _ids(questions: list[dict[str, Any]]) -> list[int]:
    return [question["id"] for question in questions]


def _key(questions: list[dict[str, Any]]) -> dict[int, str]:
    return {question["id"]: question["correct_answer"] for question in questions}


GIVEN = {112: "a", 87: "b", 140: None}
_GIVEN = [GivenAnswer(*one) for one in GIVEN.items()]


def _completed(session: Session, section: int, questions: list[Any], seconds: int) -> Session:
    return exam.complete(
        session,
        section,
        given=None,
        base_revision=None,
        answer_key=_key(questions),
        now=_at(seconds),
    )


CREATED = exam.create(exam_types()["DEMO"], EXTRA_TIME_PERCENT)
STARTED = exam.start(CREATED, 1, _ids(LOGIC), _at(60))
SAVED = exam.save(STARTED, 1, _GIVEN, 0)
HALFWAY = _completed(SAVED, 1, LOGIC, 125)
RESUMED = exam.start(HALFWAY, 2, _ids(ENGLISH), _at(140))
COMPLETED = _completed(
    exam.save(RESUMED, 2, [GivenAnswer(203, "b"), GivenAnswer(219, "a")], 0), 2, ENGLISH, 200
)


def _json(shape: BaseModel) -> Example:
    return shape.model_dump(mode="json")


def _session(session: Session, version: int, seconds: int) -> Example:
    row = {
        **vars(session),
        "id": SESSION_ID,
        "user_id": USER_ID,
        "exam_type": session.structure.exam_type,
        "status": session.status,
        "metadata": metadata_of(session, version),
        "started_at": CREATED_AT,
        "updated_at": _at(seconds),
    }
    return _json(shapes.SessionShape.model_validate(row))


def _section(session: Session, shape: type[BaseModel], seconds: int) -> Example:
    section = session.section(SECTION_ID)
    content = {
        **vars(section),
        **vars(session.papers[SECTION_ID]),
        "session_id": SESSION_ID,
        "section_id": SECTION_ID,
        "server_now": _at(seconds),
        "remaining_seconds": section.remaining_seconds(_at(seconds)),
        "questions": LOGIC,
        "overall_score": session.overall_score,
        "all_completed": session.overall_score is not None,
    }
    return _json(shape.model_validate(content))


def _outcome(question: dict[str, Any], answer: str | None) -> Outcome:
    return Outcome(
        question_id=question["id"],
        subject=question["subject"],
        topic=question["topic"],
        answer=answer,
        correct_answer=question["correct_answer"],
    )


def _results() -> Example:
    sections = []
    outcomes = []
    for section, questions in zip(COMPLETED.sections, (LOGIC, ENGLISH), strict=True):
        given = COMPLETED.papers[section.id].answers
        met = [_outcome(question, given.get(question["id"])) for question in questions]
        reviewed = [
            {**question, "answer": one.answer, "is_correct": one.is_correct}
            for question, one in zip(questions, met, strict=True)
        ]
        used = section.seconds_used
        sections.append({**vars(section), "seconds_used": used, "questions": reviewed})
        outcomes += met
    content = {
        **vars(COMPLETED),
        "session_id": SESSION_ID,
        "exam_type": COMPLETED.structure.exam_type,
        "started_at": CREATED_AT,
        "sections": sections,
        "with_wrong_left_blank": scores_with_wrong_left_blank(COMPLETED),
        "topics": strength_by_topic(outcomes),
    }
    return _json(shapes.ResultsShape.model_validate(content))


def _history(session: Session) -> Example:
    entry = {
        **vars(session),
        "id": SESSION_ID,
        "exam_type": session.structure.exam_type,
        "status": session.status,
        "started_at": CREATED_AT,
    }
    return _json(shapes.HistoryShape([shapes.ListedSessionShape.model_validate(entry)]))


def _config() -> Example:
    stock = {"logic": 30, "english": 30}
    known = [exam_type_shape(exam_types()[name], stock) for name in ("DEMO", "TOLC-LP")]
    return _json(shapes.ConfigShape(exam_types=known))


_ANSWERS = [{"question_id": number, "answer": answer} for number, answer in GIVEN.items()]

BODIES: Mapping[str, Examples] = {
    "create_session": {
        "with_extra_time": {"exam_type": "DEMO", "extra_time_percent": EXTRA_TIME_PERCENT},
        "a_whole_tolc": {"exam_type": "TOLC-I"},
        "the_defaults": {},
    },
    "start_section": {"nothing": {}},
    "save_answers": {
        "the_first_save": {"answers": _ANSWERS, "base_revision": 0},
        "whatever_is_stored": {"answers": _ANSWERS[:1]},
    },
    "complete_section": {
        "what_was_saved": {},
        "exactly_these": {"answers": _ANSWERS, "base_revision": 1},
    },
}

REPLIES: Mapping[str, Mapping[int, Examples]] = {
    "create_session": {
        201: {"new": _session(CREATED, 1, 0)},
        200: {"repeated": _session(STARTED, 2, 60)},
    },
    "get_session": {
        200: {
            "in_progress": _session(STARTED, 2, 60),
            "completed": _session(COMPLETED, 7, 200),
            "written_by_somebody_else": {**_session(CREATED, 1, 0), "metadata": None},
        }
    },
    "start_section": {
        200: {
            "started": _section(STARTED, shapes.PaperShape, 60),
            "resumed": _section(SAVED, shapes.PaperShape, 95),
        }
    },
    "save_answers": {200: {"saved": _section(SAVED, shapes.SavedAnswersShape, 90)}},
    "complete_section": {
        200: {
            "more_to_come": _section(HALFWAY, shapes.OutcomeShape, 125),
            "the_last_section": _section(COMPLETED, shapes.OutcomeShape, 200),
        }
    },
    "get_results": {200: {"results": _results()}},
    "get_history": {
        200: {"completed": _history(COMPLETED), "unfinished": _history(SAVED), "none": []}
    },
    "get_config": {200: {"config": _config()}},
}


def problem(code: str, path: str) -> Example:
    """Give the problem document with a code, as a request to `path` gets it."""
    return (_PROBLEMS.get(code) or Problem(code)).document(path)


def _refusal(move: Callable[[], object]) -> Problem:
    try:
        move()
    except ExamError as error:
        return problem_of(error)
    raise AssertionError("the exam allows this")


_FOREIGN = [GivenAnswer(999, "a"), GivenAnswer(87, "x")]
_PROBLEMS = {
    one.code: one
    for one in (
        _refusal(lambda: exam.save(CREATED, 1, _GIVEN, None)),
        _refusal(lambda: exam.save(HALFWAY, 1, _GIVEN, None)),
        _refusal(lambda: exam.save(SAVED, 1, [], 0)),
        _refusal(lambda: exam.save(SAVED, 1, _FOREIGN, None)),
        _refusal(lambda: exam.needs_paper(CREATED, 2)),
        _refusal(lambda: exam.require_results(HALFWAY)),
        problem_of(SectionNotFound()),
        problem_of(BankTooSmall("logic")),
        Problem(
            "validation_failed",
            faults=[Fault("#/colour", "Extra inputs are not permitted")],
        ),
        Problem("unknown_exam_type", faults=[Fault("#/exam_type", "is not one of the exam types")]),
        Problem("invalid_query_parameter", detail="The query parameter limit is malformed."),
    )
}
