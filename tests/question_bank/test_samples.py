"""Files that other people's exporters wrote: what is ours is read, what is not is named."""

from collections import Counter
from pathlib import Path

import pytest

from question_bank.faults import Fault
from question_bank.question import Question
from question_bank.reading import Placed, Reader

SAMPLES = Path(__file__).parent / "samples"
TOLD = {"topic": "Prova", "difficulty": 2, "explanation": "Il file non lo dice."}


def read(name: str) -> tuple[list[Question], list[Fault], list[Fault]]:
    """The questions of a sample, what is wrong with it, and what is not ours."""
    reader = Reader(defaults=TOLD, overrides={"subject": "physics"}, skip_unfit=True)
    items = list(reader.read([SAMPLES / name]))
    return (
        [one.question for one in items if isinstance(one, Placed)],
        [one for one in items if isinstance(one, Fault)],
        reader.skipped,
    )


@pytest.mark.parametrize(
    ("name", "questions", "skipped"),
    [
        ("gift_wrapper_italiano.gift", 5, 3),
        ("gift_wrapper_primer_parcial.gift", 3, 23),
        ("ua_exam_italiano.gift", 6, 0),
        ("moodle_questions_italiano.xml", 6, 0),
        ("moodle_tools_italiano.xml", 3, 5),
        ("moodlexport_italiano.xml", 5, 3),
        ("moodle_tools_multiple-choiceRef.xml", 0, 2),
        ("moodle_tools_markdownRef.xml", 0, 1),
    ],
)
def test_every_question_of_five_options_is_read_and_the_others_are_named(
    name: str, questions: int, skipped: int
) -> None:
    read_ones, faults, others = read(name)
    assert faults == []
    assert len(read_ones) == questions
    assert len({one.place.line for one in others}) == skipped
    for read_one in read_ones:
        assert not any(mark in text for text in read_one.texts for mark in ("\\(", "<p>", "&nbsp;"))


def test_unless_others_are_skipped_each_is_a_fault() -> None:
    reader = Reader(defaults=TOLD, overrides={"subject": "physics"})
    items = list(reader.read([SAMPLES / "gift_wrapper_italiano.gift"]))
    faults = [one for one in items if isinstance(one, Fault)]
    assert len(faults) == 3
    assert all(fault.place.line for fault in faults)


def test_what_is_no_xml_says_where() -> None:
    _, (fault,), _ = read("moodle_tools_malformato.xml")
    assert (fault.place.line, fault.field) == (5, None)


def test_escapes_formulae_and_entities_are_understood() -> None:
    gift, _, _ = read("ua_exam_italiano.gift")
    texts = {text for one in gift for text in one.texts}
    assert r"$T \approx 37$ °C" in texts
    assert "$p^2 + 2pq + q^2 = 1$" in texts
    assert "A~ oppure #a" in texts
    exported, _, _ = read("moodlexport_italiano.xml")
    texts = {text for one in exported for text in one.texts}
    assert "$ac < bc$" in texts
    assert "$9$ A" in texts


def test_the_right_option_is_the_one_that_the_exporter_marked() -> None:
    questions, _, _ = read("ua_exam_italiano.gift")
    right = {question.text: question.right_option for question in questions}
    assert right["Perché le foglie sono verdi?"] == "La clorofilla riflette la luce verde"
    assert Counter(question.topic for question in questions) == {"Biologia: cellula e genetica": 6}


def test_a_general_feedback_is_the_explanation() -> None:
    questions, _, _ = read("moodlexport_italiano.xml")
    message = {question.text: question.explanation for question in questions}
    assert message["In quale fase della mitosi i cromatidi fratelli si separano?"] == (
        "È la fase più breve."
    )
