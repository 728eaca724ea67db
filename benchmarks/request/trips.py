"""Round trips to Supabase, counted on the wire."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.figures import Figure, Goal, Result
from benchmarks.report import Table
from benchmarks.request import servers
from benchmarks.request.exams import FUNCTIONS, Exams
from benchmarks.request.load import Call, Connection
from benchmarks.request.recorder import Recorder
from emulator.stack import Stack

GOALS = {
    "create_session": (1, 1),
    "get_session": (1, 1),
    "start_section": (3, 2),
    "save_answers": (1, 1),
    "complete_section": (3, 2),
    "get_results": (2, 1),
    # Two, once a longer response has come to the process (`store.client.may_be_cut`).
    "get_history": (3, 3),
    "get_progress": (2, 2),
    "get_config": (1, 1),
    "delete_session": (2, 2),
}
"""At most so many for the first request to a process, and for the later ones."""
WARM_UP, RUNS = 3, 5

NOTE = (
    "Requests to Supabase's REST API during one call, counted by a proxy between the two. Cold: the"
    " first call to a new process. Warm: later ones, each to another session; the bank's questions"
    " are known by then."
)


@dataclass(frozen=True)
class Visit:
    """A call to a function, and what it asks of Supabase."""

    call: Call
    trips: list[Call]


Trips = dict[str, Visit]
"""A warm call to each function."""


def measure(stack: Stack, exams: Exams, tell: Callable[[str], None]) -> tuple[Table, Trips]:
    """Count the round trips of each function.

    Args:
        stack: what it runs on.
        exams: makes the requests.
        tell: called with what is being measured.

    Returns:
        The table, and what the last warm call to each function asked of Supabase.
    """
    table, trips = Table("Round trips", NOTE), Trips()
    for name in FUNCTIONS:
        tell(f"round trips of {name}")
        cold, warm = _visits(stack, exams, name)
        trips[name] = warm[-1]
        first, later = GOALS[name]
        counted = Figure.of([len(one.trips) for one in warm])
        table.results += [
            Result(f"`{name}`, cold", Figure.of([len(cold.trips)]), goal=Goal(first)),
            Result(f"`{name}`, warm", counted, goal=Goal(later)),
        ]
    return table, trips


def _visits(stack: Stack, exams: Exams, name: str) -> tuple[Visit, list[Visit]]:
    """What the first call, and some later ones, ask of Supabase."""
    visits = []
    with ExitStack() as cleanup:
        recorder = cleanup.enter_context(Recorder(stack.ports.supabase))
        server = servers.function(stack, name, {"SUPABASE_URL": recorder.url})
        cleanup.enter_context(server)
        connection = cleanup.enter_context(Connection(server.port))
        for call in exams.calls(name, 1 + WARM_UP + RUNS):
            connection.send(call)
            visits.append(Visit(call, recorder.taken()))
    return visits[0], visits[1 + WARM_UP :]
