"""What every bank can do, however it is reached."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

from question_bank.faults import Fault
from question_bank.question import FIELDS, Question
from question_bank.reading import Placed

COLUMNS = tuple(name for name in FIELDS if not name.startswith("passage_"))
"""What `questions` has a column for."""

REFUSED = "PT422"
"""The state in which `import_questions` refuses a question: the detail says which, the hint why."""


class BankFailure(Exception):
    """The bank cannot be reached, or refuses access."""


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
    """A question bank; `name` says which, without a secret."""

    name: str

    def import_questions(self, items: Iterable[Placed]) -> Counts:
        """Import questions, all of them or none.

        Raises:
            ImportRefused: one of them contradicts what the bank holds.
            BankFailure: the bank cannot be reached, or refuses us.
        """

    def export(self, subject: str | None = None) -> Iterator[Question]:
        """Give the questions that can be drawn, of one subject or of all, by their ids.

        Raises:
            BankFailure: as `import_questions`.
        """


def question_of(row: Mapping[str, Any]) -> Question:
    """Make a question of a row with the columns of a question and its passage's `title` and `text`.

    It is what the bank holds, unchecked: somebody may have let in by SQL what an import would not.
    """
    passage = row["passage"] or {"title": None, "text": None}
    return Question.model_construct(
        **{name: row[name] for name in COLUMNS},
        passage_title=passage["title"],
        passage_text=passage["text"],
    )


def refusal(items: Sequence[Placed], place: str | None, field: str | None, message: str) -> Fault:
    """Name the fault for which the bank refused some questions.

    Args:
        items: the questions that it was given together.
        place: which of them it is about, counted from 1.
        field: which field is at fault.
        message: what is wrong.
    """
    return Fault(items[int(place or 1) - 1].place, field, message)
