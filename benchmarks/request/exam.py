"""A whole exam, taken by one student alone: what it asks of Supabase and writes to the database."""

import json
import time
from collections.abc import Callable, Sequence

import psycopg

from benchmarks.figures import Figure, Goal, Result
from benchmarks.report import Table
from benchmarks.request import servers
from benchmarks.request.exams import BASE, EXAM_TYPE, Exams, Student
from benchmarks.request.load import Call, Connection
from emulator.stack import Stack

Database = psycopg.Connection[tuple[object, ...]]
SECTIONS, SAVES = 5, 48
"""A save every twenty to sixty seconds: 240 an exam."""
SETTLED_SECONDS = 1.5
"""After so long, Postgres has counted what was written."""
KILOBYTE = 1000
SIDE_BY_SIDE = 150
"""So many papers fill up on neighbouring pages."""

NOTE = (
    f"One student takes a {EXAM_TYPE} through all functions in one process that knows the bank:"
    f" {SECTIONS} sections of {SAVES} saves, with an answer more each time, the results and the"
    " history. Nobody else is there. WAL is the difference of `pg_current_wal_insert_lsn()`, with"
    " `full_page_writes` off. Heap-only are the saves that touched no index; side by side,"
    f" {SIDE_BY_SIDE} students save in turns, {SAVES} times each."
)
GOALS = {
    "requests to Supabase's REST API": Goal(265),
    "WAL": Goal(150),
    "saves that are not heap-only": Goal(1),
    "saves that are not heap-only, side by side": Goal(1),
}


def measure(stack: Stack, exams: Exams, rounds: int, tell: Callable[[str], None]) -> Table:
    """Measure whole exams.

    Args:
        stack: what it runs on.
        exams: enrols the students.
        rounds: how many exams are measured, after one that is not.
        tell: called with what is being measured.
    """
    runs: dict[tuple[str, str], list[float]] = {}
    with (
        psycopg.connect(stack.environment["DATABASE_URL"], autocommit=True) as database,
        servers.everything(stack) as server,
    ):
        database.execute("alter system set full_page_writes = off")
        database.execute("select pg_reload_conf()")
        for number in range(rounds + 1):
            tell(f"exam {number} of {rounds}")
            [student] = exams.enrol(1)
            before = _written(database)
            wal = _wal(database)
            with Connection(server.port) as connection:
                take(connection, student)
            wal = _wal(database) - wal
            after = _written(database)
            if number == 0:  # the first learns the bank
                continue
            saves = SECTIONS * SAVES
            # Each section's closing changes the index of open papers.
            indexed = after["section_papers"][1] - before["section_papers"][1] - SECTIONS
            measured = {
                ("requests to Supabase's REST API", ""): connection.round_trips,
                ("WAL", "kB"): wal / KILOBYTE,
                ("saves that are not heap-only", "%"): 100 * max(0, indexed) / saves,
                ("writes of the session's row", ""): after["exam_sessions"][0]
                - before["exam_sessions"][0],
            }
            for key, value in measured.items():
                runs.setdefault(key, []).append(value)
        tell(f"{SIDE_BY_SIDE} students side by side")
        before = _written(database)
        with Connection(server.port) as connection:
            saves = save_side_by_side(connection, exams.enrol(SIDE_BY_SIDE))
        indexed = _written(database)["section_papers"][1] - before["section_papers"][1]
        runs["saves that are not heap-only, side by side", "%"] = [100 * indexed / saves]
        database.execute("alter system reset full_page_writes")
        database.execute("select pg_reload_conf()")
    results = [
        Result(what, Figure.of(values), unit, GOALS.get(what))
        for (what, unit), values in runs.items()
    ]
    return Table("An exam", NOTE, results)


def take(connection: Connection, student: Student) -> None:
    """Take one exam, and look at its results and at the history."""
    headers = student.headers
    session = _create(connection, student)
    for number in range(1, SECTIONS + 1):
        path = f"{BASE}/sessions/{session}/sections/{number}"
        ids = _start(connection, student, path)
        for save in range(SAVES):
            _save(connection, student, path, ids, save)
        connection.send(Call("POST", f"{path}/complete", headers))
    connection.send(Call("GET", f"{BASE}/sessions/{session}/results", headers))
    connection.send(Call("GET", f"{BASE}/history", headers))


def save_side_by_side(connection: Connection, students: Sequence[Student]) -> int:
    """Let students fill the papers of their first sections, in turns; give how many saves."""
    paths = [f"{BASE}/sessions/{_create(connection, one)}/sections/1" for one in students]
    papers = [
        (student, path, _start(connection, student, path))
        for student, path in zip(students, paths, strict=True)
    ]
    for save in range(SAVES):
        for student, path, ids in papers:
            _save(connection, student, path, ids, save)
    return SAVES * len(papers)


def _create(connection: Connection, student: Student) -> int:
    body = json.dumps({"exam_type": EXAM_TYPE}).encode()
    call = Call("POST", f"{BASE}/sessions", student.headers, body, status=201)
    return int(connection.json(call)["id"])


def _start(connection: Connection, student: Student, path: str) -> list[int]:
    paper = connection.json(Call("POST", f"{path}/start", student.headers))
    return [question["id"] for question in paper["questions"]]


def _save(
    connection: Connection, student: Student, path: str, ids: Sequence[int], save: int
) -> None:
    """Save for the next time, with more answered than the time before; `save` counts from 0."""
    answered = ids[: save * len(ids) // SAVES + 1]
    answers = {str(number): "abcde"[place % 5] for place, number in enumerate(answered)}
    body = json.dumps({"answers": answers, "base_revision": save}).encode()
    connection.send(Call("PUT", f"{path}/answers", student.headers, body))


def _wal(database: Database) -> int:
    """Bytes of WAL so far."""
    found = database.execute("select pg_current_wal_insert_lsn() - '0/0'").fetchone()
    return int(str(found[0])) if found else 0


def _written(database: Database) -> dict[str, tuple[int, int]]:
    """The updates of each table so far, and how many of them touched an index."""
    time.sleep(SETTLED_SECONDS)
    database.execute("checkpoint")
    rows = database.execute(
        """select relname, n_tup_upd, n_tup_upd - n_tup_hot_upd from pg_stat_user_tables
           where schemaname = 'public'"""
    )
    return {str(name): (int(str(updated)), int(str(indexed))) for name, updated, indexed in rows}
