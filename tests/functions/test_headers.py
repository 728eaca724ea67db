"""Headers that every response carries."""

import re

import pytest

from tests.conftest import Student
from tests.functions.conftest import Api, Retire, Sit
from tests.functions.responses import Response
from tests.functions.sitting import Sitting

TIMING = re.compile(r'app;dur=(\d+\.\d), supabase;dur=(\d+\.\d);desc="(\d+)"')


def round_trips(response: Response) -> int:
    timing = TIMING.fullmatch(response.headers["Server-Timing"])
    assert timing
    assert float(timing[1]) >= float(timing[2])
    return int(timing[3])


@pytest.mark.parametrize("sent", ["a", "1", "A-b_c.D", "0" * 128])
def test_a_sane_request_id_is_taken_over(api: Api, sent: str) -> None:
    assert api.get("/config", headers={"X-Request-Id": sent}).headers["X-Request-Id"] == sent


@pytest.mark.parametrize("sent", ["", " ", "a b", "é", "a" * 129, '"', "a,b", "{}", "<script>"])
def test_another_request_id_is_replaced(api: Api, sent: str) -> None:
    given = api.get("/config", headers={"X-Request-Id": sent}).headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", given)


def test_each_request_has_an_id_of_its_own(api: Api) -> None:
    first, second = (api.get("/config").headers["X-Request-Id"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/config", 200),
        ("OPTIONS", "/config", 204),
        ("GET", "/history", 401),
        ("GET", "/nowhere", 404),
        ("PUT", "/config", 405),
    ],
)
def test_every_answer_has_an_id_and_its_timing(
    api: Api, method: str, path: str, status: int
) -> None:
    response = api.request(method, path, headers={"X-Request-Id": "mine"})
    assert response.status_code == status
    assert response.headers["X-Request-Id"] == "mine"
    assert round_trips(response) == (1 if status == 200 else 0)


def test_the_timing_counts_the_round_trips(api: Api, sit: Sit, student: Student) -> None:
    made = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    assert round_trips(made) == 1
    sitting = sit()
    assert round_trips(sitting.get()) == 1
    assert round_trips(sitting.start()) == 3
    assert round_trips(sitting.start()) == 1
    assert round_trips(sitting.save({})) == 1
    assert round_trips(sitting.complete()) == 2
    assert round_trips(sitting.complete()) == 1
    sitting.start(2)
    sitting.complete(2)
    assert round_trips(sitting.results()) == 1
    assert round_trips(api.get("/history", headers=student.headers)) == 2
    assert round_trips(api.get("/progress", headers=student.headers)) == 2
    assert round_trips(sitting.delete()) == 2


def test_nobody_may_store_anything_but_the_configuration(
    api: Api, sit: Sit, student: Student
) -> None:
    sitting = sit()
    responses = [
        api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"}),
        sitting.get(),
        sitting.start(),
        sitting.save({}),
        sitting.complete(),
        sitting.start(2),
        sitting.complete(2),
        sitting.results(),
        api.get("/history", headers=student.headers),
        api.get("/history"),
        api.get("/nowhere"),
        api.put("/config"),
        Sitting(api, sitting.database, student, 2147483647).get(),
    ]
    assert {response.headers["Cache-Control"] for response in responses} == {"no-store"}


def test_the_configuration_may_be_stored_for_a_minute(api: Api) -> None:
    assert api.get("/config").headers["Cache-Control"] == "public, max-age=60"


def test_a_503_says_when_to_come_again(api: Api, student: Student, retire: Retire) -> None:
    retire("logic", leaving=0)
    response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    assert response.status_code == 503
    assert re.fullmatch("[1-9][0-9]*", response.headers["Retry-After"])


def test_only_a_503_says_so(api: Api) -> None:
    for response in (api.get("/config"), api.get("/history"), api.get("/nowhere")):
        assert "Retry-After" not in response.headers


def test_json_is_said_to_be_json(api: Api, student: Student) -> None:
    assert api.get("/config").headers["Content-Type"] == "application/json"
    assert api.get("/history", headers=student.headers).headers["Content-Type"] == (
        "application/json"
    )
