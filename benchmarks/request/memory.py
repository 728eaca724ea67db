"""Whether a process that serves for long holds more and more."""

from collections.abc import Callable, Iterator
from itertools import islice

from benchmarks.figures import Figure, Goal, Result
from benchmarks.report import Table
from benchmarks.request import servers
from benchmarks.request.effort import Effort
from benchmarks.request.exams import BASE, FUNCTIONS, Exams
from benchmarks.request.load import Call, send_all
from emulator.stack import Stack

CONCURRENCY = 4
MEBIBYTE = 2**20
FLAT = Goal(1.05)
BATCH = 20
"""Requests to each function at a time."""

NOTE = (
    "The memory (resident) of one process that serves all functions, after so many requests at"
    f" concurrency {CONCURRENCY}: all functions in turns, each to sessions of their own, and"
    " callers without a token, at wrong paths, and with bodies that are none."
)


def measure(stack: Stack, exams: Exams, effort: Effort, tell: Callable[[str], None]) -> Table:
    """Measure the memory of a process after more and more requests.

    Args:
        stack: what it runs on.
        exams: makes the requests.
        effort: after how many requests it is looked at.
        tell: called with what is being measured.
    """
    table = Table("Memory", NOTE)
    sent, first = 0, 0.0
    traffic = _traffic(exams)
    with servers.everything(stack) as server:
        for count in effort.memory_requests:
            while sent < count:
                tell(f"memory, {sent:,} of {effort.memory_requests[-1]:,} requests")
                batch = [*islice(traffic, min(500, count - sent))]
                send_all(server.port, [[call] for call in batch], CONCURRENCY)
                sent += len(batch)
            held = server.memory_bytes / MEBIBYTE
            table.results.append(Result(f"after {sent:,} requests", Figure.of([held]), "MiB"))
            first = first or held
    ratio = Figure.of([held / first])
    what = f"after {sent:,} over after {effort.memory_requests[0]:,}"
    table.results.append(Result(what, ratio, goal=FLAT))
    return table


def _traffic(exams: Exams) -> Iterator[Call]:
    while True:
        for name in FUNCTIONS:
            yield from exams.calls(name, BATCH)
        student = exams.students[0]
        yield Call("GET", f"{BASE}/history", status=401)
        yield Call("GET", f"{BASE}/nowhere", student.headers, status=404)
        yield Call("POST", f"{BASE}/sessions", student.headers, b"{", status=400)
        yield Call("POST", f"{BASE}/sessions", student.headers, b'{"exam": 1}', status=422)
