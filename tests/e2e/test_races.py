"""Several processes of the functions serve the same student at once."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from emulator.ports import HOST, Ports, is_listening
from tests.conftest import Database, Student
from tests.e2e.conftest import BASE_PATH

PROJECT = Path(__file__).parent.parent.parent
CALLERS = 8


@pytest.fixture(scope="module")
def processes(environment: dict[str, str]) -> Iterator[list[str]]:
    """The URLs of two processes: the stack's own, and another beside it."""
    port = Ports.free().functions
    command = [sys.executable, "-m", "emulator.dispatch", ".", str(port)]
    with subprocess.Popen(
        command,
        cwd=PROJECT / "functions",
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as other:
        try:
            while not is_listening(port):
                assert other.poll() is None, "the second process ended while it was starting"
                time.sleep(0.05)
            yield [environment["FUNCTIONS_URL"], f"http://{HOST}:{port}"]
        finally:
            other.terminate()


AtOnce = Callable[..., list[httpx.Response]]


@pytest.fixture
def at_once(processes: list[str], student: Student) -> AtOnce:
    """Send the same request from many callers at once, to both processes in turn."""

    def send(method: str, path: str, **options: object) -> list[httpx.Response]:
        headers = {**student.headers, **options.pop("headers", {})}  # type: ignore[dict-item]

        def one(number: int) -> httpx.Response:
            url = processes[number % len(processes)] + BASE_PATH + path
            return httpx.request(method, url, headers=headers, timeout=30, **options)  # type: ignore[arg-type]

        with ThreadPoolExecutor(CALLERS) as pool:
            return list(pool.map(one, range(CALLERS)))

    return send


@pytest.fixture
def session_id(at_once: AtOnce) -> int:
    """A DEMO session, which eight callers create at once with one Idempotency-Key."""
    created = at_once(
        "POST", "/sessions", json={"exam_type": "DEMO"}, headers={"Idempotency-Key": "once"}
    )
    assert sorted(response.status_code for response in created) == [200] * (CALLERS - 1) + [201]
    (number,) = {response.json()["id"] for response in created}
    return int(number)


def test_one_idempotency_key_makes_one_session_however_many_ask_at_once(
    session_id: int, database: Database, student: Student
) -> None:
    rows = database.execute(
        """
        select s.id from public.exam_sessions s join public.users u on u.id = s.user_id
        where u.auth_user_id = %s
        """,
        [student.auth_user_id],
    ).fetchall()
    assert rows == [(session_id,)]


def test_of_papers_drawn_at_once_one_is_written_and_everybody_is_given_that_one(
    at_once: AtOnce, session_id: int
) -> None:
    started = at_once("POST", f"/sessions/{session_id}/sections/1/start")
    assert [response.status_code for response in started] == [200] * CALLERS
    papers = [[question["id"] for question in response.json()["questions"]] for response in started]
    assert papers == [papers[0]] * CALLERS
    assert len({response.json()["deadline_at"] for response in started}) == 1


def test_of_saves_on_one_revision_one_is_written_and_repeats_of_it_are_recognised(
    at_once: AtOnce, session_id: int
) -> None:
    paper = at_once("POST", f"/sessions/{session_id}/sections/1/start")[0].json()
    body = {
        "answers": [{"question_id": paper["questions"][0]["id"], "answer": "a"}],
        "base_revision": 0,
    }
    saved = at_once("PUT", f"/sessions/{session_id}/sections/1/answers", json=body)
    assert {(response.status_code, response.json()["revision"]) for response in saved} == {(200, 1)}


def test_a_section_completed_at_once_by_many_is_graded_once(
    at_once: AtOnce, session_id: int, database: Database
) -> None:
    at_once("POST", f"/sessions/{session_id}/sections/1/start")
    completed = at_once("POST", f"/sessions/{session_id}/sections/1/complete")
    assert {response.status_code for response in completed} == {200}
    assert len({response.text for response in completed}) == 1
    (version,) = database.execute(
        "select (metadata->>'version')::int from public.exam_sessions where id = %s", [session_id]
    ).fetchone() or (None,)
    assert version == 3  # created, started, completed
