"""Exam types are read from files; a faulty file is left out and named."""

import json
from pathlib import Path
from typing import Any

import pytest

from exam_simulation.domain.exam_type import Scoring
from exam_simulation.services.catalogue import read_catalogue
from question_bank import commands

SECTION = {"code": "logic", "name": "Logica", "question_count": 5, "duration_minutes": 10}
GOOD = {
    "exam_type": "TOLC-X",
    "name": "TOLC-X",
    "source": "a test",
    "as_of": "2026-11-27",
    "sections": [SECTION],
}
FAULTY: dict[str, tuple[Any, str]] = {
    "no JSON": ("{", "Expecting property name"),
    "a list": ([], "the file must be an object"),
    "no name": ({**GOOD, "name": None}, "name: Input should be a valid string"),
    "an unknown member": ({**GOOD, "colour": 1}, "colour: is no member of the file"),
    "no sections": ({**GOOD, "sections": []}, "an exam type needs sections"),
    "a section that is none": ({**GOOD, "sections": [7]}, "a section must be an object"),
    "a misspelt member": (
        {**GOOD, "sections": [{**SECTION, "count_into_total": False}]},
        "count_into_total: is no member of a section",
    ),
    "no minutes": (
        {**GOOD, "sections": [{**SECTION, "duration_minutes": 0}]},
        "needs questions and minutes",
    ),
    "a third of a point": (
        {**GOOD, "sections": [{**SECTION, "scoring": {"correct": 1, "blank": 0, "wrong": -0.33}}]},
        "not a multiple of a quarter point",
    ),
    "one subject twice": (
        {**GOOD, "sections": [SECTION, {**SECTION, "code": "again", "subjects": ["logic"]}]},
        "cannot draw from one subject",
    ),
}


def written(folder: Path, **files: Any) -> Path:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{name}.json").write_text(text)
    return folder


def test_what_a_section_leaves_out_has_its_usual_value(tmp_path: Path) -> None:
    (plan,) = read_catalogue(written(tmp_path, x=GOOD)).exam_types["TOLC-X"].sections
    assert plan.scoring == Scoring(1, 0, -0.25)
    assert plan.counts_into_total
    assert plan.subjects == ("logic",)


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_left_out_and_the_others_stay(tmp_path: Path, name: str) -> None:
    content, fault = FAULTY[name]
    catalogue = read_catalogue(written(tmp_path, bad=content, good=GOOD))
    assert [*catalogue.exam_types] == ["TOLC-X"]
    assert [*catalogue.faults] == ["bad.json"]
    assert fault in catalogue.faults["bad.json"]


def test_two_files_of_one_exam_type_are_a_fault(tmp_path: Path) -> None:
    catalogue = read_catalogue(written(tmp_path, a=GOOD, b=GOOD))
    assert catalogue.faults == {"b.json": "exam_type: another file describes TOLC-X"}


def test_the_command_says_what_is_wrong_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path, good=GOOD)
    assert commands.run(["exam-types", str(folder)]) == 0
    assert capsys.readouterr().out == "1 exam types, no faults\n"
    written(tmp_path, bad={**GOOD, "colour": 1})
    assert commands.run(["exam-types", str(folder)]) == 1
    assert "bad.json: colour: is no member of the file" in capsys.readouterr().err
