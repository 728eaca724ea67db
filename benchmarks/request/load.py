"""Requests, and a crowd that sends them: each of its members on a connection of its own."""

import http.client
import json
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator.ports import HOST

PATIENCE_SECONDS = 60
TRIPS = re.compile(r'supabase;dur=[0-9.]+;desc="([0-9]+)"')


@dataclass(frozen=True)
class Call:
    """A request, and the status that it must be answered with."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    status: int = 200


Errand = Sequence[Call]
"""Requests that one after the other are one thing to be timed."""


class UnexpectedAnswer(Exception):
    """A measurement is void: something else was answered than should be."""


class Connection:
    """A connection that stays open between requests. A context manager."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
        self.round_trips = 0
        """How many round trips to Supabase the answers so far speak of."""

    def __enter__(self) -> "Connection":
        """Connect with the first request."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self._http.close()

    def send(self, call: Call) -> bytes:
        """Send a request and give the body of its answer.

        Raises:
            UnexpectedAnswer: its status is another.
            OSError: there is no answer.
        """
        self._http.request(call.method, call.path, call.body, dict(call.headers))
        response = self._http.getresponse()
        content = response.read()
        if response.status != call.status:
            tell = content.decode(errors="replace")
            raise UnexpectedAnswer(f"{call.method} {call.path}: {response.status} {tell}")
        if trips := TRIPS.search(response.headers.get("Server-Timing", "")):
            self.round_trips += int(trips[1])
        return content

    def json(self, call: Call) -> Any:
        """Send a request and give what its answer says."""
        return json.loads(self.send(call))


def send_all(port: int, errands: Iterable[Errand], concurrency: int) -> list[float]:
    """Send every errand, so many at a time.

    Args:
        port: where to.
        errands: the next free caller takes each.
        concurrency: how many the crowd are.

    Returns:
        How long each errand took, in seconds, in no order.

    Raises:
        UnexpectedAnswer, OSError: from the first that failed; the rest is not sent.
    """
    crowd = _Crowd(port, errands)
    threads = [threading.Thread(target=crowd.work) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if crowd.failure:
        raise crowd.failure
    return crowd.seconds


class _Crowd:
    def __init__(self, port: int, errands: Iterable[Errand]) -> None:
        self.seconds: list[float] = []
        self.failure: Exception | None = None
        self._port = port
        self._errands: Iterator[Errand] = iter(list(errands))
        self._lock = threading.Lock()

    def work(self) -> None:
        try:
            with Connection(self._port) as connection:
                while (errand := self._next()) is not None:
                    started = time.perf_counter()
                    for call in errand:
                        connection.send(call)
                    self.seconds.append(time.perf_counter() - started)
        except (OSError, http.client.HTTPException, UnexpectedAnswer) as failure:
            self.failure = failure

    def _next(self) -> Errand | None:
        with self._lock:
            return None if self.failure else next(self._errands, None)
