"""Settings that are missing, malformed or refused."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from exam_simulation import clock
from tests.conftest import Database, Student
from tests.functions.conftest import Api, Configure, SetClock, Sit
from tests.functions.endpoints import ALL, SAVE_ANSWERS, Endpoint
from tests.functions.responses import problem
from tests.functions.sitting import Sitting
from tests.functions.situations import ALL as SITUATIONS
from tests.functions.situations import LATER, SETTLE, SETTLE_THE_LAST, START, Situation, rows_of
from tests.functions.upstream import Upstream, passes_on, responds

WRONG_KEY = "a-functions-key-that-the-database-does-not-know"
PLACES = [
    (one, n) for one in (START, SETTLE, SETTLE_THE_LAST) for n in range(1, len(one.trips) + 1)
]


def logged(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    line: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return line


@pytest.mark.parametrize("name", ["SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "EXAM_FUNCTIONS_KEY"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_setting_is_misconfigured_and_named_in_the_log(
    apps: Api,
    configure: Configure,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str | None,
) -> None:
    configure(**{name: value})
    response = apps.get("/config")
    problem(response, 500, "misconfigured")
    assert name not in response.text
    line = logged(capsys)
    assert (line["severity"], line["code"]) == ("ERROR", "misconfigured")
    assert line["cause"] == f"{name}: Field required"
    assert "stack_trace" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SUPABASE_URL", "secret.example"),
        ("SUPABASE_URL", "ftp://secret.example"),
        ("SUPABASE_URL", "https://secret.example/rest/v1"),
        ("SUPABASE_URL", "https://secret example"),
        ("SUPABASE_URL", "https://"),
        ("SUPABASE_URL", "http://[secret"),
        ("SUPABASE_URL", "http://secret:port"),
        ("SUPABASE_URL", "http://secret:99999"),
        ("SUPABASE_URL", "http://127.0.0.1:1?secret"),
        ("SUPABASE_URL", "http://127.0.0.1:1/?secret"),
        ("SUPABASE_URL", "http://127.0.0.1:1#secret"),
        ("SUPABASE_URL", "http://user:secret@127.0.0.1:1"),  # pragma: allowlist secret
        ("SUPABASE_URL", "http://127.0.0.1:0"),
        ("SUPABASE_URL", "http://:54321"),
        ("SUPABASE_PUBLISHABLE_KEY", "secret key"),
        ("SUPABASE_PUBLISHABLE_KEY", "secret\n"),
        ("SUPABASE_PUBLISHABLE_KEY", "secrèt"),
        ("EXAM_FUNCTIONS_KEY", "secret"),
        ("EXAM_FUNCTIONS_KEY", "secret" * 6 + "\n"),
        ("EXAM_FUNCTIONS_KEY", "secret " * 6),
        ("EXAM_FUNCTIONS_KEY", "secrèt" * 6),
        ("CORS_ALLOWED_ORIGINS", "https://exams.example,secret"),
        ("CORS_ALLOWED_ORIGINS", "https://exams.example/secret"),
        ("SUPABASE_DEADLINE_SECONDS", "secret"),
        ("SUPABASE_DEADLINE_SECONDS", "0"),
        ("SUPABASE_DEADLINE_SECONDS", "9.5"),
        ("SUPABASE_DEADLINE_SECONDS", "nan"),
    ],
)
def test_a_malformed_setting_is_misconfigured_and_named_without_its_value(
    apps: Api,
    configure: Configure,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
) -> None:
    configure(**{name: value})
    response = apps.get("/config")
    output = capsys.readouterr().out
    assert "secr" not in output
    problem(response, 500, "misconfigured")
    assert json.loads(output)["cause"].startswith(f"{name}: ")


def test_all_that_is_wrong_is_said_at_once(
    apps: Api, configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(SUPABASE_URL=None, EXAM_FUNCTIONS_KEY="short", SUPABASE_DEADLINE_SECONDS="soon")
    apps.get("/config")
    cause = str(logged(capsys)["cause"])
    for name in ("SUPABASE_URL", "EXAM_FUNCTIONS_KEY", "SUPABASE_DEADLINE_SECONDS"):
        assert f"{name}: " in cause


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_every_function_says_so(apps: Api, configure: Configure, endpoint: Endpoint) -> None:
    configure(SUPABASE_URL=None)
    problem(apps.request(endpoint.method, endpoint.below()), 500, "misconfigured")


def test_a_setting_that_is_put_right_is_taken_up_without_a_restart(
    apps: Api,
    configure: Configure,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure(SUPABASE_URL=None)
    problem(apps.get("/config"), 500, "misconfigured")
    # No cache is cleared here: a failure is not remembered.
    monkeypatch.setenv("SUPABASE_URL", environment["SUPABASE_URL"])
    assert apps.get("/config").status_code == 200


NOTHING_HIDDEN = (
    "get_running",
    "complete_again",
    "show_history",
    "show_history_overdue",
    "show_progress",
)
"""What a wrong key does not keep from being shown. A history is shown though it settles nothing."""

Stage = Callable[[Situation], Sitting]


@pytest.fixture
def stage(api: Api, database: Database, student: Student, sit: Sit, set_clock: SetClock) -> Stage:
    """Bring a situation about for the student."""

    def make(situation: Situation) -> Sitting:
        sitting = Sitting(api, database, student, 0)
        if situation.prepare:
            sitting = sit()
            situation.prepare(sitting)
        set_clock(clock.now() + LATER if situation.overdue else clock.now())
        return sitting

    return make


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_a_wrong_functions_key_is_misconfigured_and_not_busy_or_bank_too_small(
    stage: Stage,
    configure: Configure,
    environment: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    situation: Situation,
) -> None:
    sitting = stage(situation)
    api, student = sitting.api, sitting.student
    request, before = situation.request(sitting), rows_of(sitting.database, student)
    configure(EXAM_FUNCTIONS_KEY=WRONG_KEY)
    response = request.send(api, student)
    if situation.name in NOTHING_HIDDEN:
        assert response.status_code == 200
    else:
        problem(response, 500, "misconfigured")
        cause = str(logged(capsys)["cause"])
        assert "EXAM_FUNCTIONS_KEY" in cause
        assert WRONG_KEY not in cause
    assert rows_of(sitting.database, student) == before
    configure(EXAM_FUNCTIONS_KEY=environment["EXAM_FUNCTIONS_KEY"])
    assert request.send(api, student).status_code in (200, 201, 204, 409)


INVALID_KEY = {
    "message": "Invalid API key",
    "hint": "Double check your Supabase `anon` or `service_role` API key.",
}
GATEWAY = [
    INVALID_KEY,
    {
        "message": "No API key found in request",
        "hint": "No `apikey` request header or url param was found.",
    },
    {"message": "Invalid authentication credentials"},
    {"message": "Unauthorized", "request_id": "4d1c7a63"},
    {"message": "Unregistered API key", "hint": "This API key is not known to the project."},
    {"message": "Legacy API keys are disabled", "hint": "Use the new publishable key."},
    {"message": "Forbidden use of secret API key in browser", "hint": "Delete this key."},
    {"code": 401, "message": "Invalid API key"},
    {"code": "UNAUTHORIZED_INVALID_API_KEY", "message": "Invalid API key"},
    {"error": "Unauthorized", "statusCode": "401"},
    {"msg": "Invalid API key"},
    {},
]
"""Ways in which gateways in front of Supabase refuse an API key."""


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("refusal", GATEWAY, ids=str)
def test_an_api_key_that_the_gateway_refuses_is_misconfigured_however_it_says_so(
    *,
    apps: Api,
    configure: Configure,
    student: Student,
    capsys: pytest.CaptureFixture[str],
    refusal: dict[str, object],
    status: int,
) -> None:
    with Upstream(responds(status, json.dumps(refusal))) as upstream:
        configure(SUPABASE_URL=upstream.url)
        for path in ("/history", "/config"):
            response = apps.get(path, headers=student.headers)
            problem(response, 500, "misconfigured")
            assert "WWW-Authenticate" not in response.headers
            assert "SUPABASE_PUBLISHABLE_KEY" in str(logged(capsys)["cause"])


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_every_function_says_that_its_api_key_is_refused_and_that_the_caller_s_token_is_not(
    apps: Api, configure: Configure, student: Student, endpoint: Endpoint
) -> None:
    body: dict[str, object] = {"json": {"answers": []}} if endpoint == SAVE_ANSWERS else {}
    with Upstream(responds(401, json.dumps(INVALID_KEY))) as upstream:
        configure(SUPABASE_URL=upstream.url)
        response = apps.request(endpoint.method, endpoint.below(), headers=student.headers, **body)
    problem(response, 500, "misconfigured")
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
def test_an_api_key_that_is_withdrawn_between_two_round_trips_leaves_nothing_half_written(
    stage: Stage, configure: Configure, port: int, place: tuple[Situation, int]
) -> None:
    situation, position = place
    sitting = stage(situation)
    request, before = situation.request(sitting), rows_of(sitting.database, sitting.student)
    fine = [passes_on(port)] * (position - 1)
    with Upstream(*fine, responds(401, json.dumps(INVALID_KEY))) as upstream:
        configure(SUPABASE_URL=upstream.url)
        response = request.send(sitting.api, sitting.student)
    if situation is SETTLE and position == len(situation.trips):
        assert response.status_code == 200  # the settled view, though it could not be written
    else:
        problem(response, 500, "misconfigured")
    if "POST" not in situation.trips[: position - 1]:
        assert rows_of(sitting.database, sitting.student) == before


def test_a_functions_key_that_is_withdrawn_between_two_questions_is_misconfigured(
    *,
    sit: Sit,
    database: Database,
    environment: dict[str, str],
    port: int,
    configure: Configure,
) -> None:
    sitting = sit()

    def withdraw() -> None:
        database.execute("delete from private.functions_keys")

    # The session and the bank are read before.
    before = [passes_on(port), passes_on(port)]
    try:
        with Upstream(*before, passes_on(port, first=withdraw)) as upstream:
            configure(SUPABASE_URL=upstream.url)
            response = sitting.start()
    finally:
        key = sha256(environment["EXAM_FUNCTIONS_KEY"].encode()).hexdigest()
        database.execute("insert into private.functions_keys (key_sha256) values (%s)", [key])
    problem(response, 500, "misconfigured")
    assert sitting.section()["status"] == "pending"


@pytest.mark.parametrize("path", ["/config", "/history"])
def test_a_wrong_publishable_key_is_misconfigured(
    api: Api,
    configure: Configure,
    student: Student,
    capsys: pytest.CaptureFixture[str],
    path: str,
) -> None:
    configure(SUPABASE_PUBLISHABLE_KEY="sb_publishable_of_another_project")
    problem(api.get(path, headers=student.headers), 500, "misconfigured")
    cause = str(logged(capsys)["cause"])
    assert "SUPABASE_PUBLISHABLE_KEY" in cause
    assert "of_another_project" not in cause


def test_a_database_without_our_objects_is_unavailable_and_the_log_says_why(
    api: Api, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.execute("alter view question_bank rename to question_bank_elsewhere")
    try:
        problem(api.get("/config"), 503, "upstream_unavailable")
    finally:
        database.execute("alter view question_bank_elsewhere rename to question_bank")
    assert "migrations" in str(logged(capsys)["cause"])
