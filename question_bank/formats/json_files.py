"""JSON: an array of objects, a member a field."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, TextIO

from question_bank.faults import UnreadableFile
from question_bank.formats.found import Found
from question_bank.question import Question

MAX_BYTES = 64 * 1024 * 1024
"""A file is read as a whole: the largest Italian bank, of 5,000 questions, has some 5 MB."""

_BETWEEN = re.compile(r"[ \t\r\n,]*")


class _NamedTwice(Exception):
    """An object has two members of one name."""


def read(file: BinaryIO) -> Iterator[Found]:
    """Read questions.

    Raises:
        UnreadableFile: this is no JSON array of objects.
    """
    text = _text(file.read(MAX_BYTES + 1))
    content = _parsed(text)
    if not isinstance(content, list):
        raise UnreadableFile(1, "an array of objects is missing here")
    # The text is known to be JSON. It is read once more, object by object, for their lines.
    decoder = json.JSONDecoder(object_pairs_hook=_members)
    position, line, counted = text.index("[") + 1, 1, 0
    for _ in content:
        position = _BETWEEN.match(text, position).end()  # type: ignore[union-attr]
        line, counted = line + text.count("\n", counted, position), position
        try:
            found, position = decoder.raw_decode(text, position)
        except _NamedTwice:
            raise UnreadableFile(line, "an object here has two members of one name") from None
        if not isinstance(found, dict):
            raise UnreadableFile(line, "an object is missing here, in an array of objects")
        yield Found(line, {name: value for name, value in found.items() if value is not None})


def write(questions: Iterable[Question], file: TextIO) -> None:
    """Write questions, each as an object in lines of its own."""
    file.write("[")
    for number, question in enumerate(questions):
        content = json.dumps(question.fields(), ensure_ascii=False, indent=2)
        file.write(("," if number else "") + "\n" + content)
    file.write("\n]\n")


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise UnreadableFile(1, f"is larger than {MAX_BYTES // 1024**2} MiB; divide it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(content.count(b"\n", 0, error.start) + 1, "is not UTF-8") from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise UnreadableFile(error.lineno, f"is no JSON: {error.msg}") from None
    except ValueError as error:
        raise UnreadableFile(1, f"is no JSON: {error}") from None
    except RecursionError:
        raise UnreadableFile(1, "is nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _NamedTwice
    return members
