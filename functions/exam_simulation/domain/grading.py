"""Scores, exact in quarter points, as CISIA counts them: +1, 0, -0.25; in English +1, 0, 0."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .exam_type import ExamType, Scoring


@dataclass(frozen=True, kw_only=True)
class Score:
    """The score of a section, or of all sections that count.

    `raw`, `max` and `penalty` are points; `penalty` is what the wrong answers cost (0 or more);
    `percentage` is 100·raw/max to two decimals and may be negative.
    """

    correct: int
    incorrect: int
    unanswered: int
    total: int
    raw: float
    max: float
    percentage: float
    penalty: float


@dataclass(frozen=True)
class Solution:
    """The right option of a question, and what the question is about."""

    correct_answer: str
    subject: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many questions of one topic were right, wrong and blank."""

    subject: str
    topic: str
    correct: int
    incorrect: int
    unanswered: int

    @property
    def total(self) -> int:
        """How many questions there were."""
        return self.correct + self.incorrect + self.unanswered

    @property
    def percentage(self) -> float:
        """100·correct/total to two decimals, 0 where there were none."""
        return percentage(self.correct, self.total) if self.total else 0.0


def percentage(part: float, whole: float) -> float:
    """100·part/whole to two decimals, halves rounded away from zero; `whole` is above 0."""
    quotient = Decimal(100 * part) / Decimal(whole)
    return float(quotient.quantize(Decimal("0.01"), ROUND_HALF_UP))


def grade(
    question_ids: Sequence[int],
    answers: Mapping[int, str],
    answer_key: Mapping[int, Solution],
    scoring: Scoring,
) -> Score:
    """Grade one paper.

    Args:
        question_ids: the questions of the paper.
        answers: the option chosen, by question id; a blank has no entry.
        answer_key: the solution, by question id, for at least the questions of the paper.
        scoring: points for a right, blank and wrong answer.

    Raises:
        KeyError: the key lacks a question of the paper.
    """
    correct = sum(
        answers.get(question_id) == answer_key[question_id].correct_answer
        for question_id in question_ids
    )
    unanswered = sum(question_id not in answers for question_id in question_ids)
    incorrect = len(question_ids) - correct - unanswered
    return _score(
        correct=correct,
        incorrect=incorrect,
        unanswered=unanswered,
        raw=correct * scoring.correct + unanswered * scoring.blank + incorrect * scoring.wrong,
        maximum=len(question_ids) * scoring.correct,
        penalty=incorrect * max(0.0, -scoring.wrong),
    )


def tally(
    question_ids: Sequence[int], answers: Mapping[int, str], answer_key: Mapping[int, Solution]
) -> tuple[Tally, ...]:
    """Count how the questions of one paper went, by subject and topic, in alphabetical order.

    Args, Raises: as `grade`.
    """
    by_topic: dict[tuple[str, str], list[int]] = defaultdict(list)
    for question_id in question_ids:
        by_topic[answer_key[question_id].subject, answer_key[question_id].topic].append(question_id)
    return tuple(
        _tally(
            *about,
            [
                (answers.get(question_id), answer_key[question_id].correct_answer)
                for question_id in ids
            ],
        )
        for about, ids in sorted(by_topic.items())
    )


def _tally(subject: str, topic: str, pairs: Sequence[tuple[str | None, str]]) -> Tally:
    """Count pairs of the option chosen and the right one."""
    correct = sum(answer == right for answer, right in pairs)
    unanswered = sum(answer is None for answer, _ in pairs)
    return Tally(
        subject=subject,
        topic=topic,
        correct=correct,
        incorrect=len(pairs) - correct - unanswered,
        unanswered=unanswered,
    )


def total(scores: Iterable[Score]) -> Score:
    """Sum the scores of the sections that count (at least one)."""
    parts = list(scores)
    return _score(
        correct=sum(part.correct for part in parts),
        incorrect=sum(part.incorrect for part in parts),
        unanswered=sum(part.unanswered for part in parts),
        raw=sum(part.raw for part in parts),
        maximum=sum(part.max for part in parts),
        penalty=sum(part.penalty for part in parts),
    )


def overall(structure: ExamType, scores: Sequence[Score]) -> Score:
    """Sum the scores of the sections that count into the total.

    Args:
        structure: the exam type.
        scores: of all its sections, in exam order.

    Raises:
        ValueError: there are more or fewer scores than sections.
    """
    plans = zip(structure.sections, scores, strict=True)
    return total(score for plan, score in plans if plan.counts_into_total)


def with_wrong_left_blank(score: Score, scoring: Scoring) -> Score:
    """Calculate what the score would have been with every wrong answer left blank.

    Args:
        score: the score of the section.
        scoring: the points by which it was graded.
    """
    return _score(
        correct=score.correct,
        incorrect=0,
        unanswered=score.unanswered + score.incorrect,
        raw=score.raw + score.incorrect * (scoring.blank - scoring.wrong),
        maximum=score.max,
        penalty=0.0,
    )


def _score(
    *, correct: int, incorrect: int, unanswered: int, raw: float, maximum: float, penalty: float
) -> Score:
    return Score(
        correct=correct,
        incorrect=incorrect,
        unanswered=unanswered,
        total=correct + incorrect + unanswered,
        raw=raw,
        max=maximum,
        percentage=percentage(raw, maximum),
        penalty=penalty,
    )
