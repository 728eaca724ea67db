"""A summary of a student's completed full simulations of one exam type."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .grading import Score, Tally, percentage


@dataclass(frozen=True, kw_only=True)
class CompletedSection:
    """A graded section of a completed session."""

    code: str
    name: str
    score: Score


@dataclass(frozen=True, kw_only=True)
class CompletedSession:
    """What progress needs of a completed session; its sections in exam order.

    `topics` are the tallies of all sections.
    """

    id: int
    completed_at: datetime
    overall_score: Score
    sections: tuple[CompletedSection, ...]
    topics: tuple[Tally, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SectionProgress:
    """The counts of one section, added up; `percentage` is 100·correct/total to two decimals."""

    code: str
    name: str
    correct: int
    incorrect: int
    unanswered: int
    total: int
    percentage: float


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Percentages of the overall scores (None without a session), and the counts added up.

    `sessions` come oldest first, `topics` the weakest first; `penalty` is what the wrong answers
    cost in all, in points.
    """

    best: float | None
    mean: float | None
    last: float | None
    sessions: tuple[CompletedSession, ...]
    sections: tuple[SectionProgress, ...]
    topics: tuple[Tally, ...]
    penalty: float


def progress_of(newest_first: Sequence[CompletedSession]) -> Progress:
    """Summarise completed sessions.

    Args:
        newest_first: sessions of one exam type.
    """
    percentages = [session.overall_score.percentage for session in newest_first]
    return Progress(
        best=max(percentages, default=None),
        mean=_mean(percentages),
        last=percentages[0] if percentages else None,
        sessions=tuple(reversed(newest_first)),
        sections=_sections(newest_first),
        topics=_topics(tally for session in newest_first for tally in session.topics),
        penalty=sum((session.overall_score.penalty for session in newest_first), 0.0),
    )


def _mean(percentages: Sequence[float]) -> float | None:
    # Hundredths are whole numbers, so their sum is exact.
    hundredths = [round(100 * percent) for percent in percentages]
    return percentage(sum(hundredths), 10_000 * len(hundredths)) if hundredths else None


def _sections(newest_first: Iterable[CompletedSession]) -> tuple[SectionProgress, ...]:
    """Add up by code. Order and names are those of the newest session that has the code."""
    by_code: dict[str, list[CompletedSection]] = defaultdict(list)
    for session in newest_first:
        for section in session.sections:
            by_code[section.code].append(section)
    return tuple(_section(parts) for parts in by_code.values())


def _section(newest_first: Sequence[CompletedSection]) -> SectionProgress:
    scores = [section.score for section in newest_first]
    correct, total = sum(score.correct for score in scores), sum(score.total for score in scores)
    return SectionProgress(
        code=newest_first[0].code,
        name=newest_first[0].name,
        correct=correct,
        incorrect=sum(score.incorrect for score in scores),
        unanswered=sum(score.unanswered for score in scores),
        total=total,
        percentage=percentage(correct, total) if total else 0.0,
    )


def _topics(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """Add up by topic, the weakest first; of equal ones the one with more questions."""
    by_topic: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_topic[tally.subject, tally.topic].append(tally)
    added = (
        Tally(
            subject=subject,
            topic=topic,
            correct=sum(tally.correct for tally in parts),
            incorrect=sum(tally.incorrect for tally in parts),
            unanswered=sum(tally.unanswered for tally in parts),
        )
        for (subject, topic), parts in by_topic.items()
    )
    return tuple(
        sorted(
            added, key=lambda tally: (tally.percentage, -tally.total, tally.subject, tally.topic)
        )
    )
