"""The formats that questions come in, each by the ending of a file's name.

A reader takes a file that is open for reading bytes and gives, as it reads, a `Found` a question.
A writer takes questions and a file that is open for writing text.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, TextIO

from question_bank.formats import csv_files, gift, json_files, moodle_xml, yaml_files
from question_bank.formats.found import Found
from question_bank.question import Question

__all__ = ["FORMATS", "Format", "Found", "format_of"]


@dataclass(frozen=True)
class Format:
    """How to read and write one format."""

    name: str
    read: Callable[[BinaryIO], Iterator[Found]]
    write: Callable[[Iterable[Question], TextIO], None]


FORMATS = {
    ".csv": Format("CSV", csv_files.read, csv_files.write),
    ".json": Format("JSON", json_files.read, json_files.write),
    ".xml": Format("Moodle XML", moodle_xml.read, moodle_xml.write),
    ".gift": Format("GIFT", gift.read, gift.write),
    ".txt": Format("GIFT", gift.read, gift.write),
    ".yaml": Format("this project's own", yaml_files.read, yaml_files.write),
}


def format_of(name: str) -> Format:
    """Tell a file's format by the ending of its name.

    Raises:
        ValueError: it is none of the formats.
    """
    try:
        return FORMATS[PurePath(name).suffix.lower()]
    except KeyError:
        raise ValueError(f"{name}: its name must end in one of {', '.join(FORMATS)}") from None
