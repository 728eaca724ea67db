"""What a reader finds: the fields of a question as they are in a file, not checked yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from question_bank.faults import UnreadableFile


@dataclass(frozen=True)
class Found:
    """The fields of one question, and the line (from 1) where it begins.

    `hints` are fields for want of better ones, such as from the category that it stands in;
    `refused` says, by field, what keeps the format from giving a field; under None, what makes it
    not ours at all. `title` is what the file calls the question.
    """

    line: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    hints: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str | None, str] = field(default_factory=dict)
    title: str = ""


def text_lines(file: BinaryIO) -> Iterator[str]:
    """Give a file's lines as text, as they are read.

    Raises:
        UnreadableFile: a line is not UTF-8.
    """
    for number, line in enumerate(file, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            message = f"is not UTF-8 (byte {error.start + 1}); spreadsheets call it CSV UTF-8"
            raise UnreadableFile(number, message) from None
