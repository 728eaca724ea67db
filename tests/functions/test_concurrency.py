"""Requests of one student at the same time."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import Database
from tests.functions.conftest import Configure, Sit
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting, skipped_updates
from tests.functions.upstream import Upstream, passes_on

Meanwhile = Callable[[Callable[[], object], int], None]
WRITES = ("POST /rest/v1/rpc/change_sessions ", "PATCH /rest/v1/section_papers?")
"""What changes rows that are there already."""


@pytest.fixture
def running(sit: Sit) -> Sitting:
    return sit(started=True)


@pytest.fixture
def before_writes(
    port: int, configure: Configure
) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Do something before Supabase hears of each write."""
    happens: Callable[[], object] = str

    def behave(upstream: Upstream, connection: socket.socket) -> None:
        if upstream.being_served.request.startswith(WRITES):
            happens()
        passes_on(port)(upstream, connection)

    def put(what: Callable[[], object]) -> None:
        nonlocal happens
        happens = what
        configure(SUPABASE_URL=upstream.url)

    with Upstream(behave) as upstream:
        yield put


@pytest.fixture
def meanwhile(before_writes: Callable[[Callable[[], object]], None]) -> Meanwhile:
    """Let something happen just before the next writes, some times."""

    def put(happens: Callable[[], object], times: int) -> None:
        left = threading.Semaphore(times)

        def late() -> None:
            if left.acquire(blocking=False):
                happens()

        before_writes(late)

    return put


@pytest.fixture
def at_once(before_writes: Callable[[Callable[[], object]], None]) -> Callable[..., list[Response]]:
    """Make calls that all come to their first write before any of them writes."""

    def run(*calls: Callable[[], Response]) -> list[Response]:
        # Each call is held at its first write, so the first writes are of all of them.
        everybody = threading.Barrier(len(calls), timeout=20)
        first = threading.Semaphore(len(calls))

        def wait() -> None:
            if first.acquire(blocking=False):
                everybody.wait()

        before_writes(wait)
        with ThreadPoolExecutor(len(calls)) as threads:
            return [future.result() for future in [threads.submit(call) for call in calls]]

    return run


AtOnce = Callable[..., list[Response]]


def test_saves_at_once_without_a_base_are_all_counted(running: Sitting, at_once: AtOnce) -> None:
    saves = at_once(*[lambda: running.save({})] * 3)
    assert [save.status_code for save in saves] == [200] * 3
    assert sorted(save.json["revision"] for save in saves) == [1, 2, 3]


def test_a_save_that_comes_while_the_section_is_handed_in_is_refused(
    running: Sitting, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda: running.complete(answers=running.right()), 1)
    problem(running.save({}), 409, "section_completed")
    assert running.section()["score"]["correct"] == 3


def test_a_completion_that_comes_while_the_session_is_completed_gives_the_first_outcome(
    running: Sitting, meanwhile: Meanwhile
) -> None:
    running.complete()
    running.start(2)
    meanwhile(lambda: running.complete(2, running.right(2)), 1)
    outcome = running.complete(2, running.wrong(2)).json
    assert outcome["score"]["correct"] == 3
    assert outcome["all_completed"] is True


def test_a_completion_grades_what_was_saved_at_the_last_moment(
    running: Sitting, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda: running.save(running.right()), 1)
    assert running.complete().json["score"]["correct"] == 3


def test_an_overdue_section_that_another_settles_is_shown_as_it_was_settled(
    running: Sitting, meanwhile: Meanwhile
) -> None:
    running.let_pass(60)
    meanwhile(running.get, 1)
    shown = running.get().json
    assert shown["metadata"] == running.row()["metadata"]
    assert shown["metadata"]["version"] == 3


def test_an_overdue_session_that_another_completes_is_shown_completed(
    running: Sitting, meanwhile: Meanwhile
) -> None:
    running.complete()
    running.start(2)
    running.let_pass(60, 2)
    meanwhile(running.results, 1)
    assert running.get().json["status"] == "completed"


@pytest.fixture
def raise_version(database: Database, running: Sitting) -> Callable[[], None]:
    def write() -> None:
        database.execute(
            """update exam_sessions set metadata = jsonb_set(metadata, '{version}',
                 to_jsonb((metadata ->> 'version')::integer + 1)) where id = %s""",
            [running.id],
        )

    return write


@pytest.mark.parametrize("times", [1, 4])
def test_a_change_is_decided_again_where_somebody_was_faster(
    running: Sitting, meanwhile: Meanwhile, raise_version: Callable[[], None], times: int
) -> None:
    meanwhile(raise_version, times)
    response = running.complete(answers=running.right())
    assert (response.status_code, response.json["score"]["correct"]) == (200, 3)


@pytest.mark.parametrize("times", [1, 4])
def test_a_completion_is_decided_again_where_a_save_was_faster(
    running: Sitting, meanwhile: Meanwhile, database: Database, times: int
) -> None:
    meanwhile(lambda: raise_revision(running, database), times)
    assert running.complete(answers=running.right()).json["score"]["correct"] == 3
    assert running.paper()["revision"] == times + 1


def raise_revision(sitting: Sitting, database: Database) -> None:
    """Save as another process does, which is not held up here."""
    database.execute(
        "update section_papers set answers = '{}', flagged = '{}' where session_id = %s",
        [sitting.id],
    )


def test_a_save_does_not_touch_its_session(
    running: Sitting, meanwhile: Meanwhile, raise_version: Callable[[], None]
) -> None:
    meanwhile(raise_version, 1000)
    assert running.save(running.right()).status_code == 200
    assert running.row()["metadata"]["version"] == 3


def test_a_row_that_is_fought_over_is_busy_and_nothing_of_ours_is_written(
    running: Sitting, meanwhile: Meanwhile, raise_version: Callable[[], None]
) -> None:
    before, papers = running.row()["metadata"], running.papers()
    meanwhile(raise_version, 1000)
    response = running.complete(answers=running.right())
    problem(response, 503, "busy")
    assert response.headers["Retry-After"]
    after = running.row()["metadata"]
    assert {**after, "version": 0} == {**before, "version": 0}
    assert running.papers() == papers


def test_a_start_of_a_row_that_is_fought_over_is_busy(sit: Sit, meanwhile: Meanwhile) -> None:
    sitting = sit()
    meanwhile(
        lambda: sitting.patch_metadata(
            "jsonb_set(metadata, '{version}', to_jsonb((metadata ->> 'version')::integer + 1))"
        ),
        1000,
    )
    problem(sitting.start(), 503, "busy")
    assert sitting.papers() == []


def test_a_read_of_a_row_that_is_fought_over_answers_the_settled_view(
    running: Sitting, meanwhile: Meanwhile, raise_version: Callable[[], None]
) -> None:
    running.let_pass(60)
    meanwhile(raise_version, 1000)
    response = running.get()
    assert response.status_code == 200
    assert response.json["metadata"]["sections"][0]["timed_out"] is True
    assert running.section()["status"] == "in_progress"


def test_an_update_that_the_database_skips_is_busy(running: Sitting, database: Database) -> None:
    with skipped_updates(running, database):
        problem(running.save({}), 503, "busy")


def test_a_row_that_somebody_else_completed_is_never_changed(
    running: Sitting, database: Database, meanwhile: Meanwhile
) -> None:
    meanwhile(
        lambda: database.execute(
            "update exam_sessions set status = 'completed', completed_at = now() where id = %s",
            [running.id],
        ),
        1,
    )
    problem(running.complete(answers=running.right()), 409, "session_unreadable")
    assert running.paper()["answers"] == {}


def test_a_session_that_vanishes_meanwhile_is_404(
    running: Sitting, meanwhile: Meanwhile, database: Database
) -> None:
    meanwhile(lambda: database.execute("delete from exam_sessions where id = %s", [running.id]), 1)
    problem(running.save({}), 404, "session_not_found")
