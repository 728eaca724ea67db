"""Solving blind: the key is not shown, and only what agrees with it is noted."""

from pathlib import Path

import pytest

from question_bank import solving
from tests.question_bank.made import numbered, question

PASSAGE = {"passage_title": "Un titolo", "passage_text": "Un testo."}


def test_a_solver_sees_texts_and_options_and_nothing_that_tells_the_answer() -> None:
    (bare, full) = solving.sheet([numbered(1), question(**PASSAGE)])
    assert set(bare) == {"key", "text", "options"}
    assert set(full) == {"key", "passage", "text", "options"}
    assert full["passage"] == PASSAGE["passage_text"]
    assert list(full["options"]) == ["a", "b", "c", "d", "e"]


def test_what_agrees_is_noted_and_what_does_not_is_told(tmp_path: Path) -> None:
    bank = [numbered(1), numbered(2, subject="chemistry"), numbered(3)]
    answers = {"made-001": "a", "made-002": "b", "made-003": None}
    assert solving.record(bank, answers, tmp_path) == [bank[1], bank[2]]
    held = solving.solutions(tmp_path)
    assert [solving.is_solved(one, held) for one in bank] == [True, False, False]
    assert solving.record(bank, {"made-002": "a"}, tmp_path) == []
    held = solving.solutions(tmp_path)
    assert [solving.is_solved(one, held) for one in bank] == [True, True, False]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chemistry.csv", "physics.csv"]


def test_what_no_longer_fits_a_question_is_dropped(tmp_path: Path) -> None:
    solving.record([numbered(1), numbered(2)], {"made-001": "a", "made-002": "a"}, tmp_path)
    edited = numbered(1, option_c="11")
    assert solving.record([edited, numbered(3)], {"made-003": "a"}, tmp_path) == []
    assert set(solving.solutions(tmp_path)) == {"made-003"}


def test_an_answer_to_no_question_is_refused_and_nothing_noted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the bank has no question made-009"):
        solving.record([numbered(1)], {"made-001": "a", "made-009": "a"}, tmp_path)
    assert list(tmp_path.iterdir()) == []
