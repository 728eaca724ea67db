"""Of a request's head, the token alone reaches Supabase: the functions' key is their own."""

from collections.abc import Iterator

import pytest

from exam_simulation import clock
from tests.conftest import Student
from tests.functions.conftest import Api, Configure, SetClock, Sit
from tests.functions.endpoints import (
    ALL,
    CREATE_SESSION,
    GET_CONFIG,
    GET_HISTORY,
    OF_A_SECTION,
    Endpoint,
)
from tests.functions.responses import problem
from tests.functions.upstream import Upstream, responds

KEY_HEADER = "X-Exam-Functions-Key"
WRONG_KEY = "a-functions-key-that-the-database-does-not-know"
ELSEWHERE = [
    *("Prefer", "Accept-Profile", "Content-Profile", "Range", "X-Client-Info", "Cookie", "apikey"),
    *("X-HTTP-Method-Override", "X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "X-Region"),
    *("X-Supabase-Api-Version", "X_Exam_Functions_Key", "Proxy-Authorization", "User-Agent"),
]


Head = list[tuple[str, str]]


@pytest.fixture
def upstream(configure: Configure) -> Iterator[Upstream]:
    """A server in Supabase's place that finds nothing."""
    with Upstream(responds(200, "[]")) as running:
        configure(SUPABASE_URL=running.url)
        yield running


def as_supabase_sees(apps: Api, upstream: Upstream, endpoint: Endpoint, head: Head) -> list[str]:
    """All that Supabase is asked, heads and bodies."""
    upstream.requests.clear()
    options: dict[str, object] = {"json": {"answers": []}} if endpoint.method == "PUT" else {}
    apps.request(endpoint.method, endpoint.below(), headers=head, **options)
    assert upstream.requests
    return [*upstream.requests]


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_supabase_sees_nothing_of_a_request_s_head_but_the_token(
    *,
    apps: Api,
    upstream: Upstream,
    environment: dict[str, str],
    student: Student,
    set_clock: SetClock,
    endpoint: Endpoint,
) -> None:
    set_clock(clock.now())  # which a creation tells
    right, token = environment["EXAM_FUNCTIONS_KEY"], [*student.headers.items()]
    plain = as_supabase_sees(apps, upstream, endpoint, token)
    assert plain[0].lower().count(f"{KEY_HEADER}: {right}".lower()) == 1
    for extra in (
        [(KEY_HEADER, right)],
        [(KEY_HEADER, WRONG_KEY)],
        [(KEY_HEADER, "")],
        [(KEY_HEADER, WRONG_KEY), (KEY_HEADER, right)],
        [(KEY_HEADER, f"{right},{right}")],
        *([(name, WRONG_KEY)] for name in ELSEWHERE),
    ):
        assert as_supabase_sees(apps, upstream, endpoint, token + extra) == plain, extra


def test_the_token_does_reach_supabase(apps: Api, upstream: Upstream, student: Student) -> None:
    seen, _ = as_supabase_sees(apps, upstream, GET_HISTORY, [*student.headers.items()])
    assert f"authorization: Bearer {student.token}".lower() in seen.lower()


def test_a_caller_s_wrong_key_is_no_hindrance(api: Api, student: Student) -> None:
    head = {**student.headers, KEY_HEADER: WRONG_KEY}
    created = api.post("/sessions", headers=head, json={"exam_type": "DEMO"})
    assert created.status_code == 201
    started = api.post(f"/sessions/{created.json['id']}/sections/1/start", headers=head)
    assert len(started.json["questions"]) == 3


def test_a_caller_s_right_key_is_no_help(
    api: Api, sit: Sit, configure: Configure, environment: dict[str, str]
) -> None:
    sitting = sit(started=True)
    before = sitting.row()
    configure(EXAM_FUNCTIONS_KEY=WRONG_KEY)
    head = {**sitting.student.headers, KEY_HEADER: environment["EXAM_FUNCTIONS_KEY"]}
    for endpoint in (CREATE_SESSION, *OF_A_SECTION, GET_CONFIG):
        body: dict[str, object] = {"json": {"answers": []}} if endpoint.method == "PUT" else {}
        response = api.request(endpoint.method, endpoint.below(sitting.id), headers=head, **body)
        problem(response, 500, "misconfigured")
    assert sitting.row() == before
