"""What is written in a format is read again as it was."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats import FORMATS
from question_bank.formats.csv_files import SEPARATORS
from question_bank.question import LETTERS, Question, tidied
from question_bank.reading import Placed, Reader
from tests.domain.properties import repeatable
from tests.question_bank.bank import active
from tests.question_bank.made import FIELDS, question

ENDINGS = pytest.mark.parametrize("ending", sorted(set(FORMATS) - {".txt"}))  # GIFT has two

# What each format must escape somewhere, and letters to stand between.
TRICKY = "ab à²−+" + "~=#{}:\\<>&\"'[]()/%,;-_*!|@`" + "\U0001f600"


def read_again(ending: str, questions: Sequence[Question]) -> list[Question]:
    form = FORMATS[ending]
    written = io.StringIO()
    form.write(questions, written)
    found = form.read(io.BytesIO(written.getvalue().encode()))
    checked = [one for item in found for one in Reader().checked("made", item)]
    assert [one for one in checked if not isinstance(one, Placed)] == []
    return [one.question for one in checked if isinstance(one, Placed)]


@ENDINGS
def test_the_whole_bank_is_read_as_it_was_written(ending: str) -> None:
    for subject in {one.subject for one in active()}:
        held = [one for one in active() if one.subject == subject]
        assert read_again(ending, held) == held


@ENDINGS
def test_a_question_may_lack_what_it_can_lack(ending: str) -> None:
    bare = question(key=None)
    full = question(
        image_url="https://images.example/a.png?b=1&c=%20",
        passage_title="Un «titolo» & altro",
        passage_text="Primo capoverso.\n\nSecondo, con $x < y$.",
    )
    assert set(read_again(ending, [bare, full])) == {bare, full}


def lines(alphabet: str = TRICKY) -> st.SearchStrategy[str]:
    """Tidy texts of one line, with a formula now and then."""
    words = st.text(alphabet.replace(" ", ""), min_size=1, max_size=6)
    formula = st.sampled_from(["$x² < 1$", r"$\sqrt{2}$", r"\$"])
    return st.lists(words | formula, min_size=1, max_size=5).map(" ".join).filter(_is_ours)


def _is_ours(text: str) -> bool:
    # `\(`, `\[` and a tag mean something to Moodle, `\$` at the end of a word to us.
    marks = ("\\(", "\\)", "\\[", "\\]", "\\$", "\\\\")
    return not any(mark in text.replace(r" \$ ", "  ") for mark in marks)


@st.composite
def questions(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Question:
    options = draw(st.lists(texts, min_size=5, max_size=5, unique=True))
    return Question.model_validate(
        {
            **FIELDS,
            "key": draw(st.none() | texts),
            "topic": draw(texts),
            "difficulty": draw(st.integers(1, 3)),
            "text": draw(texts),
            **{f"option_{letter}": one for letter, one in zip(LETTERS, options, strict=True)},
            "correct_answer": draw(st.sampled_from(LETTERS)),
            "explanation": draw(texts),
        }
    )


@ENDINGS
@repeatable
@given(one=questions(lines()))
def test_no_character_of_a_format_s_own_gets_lost(ending: str, one: Question) -> None:
    assert read_again(ending, [one]) == [one]


ANY = st.text(max_size=20).map(lambda text: tidied(f"x{text}x"))


@pytest.mark.parametrize("ending", [".csv", ".json", ".yaml"])
@repeatable
@given(one=questions(ANY.filter(lambda text: "$" not in text and text.isprintable())))
def test_formats_of_our_own_hold_any_text(ending: str, one: Question) -> None:
    assert read_again(ending, [one]) == [one]


@pytest.mark.parametrize("text", ["=1+1", "+2", "-2", "@SUM(1)", "'=1", "''-1", "-", "'x"])
def test_no_text_is_a_formula_for_a_spreadsheet(text: str) -> None:
    held = question(text=text, option_a=text, key=text, explanation=text)
    written = io.StringIO()
    FORMATS[".csv"].write([held], written)
    cells = next(csv.DictReader(io.StringIO(written.getvalue())))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells.values())
    assert read_again(".csv", [held]) == [held]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_spreadsheet_may_separate_columns_as_it_likes(separator: str) -> None:
    written = io.StringIO()
    FORMATS[".csv"].write([question(text="Qual è, fra queste; la giusta?")], written)
    rows = list(csv.reader(io.StringIO(written.getvalue())))
    again = io.StringIO()
    csv.writer(again, delimiter=separator).writerows(rows)
    found = FORMATS[".csv"].read(io.BytesIO(b"\xef\xbb\xbf" + again.getvalue().encode()))
    (fields,) = [one.fields for one in found]
    assert Question.model_validate(fields) == question(text="Qual è, fra queste; la giusta?")


def test_a_retired_question_is_written_as_one() -> None:
    retired = question(active=False)
    for ending in (".csv", ".json", ".yaml"):
        assert read_again(ending, [retired]) == [retired]
