"""The benchmark of scale loads, asks, judges, leaves nothing. How long that takes is not tested."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.figures import Figure
from benchmarks.report import failures
from benchmarks.scale import plans, results
from benchmarks.scale.cluster import Cluster, require_disk, throwaway
from benchmarks.scale.loading import bank_of, load
from benchmarks.scale.measuring import Database, Pair, added_by_security, durations
from benchmarks.scale.people import DEEP_STUDENT, People
from benchmarks.scale.requests import WrongAnswer
from benchmarks.scale.statements import (
    DEEP_CLAIMED,
    DEEPEST,
    DEEPEST_PAGE,
    PAGE,
    STATEMENTS,
    Statement,
)
from benchmarks.scale.templates import make
from emulator.errors import EmulatorError
from emulator.stack import PROJECT
from exam_simulation.store.rows import StoredSession

SEED = 7
ALL = (*STATEMENTS, DEEP_CLAIMED)
GUARDED = [one for one in ALL if one.is_guarded and not one.refused]
OF_ONE_SESSION = [
    one for one in GUARDED if not one.name.startswith("get_history") and one.method != "POST"
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with throwaway() as running:
        yield running


@pytest.fixture(scope="module")
def pair(cluster: Cluster) -> Iterator[Pair]:
    templates = make(bank_of(cluster), 100, random.Random(SEED))
    databases = []
    with ExitStack() as opened:
        for name, sessions in (("small", 200), ("large", 600)):
            people = People(templates, sessions // 10, sessions, 50, SEED)
            load(cluster, name, people)
            one = Database.opened(cluster, name, people, SEED)
            databases.append(opened.enter_context(one))
        yield Pair(*databases)


@pytest.fixture
def large(pair: Pair) -> Database:
    return pair.large


def rows(cluster: Cluster, query: str, *values: object) -> list[Any]:
    with cluster.as_superuser("large") as connection:
        return connection.execute(query.encode(), values).fetchall()


def named(name: str) -> Statement:
    return next(one for one in STATEMENTS if one.name == name)


# ── what is loaded ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("pair")
def test_as_many_sessions_and_students_are_loaded_as_were_asked_for(cluster: Cluster) -> None:
    assert rows(cluster, "select count(*) from exam_sessions") == [(600,)]
    assert rows(cluster, "select count(*) from users") == [(60,)]


@pytest.mark.usefixtures("pair")
def test_the_deep_student_has_as_many_completed_sessions_in_both_sizes(cluster: Cluster) -> None:
    for database in ("small", "large"):
        with cluster.as_superuser(database) as connection:
            counted = connection.execute(
                "select count(*) from exam_sessions where user_id = %s and status = 'completed'",
                [DEEP_STUDENT],
            ).fetchone()
        assert counted == (50,)


@pytest.mark.usefixtures("pair")
def test_every_loaded_session_is_one_that_the_functions_can_read(cluster: Cluster) -> None:
    columns = ("id", "status", "metadata", "completed_at")
    for row in rows(cluster, f"select {', '.join(columns)} from exam_sessions"):
        held = StoredSession(dict(zip(columns, row, strict=True)))
        assert held.session.status == held.row["status"]


def test_the_loaded_rows_are_those_that_were_dealt(cluster: Cluster, large: Database) -> None:
    for session_id in (1, 300, 600):
        copy = large.people.copy(session_id)
        [(user_id, exam_type, started_at)] = rows(
            cluster,
            "select user_id, exam_type, started_at from exam_sessions where id = %s",
            session_id,
        )
        assert (user_id, exam_type) == (copy.user_id, copy.template.exam_type)
        assert started_at == copy.at(copy.template.started_at)


@pytest.mark.usefixtures("pair")
def test_every_index_of_the_migrations_is_filled_and_in_use(cluster: Cluster) -> None:
    indexes = rows(
        cluster,
        """select indexrelid::regclass::text, indisready and indisvalid, reltuples > 0
           from pg_index join pg_class on pg_class.oid = indexrelid
           where indrelid = 'exam_sessions'::regclass""",
    )
    assert len(indexes) == 5
    assert all(is_ready and is_filled for _, is_ready, is_filled in indexes)


# ── what is asked ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("statement", ALL, ids=lambda one: one.name)
def test_every_statement_answers_what_it_should(large: Database, statement: Statement) -> None:
    for _ in range(3):
        large.send(statement)


@pytest.mark.parametrize("statement", GUARDED, ids=lambda one: one.name)
def test_a_filter_by_the_owner_finds_what_row_level_security_lets_its_student_see(
    large: Database, statement: Statement
) -> None:
    copy = large.pick(statement)
    seen, found = (one.send(statement, copy) for one in (large.guarded, large.unguarded))
    assert seen.rows == found.rows
    if statement.method == "GET":
        assert seen.body == found.body


@pytest.mark.parametrize("statement", OF_ONE_SESSION, ids=lambda one: one.name)
def test_asked_by_another_student_a_statement_does_not_find_the_session(
    large: Database, statement: Statement
) -> None:
    copy = large.pick(statement)
    with pytest.raises(WrongAnswer, match="0 rows"):
        large.guarded.send(statement, replace(copy, user_id=large.people.users))


def test_nothing_that_is_written_stays(cluster: Cluster, large: Database) -> None:
    digest = "select md5(string_agg(exam_sessions::text, '' order by id)) from exam_sessions"
    before = rows(cluster, digest)
    for statement in STATEMENTS:
        if statement.has_body:
            large.send(statement)
    assert rows(cluster, digest) == before


def test_a_write_that_comes_too_late_is_noticed(large: Database) -> None:
    save = named("save_answers: write")
    copy = large.pick(save)
    stale = replace(copy.template, metadata={**copy.template.metadata, "version": 1})
    with pytest.raises(WrongAnswer, match="0 rows"):
        large.guarded.send(save, replace(copy, template=stale))


def test_the_pages_of_a_history_are_as_long_as_they_say(cluster: Cluster, large: Database) -> None:
    completed = named("get_history: completed")
    copy = large.pick(completed)
    [(count,)] = rows(
        cluster,
        "select count(*) from exam_sessions where user_id = %s and completed_at is not null",
        copy.user_id,
    )
    assert large.guarded.send(completed, copy).rows == min(count, PAGE)
    assert large.send(DEEPEST).rows == DEEPEST_PAGE


def test_a_sequential_scan_is_found_in_a_plan_and_in_what_a_statement_calls(
    cluster: Cluster, large: Database
) -> None:
    read = named("get_session: read")
    with cluster.as_superuser("large") as connection:
        connection.execute("alter database large set enable_indexscan = off")
        connection.execute("alter database large set enable_bitmapscan = off")
        try:
            with Database.opened(cluster, "large", large.people, SEED) as blind:
                found = plans.sequential_scans(blind, [read])
        finally:
            connection.execute("alter database large reset all")
    assert found == [f"{read.name} ({place})" for place in (*plans.MODES, plans.BENEATH)]


def test_the_pages_that_a_statement_touches_are_counted(large: Database) -> None:
    assert plans.pages(large, named("get_session: read"), 2).median > 2


# ── what is judged ───────────────────────────────────────────────────────────────────────────────


def test_every_statement_has_a_goal_in_figures_that_were_taken(pair: Pair) -> None:
    taken = durations(pair, STATEMENTS, runs=2, times=2)
    table = results.of_statements(pair, STATEMENTS, taken)
    assert [one.what for one in table.results] == [one.name for one in STATEMENTS]
    assert all(one.goal == results.SAME and len(one.figure.runs) == 2 for one in table.results)


def test_what_row_level_security_adds_is_taken_of_the_statements_that_it_guards(
    pair: Pair,
) -> None:
    added = added_by_security(pair, STATEMENTS, runs=1, times=2)
    guarded = {one.name for one in STATEMENTS if one.is_guarded}
    assert {name for name, _ in added} == guarded
    assert results.of_security(pair, STATEMENTS, added).results[0].goal == results.SAME


@pytest.mark.parametrize(("large_takes", "broken"), [(1.2, 0), (1.3, 1)])
def test_a_promise_is_broken_above_a_fifth_more(
    pair: Pair, large_takes: float, broken: int
) -> None:
    statement = named("get_session: read")
    taken = {
        (statement.name, "small"): Figure.of([1.0, 1.0]),
        (statement.name, "large"): Figure.of([large_takes, large_takes]),
    }
    assert len(failures([results.of_statements(pair, [statement], taken)])) == broken


def test_where_row_level_security_seems_to_save_time_it_adds_nothing(pair: Pair) -> None:
    statements = [named("get_session: read"), named("get_history: completed")]
    small, large = (0.1, -0.1), (0.1, 0.1)
    added = {
        (statement.name, database.name): Figure.of([milliseconds])
        for database, measured in zip(pair, (small, large), strict=True)
        for statement, milliseconds in zip(statements, measured, strict=True)
    }
    assert results.of_security(pair, statements, added).results[0].figure.median == 2


def test_one_sequential_scan_breaks_a_promise() -> None:
    assert failures([results.of_scans({"large": []})]) == []
    assert len(failures([results.of_scans({"large": ["get_session"]})])) == 1


def test_too_little_disk_is_said_before_anything_starts() -> None:
    with pytest.raises(EmulatorError, match="--sessions makes fewer"):
        require_disk(10**9)


# ── what is left ─────────────────────────────────────────────────────────────────────────────────


@contextmanager
def benchmark(tmp_path: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """The command with a temporary folder of its own."""
    tmp_path.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.scale", *options],
        cwd=PROJECT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process


def data_folder(process: "subprocess.Popen[str]") -> Path:
    """Where the command's Postgres keeps its data."""
    for child in psutil.Process(process.pid).children(recursive=True):
        line = child.cmdline()
        if "-D" in line:
            return Path(line[line.index("-D") + 1])
    raise AssertionError("it runs no Postgres")


def read_until(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if words in line:
            return
    raise AssertionError(f"it never said: {words}")


def require_nothing_left(tmp_path: Path, family: list[psutil.Process], data: Path) -> None:
    psutil.wait_procs(family, timeout=5)
    assert [one for one in family if one.is_running()] == []
    assert list(tmp_path.iterdir()) == []
    assert not data.parent.exists()


TINY = ("--sessions=400", "--users=40", "--fewer-sessions=200", "--runs=1", "--times=1")


def test_the_command_writes_a_document_says_what_is_broken_and_leaves_nothing(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = tmp_path_factory.mktemp("documents") / "scale.md"
    with benchmark(tmp_path, *TINY, f"--document={written}") as process:
        read_until(process, "400 sessions of 40 students loaded")
        family, data = psutil.Process(process.pid).children(recursive=True), data_folder(process)
        said, _ = process.communicate(timeout=120)
    # So small a table is read from end to end: a promise is broken, whatever the time taken.
    assert process.returncode == 1
    assert "broken: sequential scans, 400 sessions" in said
    content = written.read_text()
    assert "| get_session: read | " in content
    assert "exam_sessions: a row, with indexes" in content
    require_nothing_left(tmp_path, family, data)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_the_command_leaves_nothing(tmp_path: Path, sign: signal.Signals) -> None:
    many = ("--sessions=50000", "--users=5000", "--fewer-sessions=200")
    with benchmark(tmp_path, *many) as process:
        read_until(process, "200 sessions of 20 students loaded")
        family, data = psutil.Process(process.pid).children(recursive=True), data_folder(process)
        time.sleep(0.5)  # in the middle of loading
        process.send_signal(sign)
        process.communicate(timeout=60)
    assert process.returncode == 130
    require_nothing_left(tmp_path, family, data)
