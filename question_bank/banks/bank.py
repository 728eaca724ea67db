"""What every bank can do, however it is reached."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from question_bank.faults import Fault
from question_bank.question import FIELDS, Question
from question_bank.reading import Placed

COLUMNS = tuple(name for name in FIELDS if not name.startswith("passage_"))
"""What `questions` has a column for."""


class BankFailure(Exception):
    """The bank cannot be reached, or refuses us."""


class ImportRefused(Exception):
    """The bank takes none of it, because of this fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Counts:
    """What an import did with its questions."""

    added: int = 0
    replaced: int = 0
    retired: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> Self:
        """Sum them."""
        return type(self)(**{name: count + vars(other)[name] for name, count in vars(self).items()})


class Bank(Protocol):
    """A question bank."""

    def import_questions(self, items: Iterable[Placed]) -> Counts:
        """Bring questions in, all of them or none.

        Raises:
            ImportRefused: one of them cannot stand beside what the bank holds.
            BankFailure: the bank cannot be reached, or refuses us.
        """

    def export(self, *, retired: bool) -> Iterator[Question]:
        """Give the bank's questions by their ids, retired ones too where told so.

        Raises:
            BankFailure: as `import_questions`.
        """


def question_of(row: Mapping[str, Any]) -> Question:
    """Make a question of a row with our columns and its passage's `title` and `text`."""
    passage = row["passage"] or {"title": None, "text": None}
    fields = {name: row[name] for name in COLUMNS}
    return Question.model_validate(
        {**fields, "passage_title": passage["title"], "passage_text": passage["text"]}
    )
