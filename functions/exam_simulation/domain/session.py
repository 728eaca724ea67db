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
"""How long after its deadline a section still runs: it forgives a slow network."""


def is_over(deadline_at: datetime, now: datetime) -> bool:
    """Whether a section with this deadline no longer runs, the grace included."""
    return now > deadline_at + GRACE


def seconds_until(deadline_at: datetime, now: datetime) -> int:
    """Whole seconds until a deadline, never negative."""
    return max(0, floor((deadline_at - now).total_seconds()))


def seconds_between(started_at: datetime, completed_at: datetime) -> int:
    """Whole seconds that a section took, never negative."""
    return max(0, floor((completed_at - started_at).total_seconds()))


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of a session, and how far it has come. `id` counts from 1, in exam order.

    `topics` are its tallies, from the moment that it is graded; a session that is read again does
    not have them.
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
    def has_started(self) -> bool:
        """Whether a paper was handed out."""
        return self.status is not SectionStatus.PENDING

    @property
    def seconds_used(self) -> int:
        """Whole seconds from start to completion, 0 before it is completed."""
        if self.started_at is None or self.completed_at is None:
            return 0
        return seconds_between(self.started_at, self.completed_at)

    def remaining_seconds(self, now: datetime) -> int:
        """Whole seconds until the deadline, never negative, and 0 where no clock runs."""
        if self.deadline_at is None or self.status is not SectionStatus.IN_PROGRESS:
            return 0
        return seconds_until(self.deadline_at, now)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the section's time and its grace are over and it has not been graded yet."""
        return (
            self.status is SectionStatus.IN_PROGRESS
            and self.deadline_at is not None
            and is_over(self.deadline_at, now)
        )


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a started section was given, and what was saved.

    `option_count` is how many options each question has; `answers` are options by question id,
    blanks left out; `flagged` are question ids, ascending; `revision` counts the saves. Once
    `is_closed`, nothing more is saved.
    """

    question_ids: tuple[int, ...]
    option_count: int = len(OPTIONS)
    answers: Mapping[int, str] = field(default_factory=dict)
    flagged: tuple[int, ...] = ()
    revision: int = 0
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Session:
    """A student's exam. `papers` are by section id, from the start of the section on.

    `practice` tells an exam of some sections from a full simulation.
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
        return Stage.BLOCKED if is_blocked else Stage.PENDING

    def plan(self, section_id: int) -> SectionPlan:
        """Give what the exam type prescribes for this section.

        Raises:
            SectionNotFound: there is none.
        """
        self.section(section_id)
        return self.structure.sections[section_id - 1]

    def is_overdue(self, section: Section, now: datetime) -> bool:
        """Whether a section of this session is to be graded from what was saved.

        Its time and its grace are over, or nothing more is saved to its paper.
        """
        if section.status is not SectionStatus.IN_PROGRESS:
            return False
        return self.papers[section.id].is_closed or section.is_overdue(now)

    def asked(self, section_ids: Sequence[int]) -> list[int]:
        """Give the questions on the papers of some sections, in their order."""
        return [
            question_id
            for section_id in section_ids
            for question_id in self.papers[section_id].question_ids
        ]

    def subjects(self, section_ids: Sequence[int]) -> list[str]:
        """Give the subjects that some sections draw from.

        Raises:
            SectionNotFound: there is no such section.
        """
        return [subject for section_id in section_ids for subject in self.plan(section_id).subjects]

    def drawn_question_ids(self) -> frozenset[int]:
        """All questions that the papers so far hold."""
        return frozenset(
            question_id for paper in self.papers.values() for question_id in paper.question_ids
        )


def create(structure: ExamType, extra_time_percent: int, *, practice: bool = False) -> Session:
    """Make a session of an exam type, nothing started.

    Args:
        structure: the exam type; the session keeps this copy of it.
        extra_time_percent: whole percent by which every section is longer, 0 to 100.
        practice: whether the structure is of some sections of an exam type.
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
