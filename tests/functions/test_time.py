"""Deadlines, the grace, and the settling of what is overdue."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from exam_simulation import clock
from tests.conftest import Database, Student
from tests.functions.conftest import Api, Configure, SetClock, Sit
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting, refused_updates

Call = Callable[[Sitting], Response]

GRACE = timedelta(seconds=15)
AT_ONCE = timedelta(microseconds=1)


def start(sitting: Sitting) -> Response:
    return sitting.start()


def start_next(sitting: Sitting) -> Response:
    return sitting.start(2)


def save(sitting: Sitting) -> Response:
    return sitting.save(sitting.right())


def complete(sitting: Sitting) -> Response:
    return sitting.complete(answers=sitting.right())


SETTLING = [Sitting.get, start, start_next, save, complete, Sitting.results]
names = pytest.mark.parametrize("call", SETTLING, ids=lambda call: call.__name__)


@pytest.fixture
def running(sit: Sit) -> Sitting:
    """A section under way, with one right answer saved."""
    sitting = sit(started=True)
    first, option = next(iter(sitting.right().items()))
    assert sitting.save({first: option}).status_code == 200
    return sitting


def settled(sitting: Sitting) -> None:
    """See that the first section was graded from what was saved, at its deadline, and written."""
    section = sitting.section()
    assert (section["status"], section["timed_out"]) == ("completed", True)
    assert section["completed_at"] == section["deadline_at"]
    assert section["score"]["correct"] == 1
    assert section["score"]["unanswered"] == 2


@names
def test_nothing_settles_until_15_seconds_after_the_deadline(
    running: Sitting, set_clock: SetClock, call: Call
) -> None:
    set_clock(running.deadline() + GRACE)
    call(running)
    assert running.section().get("timed_out") is not True


@names
def test_anyone_who_comes_later_settles_an_overdue_section_and_writes_that(
    running: Sitting, set_clock: SetClock, call: Call
) -> None:
    set_clock(running.deadline() + GRACE + AT_ONCE)
    call(running)
    settled(running)


def test_a_save_is_accepted_until_the_grace_ends(running: Sitting, set_clock: SetClock) -> None:
    set_clock(running.deadline() + GRACE)
    response = running.save({})
    assert response.status_code == 200
    assert response.json["remaining_seconds"] == 0


def test_a_completion_is_accepted_until_the_grace_ends(
    running: Sitting, set_clock: SetClock
) -> None:
    deadline = running.deadline()
    set_clock(deadline + GRACE)
    outcome = running.complete(answers=running.right()).json
    assert (outcome["timed_out"], outcome["score"]["correct"]) == (False, 3)
    assert datetime.fromisoformat(running.section()["completed_at"]) == deadline


def test_a_late_save_is_refused_and_its_answers_are_not_counted(
    running: Sitting, set_clock: SetClock
) -> None:
    set_clock(running.deadline() + GRACE + AT_ONCE)
    problem(running.save(running.right()), 409, "section_completed")
    settled(running)


def test_a_late_completion_answers_the_outcome_of_what_was_saved(
    running: Sitting, set_clock: SetClock
) -> None:
    set_clock(running.deadline() + GRACE + AT_ONCE)
    response = running.complete(answers=running.right())
    assert response.status_code == 200
    assert (response.json["timed_out"], response.json["score"]["correct"]) == (True, 1)


def test_a_late_completion_with_answers_of_another_paper_is_no_error(
    running: Sitting, set_clock: SetClock
) -> None:
    set_clock(running.deadline() + GRACE + AT_ONCE)
    response = running.complete(answers={2147483647: "z"}, base_revision=7)
    assert response.status_code == 200
    settled(running)


def test_a_session_shows_what_it_settled(running: Sitting, set_clock: SetClock) -> None:
    set_clock(running.deadline() + GRACE + AT_ONCE)
    shown = running.get().json
    row = running.row()
    assert shown["metadata"] == row["metadata"]
    assert datetime.fromisoformat(shown["updated_at"]) == row["updated_at"]


def test_a_session_whose_last_section_is_out_of_time_is_completed_at_its_deadline(
    running: Sitting, set_clock: SetClock
) -> None:
    running.complete()
    running.start(2)
    deadline = running.deadline(2)
    set_clock(deadline + timedelta(hours=5))
    session = running.get().json
    assert session["status"] == "completed"
    assert datetime.fromisoformat(session["completed_at"]) == deadline
    assert running.row()["completed_at"] == deadline


def test_results_come_as_soon_as_the_last_section_is_out_of_time(
    running: Sitting, set_clock: SetClock
) -> None:
    running.complete()
    running.start(2)
    set_clock(running.deadline(2) + GRACE + AT_ONCE)
    results = running.results()
    assert results.status_code == 200
    assert [section["timed_out"] for section in results.json["sections"]] == [False, True]
    assert running.row()["status"] == "completed"


def test_the_stored_deadline_is_the_only_clock(running: Sitting, set_clock: SetClock) -> None:
    running.patch_metadata(
        """jsonb_set(jsonb_set(metadata, '{sections,0,duration_seconds}', '1'),
             '{structure,sections,0,duration_minutes}', '99')"""
    )
    set_clock(running.deadline())
    assert running.save({}).status_code == 200


def test_a_clock_that_runs_behind_gives_no_more_than_it_says(
    running: Sitting, set_clock: SetClock
) -> None:
    set_clock(running.deadline() - timedelta(hours=1))
    assert running.start().json["remaining_seconds"] == 3600
    running.complete()
    running.start(2)
    running.complete(2)
    assert running.results().json["sections"][0]["seconds_used"] == 0


@pytest.mark.parametrize("path", ["/history", "/history?status=unfinished", "/progress"])
def test_a_history_and_progress_settle_what_is_overdue_in_any_session(
    api: Api, running: Sitting, student: Student, set_clock: SetClock, path: str
) -> None:
    set_clock(running.deadline() + timedelta(hours=5))
    assert api.get(path, headers=student.headers).status_code == 200
    section = running.section()
    assert (section["status"], section["timed_out"]) == ("completed", True)


def test_a_repeated_creation_settles_nothing(
    api: Api, student: Student, database: Database, set_clock: SetClock
) -> None:
    headers = {**student.headers, "Idempotency-Key": "k"}
    made = api.post("/sessions", headers=headers, json={"exam_type": "DEMO"})
    sitting = Sitting(api, database, student, made.json["id"])
    sitting.start()
    set_clock(sitting.deadline() + timedelta(hours=1))
    again = api.post("/sessions", headers=headers, json={"exam_type": "DEMO"})
    assert again.json["metadata"] == sitting.row()["metadata"]
    assert sitting.section()["status"] == "in_progress"


def test_an_overdue_section_is_settled_though_the_request_names_no_section(
    running: Sitting, set_clock: SetClock
) -> None:
    set_clock(running.deadline() + GRACE + AT_ONCE)
    problem(running.save({}, 3), 404, "section_not_found")
    settled(running)


@pytest.mark.parametrize("status", ["created", "in_progress"])
def test_an_overdue_section_is_settled_whatever_the_row_says_of_the_session(
    running: Sitting, database: Database, status: str
) -> None:
    """As in a row that somebody else wrote."""
    database.execute("update exam_sessions set status = %s where id = %s", [status, running.id])
    running.let_pass(60)
    assert running.get().json["metadata"]["sections"][0]["timed_out"] is True


def test_what_is_settled_once_is_not_written_again(running: Sitting) -> None:
    running.let_pass(60)
    running.get()
    before = running.row()
    running.get()
    problem(running.save({}), 409, "section_completed")
    running.complete()
    assert running.row() == before


def test_the_clock_is_read_with_the_head_and_once_more_after_the_body(
    running: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    reads = iter(now + timedelta(minutes=minutes) for minutes in range(3))
    monkeypatch.setattr(clock, "now", lambda: next(reads))
    running.save({})
    assert next(reads) == now + timedelta(minutes=2)


class Slow(io.BytesIO):
    """A body during whose arrival the deadline passes, and the grace."""

    def __init__(self, content: bytes, arrives: Callable[[], None]) -> None:
        super().__init__(content)
        self._arrives = arrives

    def readinto(self, buffer: Any) -> int:
        self._arrives()
        return super().readinto(buffer)

    def read(self, size: int | None = -1) -> bytes:
        self._arrives()
        return super().read(size)


@pytest.fixture
def late(running: Sitting, set_clock: SetClock) -> Slow:
    """A body with good answers. Its head comes in time, its end after the grace."""
    ends = running.deadline() + GRACE
    set_clock(ends)
    body = {"answers": running.right()}
    return Slow(json.dumps(body).encode(), lambda: set_clock(ends + AT_ONCE))


def send(sitting: Sitting, method: str, what: str, body: Slow) -> Response:
    return sitting.api.request(
        method,
        f"{sitting.path}/sections/1/{what}",
        headers=sitting.student.headers,
        input_stream=body,
        content_type="application/json",
    )


def test_a_save_whose_body_comes_after_the_grace_is_late(running: Sitting, late: Slow) -> None:
    problem(send(running, "PUT", "answers", late), 409, "section_completed")
    assert running.get().json["metadata"]["sections"][0]["score"]["correct"] == 1


def test_answers_handed_in_whose_body_comes_after_the_grace_do_not_count(
    running: Sitting, late: Slow
) -> None:
    response = send(running, "POST", "complete", late)
    assert (response.status_code, response.json["timed_out"]) == (200, True)
    assert response.json["score"]["correct"] == 1


@pytest.mark.parametrize(
    "sqlstate",
    ["P0001", "42501", "40001", "57014", "23514", "22000", "XX000"],
)
def test_a_read_answers_the_settled_view_though_it_cannot_be_written(
    running: Sitting, database: Database, set_clock: SetClock, sqlstate: str
) -> None:
    running.complete()
    running.start(2)
    set_clock(running.deadline(2) + GRACE + AT_ONCE)
    before = running.row()
    with refused_updates(running, database, sqlstate):
        session, results = running.get(), running.results()
    assert running.row() == before
    assert (session.status_code, results.status_code) == (200, 200)
    assert session.json["status"] == "completed"
    assert session.json["metadata"]["sections"][1]["timed_out"] is True
    assert datetime.fromisoformat(session.json["completed_at"]) == running.deadline(2)
    assert results.json["completed_at"] == session.json["completed_at"]
    assert results.json["sections"][1]["timed_out"] is True


def test_a_write_says_so_where_it_cannot_settle(running: Sitting, database: Database) -> None:
    running.let_pass(60)
    with refused_updates(running, database, "P0001"):
        problem(running.save({}), 503, "upstream_unavailable")
        problem(running.complete(), 503, "upstream_unavailable")
        problem(running.start(), 503, "upstream_unavailable")


def test_a_read_of_a_row_that_is_locked_answers_the_settled_view_in_time(
    running: Sitting, environment: dict[str, str], configure: Configure
) -> None:
    running.let_pass(60)
    configure(SUPABASE_DEADLINE_SECONDS="1")
    with psycopg.connect(environment["DATABASE_URL"]) as other:
        other.execute("select from exam_sessions where id = %s for update", [running.id])
        response = running.get()
        other.rollback()
    assert response.status_code == 200
    assert response.json["metadata"]["sections"][0]["timed_out"] is True
