"""CPU a request, of the function's process."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

from benchmarks.figures import Figure, Goal, Result
from benchmarks.report import Table
from benchmarks.request import exam, servers
from benchmarks.request.effort import Effort
from benchmarks.request.exams import FUNCTIONS, Exams
from benchmarks.request.load import Call, send_all
from benchmarks.request.servers import Server
from emulator.stack import Stack

CONCURRENCY = 4
BARE_FACTOR = 5
MILLISECONDS = 1000
ANY = Goal(6.0, is_binding=False)
AN_EXAM = Goal(0.46)
EXAM = {
    "create_session": 1,
    "start_section": exam.SECTIONS,
    "save_answers": exam.SECTIONS * exam.SAVES,
    "complete_section": exam.SECTIONS,
    "get_results": 1,
    "get_history": 1,
}
"""The requests of an exam."""
GOALS = {"get_session": Goal(3.3), "save_answers": Goal(3.5)}
AHEAD = Goal(0.99)

NOTE = (
    f"User and system time of a function's process a request, at concurrency {CONCURRENCY}, behind"
    " functions-framework's gunicorn, over the same of a bare function that returns a constant."
    " The two references do less than `get_session`: they show the row, whatever it holds."
)


def measure(stack: Stack, exams: Exams, effort: Effort, tell: Callable[[str], None]) -> Table:
    """Measure the CPU a request of each function, beside the bare one's and the references'.

    Args:
        stack: what it runs on.
        exams: makes the requests.
        effort: how many rounds of how many requests.
        tell: called with what is being measured.
    """
    with ExitStack() as cleanup:
        enter = cleanup.enter_context
        bare = enter(servers.bare(stack))
        measured = {name: (enter(servers.function(stack, name)), name) for name in FUNCTIONS}
        for name, make in servers.COMPARED.items():
            measured[name] = (enter(make(stack)), "get_session")
        milliseconds: dict[str, list[float]] = {name: [] for name in ("bare", *measured)}
        for number in range(effort.rounds + 1):
            tell(f"CPU a request, round {number} of {effort.rounds}")
            count = effort.requests * BARE_FACTOR
            of_round = {"bare": _used(bare, [Call("GET", "/")] * count)}
            for name, (server, function) in measured.items():
                of_round[name] = _used(server, exams.calls(function, effort.requests))
            if number > 0:  # the first fills caches and wakes compilers
                for name, used in of_round.items():
                    milliseconds[name].append(used)
    return _table({name: Figure.of(runs) for name, runs in milliseconds.items()})


def _used(server: Server, calls: list[Call]) -> float:
    """Milliseconds of CPU a request."""
    before = server.cpu_seconds
    send_all(server.port, [[call] for call in calls], CONCURRENCY)
    return MILLISECONDS * (server.cpu_seconds - before) / len(calls)


def _counts(milliseconds: Mapping[str, Figure]) -> Iterator[tuple[Figure, int]]:
    """What each request of an exam costs, and how many there are of it."""
    return ((milliseconds[name], count) for name, count in EXAM.items())


def _table(milliseconds: dict[str, Figure]) -> Table:
    table = Table("CPU a request", NOTE)
    bare = milliseconds["bare"]
    table.results.append(Result("bare function", bare, "ms"))
    for name, figure in milliseconds.items():
        if name in FUNCTIONS:
            goal = GOALS.get(name, ANY)
            table.results.append(Result(f"`{name}`", figure.over(bare), goal=goal))
        elif name in servers.COMPARED:
            table.results.append(Result(name, figure.over(bare)))
    express = milliseconds[servers.EXPRESS_REFERENCE]
    beside = milliseconds["get_session"].over(express)
    table.results.append(Result("`get_session`, over Express", beside, goal=AHEAD))
    seconds = [
        sum(count * one.runs[run] for one, count in _counts(milliseconds)) / MILLISECONDS
        for run in range(len(bare.runs))
    ]
    table.results.append(
        Result(f"an exam of {EXAM['save_answers']} saves", Figure.of(seconds), "s", AN_EXAM)
    )
    table.results += [Result(f"`{name}`, CPU", milliseconds[name], "ms") for name in FUNCTIONS]
    return table
