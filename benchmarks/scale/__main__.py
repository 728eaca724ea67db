"""The command line: `python -m benchmarks.scale [--sessions N]`."""

import argparse
import json
import os
import platform
import sys
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

import psycopg

from benchmarks import report
from benchmarks.figures import Figure, Goal, Result
from benchmarks.report import Table
from benchmarks.request import servers
from benchmarks.request.exams import BASE, FUNCTIONS, Exams
from benchmarks.request.load import Call, send_all
from benchmarks.scale.loading import Database, Size, load
from benchmarks.scale.statements import Log, name_of
from benchmarks.stack import throwaway_stack
from emulator.stack import PROJECT

DOCUMENT = PROJECT / "docs" / "benchmarks-scale.md"
SESSIONS, TIMES = 2_000_000, 100
EACH = 10
"""Sessions of a student."""
WITH_PAPERS = 20_000
RUNS, CALLS, DEEP, PAGE = 5, 40, 3_000, 20
GOAL = Goal(1.2)
NEVER_READ_WHOLE = ("exam_sessions", "section_papers", "session_keys", "users")
INTRO = (
    "Whether what a request costs the database depends on how many sessions there are. Made by"
    " `make bench-scale`, which fills two throwaway databases, calls every function on both in"
    " turns, and takes from Postgres's own log which statements they caused, and how long each"
    " took."
)
MIDDLE, DEEPEST = "get_history, middle page", "get_history, deepest page"
"""Pages of the history of a student who has very many sessions."""


@dataclass(frozen=True)
class Side:
    """A database of one size, with functions in front of it."""

    size: Size
    database: Database
    exams: Exams
    port: int
    log: Log

    def calls(self, function: str) -> list[Call]:
        """Make the calls whose statements are looked at."""
        if function in (MIDDLE, DEEPEST):
            return [self._page(left=DEEP // 2 if function == MIDDLE else PAGE)] * CALLS
        return self.exams.calls(function, CALLS)

    def _page(self, *, left: int) -> Call:
        student = self.exams.students[0]
        row = self.database.execute(
            """select completed_at, id from exam_sessions where user_id = %s
               and completed_at is not null order by completed_at, id offset %s limit 1""",
            [student.user_id, left - 1],
        ).fetchone()
        assert row is not None  # noqa: S101 - it was just loaded
        place = json.dumps(["completed", row[0].isoformat(), row[1]])  # type: ignore[attr-defined]
        cursor = urlsafe_b64encode(place.encode()).decode().rstrip("=")
        return Call("GET", f"{BASE}/history?cursor={cursor}", student.headers)


def main() -> int:
    """Load, measure, print, and write the document; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS, help="of the large size")
    sessions = parser.parse_args().sessions
    with _side(sessions // TIMES) as small, _side(sessions) as large:
        tables = [_statements(small, large), _sizes(large)]
        for table in tables:
            print(f"\n{report.text(table)}", flush=True)
        versions = _versions(large.database)
    if sessions == SESSIONS:
        written = report.document("Benchmarks: a hundred times as many", INTRO, versions, tables)
        DOCUMENT.write_text(written, encoding="utf-8")
        DOCUMENT.with_suffix(".json").write_text(report.as_json(versions, tables), encoding="utf-8")
    return report.judged(tables)


@contextmanager
def _side(sessions: int) -> Iterator[Side]:
    size = Size(sessions // EACH, EACH, min(WITH_PAPERS, sessions // EACH))
    with ExitStack() as cleanup:
        stack = cleanup.enter_context(throwaway_stack())
        server = cleanup.enter_context(servers.everything(stack))
        exams = Exams(stack, server.port)
        cleanup.callback(exams.close)
        database = cleanup.enter_context(
            psycopg.connect(stack.environment["DATABASE_URL"], autocommit=True)
        )
        _tell(f"loading {sessions:,} sessions")
        exams.deepen(DEEP)
        load(database, size, exams.templates["created"], exams.templates["completed"])
        database.execute("alter system set log_min_duration_statement = 0")
        database.execute("select pg_reload_conf()")
        yield Side(size, database, exams, server.port, Log(stack.postgres.log))


def _statements(small: Side, large: Side) -> Table:
    table = Table(
        "Statements",
        f"The p50 of each statement with {large.size.sessions:,} sessions over that with"
        f" {small.size.sessions:,}: {RUNS} runs of {CALLS} calls, in turns. There are papers for"
        f" the latest ten sessions of {large.size.with_papers:,} students, and of"
        f" {small.size.with_papers:,}.",
    )
    for function in (*FUNCTIONS, MIDDLE, DEEPEST):
        _tell(function)
        before = _whole_reads(large.database)
        runs = [(_medians(small, function), _medians(large, function)) for _ in range(RUNS + 1)]
        # The first reads from disk.
        for name, ratios, milliseconds in _compared(runs[1:]):
            what = f"`{function}`: {name}"
            table.results += [
                Result(what, Figure.of(ratios), goal=GOAL),
                Result(f"{what}, in the larger", Figure.of(milliseconds), "ms"),
            ]
        read = _whole_reads(large.database) - before
        table.results.append(
            Result(f"`{function}`: tables read whole", Figure.of([read]), goal=Goal(0))
        )
    return table


def _medians(side: Side, function: str) -> dict[str, float]:
    """Milliseconds of each statement that a function causes, by its SQL."""
    calls = side.calls(function)
    side.log.statements()
    send_all(side.port, [[call] for call in calls], 1)
    taken = side.log.statements()
    # What comes less often belongs to making the calls ready.
    return {sql: median(times) for sql, times in taken.items() if len(times) >= CALLS}


def _compared(
    runs: list[tuple[dict[str, float], dict[str, float]]],
) -> Iterator[tuple[str, list[float], list[float]]]:
    names: dict[str, int] = defaultdict(int)
    for sql in runs[0][0]:
        name = name_of(sql)
        names[name] += 1
        if names[name] > 1:
            name = f"{name} ({names[name]})"
        pairs = [(few[sql], many[sql]) for few, many in runs if sql in few and sql in many]
        yield name, [many / few for few, many in pairs], [many for _, many in pairs]


def _whole_reads(database: Database) -> int:
    row = database.execute(
        "select sum(seq_scan) from pg_stat_user_tables where relname = any(%s)",
        [list(NEVER_READ_WHOLE)],
    ).fetchone()
    return int(str(row[0])) if row else 0


def _sizes(side: Side) -> Table:
    table = Table("Bytes", f"What {side.size.sessions:,} sessions and their papers take on disk.")
    for relation in ("exam_sessions", "section_papers"):
        row = side.database.execute(
            f"""select count(*), pg_table_size(%s::regclass), pg_indexes_size(%s::regclass)
                from {relation}""",  # noqa: S608 - a name from above
            [relation, relation],
        ).fetchone()
        count, rows, indexes = (float(str(value)) for value in row or (1, 0, 0))
        table.results += [
            Result(f"a row of `{relation}`", Figure.of([rows / count]), "bytes"),
            Result(
                f"its entries in the indexes of `{relation}`", Figure.of([indexes / count]), "bytes"
            ),
        ]
    return table


def _versions(database: Database) -> dict[str, str]:
    row = database.execute("show server_version").fetchone()
    return {
        "Postgres": str(row[0]) if row else "",
        "Python": platform.python_version(),
        platform.system(): f"{platform.machine()} with {os.cpu_count()} cores",
    }


def _tell(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
