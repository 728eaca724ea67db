"""From files to questions. Every question is checked; every fault has file, line and field."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from question_bank.faults import Fault, Place, UnreadableFile
from question_bank.formats import Found, format_of
from question_bank.question import Question

GIVEN = ("subject", "topic", "difficulty", "explanation")
"""Fields that an operator can give to all questions of a file."""

Open = Callable[[Path], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True)
class Placed:
    """A question, and where it stands."""

    place: Place
    question: Question


@dataclass
class Reader:
    """Reads files of any of the formats.

    Attributes:
        defaults: fields for questions whose file does not tell them.
        overrides: fields that hold whatever a file tells.
        skip_unfit: skip what is no question of five options with one right answer.
        open_file: how a file is opened (a terminal's progress looks over its shoulder).
        skipped: the faults for which something was ignored.
    """

    defaults: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, Any] = field(default_factory=dict)
    skip_unfit: bool = False
    open_file: Open = lambda path: path.open("rb")
    skipped: list[Fault] = field(default_factory=list)

    def read(self, paths: Iterable[Path]) -> Iterator[Placed | Fault]:
        """Give the questions of some files as they are read, or faults in their place.

        Raises:
            ValueError: a file is of no known format.
            OSError: a file cannot be opened.
        """
        for path in paths:
            form = format_of(path.name)
            with self.open_file(path) as file:
                try:
                    for found in form.read(file):
                        yield from self.checked(str(path), found)
                except UnreadableFile as error:
                    yield Fault(Place(str(path), error.line), None, str(error))

    def checked(self, file: str, found: Found) -> Iterator[Placed | Fault]:
        """Make a question from what was found in a file, or name its faults."""
        place = Place(file, found.line, found.title)
        refusals = [Fault(place, name, text) for name, text in found.refused.items()]
        if refusals and self.skip_unfit:
            self.skipped += refusals
            return
        if refusals:
            yield from refusals
            return
        fields = {**self.defaults, **found.hints, **found.fields, **self.overrides}
        try:
            yield Placed(place, Question.model_validate(fields))
        except ValidationError as error:
            yield from (_fault(place, one) for one in error.errors())


_PLAINLY = {"missing": "is missing", "extra_forbidden": "is no field of a question"}


def _fault(place: Place, error: ErrorDetails) -> Fault:
    message = _PLAINLY.get(error["type"], error["msg"]).removeprefix("Value error, ")
    name = ".".join(map(str, error["loc"]))
    if not name:
        # What is wrong with several fields together says which by itself.
        name, _, message = message.partition(": ")
    if error["type"] == "missing" and name in GIVEN:
        message += f"; --{name} gives one to all that lack it"
    return Fault(place, name, message)
