"""How long a caller waits, over what the bare requests to Supabase take that cannot be spared."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from itertools import product

from benchmarks.figures import Figure, Goal, Result, percentile
from benchmarks.report import Table
from benchmarks.request import servers
from benchmarks.request.effort import Effort
from benchmarks.request.exams import FUNCTIONS, Exams
from benchmarks.request.load import Call, Errand, send_all
from benchmarks.request.trips import Trips, Visit
from emulator.stack import Stack

CONCURRENCIES = (1, 16)
PERCENTILES = (50, 99)
GOAL = Goal(1.25, is_binding=False)
WARM_UP = 40
MAX_CROWD = 4
"""A crowd of sixteen sends no more than four times what one caller does: it all waits for the
same database."""

NOTE = (
    "The time to an answer at concurrency 1 and 16, over that of the bare requests which a warm"
    " call sends to Supabase's REST API, sent from the same place in the same run, one after the"
    " other, each to a session of its own."
)

Key = tuple[str, int, int]
"""A function, a concurrency and a percentile."""


def measure(
    stack: Stack, exams: Exams, trips: Trips, effort: Effort, tell: Callable[[str], None]
) -> Table:
    """Measure each function's latency.

    Args:
        stack: what it runs on.
        exams: makes the requests.
        trips: what a warm call to each function asks of Supabase.
        effort: how many rounds of how many requests.
        tell: called with what is being measured.
    """
    ratios: dict[Key, list[float]] = {}
    with ExitStack() as cleanup:
        running = {name: cleanup.enter_context(servers.function(stack, name)) for name in FUNCTIONS}
        for name, server in running.items():
            send_all(server.port, [[call] for call in exams.calls(name, WARM_UP)], 4)
        for number in range(1, effort.rounds + 1):
            tell(f"latency, round {number} of {effort.rounds}")
            for (name, server), concurrency in product(running.items(), CONCURRENCIES):
                count = effort.errands * min(concurrency, MAX_CROWD)
                mine = [[call] for call in exams.calls(name, count)]
                bare = _bare(trips[name], exams.calls(name, count))
                waited = send_all(server.port, mine, concurrency)
                needed = send_all(stack.ports.supabase, bare, concurrency)
                for percent in PERCENTILES:
                    ratio = percentile(waited, percent) / percentile(needed, percent)
                    ratios.setdefault((name, concurrency, percent), []).append(ratio)
    return _table(ratios, {name for name in FUNCTIONS if len(trips[name].trips) == 1})


def _bare(context: Visit, calls: list[Call]) -> list[Errand]:
    """What calls ask of Supabase, as another like them was seen to ask."""
    return [[_for(trip, context.call, call) for trip in context.trips] for call in calls]


def _for(trip: Call, seen: Call, call: Call) -> Call:
    """The same request for another session and its student, on whose behalf the call is."""
    path, body = trip.path, trip.body
    before, after = _session_of(seen), _session_of(call)
    if before and after:
        path = re.sub(rf"\bid=eq\.{before}\b", f"id=eq.{after}", path)
        path = re.sub(rf"session_id=eq\.{before}\b", f"session_id=eq.{after}", path)
        if body:
            body = re.sub(rb'"id":\s*%b\b' % before.encode(), b'"id":%b' % after.encode(), body)
    named = {name.lower(): value for name, value in trip.headers.items()}
    if token := call.headers.get("Authorization"):
        named["authorization"] = token
    return replace(trip, path=path, body=body, headers=named)


def _session_of(call: Call) -> str | None:
    found = re.search(r"/sessions/(\d+)", call.path)
    return found[1] if found else None


def _table(ratios: dict[Key, list[float]], with_one_trip: set[str]) -> Table:
    table = Table("Latency", NOTE)
    for (name, concurrency, percent), runs in ratios.items():
        is_held = name in with_one_trip and (concurrency, percent) == (1, 50)
        table.results.append(
            Result(
                f"`{name}`, concurrency {concurrency}, p{percent}",
                Figure.of(runs),
                goal=GOAL if is_held else None,
            )
        )
    return table
