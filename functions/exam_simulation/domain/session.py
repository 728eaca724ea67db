"""A session of timed sections and their papers. `moves` is what can happen to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import floor

from .answers import OPTIONS
from .errors import SectionNotFound
from .exam_type import ExamType, SectionPlan
from .grading import Score, Tally
from .transitions import SectionStatus, SessionStatus, Stage

GRACE = timedelta(seconds=15)
"""How long a section still runs after its deadline, for slow networks."""


def is_over(deadline_at: datetime, now: datetime) -> bool:
    """Whether this deadline and its grace are over."""
    return now > deadline_at + GRACE


def seconds_until(deadline_at: datetime, now: datetime) -> int:
    """Whole seconds until a deadline, never negative."""
    return max(0, floor((deadline_at - now).total_seconds()))


def seconds_between(started_at: datetime, completed_at: datetime) -> int:
    """Whole seconds that a section took, never negative."""
    return max(0, floor((completed_at - started_at).total_seconds()))


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of a session. `id` counts from 1, in exam order.

    `topics` are the tallies that grading made. A session that is read from the store has none.
    """

    id: int
    code: str
    name: str
    question_count: int
    duration_minutes: int
    duration_seconds: int
    status: SectionStatus = SectionStatus.PENDING
    started_at: datetime | None = None
    deadline_at: datetime | None = None
    completed_at: datetime | None = None
    timed_out: bool | None = None
    score: Score | None = None
    topics: tuple[Tally, ...] = ()

    @property
    def seconds_used(self) -> int:
        """Whole seconds from start to completion, 0 before it is completed."""
        if self.started_at is None or self.completed_at is None:
            return 0
        return seconds_between(self.started_at, self.completed_at)

    def remaining_seconds(self, now: datetime) -> int:
        """Whole seconds until the deadline, never negative; 0 if the section is not running."""
        if self.deadline_at is None or self.status is not SectionStatus.IN_PROGRESS:
            return 0
        return seconds_until(self.deadline_at, now)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the section is running though its deadline and grace are over."""
        return (
            self.status is SectionStatus.IN_PROGRESS
            and self.deadline_at is not None
            and is_over(self.deadline_at, now)
        )


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The questions of a started section, and what was saved.

    `option_count` is how many options each question has. `answers` are options by question id,
    without blanks. `flagged` are question ids, ascending. `revision` counts the saves. A closed
    paper takes no more saves.
    """

    question_ids: tuple[int, ...]
    option_count: int = len(OPTIONS)
    answers: Mapping[int, str] = field(default_factory=dict)
    flagged: tuple[int, ...] = ()
    revision: int = 0
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Session:
    """A student's exam. `papers` maps the id of each started section to its paper.

    `practice` says that the session has some of the sections of its exam type.
    """

    structure: ExamType
    extra_time_percent: int
    practice: bool = False
    sections: tuple[Section, ...]
    papers: Mapping[int, Paper] = field(default_factory=dict)
    overall_score: Score | None = None
    completed_at: datetime | None = None

    @property
    def status(self) -> SessionStatus:
        """Follows from the sections."""
        statuses = {section.status for section in self.sections}
        if statuses == {SectionStatus.PENDING}:
            return SessionStatus.CREATED
        if statuses == {SectionStatus.COMPLETED}:
            return SessionStatus.COMPLETED
        return SessionStatus.IN_PROGRESS

    def section(self, section_id: int) -> Section:
        """Give the section with this id.

        Raises:
            SectionNotFound: there is none.
        """
        if not 1 <= section_id <= len(self.sections):
            raise SectionNotFound
        return self.sections[section_id - 1]

    def stage(self, section_id: int, *, is_blocked: bool = False) -> Stage:
        """Give where a section is in the table of transitions.

        Args:
            section_id: the section.
            is_blocked: whether the student is taking a section of another session.

        Raises:
            SectionNotFound: there is none with this id.
        """
        section = self.section(section_id)
        if section.status is not SectionStatus.PENDING:
            return Stage(section.status.value)
        earlier = self.sections[: section_id - 1]
        if any(section.status is not SectionStatus.COMPLETED for section in earlier):
            return Stage.WAITING
        return Stage.BLOCKED if is_blocked else Stage.READY

    def plan(self, section_id: int) -> SectionPlan:
        """Give what the exam type prescribes for this section.

        Raises:
            SectionNotFound: there is none.
        """
        self.section(section_id)
        return self.structure.sections[section_id - 1]

    def is_overdue(self, section: Section, now: datetime) -> bool:
        """Whether a section of this session must be graded from what was saved.

        That is so once its deadline and grace are over, or once its paper is closed.
        """
        if section.status is not SectionStatus.IN_PROGRESS:
            return False
        return self.papers[section.id].is_closed or section.is_overdue(now)

    def asked(self, section_ids: Sequence[int]) -> list[int]:
        """Give the ids of the questions on the papers of some sections, in order."""
        return [
            question_id
            for section_id in section_ids
            for question_id in self.papers[section_id].question_ids
        ]

    def subjects(self, section_ids: Sequence[int]) -> list[str]:
        """Give the subjects that some sections draw questions from.

        Raises:
            SectionNotFound: there is no such section.
        """
        return [subject for section_id in section_ids for subject in self.plan(section_id).subjects]

    def drawn_question_ids(self) -> frozenset[int]:
        """The ids of all questions on the papers so far."""
        return frozenset(
            question_id for paper in self.papers.values() for question_id in paper.question_ids
        )


def create(structure: ExamType, extra_time_percent: int, *, practice: bool = False) -> Session:
    """Make a session of an exam type, with no section started.

    Args:
        structure: the exam type. The session keeps this copy.
        extra_time_percent: whole percent by which every section is longer, 0 to 100.
        practice: whether the structure has only some of the sections of its exam type.
    """
    return Session(
        structure=structure,
        extra_time_percent=extra_time_percent,
        practice=practice,
        sections=tuple(
            Section(
                id=section_id,
                code=plan.code,
                name=plan.name,
                question_count=plan.question_count,
                duration_minutes=plan.duration_minutes,
                # 60 · minutes · (100 + extra) / 100, rounded up, in whole numbers
                duration_seconds=-(-60 * plan.duration_minutes * (100 + extra_time_percent) // 100),
            )
            for section_id, plan in enumerate(structure.sections, start=1)
        ),
    )
