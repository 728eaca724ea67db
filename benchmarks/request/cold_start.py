"""From the start of a process to its first answer."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from benchmarks.figures import Figure, Goal, Result
from benchmarks.report import Table
from benchmarks.request import servers
from benchmarks.request.effort import Effort
from benchmarks.request.exams import FUNCTIONS, Exams
from benchmarks.request.load import Call, Connection
from benchmarks.request.servers import Server
from emulator.stack import Stack

BARE = "bare function"
GOAL = Goal(3.3)
AGAINST_NAIVE = "`get_session`, over the straightforward one"
NAIVE_GOAL = Goal(1.1)
POLL_SECONDS = 0.002
PATIENCE_SECONDS = 60

NOTE = (
    "From the start of the process, its compiled files on disk and in the page cache, to its first"
    " answer to a real request, over the same of the bare function."
)


def measure(stack: Stack, exams: Exams, effort: Effort, tell: Callable[[str], None]) -> Table:
    """Measure the cold start of each function, beside the bare one's and the references'.

    Args:
        stack: what it runs on.
        exams: makes the requests.
        effort: how many starts.
        tell: called with what is being measured.
    """
    started = {BARE: _Started(lambda: servers.bare(stack), lambda: Call("GET", "/"))}
    for name in FUNCTIONS:
        started[f"`{name}`"] = _Started(
            partial(servers.function, stack, name), partial(_call, exams, name), GOAL
        )
    for what, make in servers.COMPARED.items():
        started[what] = _Started(partial(make, stack), partial(_call, exams, "get_session"))
    seconds: dict[str, list[float]] = {what: [] for what in started}
    for number in range(effort.cold_starts + 1):
        tell(f"cold starts, round {number} of {effort.cold_starts}")
        for what, one in started.items():
            taken = _start(one.server(), one.call())
            if number > 0:  # the first compiles, and reads from disk
                seconds[what].append(taken)
    figures = {what: Figure.of(runs) for what, runs in seconds.items()}
    bare = figures.pop(BARE)
    ratios = [
        Result(what, one.over(bare), goal=started[what].goal) for what, one in figures.items()
    ]
    naive = figures[servers.STRAIGHTFORWARD]
    beside = Result(AGAINST_NAIVE, figures["`get_session`"].over(naive), goal=NAIVE_GOAL)
    return Table("Cold start", NOTE, [Result(BARE, bare, "s"), *ratios, beside])


@dataclass(frozen=True)
class _Started:
    """What is started, the first request that it is sent, and what is hoped of it."""

    server: Callable[[], Server]
    call: Callable[[], Call]
    goal: Goal | None = None


def _call(exams: Exams, name: str) -> Call:
    return exams.calls(name, 1)[0]


def _start(server: Server, call: Call) -> float:
    """Seconds until a new process has answered."""
    started = time.perf_counter()
    server.spawn()
    try:
        while time.perf_counter() < started + PATIENCE_SECONDS:
            with suppress(OSError), Connection(server.port) as connection:
                connection.send(call)
                return time.perf_counter() - started
            time.sleep(POLL_SECONDS)
        raise TimeoutError(f"{server.name} did not start:\n{server.log_tail()}")
    finally:
        server.kill()
