"""A bounded cache that threads share."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class LRUCache(Generic[Key, Value]):
    """Keeps the entries that were used last, up to a total size. Thread-safe."""

    def __init__(self, max_size: int, size: Callable[[Value], int] = lambda _: 1) -> None:
        """Start empty.

        Args:
            max_size: the largest total size.
            size: gives the size of an entry.
        """
        self._max_size = max_size
        self._size = size
        self._held = 0
        self._entries: OrderedDict[Key, Value] = OrderedDict()
        # Held for a few operations on a dictionary, never during a query.
        self._lock = Lock()

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Give the cached entries among these keys."""
        with self._lock:
            found = {key: self._entries[key] for key in keys if key in self._entries}
            for key in found:
                self._entries.move_to_end(key)
            return found

    def put_many(self, entries: Mapping[Key, Value]) -> None:
        """Add entries, and remove those that were unused for longest."""
        with self._lock:
            for key, value in entries.items():
                self._remove(key)
                self._entries[key] = value
                self._held += self._size(value)
            while self._held > self._max_size:
                self._remove(next(iter(self._entries)))

    def _remove(self, key: Key) -> None:
        if key in self._entries:
            self._held -= self._size(self._entries.pop(key))
