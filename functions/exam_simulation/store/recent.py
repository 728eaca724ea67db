"""A bounded memory, which a process's threads share."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


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
