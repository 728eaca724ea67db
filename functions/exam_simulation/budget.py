"""The time that a request may spend on Supabase, and what it has spent so far."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Budget:
    """A deadline (of the monotonic clock), the round trips so far, and the seconds they took.

    `status` is the HTTP status of the last response, None before the first; `retry_after` is how
    many seconds it asks to wait. `is_token_accepted` says whether Supabase accepted the token.
    """

    deadline: float
    round_trips: int = 0
    seconds: float = 0.0
    status: int | None = None
    retry_after: int | None = None
    is_token_accepted: bool = False

    def restart(self, seconds: float) -> None:
        """Move the deadline to this many seconds from now."""
        self.deadline = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.deadline - time.monotonic())


_current: ContextVar[Budget] = ContextVar("budget")


def begin(seconds: float) -> Budget:
    """Start the budget of the request that this thread is about to serve."""
    budget = Budget(time.monotonic() + seconds)
    _current.set(budget)
    return budget


def current() -> Budget:
    """Give the budget of the request being served.

    Raises:
        LookupError: outside a request.
    """
    return _current.get()


@contextmanager
def round_trip() -> Iterator[Budget]:
    """Count and time one request to Supabase, whether it succeeds or not."""
    budget = current()
    budget.round_trips += 1
    budget.status = budget.retry_after = None
    started = time.monotonic()
    try:
        yield budget
    finally:
        budget.seconds += time.monotonic() - started
