"""What is wrong with a file, and where."""

import reprlib
from dataclasses import dataclass

_SHORT = reprlib.Repr()
_SHORT.maxstring = 60
_SHORT.maxlevel = 2


@dataclass(frozen=True)
class Place:
    """A line of a file, counted from 1; None where it is the file as a whole.

    `title` is what the file calls the question that begins there, where it calls it anything.
    """

    file: str
    line: int | None = None
    title: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place} ({self.title})" if self.title else place


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place. `field` is the field of the question, None if it is not one."""

    place: Place
    field: str | None
    message: str

    def __str__(self) -> str:
        parts = [str(self.place), *([self.field] if self.field else []), self.message]
        return ": ".join(parts)


def shown(value: object) -> str:
    """Quote something of a file, shortened."""
    return _SHORT.repr(value)


class UnreadableFile(Exception):
    """From this line on a file cannot be read at all."""

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message)
        self.line = line
