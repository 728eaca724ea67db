"""From the start of a process to its first answer."""

import time
from collections.abc import Callable
from contextlib import suppress

from benchmarks.figures import Figure, Goal, Result
from benchmarks.report import Table
from benchmarks.request import servers
from benchmarks.request.effort import Effort
from benchmarks.request.exams import FUNCTIONS, Exams
from benchmarks.request.load import Call, Connection
from benchmarks.request.servers import Server
from emulator.stack import Stack

GOAL = Goal(2.0, is_binding=False)
POLL_SECONDS = 0.002
PATIENCE_SECONDS = 60

NOTE = (
    "From the start of the process, its compiled files on disk and in the page cache, to its first"
    " answer to a real request, over the same of the bare function."
)


def measure(stack: Stack, exams: Exams, effort: Effort, told: Callable[[str], None]) -> Table:
    """Measure the cold start of each function, beside the bare one's and the references'.

    Args:
        stack: what it runs on.
        exams: makes the requests.
        effort: how many starts.
        told: is told what is being measured.
    """
    makers: dict[str, Callable[[], Server]] = {"bare function": lambda: servers.bare(stack)}
    for name in FUNCTIONS:
        makers[f"`{name}`"] = lambda name=name: servers.function(stack, name)  # type: ignore[misc]
    makers["straightforward `get_session`"] = lambda: servers.straightforward(stack)
    makers["Express and supabase-js"] = lambda: servers.express(stack)
    seconds: dict[str, list[float]] = {what: [] for what in makers}
    for number in range(effort.cold_starts + 1):
        told(f"cold starts, round {number} of {effort.cold_starts}")
        for what, make in makers.items():
            taken = _start(make(), _call(exams, what))
            if number > 0:  # the first compiles, and reads from disk
                seconds[what].append(taken)
    return _table({what: Figure.of(runs) for what, runs in seconds.items()})


def _call(exams: Exams, what: str) -> Call:
    if what == "bare function":
        return Call("GET", "/")
    name = what.strip("`") if what.strip("`") in FUNCTIONS else "get_session"
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


def _table(seconds: dict[str, Figure]) -> Table:
    table = Table("Cold start", NOTE)
    bare = seconds.pop("bare function")
    table.results.append(Result("bare function", bare, "s"))
    for what, figure in seconds.items():
        goal = GOAL if what.strip("`") in FUNCTIONS else None
        table.results.append(Result(what, figure.over(bare), goal=goal))
    return table
