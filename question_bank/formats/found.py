"""What a reader finds: a question's fields as they stand in a file, not checked yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO

from question_bank.faults import UnreadableFile
from question_bank.question import LETTERS


@dataclass(frozen=True)
class Found:
    """The fields of one question, and the line (from 1) where it begins.

    `hints` are fields for want of better ones, such as from the category that it stands in;
    `refused` says, by field, what keeps the format from giving a field; under None, what makes it
    none of ours at all.
    """

    line: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    hints: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str | None, str] = field(default_factory=dict)


def text_lines(file: BinaryIO) -> Iterator[str]:
    """Give a file's lines as text, as they are read.

    Raises:
        UnreadableFile: a line is not UTF-8.
    """
    for number, line in enumerate(file, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableFile(number, f"is not UTF-8 (byte {error.start + 1})") from None


def in_no_order(text: str, options: list[str]) -> list[str]:
    """Order options by nothing that tells the right one, and always in the same way.

    Formats whose players shuffle the options often hold the right one first; our students see
    them in one order.
    """
    return sorted(options, key=lambda option: sha256(f"{text}\0{option}".encode()).digest())


def option_fields(options: list[str], right: str) -> dict[str, str]:
    """Five options in order, and which is right, as fields of a question."""
    fields = {f"option_{letter}": one for letter, one in zip(LETTERS, options, strict=True)}
    return {**fields, "correct_answer": LETTERS[options.index(right)]}
