"""Writes whose outcome nobody knows, because the answer was lost: repeated, they change nothing."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.conftest import Database, Student
from tests.functions.conftest import Api, Configure, Sit
from tests.functions.endpoints import BASE_PATH
from tests.functions.responses import problem
from tests.functions.sitting import Sitting, as_shown
from tests.functions.situations import (
    COMPLETE_WITH_ANSWERS,
    CREATE,
    CREATE_REPEATABLY,
    DELETE,
    SAVE,
    SAVE_ON_A_BASE,
    SETTLE,
    START,
    WRITES,
    Request,
    Situation,
    one_right,
    rows_of,
    saved,
    times_written,
)
from tests.functions.upstream import Upstream, closes, passes_on

PATIENCE = 20
"""Seconds that a write may take to land."""


@dataclass(frozen=True)
class Frontend:
    """A student's frontend, over HTTP, whose connection may break once a request is sent."""

    http: httpx.Client
    database: Database
    student: Student

    def send(self, request: Request) -> httpx.Response:
        """Send a request and wait for the answer."""
        return self.http.request(
            request.method,
            BASE_PATH + request.path,
            headers={**self.student.headers, **request.headers},
            json=request.body,
        )

    def send_and_hang_up(self, request: Request, *, all_but: int = 0) -> None:
        """Send a request, perhaps not to its last byte, and close without reading the answer."""
        server = self.http.base_url
        body = b"" if request.body is None else json.dumps(request.body).encode()
        headers = {
            "Host": server.netloc.decode(),
            "Content-Length": str(len(body)),
            **({"Content-Type": "application/json"} if body else {}),
            **self.student.headers,
            **request.headers,
        }
        lines = [f"{request.method} {BASE_PATH}{request.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        whole = "\r\n".join([*lines, "", ""]).encode() + body
        with socket.create_connection((server.host, int(str(server.port)))) as connection:
            connection.sendall(whole[: len(whole) - all_but])

    def send_again_and_again(self, request: Request) -> list[httpx.Response]:
        """Send a request twice at once, and then a third time."""
        with ThreadPoolExecutor(2) as threads:
            both = list(threads.map(self.send, [request, request]))
        return [*both, self.send(request)]

    def rows(self) -> list[dict[str, Any]]:
        """The student's sessions as they are stored."""
        return rows_of(self.database, self.student)

    def wait_until_changed(self, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give the rows once they are others than these."""
        body_timeout = time.monotonic() + PATIENCE
        while (rows := self.rows()) == before:
            assert time.monotonic() < body_timeout, "the write never landed"
            time.sleep(0.01)
        return rows


@pytest.fixture(scope="module")
def http(environment: dict[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=environment["FUNCTIONS_URL"], timeout=30) as client:
        yield client


@pytest.fixture
def frontend(http: httpx.Client, database: Database, student: Student) -> Frontend:
    return Frontend(http, database, student)


@pytest.fixture
def bring_about(
    api: Api, sit: Sit, database: Database, student: Student
) -> Callable[[Situation], Sitting]:
    """Bring a situation about for the student, by the real clock."""

    def make(situation: Situation) -> Sitting:
        if situation.prepare is None:
            return Sitting(api, database, student, 0)
        sitting = sit()
        situation.prepare(sitting)
        if situation.overdue:
            running = [section["status"] for section in sitting.row()["metadata"]["sections"]]
            sitting.let_pass(60, running.index("in_progress") + 1)
        return sitting

    return make


BringAbout = Callable[[Situation], Sitting]
Lose = Callable[[Request], list[dict[str, Any]]]


@pytest.fixture(params=["between student and function", "between function and Supabase"])
def lose(
    *,
    request: pytest.FixtureRequest,
    frontend: Frontend,
    api: Api,
    configure: Configure,
    environment: dict[str, str],
    port: int,
) -> Lose:
    """Send a request whose write lands and whose answer is lost; gives the rows that it left."""

    def hang_up(sent: Request) -> list[dict[str, Any]]:
        before = frontend.rows()
        frontend.send_and_hang_up(sent)
        return frontend.wait_until_changed(before)

    def cut(sent: Request) -> list[dict[str, Any]]:
        before = frontend.rows()

        def cut_once_written(response: bytes) -> Any:
            if frontend.rows() != before:
                return closes
            return lambda _upstream, connection: connection.sendall(response)

        with Upstream(passes_on(port, cut_once_written)) as upstream:
            configure(SUPABASE_URL=upstream.url)
            sent.send(api, frontend.student)
        configure(SUPABASE_URL=environment["SUPABASE_URL"])
        return frontend.rows()

    return hang_up if request.param == "between student and function" else cut


SAME = [one for one in WRITES if one is not SAVE]


def final(situation: Situation) -> tuple[str, list[str]]:
    """Status of the session and of its sections once the write has landed, read by hand."""
    return {
        "create_repeatably": ("created", ["pending", "pending"]),
        "start": ("in_progress", ["in_progress", "pending"]),
        "save_on_a_base": ("in_progress", ["in_progress", "pending"]),
        "complete": ("in_progress", ["completed", "pending"]),
        "complete_with_answers": ("in_progress", ["completed", "pending"]),
        "complete_the_last": ("completed", ["completed", "completed"]),
        "get_overdue": ("in_progress", ["completed", "pending"]),
        "show_results_overdue": ("completed", ["completed", "completed"]),
    }[situation.name]


@pytest.mark.parametrize("situation", SAME, ids=str)
def test_a_write_that_landed_unseen_and_is_repeated_is_the_one_write(
    bring_about: BringAbout, frontend: Frontend, lose: Lose, situation: Situation
) -> None:
    request = situation.request(bring_about(situation))
    landed = lose(request)
    responses = frontend.send_again_and_again(request)
    assert [response.status_code for response in responses] == [200] * len(responses)
    assert len({response.json().get("revision") for response in responses}) == 1
    assert frontend.rows() == landed
    (row,) = landed
    statuses = [section["status"] for section in row["metadata"]["sections"]]
    assert (row["status"], statuses) == final(situation)


def test_a_save_on_no_base_that_landed_unseen_and_is_repeated_is_the_same_but_counted_each_time(
    bring_about: BringAbout, frontend: Frontend, lose: Lose
) -> None:
    request = SAVE.request(bring_about(SAVE))
    (landed,) = lose(request)
    responses = frontend.send_again_and_again(request)
    assert {response.status_code for response in responses} == {200}
    (row,) = frontend.rows()
    (paper,), (before,) = row["papers"], landed["papers"]
    assert paper["answers"] == before["answers"]
    assert paper["revision"] == before["revision"] + len(responses)
    assert row["metadata"]["sections"] == landed["metadata"]["sections"]


def test_a_deletion_that_landed_unseen_is_answered_404_when_repeated(
    bring_about: BringAbout, frontend: Frontend, lose: Lose
) -> None:
    request = DELETE.request(bring_about(DELETE))
    assert lose(request) == []
    again = frontend.send(request)
    assert (again.status_code, again.json()["code"]) == (404, "session_not_found")


def test_a_creation_without_a_key_that_landed_unseen_makes_another_session_when_repeated(
    frontend: Frontend, lose: Lose, bring_about: BringAbout
) -> None:
    request = CREATE.request(bring_about(CREATE))
    landed = lose(request)
    assert frontend.send(request).status_code == 201
    rows = frontend.rows()
    assert rows[:1] == landed
    assert len(rows) == 2


@pytest.mark.parametrize("situation", WRITES, ids=str)
def test_a_write_that_never_landed_and_is_repeated_is_the_one_write(
    bring_about: BringAbout,
    frontend: Frontend,
    configure: Configure,
    situation: Situation,
) -> None:
    """Supabase was not reached: the repeats are the first that it hears of it."""
    sitting = bring_about(situation)
    request, before = situation.request(sitting), frontend.rows()
    with Upstream(closes) as upstream:
        configure(SUPABASE_URL=upstream.url)
        problem(request.send(sitting.api, sitting.student), 503, "upstream_unavailable")
    assert frontend.rows() == before
    responses = frontend.send_again_and_again(request)
    expected = {200, 201} if situation is CREATE_REPEATABLY else {200}
    assert {response.status_code for response in responses} <= expected
    (row,) = frontend.rows()
    written = times_written(situation, before[0]) if before else 0
    repeats = len(responses) if situation is SAVE else 1
    assert times_written(situation, row) == written + repeats


WITH_A_BODY = [CREATE_REPEATABLY, SAVE, SAVE_ON_A_BASE, COMPLETE_WITH_ANSWERS]


@pytest.mark.parametrize("situation", WITH_A_BODY, ids=str)
def test_a_request_that_was_cut_off_before_its_end_writes_nothing_and_can_be_repeated(
    bring_about: BringAbout, frontend: Frontend, situation: Situation
) -> None:
    request = situation.request(bring_about(situation))
    before = frontend.rows()
    frontend.send_and_hang_up(request, all_but=1)
    response = frontend.send(request)
    assert response.status_code in (200, 201)
    (row,) = frontend.rows()
    written = times_written(situation, before[0]) if before else 0
    assert times_written(situation, row) == written + 1


@pytest.mark.parametrize("situation", SAME, ids=str)
def test_a_repeat_that_overtakes_its_own_first_sending_is_the_one_write(
    bring_about: BringAbout, frontend: Frontend, situation: Situation
) -> None:
    request = situation.request(bring_about(situation))
    before = frontend.rows()
    frontend.send_and_hang_up(request)
    assert frontend.send(request).status_code in (200, 201)
    assert frontend.send(request).status_code == 200
    (row,) = frontend.rows()
    written = times_written(situation, before[0]) if before else 0
    assert times_written(situation, row) == written + 1
    statuses = [section["status"] for section in row["metadata"]["sections"]]
    assert (row["status"], statuses) == final(situation)


@pytest.fixture
def sitting(sit: Sit) -> Sitting:
    sitting = sit()
    saved(sitting)
    return sitting


def test_an_old_save_repeated_after_a_newer_one_is_told_the_newer_and_changes_nothing(
    sitting: Sitting, lose: Lose, frontend: Frontend
) -> None:
    old = SAVE_ON_A_BASE.request(sitting)
    lose(old)
    newer = one_right(sitting)
    assert sitting.save(newer, base_revision=2).json["revision"] == 3
    before = frontend.rows()
    for _ in range(2):
        document = frontend.send(old)
        assert (document.status_code, document.json()["code"]) == (409, "stale_answers")
        assert (document.json()["answers"], document.json()["revision"]) == (as_shown(newer), 3)
    assert frontend.rows() == before


def test_a_save_that_never_landed_repeated_after_another_one_is_told_that_one(
    sitting: Sitting, frontend: Frontend
) -> None:
    never_landed = SAVE_ON_A_BASE.request(sitting)
    newer = one_right(sitting)
    assert sitting.save(newer, base_revision=1).json["revision"] == 2
    before = frontend.rows()
    response = frontend.send(never_landed)
    assert (response.status_code, response.json()["code"]) == (409, "stale_answers")
    assert response.json()["answers"] == as_shown(newer)
    assert frontend.rows() == before


def test_an_old_save_on_no_base_repeated_after_a_newer_one_replaces_it_so_the_base(
    sitting: Sitting, lose: Lose, frontend: Frontend
) -> None:
    old = SAVE.request(sitting)
    lose(old)
    sitting.save({})
    assert frontend.send(old).json()["answers"] == as_shown(sitting.right())


@pytest.mark.parametrize("situation", [SAVE, SAVE_ON_A_BASE], ids=str)
def test_a_save_repeated_after_its_section_was_handed_in_changes_no_outcome(
    sitting: Sitting, lose: Lose, frontend: Frontend, situation: Situation
) -> None:
    old = situation.request(sitting)
    lose(old)
    assert sitting.complete(answers={}).json["score"]["unanswered"] == 3
    before = frontend.rows()
    response = frontend.send(old)
    assert (response.status_code, response.json()["code"]) == (409, "section_completed")
    assert frontend.rows() == before


def test_a_start_repeated_after_a_save_gives_the_same_paper_clock_and_the_answers(
    sit: Sit, lose: Lose, frontend: Frontend
) -> None:
    sitting = sit()
    start = START.request(sitting)
    (landed,) = lose(start)
    sitting.save(sitting.right())
    before = frontend.rows()
    paper = frontend.send(start).json()
    clock = landed["metadata"]["sections"][0]
    assert (paper["started_at"], paper["deadline_at"]) == (
        clock["started_at"],
        clock["deadline_at"],
    )
    drawn = landed["papers"][0]["question_ids"]
    assert [question["id"] for question in paper["questions"]] == drawn
    assert paper["answers"] == as_shown(sitting.right())
    assert frontend.rows() == before


def test_a_creation_repeated_after_its_session_was_begun_gives_the_session_as_it_is(
    api: Api, database: Database, lose: Lose, frontend: Frontend, bring_about: BringAbout
) -> None:
    create = CREATE_REPEATABLY.request(bring_about(CREATE_REPEATABLY))
    (landed,) = lose(create)
    saved(Sitting(api, database, frontend.student, landed["id"]))
    before = frontend.rows()
    response = frontend.send(create)
    assert (response.status_code, response.json()["id"]) == (200, landed["id"])
    assert response.json()["status"] == "in_progress"
    assert frontend.rows() == before


def test_a_settling_that_landed_unseen_is_not_done_again_by_whatever_comes_next(
    sitting: Sitting, lose: Lose, frontend: Frontend
) -> None:
    sitting.let_pass(60)
    landed = lose(SETTLE.request(sitting))
    assert frontend.send(SETTLE.request(sitting)).status_code == 200
    assert frontend.send(COMPLETE_WITH_ANSWERS.request(sitting)).json()["timed_out"] is True
    assert frontend.send(SAVE.request(sitting)).json()["code"] == "section_completed"
    assert frontend.rows() == landed
