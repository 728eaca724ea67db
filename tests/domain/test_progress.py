"""Progress: completed full simulations, one after the other and all together."""

from datetime import timedelta

import pytest

from exam_simulation.domain.grading import Score, Tally, percentage
from exam_simulation.domain.progress import (
    CompletedSection,
    CompletedSession,
    Progress,
    SectionProgress,
    progress_of,
)
from tests.domain.exams import START


def score(correct: int, incorrect: int, unanswered: int) -> Score:
    """A score by the usual points."""
    total = correct + incorrect + unanswered
    raw = correct - incorrect / 4
    return Score(
        correct=correct,
        incorrect=incorrect,
        unanswered=unanswered,
        total=total,
        raw=raw,
        max=total,
        percentage=percentage(raw, total),
        penalty=incorrect / 4,
    )


def tally(topic: str, correct: int, incorrect: int, unanswered: int = 0) -> Tally:
    """How a topic of logic went."""
    return Tally(
        subject="logic",
        topic=topic,
        correct=correct,
        incorrect=incorrect,
        unanswered=unanswered,
    )


def section(code: str, *counts: int, name: str = "") -> CompletedSection:
    """A graded section."""
    return CompletedSection(code=code, name=name or code, score=score(*counts))


def session(
    number: int, overall: Score, *sections: CompletedSection, topics: tuple[Tally, ...] = ()
) -> CompletedSession:
    """A session, the later the higher its number."""
    return CompletedSession(
        id=number,
        completed_at=START + timedelta(days=number),
        overall_score=overall,
        sections=sections,
        topics=topics,
    )


def test_without_a_session_there_is_nothing() -> None:
    assert progress_of([]) == Progress(
        best=None, mean=None, last=None, sessions=(), sections=(), topics=(), penalty=0.0
    )


def test_best_mean_and_last_are_of_the_percentages() -> None:
    newest, older, oldest = (
        session(3, score(1, 1, 2)),  # 0.75 of 4: 18.75
        session(2, score(2, 1, 0)),  # 1.75 of 3: 58.33
        session(1, score(0, 2, 1)),  # −0.5 of 3: −16.67
    )
    progress = progress_of([newest, older, oldest])
    # 18.75 + 58.33 − 16.67 = 60.41; 60.41 / 3 = 20.136…
    assert (progress.best, progress.mean, progress.last) == (58.33, 20.14, 18.75)
    assert progress.sessions == (oldest, older, newest)
    assert progress.penalty == 0.25 + 0.25 + 0.5


def test_the_mean_is_rounded_away_from_zero() -> None:
    # −0.25 of 8 is −3.13 (−3.125), 0 of 8 is 0: their mean is −1.565
    assert progress_of([session(2, score(0, 1, 7)), session(1, score(0, 0, 8))]).mean == -1.57


def test_sections_stand_as_in_the_newest_session_and_what_it_lacks_comes_after() -> None:
    newest = session(2, score(1, 0, 0), section("b", 1, 1, 1, name="New"), section("a", 3, 0, 0))
    oldest = session(1, score(1, 0, 0), section("c", 0, 1, 0), section("b", 1, 0, 2, name="Old"))
    sections = progress_of([newest, oldest]).sections
    assert [(one.code, one.name) for one in sections] == [("b", "New"), ("a", "a"), ("c", "c")]
    assert sections[0] == SectionProgress(
        code="b", name="New", correct=2, incorrect=1, unanswered=3, total=6, percentage=33.33
    )


def test_topics_are_added_up_the_weakest_first() -> None:
    first = (tally("x", 0, 1, 1), tally("z", 1, 1, 2))
    second = (tally("x", 1, 1), tally("y", 2, 1))
    newest = session(2, score(1, 0, 0), topics=second)
    oldest = session(1, score(1, 0, 0), topics=first)
    topics = progress_of([newest, oldest]).topics
    assert topics == (tally("x", 1, 2, 1), tally("z", 1, 1, 2), tally("y", 2, 1))
    assert [topic.percentage for topic in topics] == [25.0, 25.0, 66.67]


def test_a_tally_of_nothing_is_no_percentage() -> None:
    assert tally("x", 0, 0).percentage == 0.0


def test_a_section_of_nothing_is_no_percentage() -> None:
    nothing = Score(
        correct=0, incorrect=0, unanswered=0, total=0, raw=0, max=1, percentage=0, penalty=0
    )
    empty = CompletedSection(code="a", name="a", score=nothing)
    assert progress_of([session(1, nothing, empty)]).sections[0].percentage == 0.0


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (1.25, 8, 15.63),
        (-1.25, 8, -15.63),
        (1, 3, 33.33),
        (2, 3, 66.67),
        (0, 5, 0),
        (0.125, 8, 1.56),
        (1, 1, 100),
    ],
)
def test_halves_are_rounded_away_from_zero(part: float, whole: float, shown: float) -> None:
    assert percentage(part, whole) == shown
