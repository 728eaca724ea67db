"""The bodies of the responses, as the contract writes them."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, RootModel, WithJsonSchema

from ...domain.session import GRACE
from ...domain.transitions import SectionStatus
from ..routes import INT4_MAX


def _rfc3339(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


Time = Annotated[
    datetime,
    PlainSerializer(_rfc3339),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


Points = Annotated[float, PlainSerializer(_number), WithJsonSchema({"type": "number"})]

Date = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]

# These schemas describe more than they check: a row of another program is shown as it is.
Id = Annotated[int, WithJsonSchema({"type": "integer", "minimum": 1, "maximum": INT4_MAX})]
Count = Annotated[int, WithJsonSchema({"type": "integer", "minimum": 0})]
Percent = Annotated[int, WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 100})]
# The document refers to these by name; `openapi/schemas.py` describes them.
SessionState = Annotated[str, WithJsonSchema({"$ref": "#/components/schemas/SessionStatus"})]
SectionState = Annotated[str, WithJsonSchema({"$ref": "#/components/schemas/SectionStatus"})]
OPTION_KEY = {"$ref": "#/components/schemas/OptionKey"}
OptionKey = Annotated[str, WithJsonSchema(OPTION_KEY)]
# A map, for the generator openapi-python-client fails at a member that is named `d`.
Options = Annotated[
    dict[str, str],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": OPTION_KEY,
            "additionalProperties": {"type": "string"},
            "minProperties": 2,
            "maxProperties": 5,
        }
    ),
    Field(description="The text of each option by its key: two to five, from `a` without a gap."),
]
Answers = Annotated[
    dict[int, str],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": "^[1-9][0-9]*$"},
            "additionalProperties": OPTION_KEY,
        }
    ),
    Field(description="The chosen options by question id, blanks left out."),
]

Flagged = Annotated[
    list[int],
    WithJsonSchema({"type": "array", "items": {"type": "integer", "minimum": 1}}),
    Field(description="The questions that the student marked to look at again, ascending."),
]

Deadline = Annotated[
    Time, Field(description=f"The section runs {GRACE.seconds} seconds longer than this.")
]
Remaining = Annotated[Count, Field(description="Until `deadline_at`: count down from this.")]
Revision = Annotated[Count, Field(description="How often the answers were saved.")]
ServerNow = Annotated[Time, Field(description="The time of the functions' clock.")]
Practice = Annotated[bool, Field(description="Whether it has only some of the sections.")]
TimedOut = Annotated[
    bool, Field(description="Whether it was graded after its time, from what was saved.")
]


class _Schema(BaseModel):
    # Lists and dicts, because pydantic runs Python code for Sequence and Mapping. Deferred, because
    # a function needs few of these schemas and should start fast.
    model_config = ConfigDict(
        defer_build=True,
        from_attributes=True,
        frozen=True,
        extra="ignore",
        json_schema_serialization_defaults_required=True,
    )


class ScoreSchema(_Schema):
    """A score; points are exact quarters."""

    correct: Count
    incorrect: Count
    unanswered: Count
    total: Count
    raw: Points = Field(description="The points reached; may be negative.")
    max: Points = Field(description="The points with every answer right.")
    percentage: Points = Field(description="100·raw/max to two decimals; may be negative.")
    penalty: Points = Field(description="The points that wrong answers cost, 0 or more.")


class ExamSessionSchema(_Schema):
    """The eight columns of a session, `metadata` as the row holds it."""

    id: Id
    user_id: Id
    exam_type: str
    status: SessionState
    metadata: Any
    started_at: Time = Field(description="When the session was created.")
    updated_at: Time
    completed_at: Time | None


class QuestionSchema(_Schema):
    """A question as it stands on a paper: never its answer."""

    id: Id
    text: str
    options: Options
    passage: str | None = Field(description="The text that the question is about.")
    image_url: str | None
    image_alt: str | None = Field(default=None, description="What the image shows, in words.")


class PaperSchema(_Schema):
    """A running section: its questions, its clock, and what was saved."""

    session_id: Id
    section_id: Id
    name: str
    status: SectionStatus
    duration_minutes: Count = Field(description="Nominal, without extra time.")
    duration_seconds: Count = Field(description="With extra time, rounded up.")
    started_at: Time
    deadline_at: Deadline
    server_now: ServerNow
    remaining_seconds: Remaining
    questions: list[QuestionSchema]
    answers: Answers
    flagged: Flagged
    revision: Revision


class SavedAnswersSchema(_Schema):
    """What is stored after a save, and the section's clock."""

    session_id: Id
    section_id: Id
    answers: Answers
    flagged: Flagged
    revision: Revision
    server_now: ServerNow
    deadline_at: Deadline
    remaining_seconds: Remaining


class OutcomeSchema(_Schema):
    """The outcome of a completed section."""

    session_id: Id
    section_id: Id
    status: SectionStatus
    timed_out: TimedOut
    score: ScoreSchema
    overall_score: ScoreSchema | None = Field(description="Null until all sections are completed.")
    all_completed: bool


class ReviewedQuestionSchema(QuestionSchema):
    """A question with the student's answer, the right one, and why."""

    answer: OptionKey | None = Field(description="Null for a blank.")
    flagged: bool = Field(description="Whether the student had marked it to look at again.")
    correct_answer: OptionKey
    is_correct: bool
    explanation: str | None
    option_feedback: str | None = Field(default=None, description="Feedback on the chosen option.")


class SectionResultSchema(_Schema):
    """A section with its score and every question reviewed."""

    id: Id
    code: str
    name: str
    score: ScoreSchema
    timed_out: TimedOut
    seconds_used: Count = Field(description="From start to completion, never past the deadline.")
    questions: list[ReviewedQuestionSchema]


class SectionScoreSchema(_Schema):
    """A section's score."""

    id: Id
    score: ScoreSchema


class ScoresSchema(_Schema):
    """The scores of a session."""

    overall_score: ScoreSchema
    sections: list[SectionScoreSchema]


class TopicSchema(_Schema):
    """The result in one topic of a subject, over all sections."""

    subject: str = Field(description="The code of the subject in the question bank.")
    topic: str = Field(description="The syllabus area, as a student reads it.")
    question_ids: list[Id]
    correct: Count
    incorrect: Count
    unanswered: Count
    total: Count
    percentage: Points = Field(description="100·correct/total to two decimals.")


class ResultsSchema(_Schema):
    """A completed session, reviewed."""

    session_id: Id
    exam_type: str
    practice: Practice
    extra_time_percent: Percent
    started_at: Time
    completed_at: Time
    overall_score: ScoreSchema
    sections: list[SectionResultSchema]
    with_wrong_left_blank: ScoresSchema = Field(
        description="What the scores would have been had every wrong answer been left blank."
    )
    topics: list[TopicSchema] = Field(description="The weakest first.")


class ListedSectionSchema(_Schema):
    """A section as a history shows it."""

    id: Id
    code: str
    name: str
    status: SectionState
    deadline_at: Time | None = Field(description="Null until the section is started.")
    remaining_seconds: Count | None = Field(
        description="Null unless the section is in progress; 0 in the grace."
    )
    timed_out: bool | None = Field(description="Null until the section is completed.")
    seconds_used: Count | None = Field(description="Null until the section is completed.")
    score: ScoreSchema | None = Field(description="Null until the section is completed.")


class ListedSessionSchema(_Schema):
    """A session as a history shows it."""

    id: Id
    exam_type: str
    practice: Practice
    extra_time_percent: Percent
    status: SessionState
    started_at: Time
    completed_at: Time | None
    overall_score: ScoreSchema | None
    sections: list[ListedSectionSchema]


class HistorySchema(RootModel[list[ListedSessionSchema]]):
    """A page of a history: an array."""


class CountsSchema(_Schema):
    """Counts of questions; `percentage` is 100·correct/total to two decimals."""

    correct: Count
    incorrect: Count
    unanswered: Count
    total: Count
    percentage: Points


class SectionProgressSchema(CountsSchema):
    """A section over several sessions; English is included."""

    code: str
    name: str


class TopicProgressSchema(CountsSchema):
    """A topic over several sessions."""

    subject: str
    topic: str


class SessionProgressSchema(_Schema):
    """The score of one session."""

    id: Id
    completed_at: Time
    raw: Points
    max: Points
    percentage: Points


class ProgressSchema(_Schema):
    """A summary of a student's completed full simulations of an exam type."""

    exam_type: str
    count: Count = Field(description="How many there are.")
    considered: Count = Field(description="How many of the newest everything else is about.")
    best: Points | None = Field(description="The best percentage of the overall scores.")
    mean: Points | None = Field(description="Their mean, to two decimals.")
    last: Points | None = Field(description="The newest.")
    sessions: list[SessionProgressSchema] = Field(description="Oldest first.")
    sections: list[SectionProgressSchema]
    topics: list[TopicProgressSchema] = Field(description="The weakest first.")
    penalty: Points = Field(description="The points that wrong answers cost in total, 0 or more.")


class ScoringSchema(_Schema):
    """Points for one question."""

    correct: Points
    blank: Points
    wrong: Points


class SectionPlanSchema(_Schema):
    """A section as its exam type prescribes it."""

    id: Id
    code: str
    name: str
    question_count: Count
    duration_minutes: Count
    scoring: ScoringSchema
    counts_into_total: bool


class ExamTypeSchema(_Schema):
    """An exam type, and whether the bank can fill a paper of it."""

    exam_type: str
    name: str
    available: bool = Field(description="Whether the question bank can fill a paper.")
    total_questions: Count
    total_minutes: Count
    sections: list[SectionPlanSchema]
    source: str
    as_of: Date


class ExamTypesSchema(_Schema):
    """Every exam type."""

    exam_types: list[ExamTypeSchema]
