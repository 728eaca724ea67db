"""The shapes of the answers, as the contract writes them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer, RootModel

from ..domain.transitions import SectionStatus


def _rfc3339(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


Time = Annotated[datetime, PlainSerializer(_rfc3339)]


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


Points = Annotated[float, PlainSerializer(_number)]


class _Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True, extra="ignore")


class ScoreShape(_Shape):
    """A score; points are exact quarters."""

    correct: int
    incorrect: int
    unanswered: int
    total: int
    raw: Points
    max: Points
    percentage: Points
    penalty: Points


class SessionShape(_Shape):
    """The eight columns of a session, `metadata` as the row holds it."""

    id: int
    user_id: int
    exam_type: str
    status: str
    metadata: Any
    started_at: Time
    updated_at: Time
    completed_at: Time | None


class QuestionShape(_Shape):
    """A question as it stands on a paper: never its answer."""

    id: int
    text: str
    options: Mapping[str, str]
    passage: str | None
    image_url: str | None


class PaperShape(_Shape):
    """A section under way: its questions, its clock, and what was saved."""

    session_id: int
    section_id: int
    name: str
    status: SectionStatus
    duration_minutes: int
    duration_seconds: int
    started_at: Time
    deadline_at: Time
    server_now: Time
    remaining_seconds: int
    questions: Sequence[QuestionShape]
    answers: Mapping[int, str]
    revision: int


class SavedAnswersShape(_Shape):
    """What is stored after a save, and the section's clock."""

    session_id: int
    section_id: int
    answers: Mapping[int, str]
    revision: int
    server_now: Time
    deadline_at: Time
    remaining_seconds: int


class OutcomeShape(_Shape):
    """What a completed section came to."""

    session_id: int
    section_id: int
    status: SectionStatus
    timed_out: bool
    score: ScoreShape
    overall_score: ScoreShape | None
    all_completed: bool


class ReviewedQuestionShape(QuestionShape):
    """A question with the student's answer, the right one, and why."""

    answer: str | None
    correct_answer: str
    is_correct: bool
    explanation: str


class SectionResultShape(_Shape):
    """A section with its score and every question reviewed."""

    id: int
    code: str
    name: str
    score: ScoreShape
    timed_out: bool
    seconds_used: int
    questions: Sequence[ReviewedQuestionShape]


class ResultsShape(_Shape):
    """A completed session, reviewed."""

    session_id: int
    exam_type: str
    extra_time_percent: int
    started_at: Time
    completed_at: Time
    overall_score: ScoreShape
    sections: Sequence[SectionResultShape]


class ListedSectionShape(_Shape):
    """A section as a history shows it."""

    id: int
    code: str
    name: str
    status: str
    deadline_at: Time | None = None
    score: ScoreShape | None = None


class ListedSessionShape(_Shape):
    """A session as a history shows it."""

    id: int
    exam_type: str
    extra_time_percent: int
    status: str
    started_at: Time
    completed_at: Time | None
    overall_score: ScoreShape | None
    sections: Sequence[ListedSectionShape]


class HistoryShape(RootModel[list[ListedSessionShape]]):
    """A page of a history: an array."""


class ScoringShape(_Shape):
    """Points for one question."""

    correct: Points
    blank: Points
    wrong: Points


class SectionPlanShape(_Shape):
    """A section as its exam type prescribes it."""

    id: int
    code: str
    name: str
    question_count: int
    duration_minutes: int
    scoring: ScoringShape
    counts_into_total: bool


class ExamTypeShape(_Shape):
    """An exam type, and whether the bank can fill a paper of it."""

    exam_type: str
    name: str
    available: bool
    total_questions: int
    total_minutes: int
    sections: Sequence[SectionPlanShape]
    source: str
    as_of: str


class ConfigShape(_Shape):
    """Every exam type."""

    exam_types: Sequence[ExamTypeShape]
