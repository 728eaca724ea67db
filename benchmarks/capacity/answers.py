"""How many bytes the functions answer with, for a TOLC-I of this project's own bank."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from benchmarks.capacity.exam import EXAM_TYPE
from exam_simulation.domain import session as exam
from exam_simulation.domain.answers import GivenAnswer
from exam_simulation.domain.exam_type import SectionPlan
from exam_simulation.domain.review import Outcome, scores_with_wrong_left_blank, strength_by_topic
from exam_simulation.domain.session import Session
from exam_simulation.http import shapes
from exam_simulation.store.exam_types import exam_types
from exam_simulation.store.rows import metadata_of
from get_config import _shape as exam_type_shape
from question_bank import own

_BEGUN = datetime(2026, 11, 22, 20, 45, tzinfo=UTC)
_PAGE = 10
"""Entries of a history: of a student who has taken so many exams."""
_ANSWER = "c"

Asked = list[dict[str, Any]]


def sizes() -> dict[str, float]:
    """Bytes of the body of each function's answer, halfway through its growth where it grows."""
    papers = _papers()
    session = exam.create(exam_types()[EXAM_TYPE], 0)
    started, saved, outcomes = [], [], []
    row = [_size(_session(session))]
    now = _BEGUN
    for section, questions in enumerate(papers, 1):
        ids = [one["id"] for one in questions]
        session = exam.start(session, section, ids, now)
        started.append(_size(_section(session, section, questions, shapes.PaperShape)))
        given = [GivenAnswer(number, _ANSWER) for number in ids]
        half = exam.save(session, section, given[: len(given) // 2], None)
        saved.append(_size(_section(half, section, questions, shapes.SavedAnswersShape)))
        session = exam.save(half, section, given, None)
        now += timedelta(minutes=session.plan(section).duration_minutes)
        key = {one["id"]: one["correct_answer"] for one in questions}
        session = exam.complete(
            session, section, given=None, base_revision=None, answer_key=key, now=now
        )
        outcomes.append(_size(_section(session, section, questions, shapes.OutcomeShape)))
        row.append(_size(_session(session)))
    return {
        "create_session": row[0],
        "get_session": _mean(row),
        "start_section": _mean(started),
        "save_answers": _mean(saved),
        "complete_section": _mean(outcomes),
        "get_results": _size(_results(session, papers)),
        "get_history": _size(_history(session)),
        "get_config": _size(_config()),
    }


def _mean(values: list[int]) -> float:
    return sum(values) / len(values)


def _size(shape: BaseModel) -> int:
    return len(shape.model_dump_json().encode())


def _papers() -> list[Asked]:
    """A paper a section: of each subject, questions taken evenly from all that it has."""
    bank: dict[str, Asked] = {}
    for number, one in enumerate(own.questions(), 1):
        question = {**one.model_dump(), "id": number, "options": one.options}
        bank.setdefault(one.subject, []).append({**question, "passage": one.passage_text})
    return [_paper(plan, bank) for plan in exam_types()[EXAM_TYPE].sections]


def _paper(plan: SectionPlan, bank: Mapping[str, Asked]) -> Asked:
    each = plan.question_count // len(plan.subjects)
    held = [bank[subject] for subject in plan.subjects]
    return [questions[i * len(questions) // each] for questions in held for i in range(each)]


def _session(session: Session) -> BaseModel:
    return shapes.SessionShape.model_validate(
        {**_common(session), "metadata": metadata_of(session, 1), "updated_at": _BEGUN}
    )


def _common(session: Session) -> dict[str, Any]:
    number = 2**30
    return {
        **vars(session),
        "id": number,
        "user_id": number,
        "session_id": number,
        "exam_type": session.structure.exam_type,
        "status": session.status,
        "started_at": _BEGUN,
    }


def _section(session: Session, number: int, questions: Asked, shape: type[BaseModel]) -> BaseModel:
    section = session.section(number)
    content = {
        **_common(session),
        **vars(section),
        **vars(session.papers[number]),
        "section_id": number,
        "server_now": section.started_at,
        "remaining_seconds": section.duration_seconds,
        "questions": questions,
        "all_completed": session.overall_score is not None,
    }
    return shape.model_validate(content)


def _results(session: Session, papers: list[Asked]) -> BaseModel:
    outcomes = []
    sections = []
    for section, questions in zip(session.sections, papers, strict=True):
        reviewed = [
            {**one, "answer": _ANSWER, "is_correct": one["correct_answer"] == _ANSWER}
            for one in questions
        ]
        sections.append(
            {**vars(section), "seconds_used": section.seconds_used, "questions": reviewed}
        )
        outcomes += [_outcome(one) for one in questions]
    return shapes.ResultsShape.model_validate(
        {
            **_common(session),
            "sections": sections,
            "with_wrong_left_blank": scores_with_wrong_left_blank(session),
            "topics": strength_by_topic(outcomes),
        }
    )


def _outcome(question: dict[str, Any]) -> Outcome:
    return Outcome(
        question_id=question["id"],
        subject=question["subject"],
        topic=question["topic"],
        answer=_ANSWER,
        correct_answer=question["correct_answer"],
    )


def _history(session: Session) -> BaseModel:
    entry = shapes.ListedSessionShape.model_validate(_common(session))
    return shapes.HistoryShape([entry] * _PAGE)


def _config() -> BaseModel:
    return shapes.ConfigShape(
        exam_types=[exam_type_shape(one, {}) for one in exam_types().values()]
    )
