"""Practice: some sections of an exam type, each of which counts."""

from dataclasses import replace

import pytest

from exam_simulation.domain.errors import UnknownSections
from exam_simulation.domain.moves import start as started_with
from exam_simulation.domain.session import Session, create
from tests.domain.exams import EXAM, START, handed_in


def practised(*codes: str) -> Session:
    """A session of these sections, nothing started."""
    return create(EXAM.practice(codes), 0, practice=True)


@pytest.mark.parametrize("codes", [("logic", "english"), ("english", "logic")])
def test_sections_come_in_exam_order_numbered_again(codes: tuple[str, ...]) -> None:
    session = practised(*codes)
    assert [(section.id, section.code) for section in session.sections] == [
        (1, "logic"),
        (2, "english"),
    ]
    assert session.practice


def test_the_exam_type_itself_stays_as_it_is() -> None:
    before = replace(EXAM)
    EXAM.practice(["english"])
    assert before == EXAM


def test_english_alone_counts() -> None:
    session = handed_in(started_with(practised("english"), 1, (31, 32), START), 1, {31: "c"})
    score = session.overall_score
    assert score is not None
    assert (score.correct, score.raw, score.max, score.percentage) == (1, 1.0, 2.0, 50.0)


def test_every_section_counts() -> None:
    session = started_with(practised("english", "logic"), 1, (21, 22, 23), START)
    session = handed_in(session, 1, {21: "a"})
    session = handed_in(started_with(session, 2, (31, 32), START), 2, {31: "c", 32: "a"})
    score = session.overall_score
    assert score is not None
    assert (score.correct, score.incorrect, score.raw, score.max) == (1, 2, 0.75, 5.0)


def test_a_full_simulation_is_no_practice() -> None:
    assert not create(EXAM, 0).practice


def test_what_cannot_be_practised_is_named_by_its_place() -> None:
    with pytest.raises(UnknownSections) as refusal:
        EXAM.practice(["logic", "poetry", "english", "logic"])
    assert refusal.value.faults == {
        1: "is not a section of this exam type",
        3: "is named more than once",
    }
