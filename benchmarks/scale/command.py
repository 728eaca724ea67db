"""Loads two sizes, sends every statement in both, and says whether they cost the same."""

import argparse
import os
import platform
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.figures import Figure
from benchmarks.report import Table, document, judged, text
from benchmarks.scale import plans, results, sizes
from benchmarks.scale.cluster import Cluster, require_disk, throwaway
from benchmarks.scale.loading import bank_of, load
from benchmarks.scale.measuring import (
    Database,
    Durations,
    Measure,
    Pair,
    added_by_security,
    durations,
)
from benchmarks.scale.people import People
from benchmarks.scale.statements import DEEP_CLAIMED, STATEMENTS
from benchmarks.scale.templates import make
from emulator.errors import EmulatorError
from emulator.stack import PROJECT

DOCUMENT = PROJECT / "docs" / "benchmarks-scale.md"
SESSIONS, USERS, FEWER = 2_000_000, 200_000, 20_000
DEEP, DEEP_SHARE = 3_000, 1 / 4
FEWEST_TEMPLATES, MOST_TEMPLATES = 100, 1_000
RUNS, TIMES = 5, 200
EXPLAINED = 50
PLANNED_ANEW = "force_custom_plan"
SEED = 20261124

INTRO = """\
Whether what a request costs depends on how many sessions there are. Written by `make bench-scale`,
which fills two databases of a throwaway Postgres with sessions as the functions write them, and
sends every statement of the functions as PostgREST writes it: prepared, as `authenticated` under
row-level security, with a student's claims and the functions' key. The network, PostgREST and the
functions have no part in these figures."""


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    sessions: int
    users: int
    fewer: int
    runs: int
    times: int
    plans: bool
    document: Path | None


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; give the exit code: 1 where a promise is broken."""
    options = _parsed(arguments)
    try:
        require_disk(options.sessions + options.fewer)
        with throwaway() as cluster:
            return _run(cluster, options)
    except KeyboardInterrupt:
        return 130
    except EmulatorError as error:
        print(f"bench-scale: {error}", file=sys.stderr)
        return 1


def _run(cluster: Cluster, options: Options) -> int:
    loaded = _loaded(cluster, options)
    with _opened(cluster, loaded) as pair:
        if options.plans:
            _show_plans(pair.large)
            return 0
        tables = []
        for table in _measured(cluster, loaded, pair, options):
            print(text(table), flush=True)
            tables.append(table)
    if options.document:
        written = document(_TITLE, INTRO, _versions(cluster), tables)
        options.document.write_text(written, encoding="utf-8")
    return judged(tables)


_TITLE = "Benchmarks: does it cost the same with a hundred times as many sessions?"


@contextmanager
def _opened(
    cluster: Cluster, loaded: dict[str, People], mode: str = "auto", seed: int = SEED
) -> Iterator[Pair]:
    with ExitStack() as opened:
        one_by_one = [
            Database.opened(cluster, name, people, seed, mode) for name, people in loaded.items()
        ]
        yield Pair(*map(opened.enter_context, one_by_one))


def _show_plans(database: Database) -> None:
    for statement in STATEMENTS:
        if not statement.refused:
            print(f"── {statement.name}\n{plans.plan(database, statement)}\n")


def _loaded(cluster: Cluster, options: Options) -> dict[str, People]:
    rng = random.Random(SEED)  # noqa: S311 - no secret
    count = min(MOST_TEMPLATES, max(FEWEST_TEMPLATES, options.sessions // FEWEST_TEMPLATES))
    templates = make(bank_of(cluster), count, rng)
    _tell(f"{len(templates):,} sessions made by the functions' own code, to be multiplied")
    deep = min(DEEP, int(options.fewer * DEEP_SHARE))
    loaded = {}
    for name, sessions in (("small", options.fewer), ("large", options.sessions)):
        users = max(2, options.users * sessions // options.sessions)
        people = People(templates, users, sessions, deep, SEED)
        load(cluster, name, people)
        _tell(f"{sessions:,} sessions of {users:,} students loaded")
        loaded[name] = people
    return loaded


def _measured(
    cluster: Cluster, loaded: dict[str, People], pair: Pair, options: Options
) -> Iterator[Table]:
    def in_runs(measure: Measure, mode: str = "auto") -> Durations:
        # With connections of its own each: which process runs on which CPU is a matter of luck.
        taken = []
        for run in range(options.runs):
            with _opened(cluster, loaded, mode, SEED + run) as fresh:
                taken.append(measure(fresh, STATEMENTS, 1, options.times))
        return {key: Figure.of([one[key].median for one in taken]) for key in taken[0]}

    taken = in_runs(durations, PLANNED_ANEW)
    _tell("statements timed\n")
    yield results.of_statements(pair, STATEMENTS, taken)
    yield results.of_depth(pair, taken)
    yield results.of_postgres_s_choice(pair, STATEMENTS, in_runs(durations))
    # Else a plan's making would be taken for row-level security, or hide it.
    added = in_runs(added_by_security, PLANNED_ANEW)
    _tell("row-level security timed\n")
    yield results.of_security(pair, STATEMENTS, added)
    found = {
        f"{one.people.sessions:,} sessions": plans.sequential_scans(one, STATEMENTS) for one in pair
    }
    for size, scans in found.items():
        for scan in scans:
            print(f"sequential scan with {size}: {scan}", file=sys.stderr)
    yield results.of_scans(found)
    yield results.of_durations(pair, STATEMENTS, taken)
    explained = [one for one in (*STATEMENTS, DEEP_CLAIMED) if not one.refused]
    touched = {
        (one.name, database.name): plans.pages(database, one, EXPLAINED)
        for one in explained
        for database in pair
    }
    yield results.of_pages(pair, explained, touched)
    yield sizes.table(cluster, pair.large.name, pair.large.people)


def _versions(cluster: Cluster) -> dict[str, str]:
    with cluster.as_superuser() as connection:
        version, buffers = (
            connection.execute("select current_setting(%s)", [name]).fetchall()[0][0]
            for name in ("server_version", "shared_buffers")
        )
    memory = psutil.virtual_memory().total / 1024**3
    return {
        "Postgres": f"{version} (`shared_buffers` {buffers})",
        "Python": platform.python_version(),
        platform.system(): f"{platform.machine()} with {os.cpu_count()} CPUs and {memory:.0f} GB",
    }


_started = time.monotonic()


def _tell(what: str) -> None:
    print(f"{time.monotonic() - _started:5.0f} s  {what}", flush=True)


def _parsed(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    whole = parser.add_argument
    whole("--sessions", type=int, default=SESSIONS, help="of the large size")
    whole("--users", type=int, default=USERS, help="of the large size")
    whole("--fewer-sessions", type=int, default=FEWER, help="of the small size")
    whole("--runs", type=int, default=RUNS, help="how often each figure is taken")
    whole("--times", type=int, default=TIMES, help="how often each statement is sent for one")
    whole("--plans", action="store_true", help="print the plans in the large size instead")
    whole("--document", type=Path, help="where to write (docs/benchmarks-scale.md if all is whole)")
    given = parser.parse_args(arguments)
    is_whole = (given.sessions, given.users, given.fewer_sessions) == (SESSIONS, USERS, FEWER)
    return Options(
        sessions=given.sessions,
        users=given.users,
        fewer=given.fewer_sessions,
        runs=given.runs,
        times=given.times,
        plans=given.plans,
        document=given.document or (DOCUMENT if is_whole else None),
    )
