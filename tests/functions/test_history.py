"""GET /history."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from exam_simulation.domain.session import create
from exam_simulation.services.catalogue import exam_types
from exam_simulation.store import client
from exam_simulation.store.rows import metadata_of
from exam_simulation.store.transport import Connections
from tests.conftest import Database, SignUp, Student, without_triggers
from tests.functions.conftest import Api, SetClock, Sit
from tests.functions.endpoints import BASE_PATH
from tests.functions.responses import Response, problem
from tests.functions.sitting import refused_updates

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
NEXT = re.compile(rf'<({BASE_PATH}/history\?[^<>"\s]*)>; rel="next"')

OURS = metadata_of(create(exam_types()["DEMO"], 0), row_version=1)
"""What the functions write into a session that was just created."""

Plant = Callable[..., list[int]]


@pytest.fixture
def plant(database: Database, student: Student) -> Plant:
    """Store sessions with the given times, completed ones unless told otherwise."""

    def make(*times: datetime, completed: bool = True, exam_type: str = "DEMO") -> list[int]:
        made = []
        for time in times:
            row = database.execute(
                """insert into exam_sessions
                     (user_id, exam_type, status, metadata, started_at, completed_at)
                   select id, %s, %s, %s, %s, %s from users where auth_user_id = %s
                   returning id""",
                [
                    exam_type,
                    "completed" if completed else "created",
                    Jsonb({} if completed else OURS),
                    time - timedelta(hours=1) if completed else time,
                    time if completed else None,
                    student.auth_user_id,
                ],
            ).fetchone()
            assert row is not None
            made.append(int(str(row[0])))
        return made

    return make


def next_path(response: Response) -> str | None:
    link = response.headers.get("Link")
    if link is None:
        return None
    found = NEXT.fullmatch(link)
    assert found, link
    return found[1].removeprefix(BASE_PATH)


def all_pages(api: Api, student: Student, path: str) -> list[list[dict[str, Any]]]:
    pages: list[list[dict[str, Any]]] = []
    following: str | None = path
    while following is not None:
        response = api.get(following, headers=student.headers)
        assert response.status_code == 200, response.text
        pages.append(response.json)
        following = next_path(response)
        assert len(pages) < 50
    return pages


def ids(pages: list[list[dict[str, Any]]]) -> list[int]:
    return [entry["id"] for page in pages for entry in page]


def test_a_student_without_sessions_has_an_empty_history(api: Api, student: Student) -> None:
    response = api.get("/history", headers=student.headers)
    assert (response.status_code, response.json) == (200, [])
    assert "Link" not in response.headers


def test_an_entry_has_exactly_the_members_of_the_contract(
    api: Api, sit: Sit, student: Student
) -> None:
    sitting = sit(extra_time_percent=30)
    sitting.finish()
    (entry,) = api.get("/history", headers=student.headers).json
    assert list(entry) == [
        "id",
        "exam_type",
        "practice",
        "extra_time_percent",
        "status",
        "started_at",
        "completed_at",
        "overall_score",
        "sections",
    ]
    session = sitting.get().json
    for name in ("id", "exam_type", "status", "started_at", "completed_at"):
        assert entry[name] == session[name]
    assert entry["extra_time_percent"] == 30
    assert entry["overall_score"] == session["metadata"]["overall_score"]
    for shown, held in zip(entry["sections"], session["metadata"]["sections"], strict=True):
        assert list(shown) == [
            "id",
            "code",
            "name",
            "status",
            "deadline_at",
            "remaining_seconds",
            "timed_out",
            "seconds_used",
            "score",
        ]
        assert (shown["remaining_seconds"], shown["seconds_used"]) == (None, 0)
        for name in ("id", "code", "name", "status", "timed_out", "score"):
            assert shown[name] == held[name]
        assert datetime.fromisoformat(shown["deadline_at"]) == datetime.fromisoformat(
            held["deadline_at"]
        )


def test_an_unfinished_entry_says_how_far_it_has_come(api: Api, sit: Sit, student: Student) -> None:
    sitting = sit(started=True)
    (entry,) = api.get("/history?status=unfinished", headers=student.headers).json
    assert (entry["status"], entry["completed_at"]) == ("in_progress", None)
    assert entry["overall_score"] is None
    first, second = entry["sections"]
    assert datetime.fromisoformat(first["deadline_at"]) == sitting.deadline()
    assert (first["status"], first["score"]) == ("in_progress", None)
    assert 50 < first["remaining_seconds"] <= 60
    assert (first["timed_out"], first["seconds_used"]) == (None, None)
    assert second == {
        "id": 2,
        "code": "english",
        "name": "Inglese",
        "status": "pending",
        **dict.fromkeys(["deadline_at", "remaining_seconds", "timed_out", "seconds_used", "score"]),
    }


def test_no_time_remains_in_the_grace(
    api: Api, sit: Sit, student: Student, set_clock: SetClock
) -> None:
    sitting = sit(started=True)
    set_clock(sitting.deadline() + timedelta(seconds=15))
    (entry,) = api.get("/history?status=unfinished", headers=student.headers).json
    assert entry["sections"][0]["remaining_seconds"] == 0
    assert sitting.section()["status"] == "in_progress"


def test_an_exam_that_nobody_touched_any_more_is_in_the_history(
    api: Api, sit: Sit, student: Student
) -> None:
    sitting = sit(started=True)
    sitting.complete()
    sitting.start(2)
    sitting.let_pass(60, 2)
    (entry,) = api.get("/history", headers=student.headers).json
    assert (entry["id"], entry["sections"][1]["timed_out"]) == (sitting.id, True)
    assert datetime.fromisoformat(entry["sections"][1]["deadline_at"]) == sitting.deadline(2)
    assert api.get("/history?status=unfinished", headers=student.headers).json == []


def test_where_settling_fails_the_page_is_shown_without_the_overdue_session(
    api: Api, sit: Sit, student: Student, database: Database
) -> None:
    other, sitting = sit(), sit(started=True)
    sitting.let_pass(60)
    with refused_updates(sitting, database, "40001"):
        page = api.get("/history?status=unfinished", headers=student.headers)
    assert (page.status_code, ids([page.json])) == (200, [other.id])
    page = api.get("/history?status=unfinished", headers=student.headers)
    assert ids([page.json]) == [sitting.id, other.id]


def test_an_overdue_session_that_cannot_be_read_does_not_keep_the_page_back(
    api: Api, sit: Sit, student: Student
) -> None:
    other, sitting = sit(), sit(started=True)
    sitting.let_pass(60)
    sitting.patch_metadata("metadata - 'structure'")
    page = api.get("/history?status=unfinished", headers=student.headers)
    assert (page.status_code, ids([page.json])) == (200, [other.id])


def test_later_pages_settle_nothing(api: Api, sit: Sit, student: Student, plant: Plant) -> None:
    plant(NOON, NOON)
    following = next_path(api.get("/history?limit=1", headers=student.headers))
    sitting = sit(started=True)
    sitting.let_pass(60)
    assert following is not None
    assert api.get(following, headers=student.headers).status_code == 200
    assert sitting.section()["status"] == "in_progress"


def test_times_are_rfc_3339_in_utc(api: Api, sit: Sit, student: Student) -> None:
    sit().finish()
    (entry,) = api.get("/history", headers=student.headers).json
    times = [entry["started_at"], entry["completed_at"], entry["sections"][0]["deadline_at"]]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", time) for time in times)


def test_completed_sessions_are_listed_unless_the_unfinished_ones_are_asked_for(
    api: Api, sit: Sit, student: Student
) -> None:
    created, done = sit(), sit()
    done.finish()
    running = sit(started=True)
    assert ids([api.get("/history", headers=student.headers).json]) == [done.id]
    assert ids([api.get("/history?status=completed", headers=student.headers).json]) == [done.id]
    unfinished = api.get("/history?status=unfinished", headers=student.headers).json
    assert ids([unfinished]) == [running.id, created.id]


def test_completed_sessions_are_in_the_order_of_their_completion(
    api: Api, sit: Sit, student: Student
) -> None:
    first, second = sit(), sit()
    second.finish()
    first.finish()
    assert ids([api.get("/history", headers=student.headers).json]) == [first.id, second.id]


def test_a_history_is_the_caller_s_alone(api: Api, sit: Sit, enrol: SignUp) -> None:
    sit().finish()
    for status in ("completed", "unfinished"):
        assert api.get(f"/history?status={status}", headers=enrol().headers).json == []


@pytest.mark.parametrize("completed", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_repeat_and_omit_nothing_though_times_are_equal(
    api: Api, student: Student, plant: Plant, limit: int, completed: bool
) -> None:
    second = timedelta(microseconds=1)
    times = [NOON, NOON, NOON, NOON - second, NOON + second, NOON, NOON - second]
    made = plant(*times, completed=completed)
    expected = [number for _, number in sorted(zip(times, made, strict=True), reverse=True)]
    status = "completed" if completed else "unfinished"
    pages = all_pages(api, student, f"/history?status={status}&limit={limit}")
    assert ids(pages) == expected
    assert all(len(page) == limit for page in pages[:-1])
    assert pages[-1]


def test_a_page_shows_20_unless_told_otherwise(api: Api, student: Student, plant: Plant) -> None:
    plant(*(NOON + timedelta(seconds=n) for n in range(21)))
    assert [len(page) for page in all_pages(api, student, "/history")] == [20, 1]


def test_a_full_last_page_leads_to_no_empty_one(api: Api, student: Student, plant: Plant) -> None:
    plant(*(NOON + timedelta(seconds=n) for n in range(4)))
    assert [len(page) for page in all_pages(api, student, "/history?limit=2")] == [2, 2]
    assert [len(page) for page in all_pages(api, student, "/history?limit=4")] == [4]
    assert [len(page) for page in all_pages(api, student, "/history?limit=100")] == [4]


def test_a_session_that_is_completed_meanwhile_does_not_shift_the_pages(
    api: Api, student: Student, plant: Plant
) -> None:
    made = plant(*(NOON + timedelta(seconds=n) for n in range(4)))
    first = api.get("/history?limit=2", headers=student.headers)
    plant(NOON + timedelta(days=1))
    following = next_path(first)
    assert following is not None
    second = api.get(following, headers=student.headers)
    assert ids([first.json, second.json]) == list(reversed(made))
    assert next_path(second) is None


def test_an_exam_type_is_filtered_on_every_page(api: Api, student: Student, plant: Plant) -> None:
    demo, other = [], []
    for n in range(5):
        demo += plant(NOON + timedelta(seconds=n))
        other += plant(NOON + timedelta(seconds=n), exam_type="TOLC-I")
    assert ids(all_pages(api, student, "/history?exam_type=DEMO&limit=2")) == demo[::-1]
    assert ids(all_pages(api, student, "/history?limit=1&exam_type=TOLC-I")) == other[::-1]
    for unknown in ("TOLC-UNKNOWN", "DEMO,TOLC-I", "D*", "D%25", "(DEMO)", "eq.DEMO"):
        assert all_pages(api, student, f"/history?exam_type={unknown}") == [[]]


def test_the_link_keeps_what_was_asked_for(api: Api, student: Student, plant: Plant) -> None:
    plant(NOON, NOON, exam_type="TOLC-I", completed=False)
    response = api.get(
        "/history?exam_type=TOLC-I&status=unfinished&limit=1", headers=student.headers
    )
    following = next_path(response)
    assert following is not None
    query = dict(part.split("=") for part in following.partition("?")[2].split("&"))
    assert query.pop("cursor")
    assert query == {"exam_type": "TOLC-I", "status": "unfinished", "limit": "1"}


class Capped(Connections):
    """Connections to a Supabase that sends only so many rows (PostgREST's `db-max-rows`)."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def exchange(
        self, method: str, url: str, headers: Sequence[bytes], content: bytes | None
    ) -> tuple[int, bytes, dict[str, str]]:
        """Ask for fewer rows."""
        if method == "GET":
            asked = re.search(r"&limit=(\d+)", url)
            most = min(self._most, int(asked[1]) if asked else self._most)
            url = re.sub(r"&limit=\d+", "", url) + f"&limit={most}"
        return super().exchange(method, url, headers, content)


@pytest.mark.parametrize("cap_and_limit", [*product([2, 3, 6, 7, 1000], [1, 2, 3, 6, 7, 100])])
def test_a_cap_of_rows_ends_no_history_early(
    api: Api,
    student: Student,
    plant: Plant,
    monkeypatch: pytest.MonkeyPatch,
    cap_and_limit: tuple[int, int],
) -> None:
    cap, limit = cap_and_limit
    planted = plant(*(NOON + timedelta(minutes=minute) for minute in range(7)))
    monkeypatch.setattr(client.longest_response, "rows", 0)
    monkeypatch.setattr(client, "connections", lambda: Capped(cap))
    shown: list[int] = []
    path: str | None = f"/history?limit={limit}"
    while path:
        response = api.get(path, headers=student.headers)
        shown += [entry["id"] for entry in response.json]
        path = next_path(response)
    assert shown == planted[::-1]


def test_a_short_page_is_the_end_where_a_longer_response_has_come(
    api: Api, student: Student, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(NOON, NOON)
    monkeypatch.setattr(client.longest_response, "rows", 0)
    first, again = (api.get("/history?limit=10", headers=student.headers) for _ in range(2))
    assert 'desc="3"' in first.headers["Server-Timing"]
    assert 'desc="3"' in again.headers["Server-Timing"]
    monkeypatch.setattr(client.longest_response, "rows", 3)
    last = api.get("/history?limit=10", headers=student.headers)
    assert 'desc="2"' in last.headers["Server-Timing"]


@pytest.mark.parametrize(
    "query",
    [
        "status=",
        "status=created",
        "status=Completed",
        "status=completed&status=unfinished",
        "limit=",
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=1000",
        "limit=1.5",
        "limit=%2B1",
        "limit=01",
        "limit=%D9%A3",
        "limit=ten",
        "limit=1&limit=2",
        "exam_type=",
        "exam_type=DEMO%00",
        "exam_type=DEMO%20",
        "exam_type=%C3%A8",
        "exam_type=" + "A" * 65,
        "exam_type=DEMO&exam_type=DEMO",
        "cursor=",
        "cursor=garbage",
        "cursor=A",
        "cursor=%00",
        "cursor=" + "A" * 201,
    ],
)
def test_a_malformed_parameter_is_400_and_named(api: Api, student: Student, query: str) -> None:
    response = api.get(f"/history?{query}", headers=student.headers)
    document = problem(response, 400, "invalid_query_parameter")
    name = query.partition("=")[0]
    assert name in document["detail"]
    assert [error["parameter"] for error in document["errors"]] == [name]
    assert 'desc="0"' in response.headers["Server-Timing"]


@pytest.mark.parametrize("limit", [1, 100])
def test_1_to_100_may_be_asked_for(api: Api, student: Student, limit: int) -> None:
    assert api.get(f"/history?limit={limit}", headers=student.headers).status_code == 200


@pytest.mark.parametrize(
    "place",
    [
        "[]",
        "{}",
        '"abc"',
        "null",
        "5",
        '["completed","2026-03-01T12:00:00+00:00"]',
        '["completed","2026-03-01T12:00:00+00:00",1,2]',
        '["unfinished","2026-03-01T12:00:00+00:00",1]',
        '["completed","yesterday",1]',
        '["completed",1772366400,1]',
        '["completed","2026-03-01T12:00:00+00:00","1"]',
        '["completed","2026-03-01T12:00:00+00:00",0]',
        '["completed","2026-03-01T12:00:00+00:00",-1]',
        '["completed","2026-03-01T12:00:00+00:00",1.5]',
        '["completed","2026-03-01T12:00:00+00:00",true]',
        '["completed","2026-03-01T12:00:00+00:00",2147483648]',
        '["completed","2026-03-01T12:00:00+25:00",1]',
        "[" * 150,
        "\xff",
    ],
)
def test_a_cursor_that_we_never_gave_is_400(api: Api, student: Student, place: str) -> None:
    cursor = urlsafe_b64encode(place.encode("latin-1")).decode().rstrip("=")
    response = api.get(f"/history?cursor={cursor}", headers=student.headers)
    problem(response, 400, "invalid_query_parameter")


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-01T12:00:00+01:00",
        "2026-03-01 12:00:00+00:00",
        "2026-03-01T12:00:00",
        "20260301T120000Z",
        "2026-W09-7T12:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-03-01T12:00:00+00:00:30",
        "2026-03-01T12:00:00+00:00:30.5",
        "2026-03-01T12:00:00+23:59",
        "2026-03-01T12:00:00-23:59:59.999999",
    ],
)
def test_a_cursor_of_another_time_is_never_our_bug(api: Api, student: Student, time: str) -> None:
    cursor = urlsafe_b64encode(f'["completed","{time}",1]'.encode()).decode().rstrip("=")
    response = api.get(f"/history?cursor={cursor}", headers=student.headers)
    assert response.status_code in (200, 400)


def test_a_cursor_of_one_listing_is_not_one_of_the_other(
    api: Api, student: Student, plant: Plant
) -> None:
    plant(NOON, NOON)
    following = next_path(api.get("/history?limit=1", headers=student.headers))
    assert following is not None
    other = following.replace("status=completed", "status=unfinished")
    problem(api.get(other, headers=student.headers), 400, "invalid_query_parameter")


def test_a_cursor_shows_nobody_else_s_sessions(
    api: Api, student: Student, plant: Plant, enrol: SignUp
) -> None:
    plant(NOON, NOON)
    following = next_path(api.get("/history?limit=1", headers=student.headers))
    assert following is not None
    assert api.get(following, headers=enrol().headers).json == []


def test_other_parameters_are_ignored(api: Api, student: Student) -> None:
    assert api.get("/history?page=2&x=%00", headers=student.headers).status_code == 200


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        [],
        "x",
        5,
        {"sections": 5},
        {"sections": [{"id": "one"}], "extra_time_percent": 30},
    ],
)
def test_a_completed_session_that_somebody_else_wrote_is_listed_by_its_columns(
    api: Api, student: Student, plant: Plant, database: Database, metadata: object
) -> None:
    with without_triggers(database):
        (number,) = plant(NOON)
        database.execute(
            "update exam_sessions set metadata = %s where id = %s",
            [None if metadata is None else Jsonb(metadata), number],
        )
    (entry,) = api.get("/history", headers=student.headers).json
    assert entry == {
        "id": number,
        "exam_type": "DEMO",
        "practice": False,
        "extra_time_percent": 0,
        "status": "completed",
        "started_at": "2026-03-01T11:00:00.123456Z",
        "completed_at": "2026-03-01T12:00:00.123456Z",
        "overall_score": None,
        "sections": [],
    }


@pytest.mark.parametrize(
    "metadata",
    [None, {}, [], {**OURS, "version": True}, {**OURS, "sections": 5}, {**OURS, "sections": []}],
)
def test_what_cannot_go_on_is_not_offered_to_be_resumed(
    api: Api, student: Student, plant: Plant, database: Database, metadata: object
) -> None:
    unreadable, sound = plant(NOON, NOON, completed=False)
    database.execute(
        "update exam_sessions set metadata = %s where id = %s",
        [None if metadata is None else Jsonb(metadata), unreadable],
    )
    page = api.get("/history?status=unfinished", headers=student.headers).json
    assert ids([page]) == [sound]


@pytest.mark.parametrize("status", ["abandoned", "in_progress"])
def test_a_row_of_another_status_is_in_neither_list(
    api: Api, student: Student, plant: Plant, database: Database, status: str
) -> None:
    (number,) = plant(NOON)
    with without_triggers(database), database.transaction():
        for name in ("exam_sessions_status_known", "exam_sessions_completed_has_time"):
            database.execute(f"alter table exam_sessions drop constraint {name}")
        database.execute("update exam_sessions set status = %s where id = %s", [status, number])
        database.execute(
            """alter table exam_sessions
                 add constraint exam_sessions_status_known
                   check (status in ('created', 'in_progress', 'completed')) not valid,
                 add constraint exam_sessions_completed_has_time
                   check ((status = 'completed') = (completed_at is not null)) not valid"""
        )
    for listing in ("completed", "unfinished"):
        assert api.get(f"/history?status={listing}", headers=student.headers).json == []


def test_the_first_page_costs_two_round_trips_and_every_other_one(
    api: Api, student: Student, plant: Plant
) -> None:
    plant(NOON, NOON, NOON)
    following: str | None = "/history?limit=1"
    expected = 2
    while following is not None:
        response = api.get(following, headers=student.headers)
        assert f'desc="{expected}"' in response.headers["Server-Timing"]
        following, expected = next_path(response), 1
