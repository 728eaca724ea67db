"""What an exam type must be, and when a bank can fill it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from exam_simulation.domain.exam_type import Scoring
from tests.domain.exams import ENGLISH, EXAM, LOGIC, MATHEMATICS


@pytest.mark.parametrize(
    "points",
    [(1.0, 0.0, -0.25), (1.0, 0.0, 0.0), (1.0, 0.0, -1.0), (1.5, 0.25, -0.75), (1.0, -0.25, -0.25)],
)
def test_points_are_multiples_of_a_quarter(points: tuple[float, float, float]) -> None:
    Scoring(*points)


@pytest.mark.parametrize(
    "points",
    [
        (1.1, 0.0, -0.25),
        (1.0, 0.1, -0.25),
        (1.0, 0.0, -0.2),
        (1.0, 0.0, -1 / 3),
        (float("inf"), 0.0, -0.25),
        (1.0, 0.0, float("-inf")),
        (1.0, float("nan"), 0.0),
    ],
)
def test_points_that_would_not_be_exact_are_refused(points: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="multiple of a quarter"):
        Scoring(*points)


@pytest.mark.parametrize(
    "points",
    [(0.0, 0.0, -0.25), (-1.0, 0.0, -0.25), (1.0, 0.0, 0.25), (1.0, 1.0, 0.0), (1.0, 2.0, 0.0)],
)
def test_a_right_answer_earns_more_than_a_blank_and_a_blank_no_less_than_a_wrong_one(
    points: tuple[float, float, float],
) -> None:
    with pytest.raises(ValueError, match="wrong <= blank < correct"):
        Scoring(*points)


@pytest.mark.parametrize(
    "changes",
    [
        {"question_count": 0},
        {"question_count": -1},
        {"duration_minutes": 0},
        {"duration_minutes": -1},
        {"subjects": ()},
    ],
)
def test_a_section_has_questions_minutes_and_subjects(changes: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="section logic needs"):
        replace(LOGIC, **changes)


def test_one_question_in_one_minute_is_a_section() -> None:
    replace(LOGIC, question_count=1, duration_minutes=1)


@pytest.mark.parametrize(
    ("sections", "reason"),
    [
        ((), "needs sections"),
        ((MATHEMATICS, replace(LOGIC, code="mathematics")), "a code of its own"),
        ((MATHEMATICS, replace(LOGIC, subjects=("logic", "mathematics"))), "one subject"),
        ((MATHEMATICS, replace(LOGIC, subjects=("logic", "logic"))), "one subject"),
        ((ENGLISH,), "must count"),
    ],
)
def test_an_exam_type_that_cannot_be_taken_is_refused(sections: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(EXAM, sections=sections)


TWO_SUBJECTS = replace(EXAM, sections=(replace(LOGIC, subjects=("logic", "riddles")), ENGLISH))


@pytest.mark.parametrize(
    "stock",
    [
        {"logic": 3, "english": 2},
        {"logic": 2, "riddles": 1, "english": 2},
        {"riddles": 3, "english": 2, "history": 0},
        {"logic": 300, "english": 200},
    ],
)
def test_a_bank_that_holds_enough_of_every_section_will_do(stock: Mapping[str, int]) -> None:
    assert TWO_SUBJECTS.short_section(stock) is None


@pytest.mark.parametrize(
    ("stock", "section"),
    [
        ({}, "logic"),
        ({"logic": 2, "english": 2}, "logic"),
        ({"logic": 1, "riddles": 1, "english": 2}, "logic"),
        ({"logic": 3, "english": 1}, "english"),
        ({"logic": 3, "history": 99}, "english"),
        ({"history": 99}, "logic"),
    ],
)
def test_the_first_section_that_a_bank_cannot_fill_is_named(
    stock: Mapping[str, int], section: str
) -> None:
    short = TWO_SUBJECTS.short_section(stock)
    assert short is not None
    assert short.code == section


@pytest.mark.parametrize(
    "points",
    [(0, -0.25, -0.5), (-1, -2, -3), (1000.25, 0, 0), (1, 0, -1000.25), (2.0**1000, 0, 0)],
)
def test_right_answers_earn_something_that_can_be_summed(
    points: tuple[float, float, float],
) -> None:
    with pytest.raises(ValueError, match="right answers earn nothing"):
        Scoring(*points)
