"""Scores of hand-worked papers, exact in quarter points."""

from fractions import Fraction
from math import copysign

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_simulation.domain.exam_type import Scoring
from exam_simulation.domain.grading import Score, grade, total
from tests.domain.exams import NO_PENALTY, PENALTY, START, finished, handed_in, solutions, started
from tests.domain.properties import repeatable

Tally = tuple[int, int, int]
"""How many answers are right, wrong and blank."""


def graded(scoring: Scoring, right: int, wrong: int, blank: int) -> Score:
    """Grade a paper on which so many answers are right, wrong and blank; the key is all `a`."""
    question_ids = range(1, right + wrong + blank + 1)
    answers = {n: "a" if n <= right else "b" for n in question_ids if n <= right + wrong}
    return grade(question_ids, answers, solutions(dict.fromkeys(question_ids, "a")), scoring)


@pytest.mark.parametrize(
    ("tally", "raw", "percentage", "penalty"),
    [
        # 20 × 1 = 20; 100 × 20 / 20 = 100
        ((20, 0, 0), 20.0, 100.0, 0.0),
        # 12 − 5 × 0.25 = 12 − 1.25 = 10.75; 100 × 10.75 / 20 = 53.75
        ((12, 5, 3), 10.75, 53.75, 1.25),
        # 8 − 3 × 0.25 = 8 − 0.75 = 7.25; 725 / 13 = 55.769…
        ((8, 3, 2), 7.25, 55.77, 0.75),
        # 2 − 3 × 0.25 = 1.25; 125 / 8 = 15.625, which is rounded away from zero
        ((2, 3, 3), 1.25, 15.63, 0.75),
        # 0 − 5 × 0.25 = −1.25; −125 / 8 = −15.625, which is rounded away from zero
        ((0, 5, 3), -1.25, -15.63, 1.25),
        # 5 − 1 × 0.25 = 4.75; 475 / 7 = 67.857…
        ((5, 1, 1), 4.75, 67.86, 0.25),
        # 2 − 8 × 0.25 = 2 − 2 = 0
        ((2, 8, 0), 0.0, 0.0, 2.0),
        # 0
        ((0, 0, 10), 0.0, 0.0, 0.0),
        # −1 × 0.25 = −0.25; −25 / 15 = −1.666…
        ((0, 1, 14), -0.25, -1.67, 0.25),
        # 1 − 6 × 0.25 = 1 − 1.5 = −0.5; −50 / 8 = −6.25
        ((1, 6, 1), -0.5, -6.25, 1.5),
        # −20 × 0.25 = −5; −500 / 20 = −25
        ((0, 20, 0), -5.0, -25.0, 5.0),
    ],
)
def test_a_wrong_answer_costs_a_quarter_of_a_point(
    tally: Tally, raw: float, percentage: float, penalty: float
) -> None:
    right, wrong, blank = tally
    assert graded(PENALTY, right, wrong, blank) == Score(
        correct=right,
        incorrect=wrong,
        unanswered=blank,
        total=right + wrong + blank,
        raw=raw,
        max=right + wrong + blank,
        percentage=percentage,
        penalty=penalty,
    )


@pytest.mark.parametrize(
    ("tally", "raw", "percentage"),
    [
        # 30; 3000 / 30 = 100
        ((30, 0, 0), 30.0, 100.0),
        # 17 + 5 × 0 = 17; 1700 / 30 = 56.666…
        ((17, 5, 8), 17.0, 56.67),
        # 0 + 30 × 0 = 0
        ((0, 30, 0), 0.0, 0.0),
    ],
)
def test_a_wrong_answer_in_english_costs_nothing(
    tally: Tally, raw: float, percentage: float
) -> None:
    right, wrong, blank = tally
    assert graded(NO_PENALTY, right, wrong, blank) == Score(
        correct=right,
        incorrect=wrong,
        unanswered=blank,
        total=30,
        raw=raw,
        max=30.0,
        percentage=percentage,
        penalty=0.0,
    )


def test_points_other_than_the_usual_ones_are_counted_as_they_are() -> None:
    # 3 × 1.5 + 1 × 0.25 − 2 × 0.5 = 4.5 + 0.25 − 1 = 3.75 of 6 × 1.5 = 9; 375 / 9 = 41.666…
    assert graded(Scoring(1.5, 0.25, -0.5), 3, 2, 1) == Score(
        correct=3,
        incorrect=2,
        unanswered=1,
        total=6,
        raw=3.75,
        max=9.0,
        percentage=41.67,
        penalty=1.0,
    )


def test_a_wrong_answer_that_earns_points_costs_nothing() -> None:
    assert graded(Scoring(1.0, 0.5, 0.25), 0, 2, 0).penalty == 0.0


@pytest.mark.parametrize(("scoring", "wrong"), [(NO_PENALTY, 3), (NO_PENALTY, 0), (PENALTY, 0)])
def test_no_score_is_a_negative_zero(scoring: Scoring, wrong: int) -> None:
    section = graded(scoring, 0, wrong, 1)
    for score in (section, total([section])):
        for value in (score.raw, score.percentage, score.penalty):
            assert (value, copysign(1, value)) == (0, 1)


def test_each_answer_is_held_against_the_key_of_its_own_question() -> None:
    score = grade([7, 8, 9], {9: "a", 7: "b", 8: "e"}, solutions({7: "b", 8: "c", 9: "a"}), PENALTY)
    assert (score.correct, score.incorrect, score.unanswered) == (2, 1, 0)


def test_only_questions_of_the_paper_are_counted() -> None:
    score = grade([7], {8: "a"}, solutions({7: "a", 8: "a"}), PENALTY)
    assert (score.correct, score.incorrect, score.unanswered, score.total) == (0, 0, 1, 1)


def test_a_key_that_lacks_a_question_of_the_paper_is_an_error() -> None:
    with pytest.raises(KeyError):
        grade([7, 8], {7: "a"}, solutions({7: "a"}), PENALTY)


def test_the_total_is_the_sum_of_the_sections_that_count() -> None:
    parts = [
        graded(PENALTY, 12, 5, 3),  # 12 − 1.25 = 10.75 of 20
        graded(PENALTY, 7, 2, 1),  #  7 − 0.50 =  6.50 of 10
        graded(PENALTY, 4, 6, 0),  #  4 − 1.50 =  2.50 of 10
        graded(PENALTY, 0, 10, 0),  # 0 − 2.50 = −2.50 of 10
    ]
    # 23 right and 23 wrong: 23 − 5.75 = 17.25 of 50; 1725 / 50 = 34.5
    assert total(parts) == Score(
        correct=23,
        incorrect=23,
        unanswered=4,
        total=50,
        raw=17.25,
        max=50.0,
        percentage=34.5,
        penalty=5.75,
    )


def test_a_total_may_be_negative() -> None:
    # −5 − 2.5 = −7.5 of 30; −750 / 30 = −25
    both = total([graded(PENALTY, 0, 20, 0), graded(PENALTY, 0, 10, 0)])
    assert (both.raw, both.max, both.percentage, both.penalty) == (-7.5, 30, -25, 7.5)


def test_the_overall_score_leaves_english_out() -> None:
    session = handed_in(started(1), 1, {11: "a", 12: "b", 13: "c", 14: "a"})  # 3 − 0.25 of 4
    session = handed_in(started(2, session=session), 2, {21: "a", 22: "b"})  # −0.50 of 3
    session = handed_in(started(3, session=session), 3, {31: "c", 32: "a"})  # 1 of 2, apart
    english = session.section(3).score
    assert english is not None
    assert (english.raw, english.max, english.percentage, english.penalty) == (1, 2, 50, 0)
    # 2.75 − 0.5 = 2.25 of 7; 225 / 7 = 32.142…
    assert session.overall_score == Score(
        correct=3,
        incorrect=3,
        unanswered=1,
        total=7,
        raw=2.25,
        max=7.0,
        percentage=32.14,
        penalty=0.75,
    )


def test_there_is_no_overall_score_before_every_section_is_completed() -> None:
    assert handed_in(started(2), 2, now=START).overall_score is None
    assert finished().overall_score is not None


tallies = st.tuples(*[st.integers(0, 60)] * 3).filter(any)


@repeatable
@given(tallies, st.integers(1, 8), st.integers(-8, 0))
def test_every_score_is_exact_in_quarter_points(tally: Tally, correct: int, wrong: int) -> None:
    right, missed, blank = tally
    score = graded(Scoring(correct / 4, 0.0, wrong / 4), right, missed, blank)
    exact = Fraction(right * correct + missed * wrong, 4)
    most = Fraction(sum(tally) * correct, 4)
    assert (Fraction(score.raw), Fraction(score.max)) == (exact, most)
    assert Fraction(score.penalty) == Fraction(-missed * wrong, 4)
    assert abs(Fraction(score.percentage) - 100 * exact / most) <= Fraction("0.00500000001")
    assert score.percentage == float(f"{score.percentage:.2f}")


@repeatable
@given(st.lists(tallies, min_size=1, max_size=8))
def test_a_total_is_as_exact_as_one_long_paper(papers: list[Tally]) -> None:
    right, wrong, blank = (sum(column) for column in zip(*papers, strict=True))
    assert total(graded(PENALTY, *paper) for paper in papers) == graded(
        PENALTY, right, wrong, blank
    )
