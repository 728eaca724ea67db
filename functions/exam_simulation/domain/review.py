"""The review of a completed session: topics by strength, and what wrong answers cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .grading import Score, overall, percentage, with_wrong_left_blank
from .question import Question
from .session import Paper, Session


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one question: the option chosen, None for a blank, and the right one."""

    question_id: int
    subject: str
    topic: str
    answer: str | None
    correct_answer: str

    @property
    def is_correct(self) -> bool:
        """Whether the right option was chosen."""
        return self.answer == self.correct_answer


def outcomes_of(paper: Paper, questions: Mapping[int, Question]) -> list[Outcome]:
    """Review a paper.

    Args:
        paper: the paper.
        questions: all its questions by id.
    """
    return [
        Outcome(
            question_id=question.id,
            subject=question.subject,
            topic=question.topic,
            answer=paper.answers.get(question.id),
            correct_answer=question.correct_answer,
        )
        for question in map(questions.__getitem__, paper.question_ids)
    ]


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
    """Calculate what the scores would have been with the wrong answers left blank.

    Args:
        session: a session whose sections are all completed.

    Raises:
        ValueError: one of them is not.
    """
    scores = [section.score for section in session.sections if section.score]
    scores = [
        with_wrong_left_blank(score, plan.scoring)
        for score, plan in zip(scores, session.structure.sections, strict=True)
    ]
    numbered = [SectionScore(number, score) for number, score in enumerate(scores, start=1)]
    return Scores(numbered, overall(session.structure, scores))


def strength_by_topic(outcomes: Iterable[Outcome]) -> list[TopicStrength]:
    """Count outcomes by subject and topic.

    Returns:
        The weakest topics first; of equal ones the one with more questions.
    """
    by_topic: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_topic[outcome.subject, outcome.topic].append(outcome)
    strengths = [_strength(*names, outcomes) for names, outcomes in by_topic.items()]
    return sorted(
        strengths,
        key=lambda strength: (
            strength.percentage,
            -strength.total,
            strength.subject,
            strength.topic,
        ),
    )


def _strength(subject: str, topic: str, outcomes: list[Outcome]) -> TopicStrength:
    correct = sum(outcome.is_correct for outcome in outcomes)
    unanswered = sum(outcome.answer is None for outcome in outcomes)
    return TopicStrength(
        subject=subject,
        topic=topic,
        question_ids=tuple(outcome.question_id for outcome in outcomes),
        correct=correct,
        incorrect=len(outcomes) - correct - unanswered,
        unanswered=unanswered,
        total=len(outcomes),
        percentage=percentage(correct, len(outcomes)),
    )
