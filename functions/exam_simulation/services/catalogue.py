"""The exam types: data files with source and date, validated when they are first read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.abc import Traversable
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .. import logs
from ..domain.exam_type import ExamType, Scoring, SectionPlan

SECTION_DEFAULTS = {
    "scoring": {"correct": 1, "blank": 0, "wrong": -0.25},
    "counts_into_total": True,
}
"""What a section of a file may leave out. `subjects` may be left out too: then it is the code."""


@dataclass(frozen=True)
class Catalogue:
    """The exam types by name, and what is wrong with the files that are none, by file name."""

    exam_types: Mapping[str, ExamType]
    faults: Mapping[str, str]


@lru_cache(maxsize=1)
def exam_types() -> Mapping[str, ExamType]:
    """Give every exam type by its name, in the order of the files' names.

    A file that describes none is left out, and the log names it.
    """
    catalogue = read_catalogue(exam_type_files())
    for name, fault in catalogue.faults.items():
        logs.write("ERROR", f"the exam type in {name} is left out", cause=fault)
    return catalogue.exam_types


def exam_type_files() -> Traversable:
    """Give the folder of the files that are deployed."""
    return files(__package__) / "exam_types"


def read_catalogue(folder: Traversable) -> Catalogue:
    """Read all files of a folder whose names end in `.json`."""
    exam_type = TypeAdapter(ExamType)
    types: dict[str, ExamType] = {}
    faults = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".json"):
            try:
                found = exam_type.validate_json(_completed(file.read_bytes()))
                if found.exam_type in types:
                    raise ValueError(f"exam_type: another file describes {found.exam_type}")
                types[found.exam_type] = found
            except ValidationError as error:
                faults[file.name] = "; ".join(
                    f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}"
                    for fault in error.errors(include_input=False, include_url=False)
                )
            except (ValueError, TypeError) as error:
                faults[file.name] = str(error)
    return Catalogue(types, faults)


def _completed(content: bytes) -> str:
    """Give the content of a file with what it may leave out."""
    described = json.loads(content)
    _require_known(described, ExamType, "the file")
    sections = described.get("sections")
    if isinstance(sections, list):
        described["sections"] = [_completed_section(section) for section in sections]
    return json.dumps(described)


def _completed_section(section: Any) -> dict[str, Any]:
    _require_known(section, SectionPlan, "a section")
    _require_known(section.get("scoring", {}), Scoring, "scoring")
    return {**SECTION_DEFAULTS, "subjects": [section.get("code")], **section}


def _require_known(content: Any, kind: type, what: str) -> None:
    if not isinstance(content, dict):
        raise TypeError(f"{what} must be an object")
    known = {field.name for field in fields(kind)}
    if unknown := sorted(set(content) - known):
        raise ValueError(
            f"{unknown[0]}: is no member of {what}; there are {', '.join(sorted(known))}"
        )
