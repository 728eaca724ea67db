"""Answers against the paper: every fault is named, with its place."""

import pytest

from exam_simulation.domain.answers import (
    AnswerSheet,
    Flag,
    GivenAnswer,
    option_number,
    require_on_paper,
)
from exam_simulation.domain.errors import AnswerFault, AnswersNotOnPaper
from tests.domain.exams import listed, sheet

PAPER = (11, 12, 13)
ELSEWHERE = "is not on the paper of this section"
TWICE = "is answered more than once"
FLAGGED_TWICE = "is flagged more than once"
NO_OPTION = "is not an option of this question"


def faults_of(given: AnswerSheet, option_count: int = 5) -> tuple[AnswerFault, ...]:
    """What is wrong with a sheet, which something is."""
    with pytest.raises(AnswersNotOnPaper) as refusal:
        require_on_paper(PAPER, option_count, given)
    assert refusal.value.code == "answers_not_on_paper"
    return refusal.value.faults


def test_blanks_are_left_out_of_the_chosen_options() -> None:
    assert sheet({11: "b", 12: None, 13: "e"}).options == {11: "b", 13: "e"}


def test_the_flagged_questions_are_ascending_each_once() -> None:
    assert sheet({}, 13, 11, 13).flagged == (11, 13)


def test_a_sheet_names_what_it_answers_leaves_blank_or_flags() -> None:
    assert sheet({11: "a", 12: None}, 13).question_ids == {11, 12, 13}


@pytest.mark.parametrize(
    ("given", "repeats"),
    [
        (sheet({}), False),
        (sheet({11: "a", 12: "a"}, 11, 12), False),
        (listed([(11, "a"), (11, None)]), True),
        (sheet({11: "a"}, 12, 12), True),
    ],
)
def test_a_sheet_knows_whether_a_question_comes_twice(given: AnswerSheet, repeats: bool) -> None:
    assert given.repeats_a_question is repeats


@pytest.mark.parametrize(
    "given",
    [
        sheet({}),
        sheet({13: "a"}),
        sheet({12: None}),
        sheet({13: "e", 11: "c", 12: None}),
        sheet({}, 12),
        sheet({11: "a"}, 11, 13),
    ],
)
def test_a_paper_may_be_answered_and_flagged_in_part_and_in_any_order(given: AnswerSheet) -> None:
    require_on_paper(PAPER, 5, given)


@pytest.mark.parametrize("option", ["a", "b", "c", "d", "e"])
def test_a_question_of_five_options_has_a_to_e(option: str) -> None:
    require_on_paper(PAPER, 5, sheet({11: option}))


@pytest.mark.parametrize(("count", "last", "beyond"), [(2, "b", "c"), (4, "d", "e")])
def test_a_question_of_fewer_options_lacks_the_last(count: int, last: str, beyond: str) -> None:
    require_on_paper(PAPER, count, sheet({11: last}))
    assert faults_of(sheet({11: beyond}), count) == (AnswerFault("0/answer", NO_OPTION),)


def test_options_are_counted_from_a() -> None:
    assert [option_number(option) for option in ("a", "c", "e", "f", "")] == [1, 3, 5, None, None]


@pytest.mark.parametrize("option", ["f", "A", "", "aa", " a", "à"])
def test_no_question_has_another_option(option: str) -> None:
    assert faults_of(sheet({11: "a", 12: option})) == (AnswerFault("1/answer", NO_OPTION),)


@pytest.mark.parametrize("option", ["a", None])
def test_a_question_of_another_paper_is_a_fault_even_where_it_is_left_blank(
    option: str | None,
) -> None:
    assert faults_of(sheet({21: option})) == (AnswerFault("0/question_id", ELSEWHERE),)


@pytest.mark.parametrize(("first", "second"), [("a", "a"), ("a", "b"), (None, "a"), ("a", None)])
def test_a_question_answered_twice_is_a_fault_of_the_second_time(
    first: str | None, second: str | None
) -> None:
    given = listed([(11, first), (11, second)])
    assert faults_of(given) == (AnswerFault("1/question_id", TWICE),)


def test_a_flag_is_for_a_question_of_the_paper_and_comes_once() -> None:
    assert faults_of(sheet({}, 11, 21, 11)) == (
        AnswerFault("flagged/1", ELSEWHERE),
        AnswerFault("flagged/2", FLAGGED_TWICE),
    )


def test_what_is_wrong_with_an_answer_and_the_flag_in_its_place_is_said_once() -> None:
    given = AnswerSheet((GivenAnswer(21, "a", "here", "there"),), (Flag(21, "here"),))
    assert faults_of(given) == (AnswerFault("here", ELSEWHERE),)


def test_all_faults_are_named_at_once() -> None:
    assert faults_of(listed([(21, "z"), (11, "a"), (21, "a"), (11, "F")])) == (
        AnswerFault("0/question_id", ELSEWHERE),
        AnswerFault("0/answer", NO_OPTION),
        AnswerFault("2/question_id", ELSEWHERE),
        AnswerFault("3/question_id", TWICE),
        AnswerFault("3/answer", NO_OPTION),
    )
