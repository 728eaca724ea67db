"""Checks of rows that were read: a row that no sequence of moves could have written is refused.

pydantic checks types. This module checks that members agree with each other, and the bounds that
later arithmetic needs.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import isfinite

from ..domain.exam_type import QUARTERS
from ..domain.grading import Score
from ..domain.records import ListedSection
from ..domain.session import Paper, Section, Session
from ..domain.transitions import SectionStatus, SessionStatus

MAX_DURATION = timedelta(days=366)
YEARS = range(1970, 9000)
"""Adding a duration to a time of these years cannot overflow."""
MAX_POINTS = 1e9
"""Sums of quarter points up to here are exact."""
_SECTIONS = "the sections are those of the exam type"


class DamagedRow(ValueError):
    """A row contradicts itself. The text names the rule, never a value."""


def check_session(session: Session) -> None:
    """Check a session with its sections and papers.

    Raises:
        DamagedRow: naming the rule that does not hold.
    """
    plans = session.structure.sections
    _require(len(session.sections) == len(plans), _SECTIONS)
    for number, (section, plan) in enumerate(zip(session.sections, plans, strict=True), start=1):
        _require(section.id == number, "sections are numbered 1, 2, … in exam order")
        _require(section.code == plan.code, _SECTIONS)
        _require(
            section.status is SectionStatus.PENDING or section.id in session.papers,
            "a started section has a paper",
        )
    check_sections(session.sections)
    for paper in session.papers.values():
        check_paper(paper)
    _require_together(
        (session.overall_score, session.completed_at),
        session.status is SessionStatus.COMPLETED,
        "a session has a score and a time once it is completed",
    )
    check_score(session.overall_score)


def check_sections(sections: Iterable[Section]) -> None:
    """Check sections that can be continued.

    Raises:
        DamagedRow: naming the rule that does not hold.
    """
    for section in sections:
        clock = (section.started_at, section.deadline_at)
        _require_together(
            clock,
            section.status is not SectionStatus.PENDING,
            "a section has a clock once it is started",
        )
        _require_outcome(section)
        for time in (*clock, section.completed_at):
            _require(
                time is None or _is_usable(time),
                "times have a time zone and a year that a section can have",
            )
        _require(
            0 < section.duration_seconds <= MAX_DURATION.total_seconds(),
            "a section lasts from a second to a year",
        )
        check_score(section.score)


def check_listed_sections(sections: Iterable[ListedSection]) -> None:
    """Check sections that are only shown.

    Raises:
        DamagedRow: naming the rule that does not hold.
    """
    for section in sections:
        _require_outcome(section)
        _require(
            (section.deadline_at is None) == (section.status is SectionStatus.PENDING),
            "a section has a clock once it is started",
        )
        times = (section.started_at, section.deadline_at, section.completed_at)
        _require(all(time.tzinfo for time in times if time), "times have a time zone")
        check_score(section.score)


def check_paper(paper: Paper) -> None:
    """Check a paper.

    Raises:
        DamagedRow: it has no questions, or one twice.
    """
    ids = paper.question_ids
    _require(bool(ids) and len(set(ids)) == len(ids), "a paper has questions, each once")


def check_score(score: Score | None) -> None:
    """Check a score, where there is one.

    Raises:
        DamagedRow: it is not finite, too large for exact sums, or its maximum is too small.
    """
    if score is None:
        return
    for points in (score.raw, score.max, score.penalty, score.percentage):
        _require(
            isfinite(points) and abs(points) <= MAX_POINTS,
            "a score is finite, and no larger than any exam's",
        )
    _require(score.max * QUARTERS >= 1, "the maximum of a score is at least a quarter point")


def _require_outcome(section: Section | ListedSection) -> None:
    _require_together(
        (section.completed_at, section.timed_out, section.score),
        section.status is SectionStatus.COMPLETED,
        "a section has an outcome once it is completed",
    )


def _require_together(members: Iterable[object], expected: bool, rule: str) -> None:
    """Require all members if they are expected, and none if not."""
    for member in members:
        _require((member is not None) is expected, rule)


def _require(condition: bool, rule: str) -> None:
    if not condition:
        raise DamagedRow(rule)


def _is_usable(time: datetime) -> bool:
    return time.year in YEARS and time.tzinfo is not None
