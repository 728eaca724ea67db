"""The right answers of numeric and symbolic questions, computed again from their data."""

import re
from typing import Any

import pytest
import sympy

from question_bank import own
from tests.question_bank.bank import active, computed
from tests.question_bank.computing import matching, meaning

BY_KEY = {one.key: one for one in own.questions()}
NUMERIC = ("mathematics", "numerical_reasoning")


@pytest.mark.parametrize("key", computed())
def test_exactly_the_right_option_says_what_is_computed(key: str) -> None:
    question = BY_KEY[key]
    assert matching(computed()[key](), question.options) == [question.correct_answer]


@pytest.mark.parametrize("subject", NUMERIC)
def test_every_question_of_a_numeric_subject_is_computed(subject: str) -> None:
    assert [
        one.key for one in active() if one.subject == subject and one.key not in computed()
    ] == []


def is_number(option: str) -> bool:
    try:
        meaning(option)
    except ValueError:
        return bool(re.fullmatch(r"\d+(:\d+|,\d+)?( ?%| · 10.*)?", option))
    return True


NO_COMPUTATIONS = {
    "italian-022": "how many clauses a sentence has",
    "italian-034": "in which order sentences make sense",
}


def test_every_question_whose_options_are_numbers_is_computed() -> None:
    numeric = {one.key for one in active() if all(is_number(text) for text in one.options.values())}
    assert len(numeric) > 100
    assert numeric - set(computed()) == set(NO_COMPUTATIONS)


def test_most_questions_of_physics_chemistry_and_logic_are_computed() -> None:
    for subject in ("physics", "chemistry", "logic"):
        keys = [one.key for one in active() if one.subject == subject]
        assert sum(key in computed() for key in keys) > len(keys) / 2, subject


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("4", sympy.Integer(4)),
        ("$−2$", sympy.Integer(-2)),
        ("9,5", sympy.Rational(19, 2)),
        ("1/4", sympy.Rational(1, 4)),
        ("$x = −1/2$", sympy.Rational(-1, 2)),
        ("39 cm²", sympy.Integer(39)),
        ("62°", sympy.Integer(62)),
        ("25 euro", sympy.Integer(25)),
        (r"$\sqrt{89}$ cm", sympy.sqrt(89)),
        (r"$7\sqrt{2}/2$", 7 * sympy.sqrt(2) / 2),
        ("$3π/4$ m", 3 * sympy.pi / 4),
    ],
)
def test_an_option_that_is_a_number_is_understood(option: str, value: Any) -> None:
    assert meaning(option) == value


def test_an_option_that_is_no_number_is_not_taken_for_one() -> None:
    for option in ("diminuito del 16%", "$x ≤ 5$", "∅", "$−1 < x < 2$"):
        with pytest.raises(ValueError, match="is no number"):
            meaning(option)


def test_a_wrong_key_and_two_right_options_would_be_found() -> None:
    options = dict(zip("abcde", ["1", "2", "4/2", "3", "4"], strict=True))
    assert matching(sympy.Integer(3), options) == ["d"]
    assert matching(sympy.Integer(2), options) == ["b", "c"]
    assert matching(sympy.Integer(7), options) == []
    assert matching(3.01, options) == ["d"]
    assert matching(3.4, options) == []
