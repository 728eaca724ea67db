"""What a completed session teaches: where it was strong, and what the wrong answers cost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .grading import Score, total, with_wrong_left_blank
from .session import Session


@dataclass(frozen=True)
class Outcome:
    """What became of one question; `is_correct` is None for a blank."""

    question_id: int
    subject: str
    topic: str
    is_correct: bool | None


@dataclass(frozen=True)
class TopicStrength:
    """How the questions of one topic went; `percentage` is 100·correct/total to two decimals."""

    subject: str
    topic: str
    question_ids: tuple[int, ...]
    correct: int
    incorrect: int
    unanswered: int
    total: int
    percentage: float


@dataclass(frozen=True)
class SectionScore:
    """The score of the section with this id."""

    id: int
    score: Score


@dataclass(frozen=True)
class Scores:
    """The scores of a session: of its sections, in exam order, and of all that count."""

    sections: list[SectionScore]
    overall_score: Score


def scores_with_wrong_left_blank(session: Session) -> Scores:
    """Tell what a completed session would have come to, had the wrong answers been left blank."""
    plans = session.structure.sections
    scores = [
        SectionScore(section.id, with_wrong_left_blank(section.score, plan.scoring))
        for section, plan in zip(session.sections, plans, strict=True)
        if section.score
    ]
    counting = (
        one.score for one, plan in zip(scores, plans, strict=True) if plan.counts_into_total
    )
    return Scores(scores, total(counting))


def strength_by_topic(outcomes: Iterable[Outcome]) -> list[TopicStrength]:
    """Count outcomes by subject and topic.

    Returns:
        The weakest topics first; of equals those of which more was asked.
    """
    by_topic: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_topic[one.subject, one.topic].append(one)
    strengths = [_strength(*names, met) for names, met in by_topic.items()]
    return sorted(strengths, key=lambda one: (one.percentage, -one.total, one.subject, one.topic))


def _strength(subject: str, topic: str, met: list[Outcome]) -> TopicStrength:
    results = [one.is_correct for one in met]
    correct = results.count(True)
    return TopicStrength(
        subject=subject,
        topic=topic,
        question_ids=tuple(one.question_id for one in met),
        correct=correct,
        incorrect=results.count(False),
        unanswered=results.count(None),
        total=len(results),
        percentage=round(100 * correct / len(results), 2),
    )
