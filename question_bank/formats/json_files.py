"""JSON: an array of objects, a member a field.

The standard library's decoder reads one question after another, which no streaming parser does
with the line where each begins.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, TextIO

from question_bank.faults import UnreadableFile
from question_bank.formats.found import Found
from question_bank.question import Question

LONGEST_QUESTION = 1_000_000
"""Characters; what is longer is taken for an object that is never closed."""

CHUNK = 65_536
"""Bytes that are read at once."""

_SPACE = re.compile(r"[ \t\r\n]*")


class _NamedTwice(Exception):
    """An object has two members of one name."""


class _Window:
    """The part of a text that is being read; `line` is where it begins."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.line = 1

    def grow(self) -> bool:
        """Take in more; false where there is nothing more."""
        read = self._file.read(CHUNK)
        try:
            self.text += self._decoder.decode(read, final=not read)
        except UnicodeDecodeError as error:
            line = self.line + self.text.count("\n") + read.count(b"\n", 0, error.start)
            raise UnreadableFile(line, "is not UTF-8") from None
        return bool(read)

    def drop(self, characters: int) -> None:
        """Let go of what has been read."""
        self.line += self.text.count("\n", 0, characters)
        self.text = self.text[characters:]

    def next_character(self) -> str:
        """Pass over white space; the empty string at the end."""
        while True:
            space = _SPACE.match(self.text)
            self.drop(space.end() if space else 0)
            if self.text or not self.grow():
                return self.text[:1]

    def take(self, character: str) -> None:
        """Pass over a character that must come next."""
        found = self.next_character()
        if found != character:
            raise UnreadableFile(self.line, f"{character} is missing here, in an array of objects")
        self.drop(1)


def read(file: BinaryIO) -> Iterator[Found]:
    """Read questions.

    Raises:
        UnreadableFile: this is no JSON array of objects.
    """
    window = _Window(file)
    window.take("[")
    if window.next_character() == "]":
        window.take("]")
    else:
        yield _next(window)
        while window.next_character() == ",":
            window.take(",")
            yield _next(window)
        window.take("]")
    if window.next_character():
        raise UnreadableFile(window.line, "something follows the array")


def write(questions: Iterable[Question], file: TextIO) -> None:
    """Write questions, each as an object in lines of its own."""
    file.write("[")
    for number, question in enumerate(questions):
        content = json.dumps(question.fields(), ensure_ascii=False, indent=2)
        file.write(("," if number else "") + "\n" + content)
    file.write("\n]\n")


def _next(window: _Window) -> Found:
    if window.next_character() != "{":
        raise UnreadableFile(window.line, "an object is missing here, in an array of objects")
    line = window.line
    decoder = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_members)
    while True:
        try:
            content, end = decoder.raw_decode(window.text)
        except ValueError as error:
            if len(window.text) < LONGEST_QUESTION and window.grow():
                continue
            place = line + getattr(error, "lineno", 1) - 1
            message = getattr(error, "msg", str(error))
            raise UnreadableFile(place, f"is no JSON: {message}") from None
        except _NamedTwice:
            raise UnreadableFile(line, "an object here has two members of one name") from None
        except RecursionError:
            raise UnreadableFile(line, "is nested too deeply") from None
        window.drop(end)
        return Found(line, _without_nulls(content))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _NamedTwice
    return members


def _without_nulls(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value is not None}
