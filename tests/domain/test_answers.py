"""Answers against the paper: every fault is named, with its place."""

import pytest

from exam_simulation.domain.answers import GivenAnswer, chosen_options, require_on_paper
from exam_simulation.domain.errors import AnswerFault, AnswersNotOnPaper

PAPER = (11, 12, 13)
ELSEWHERE = "is not on the paper of this section"
TWICE = "is answered more than once"
NO_OPTION = "is not an option of this question"


def test_blanks_are_left_out_of_the_chosen_options() -> None:
    given = [GivenAnswer(11, "b"), GivenAnswer(12, None), GivenAnswer(13, "e")]
    assert chosen_options(given) == {11: "b", 13: "e"}


@pytest.mark.parametrize(
    "given",
    [
        [],
        [GivenAnswer(13, "a")],
        [GivenAnswer(12, None)],
        [GivenAnswer(13, "e"), GivenAnswer(11, "c"), GivenAnswer(12, None)],
    ],
)
def test_a_paper_may_be_answered_in_part_and_in_any_order(given: list[GivenAnswer]) -> None:
    require_on_paper(PAPER, given)


@pytest.mark.parametrize("option", ["a", "b", "c", "d", "e"])
def test_every_question_has_the_options_a_to_e(option: str) -> None:
    require_on_paper(PAPER, [GivenAnswer(11, option)])


@pytest.mark.parametrize("option", ["f", "A", "", "aa", " a", "à"])
def test_no_question_has_another_option(option: str) -> None:
    with pytest.raises(AnswersNotOnPaper) as refusal:
        require_on_paper(PAPER, [GivenAnswer(11, "a"), GivenAnswer(12, option)])
    assert refusal.value.faults == (AnswerFault(1, "answer", NO_OPTION),)
    assert refusal.value.code == "answers_not_on_paper"


@pytest.mark.parametrize("option", ["a", None])
def test_a_question_of_another_paper_is_a_fault_even_where_it_is_left_blank(
    option: str | None,
) -> None:
    with pytest.raises(AnswersNotOnPaper) as refusal:
        require_on_paper(PAPER, [GivenAnswer(21, option)])
    assert refusal.value.faults == (AnswerFault(0, "question_id", ELSEWHERE),)


@pytest.mark.parametrize(("first", "second"), [("a", "a"), ("a", "b"), (None, "a"), ("a", None)])
def test_a_question_answered_twice_is_a_fault_of_the_second_time(
    first: str | None, second: str | None
) -> None:
    with pytest.raises(AnswersNotOnPaper) as refusal:
        require_on_paper(PAPER, [GivenAnswer(11, first), GivenAnswer(11, second)])
    assert refusal.value.faults == (AnswerFault(1, "question_id", TWICE),)


def test_all_faults_are_named_at_once() -> None:
    given = [
        GivenAnswer(21, "z"),
        GivenAnswer(11, "a"),
        GivenAnswer(21, "a"),
        GivenAnswer(11, "F"),
    ]
    with pytest.raises(AnswersNotOnPaper) as refusal:
        require_on_paper(PAPER, given)
    assert refusal.value.faults == (
        AnswerFault(0, "question_id", ELSEWHERE),
        AnswerFault(0, "answer", NO_OPTION),
        AnswerFault(2, "question_id", ELSEWHERE),
        AnswerFault(3, "question_id", TWICE),
        AnswerFault(3, "answer", NO_OPTION),
    )
