"""What a damaged row might say of a session is refused before anybody reckons with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from exam_simulation.domain.exam_type import Scoring
from exam_simulation.domain.grading import Score
from exam_simulation.domain.session import LONGEST, Paper, Section, Session
from tests.domain.exams import START, created, finished, started


def of_section(section_id: int, session: Session, **changes: Any) -> Section:
    return replace(session.section(section_id), **changes)


def a_score(**changes: Any) -> Score:
    score = finished().section(1).score
    assert score is not None
    return replace(score, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"started_at": START},
        {"deadline_at": START},
        {"started_at": START, "deadline_at": START},
    ],
)
def test_a_pending_section_has_no_clock(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a section has a clock once it is started"):
        of_section(1, created(), **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"completed_at": START},
        {"timed_out": False},
        {"score": a_score()},
        {"completed_at": START, "timed_out": False, "score": a_score()},
    ],
)
@pytest.mark.parametrize("make", [created, started])
def test_only_a_completed_section_has_an_outcome(
    make: Callable[[], Session], changes: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="a section has an outcome once it is completed"):
        of_section(1, make(), **changes)


@pytest.mark.parametrize("name", ["started_at", "deadline_at", "completed_at"])
@pytest.mark.parametrize(
    "time",
    [
        START.replace(year=1),
        START.replace(year=1969),
        START.replace(year=9000),
        START.replace(year=9999),
        START.replace(tzinfo=None),
    ],
)
def test_a_section_is_of_our_age(name: str, time: datetime) -> None:
    with pytest.raises(ValueError, match="a section is of our age, in a time zone"):
        of_section(1, finished(), **{name: time})


@pytest.mark.parametrize("seconds", [-1, 0, 366 * 86_400 + 1, 10**15])
def test_a_section_lasts_some_time(seconds: int) -> None:
    with pytest.raises(ValueError, match="a section lasts some time"):
        of_section(1, created(), duration_seconds=seconds)


@pytest.mark.parametrize("seconds", [1, 366 * 86_400])
def test_a_section_may_last_from_a_second_to_a_year(seconds: int) -> None:
    assert of_section(1, created(), duration_seconds=seconds).duration_seconds == seconds
    assert timedelta(days=366) == LONGEST


@pytest.mark.parametrize("name", ["raw", "max", "percentage", "penalty"])
@pytest.mark.parametrize("points", [float("nan"), float("inf"), float("-inf")])
def test_a_score_is_finite(name: str, points: float) -> None:
    with pytest.raises(ValueError, match="a score is finite"):
        a_score(**{name: points})


@pytest.mark.parametrize("question_ids", [(), (1, 1), (1, 2, 1)])
def test_a_paper_has_questions_each_once(question_ids: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a paper has questions, each once"):
        Paper(question_ids=question_ids)


@pytest.mark.parametrize("make", [created, started])
@pytest.mark.parametrize(
    "changes",
    [
        {"completed_at": START},
        {"overall_score": a_score()},
        {"completed_at": START, "overall_score": a_score()},
    ],
)
def test_only_a_completed_session_has_a_score_and_a_time(
    make: Callable[[], Session], changes: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="a session has a score and a time once it is completed"):
        replace(make(), **changes)


@pytest.mark.parametrize(
    "points",
    [(0, -0.25, -0.5), (-1, -2, -3), (1000.25, 0, 0), (1, 0, -1000.25), (2.0**1000, 0, 0)],
)
def test_right_answers_earn_something_that_can_be_summed(
    points: tuple[float, float, float],
) -> None:
    with pytest.raises(ValueError, match="right answers earn nothing"):
        Scoring(*points)
