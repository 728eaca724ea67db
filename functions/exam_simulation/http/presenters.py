"""From domain objects to the bodies of responses: one function for each body."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import TypeVar, cast

from ..domain.answers import SavedAnswers
from ..domain.exam_type import ExamType, SectionPlan
from ..domain.grading import Score, Tally
from ..domain.moves import require_results
from ..domain.progress import CompletedSession, Progress, SectionProgress
from ..domain.question import Question
from ..domain.records import ListedSection, ListedSession, SessionRecord
from ..domain.review import (
    Outcome,
    Scores,
    TopicStrength,
    outcomes_of,
    scores_with_wrong_left_blank,
    strength_by_topic,
)
from ..domain.session import Section, Session, seconds_between, seconds_until
from ..domain.transitions import SessionStatus
from .schemas import responses

Value = TypeVar("Value")


def session(record: SessionRecord) -> responses.ExamSessionSchema:
    """Present the row of a session."""
    return responses.ExamSessionSchema(
        id=record.id,
        user_id=record.user_id,
        exam_type=record.exam_type,
        status=record.status,
        metadata=record.metadata,
        started_at=record.started_at,
        updated_at=record.updated_at,
        completed_at=record.completed_at,
    )


def paper(
    session_id: int,
    session: Session,
    section_id: int,
    questions: Iterable[Question],
    now: datetime,
) -> responses.PaperSchema:
    """Present a running section.

    Args:
        session_id: the session's id.
        session: the session.
        section_id: the section, which was started.
        questions: those of its paper, in their order.
        now: the time of the request.
    """
    section, held = session.section(section_id), session.papers[section_id]
    return responses.PaperSchema(
        session_id=session_id,
        section_id=section_id,
        name=section.name,
        status=section.status,
        duration_minutes=section.duration_minutes,
        duration_seconds=section.duration_seconds,
        started_at=_known(section.started_at),
        deadline_at=_known(section.deadline_at),
        server_now=now,
        remaining_seconds=section.remaining_seconds(now),
        questions=[_question(question) for question in questions],
        answers=dict(held.answers),
        flagged=list(held.flagged),
        revision=held.revision,
    )


def saved_answers(
    session_id: int, section_id: int, saved: SavedAnswers, now: datetime
) -> responses.SavedAnswersSchema:
    """Present what is stored after a save at this time."""
    return responses.SavedAnswersSchema(
        session_id=session_id,
        section_id=section_id,
        answers=dict(saved.answers),
        flagged=list(saved.flagged),
        revision=saved.revision,
        server_now=now,
        deadline_at=saved.deadline_at,
        remaining_seconds=seconds_until(saved.deadline_at, now),
    )


def outcome(session_id: int, session: Session, section_id: int) -> responses.OutcomeSchema:
    """Present the outcome of a completed section."""
    section = session.section(section_id)
    return responses.OutcomeSchema(
        session_id=session_id,
        section_id=section_id,
        status=section.status,
        timed_out=bool(section.timed_out),
        score=_score(_known(section.score)),
        overall_score=_score_if_any(session.overall_score),
        all_completed=session.status is SessionStatus.COMPLETED,
    )


def results(
    record: SessionRecord, session: Session, questions: Mapping[int, Question]
) -> responses.ResultsSchema:
    """Present a completed session, reviewed.

    Args:
        record: the row of the session.
        session: the session.
        questions: those of all its papers, by id.

    Raises:
        IllegalMove: a section is not completed yet.
    """
    reviewed = {
        section.id: outcomes_of(session.papers[section.id], questions)
        for section in session.sections
    }
    return responses.ResultsSchema(
        session_id=record.id,
        exam_type=session.structure.exam_type,
        practice=session.practice,
        extra_time_percent=session.extra_time_percent,
        started_at=record.started_at,
        completed_at=_known(session.completed_at),
        overall_score=_score(require_results(session)),
        sections=[
            _section_result(
                section, reviewed[section.id], questions, session.papers[section.id].flagged
            )
            for section in session.sections
        ],
        with_wrong_left_blank=_scores(scores_with_wrong_left_blank(session)),
        topics=[_topic(strength) for strength in strength_by_topic(chain(*reviewed.values()))],
    )


def history(sessions: Iterable[ListedSession], now: datetime) -> responses.HistorySchema:
    """Present a page of a history at this time."""
    return responses.HistorySchema([_listed_session(session, now) for session in sessions])


def progress(exam_type: str, count: int, progress: Progress) -> responses.ProgressSchema:
    """Present progress.

    Args:
        exam_type: the exam type.
        count: how many completed full simulations there are.
        progress: the summary of the newest of them.
    """
    return responses.ProgressSchema(
        exam_type=exam_type,
        count=count,
        considered=len(progress.sessions),
        best=progress.best,
        mean=progress.mean,
        last=progress.last,
        sessions=[_session_progress(session) for session in progress.sessions],
        sections=[_section_progress(section) for section in progress.sections],
        topics=[_topic_progress(tally) for tally in progress.topics],
        penalty=progress.penalty,
    )


def config(exam_types: Iterable[ExamType], stock: Mapping[str, int]) -> responses.ExamTypesSchema:
    """Present the exam types.

    Args:
        exam_types: all of them.
        stock: how many questions can be drawn, by subject.
    """
    return responses.ExamTypesSchema(
        exam_types=[_exam_type(exam_type, stock) for exam_type in exam_types]
    )


def _known(value: Value | None) -> Value:
    """A value that the state of the session guarantees."""
    return cast(Value, value)


def _score(score: Score) -> responses.ScoreSchema:
    return responses.ScoreSchema(
        correct=score.correct,
        incorrect=score.incorrect,
        unanswered=score.unanswered,
        total=score.total,
        raw=score.raw,
        max=score.max,
        percentage=score.percentage,
        penalty=score.penalty,
    )


def _score_if_any(score: Score | None) -> responses.ScoreSchema | None:
    return _score(score) if score else None


def _question(question: Question) -> responses.QuestionSchema:
    return responses.QuestionSchema(
        id=question.id,
        text=question.text,
        options=dict(question.options),
        passage=question.passage,
        image_url=question.image_url,
    )


def _section_result(
    section: Section,
    outcomes: Iterable[Outcome],
    questions: Mapping[int, Question],
    flagged: Collection[int],
) -> responses.SectionResultSchema:
    return responses.SectionResultSchema(
        id=section.id,
        code=section.code,
        name=section.name,
        score=_score(_known(section.score)),
        timed_out=bool(section.timed_out),
        seconds_used=section.seconds_used,
        questions=[
            _reviewed_question(
                questions[outcome.question_id], outcome, outcome.question_id in flagged
            )
            for outcome in outcomes
        ],
    )


def _reviewed_question(
    question: Question, outcome: Outcome, flagged: bool
) -> responses.ReviewedQuestionSchema:
    return responses.ReviewedQuestionSchema(
        id=question.id,
        text=question.text,
        options=dict(question.options),
        passage=question.passage,
        image_url=question.image_url,
        answer=outcome.answer,
        flagged=flagged,
        correct_answer=question.correct_answer,
        is_correct=outcome.is_correct,
        explanation=question.explanation,
    )


def _scores(scores: Scores) -> responses.ScoresSchema:
    return responses.ScoresSchema(
        overall_score=_score(scores.overall_score),
        sections=[
            responses.SectionScoreSchema(id=section.id, score=_score(section.score))
            for section in scores.sections
        ],
    )


def _topic(topic: TopicStrength) -> responses.TopicSchema:
    return responses.TopicSchema(
        subject=topic.subject,
        topic=topic.topic,
        question_ids=list(topic.question_ids),
        correct=topic.correct,
        incorrect=topic.incorrect,
        unanswered=topic.unanswered,
        total=topic.total,
        percentage=topic.percentage,
    )


def _listed_session(listed: ListedSession, now: datetime) -> responses.ListedSessionSchema:
    return responses.ListedSessionSchema(
        id=listed.id,
        exam_type=listed.exam_type,
        practice=listed.practice,
        extra_time_percent=listed.extra_time_percent,
        status=listed.status,
        started_at=listed.started_at,
        completed_at=listed.completed_at,
        overall_score=_score_if_any(listed.overall_score),
        sections=[_listed_section(section, now) for section in listed.sections or ()],
    )


def _listed_section(section: ListedSection, now: datetime) -> responses.ListedSectionSchema:
    started, deadline, completed = section.started_at, section.deadline_at, section.completed_at
    runs = deadline is not None and completed is None
    return responses.ListedSectionSchema(
        id=section.id,
        code=section.code,
        name=section.name,
        status=section.status,
        deadline_at=deadline,
        remaining_seconds=seconds_until(deadline, now) if deadline and runs else None,
        timed_out=section.timed_out,
        seconds_used=seconds_between(started, completed) if started and completed else None,
        score=_score_if_any(section.score),
    )


def _session_progress(session: CompletedSession) -> responses.SessionProgressSchema:
    return responses.SessionProgressSchema(
        id=session.id,
        completed_at=session.completed_at,
        raw=session.overall_score.raw,
        max=session.overall_score.max,
        percentage=session.overall_score.percentage,
    )


def _section_progress(section: SectionProgress) -> responses.SectionProgressSchema:
    return responses.SectionProgressSchema(
        code=section.code,
        name=section.name,
        correct=section.correct,
        incorrect=section.incorrect,
        unanswered=section.unanswered,
        total=section.total,
        percentage=section.percentage,
    )


def _topic_progress(topic: Tally) -> responses.TopicProgressSchema:
    return responses.TopicProgressSchema(
        subject=topic.subject,
        topic=topic.topic,
        correct=topic.correct,
        incorrect=topic.incorrect,
        unanswered=topic.unanswered,
        total=topic.total,
        percentage=topic.percentage,
    )


def _exam_type(structure: ExamType, stock: Mapping[str, int]) -> responses.ExamTypeSchema:
    plans = structure.sections
    return responses.ExamTypeSchema(
        exam_type=structure.exam_type,
        name=structure.name,
        available=structure.short_section(stock) is None,
        total_questions=sum(plan.question_count for plan in plans),
        total_minutes=sum(plan.duration_minutes for plan in plans),
        sections=_plans(plans),
        source=structure.source,
        as_of=structure.as_of.isoformat(),
    )


def _plans(plans: Sequence[SectionPlan]) -> list[responses.SectionPlanSchema]:
    return [
        responses.SectionPlanSchema(
            id=number,
            code=plan.code,
            name=plan.name,
            question_count=plan.question_count,
            duration_minutes=plan.duration_minutes,
            scoring=responses.ScoringSchema(
                correct=plan.scoring.correct, blank=plan.scoring.blank, wrong=plan.scoring.wrong
            ),
            counts_into_total=plan.counts_into_total,
        )
        for number, plan in enumerate(plans, start=1)
    ]
