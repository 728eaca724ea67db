"""Times statements in both sizes, turn by turn, so that whatever else happens happens to both."""

import gc
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Self

from benchmarks.figures import Figure
from benchmarks.scale.cluster import Cluster, Connection
from benchmarks.scale.people import Copy, People
from benchmarks.scale.requests import Answer, Caller
from benchmarks.scale.statements import DEEPEST_PAGE, Statement

MILLISECONDS = 1000


@dataclass
class Database:
    """A database of one size, and who asks it."""

    name: str
    people: People
    guarded: Caller
    unguarded: Caller
    seed: int
    _chance: dict[str, random.Random] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def opened(
        cls, cluster: Cluster, name: str, people: People, seed: int, mode: str = "auto"
    ) -> Iterator[Self]:
        """Connect twice: for the student's role, and for the owner, without row-level security.

        Args:
            cluster: where it is.
            name: the database's.
            people: whom it was loaded with.
            seed: picks the same sessions again.
            mode: Postgres's `plan_cache_mode`.
        """
        key = cluster.functions_key
        with cluster.as_owner(name, mode) as first, cluster.as_owner(name, mode) as second:
            for connection in (first, second):
                _make_old(connection)
            yield cls(
                name=name,
                people=people,
                guarded=Caller(first, key),
                unguarded=Caller(second, key, with_security=False),
                seed=seed,
            )

    def pick(self, statement: Statement) -> Copy:
        """Pick a session that a statement can be about: in turns, like ones in either size."""
        chance = self._chance.setdefault(
            statement.name,
            random.Random(f"{self.seed} {statement.name}"),  # noqa: S311 - no secret
        )
        match statement.picks:
            case "any":
                return self.people.pick(chance.random())
            case "claimed":
                return self.people.pick(chance.random(), claimed=True)
            case "deep":
                # The last before the deepest page.
                return self._deep_history[-DEEPEST_PAGE - 1]
            case "deep_claimed":
                return chance.choice([one for one in self._deep_history if one.is_claimed])
            case kind:
                return self.people.pick(chance.random(), kind)

    def send(self, statement: Statement, *, counting_scans: bool = False) -> Answer:
        """Send a statement, under row-level security, about a session picked for it."""
        return self.guarded.send(statement, self.pick(statement), counting_scans=counting_scans)

    @cached_property
    def _deep_history(self) -> list[Copy]:
        return self.people.deep_history()


def _make_old(connection: Connection) -> None:
    """Let the process behind a connection touch every page, as one that has served for long has.

    Its first touch of a page costs a page fault of the operating system's; in a large table most
    touches would be first ones, and in a small one hardly any.
    """
    connection.execute("set max_parallel_workers_per_gather = 0")
    for table in ("exam_sessions", "users"):
        connection.execute(f"select count(*) from public.{table}".encode())  # noqa: S608 - of two


@dataclass(frozen=True)
class Pair:
    """The two sizes."""

    small: Database
    large: Database

    def __iter__(self) -> Iterator[Database]:
        """Both, the small one first."""
        yield self.small
        yield self.large


Durations = dict[tuple[str, str], Figure]
"""Milliseconds by the names of statement and database, one for each run."""


Measure = Callable[[Pair, Sequence[Statement], int, int], Durations]
"""One of the two below."""


def durations(pair: Pair, statements: Sequence[Statement], runs: int, times: int) -> Durations:
    """Take the p50 of each statement in each size, under row-level security.

    Args:
        pair: the two sizes.
        statements: what to send; each time about another session, picked by chance.
        runs: how many figures are taken.
        times: how often each statement is sent for one.
    """

    def one(statement: Statement, database: Database) -> float:
        return database.send(statement).seconds

    return _p50s(pair, statements, runs, times, one)


def added_by_security(
    pair: Pair, statements: Sequence[Statement], runs: int, times: int
) -> Durations:
    """Take what row-level security adds: the p50 of differences, each of one session asked twice.

    Once as its student, once as the owner with a filter; now the one first, now the other, and once
    before, so that both find the same in memory.

    Args:
        pair: the two sizes.
        statements: as for `durations`; those that row-level security has no part in are left out.
        runs: how many figures are taken.
        times: how often each statement is sent for one.
    """
    rng = random.Random(times)  # noqa: S311 - no secret

    def one(statement: Statement, database: Database) -> float:
        copy = database.pick(statement)
        callers = [database.guarded, database.unguarded]
        rng.choice(callers).send(statement, copy)
        if is_first := rng.random() < 1 / 2:
            callers.reverse()
        first, second = (caller.send(statement, copy).seconds for caller in callers)
        return second - first if is_first else first - second

    guarded = [statement for statement in statements if statement.is_guarded]
    return _p50s(pair, guarded, runs, times, one)


def _p50s(
    pair: Pair,
    statements: Sequence[Statement],
    runs: int,
    times: int,
    one: Callable[[Statement, Database], float],
) -> Durations:
    rng = random.Random(times)  # noqa: S311 - no secret
    turns = [(statement, database) for statement in statements for database in pair]
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    _warm_up(turns, one)
    for _ in range(runs):
        taken: dict[tuple[str, str], list[float]] = defaultdict(list)
        with _no_garbage_collected():
            for _ in range(times):
                rng.shuffle(turns)
                for statement, database in turns:
                    taken[statement.name, database.name].append(one(statement, database))
        for key, seconds in taken.items():
            found[key].append(median(seconds) * MILLISECONDS)
    return {key: Figure.of(values) for key, values in found.items()}


def _warm_up(
    turns: Sequence[tuple[Statement, Database]], one: Callable[[Statement, Database], float]
) -> None:
    # Postgres decides about a prepared statement's plan after the first five.
    for _ in range(20):
        for statement, database in turns:
            one(statement, database)


@contextmanager
def _no_garbage_collected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
