"""What a process remembers of the question bank, so that most requests need not ask for it.

Nothing here grows old: questions never change, and which of them are in use is remembered with the
version of the bank that said so. All that is kept is immutable: no request can change another's.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Generic, TypeVar

from ..domain.draw import Candidate
from ..settings import Settings
from .question import Question

MOST_QUESTIONS = 10_000
"""How many a process remembers at the most: some 22 MB, where a question takes 2.2 KB (as ours)."""

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Shelf:
    """A subject of the bank, retired questions too, as it was in one version.

    `is_told` says whether what its questions say came with it: else there are too many.
    """

    version: str
    candidates: tuple[Candidate, ...]
    is_told: bool


class Recent(Generic[Key, Value]):
    """The entries that were used last, up to a size. Threads share it."""

    def __init__(self, most: int, size: Callable[[Value], int] = lambda _: 1) -> None:
        """Start empty.

        Args:
            most: how large all entries together may be.
            size: how large an entry is.
        """
        self._most = most
        self._size = size
        self._held = 0
        self._entries: OrderedDict[Key, Value] = OrderedDict()
        # Held for a few operations on a dictionary, and never while Supabase is asked.
        self._lock = Lock()

    def pick(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Give the entries of these keys, as far as they are there."""
        with self._lock:
            found = {key: self._entries[key] for key in keys if key in self._entries}
            for key in found:
                self._entries.move_to_end(key)
            return found

    def put(self, entries: Mapping[Key, Value]) -> None:
        """Keep entries, and let go of those that were not used for longest."""
        with self._lock:
            for key, value in entries.items():
                self._remove(key)
                self._entries[key] = value
                self._held += self._size(value)
            while self._held > self._most:
                self._remove(next(iter(self._entries)))

    def _remove(self, key: Key) -> None:
        if key in self._entries:
            self._held -= self._size(self._entries.pop(key))


@dataclass(frozen=True)
class Library:
    """The bank of one project, as far as it was asked for."""

    shelves: Recent[str, Shelf] = field(
        default_factory=lambda: Recent(MOST_QUESTIONS, lambda shelf: len(shelf.candidates))
    )
    questions: Recent[int, Question] = field(default_factory=lambda: Recent(MOST_QUESTIONS))
    answers: Recent[int, str] = field(default_factory=lambda: Recent(MOST_QUESTIONS))


@lru_cache(maxsize=1)
def library_of(settings: Settings) -> Library:  # noqa: ARG001 - which project it is, and which key opens it
    """Give what this process remembers of the bank that these settings open."""
    return Library()
