"""Settings that are missing, malformed or refused."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from exam_simulation.store import Bank
from tests.conftest import Database, Student
from tests.functions.answers import Answer, problem
from tests.functions.conftest import Api, Configure, Sit
from tests.functions.endpoints import ALL, Endpoint
from tests.functions.sitting import Sitting

WRONG_KEY = "a-functions-key-that-the-database-does-not-know"


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
    answer = apps.get("/config")
    problem(answer, 500, "misconfigured")
    assert name not in answer.text
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
    answer = apps.get("/config")
    output = capsys.readouterr().out
    assert "secr" not in output
    problem(answer, 500, "misconfigured")
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


def create(api: Api, sitting: Sitting) -> Answer:
    return api.post("/sessions", headers=sitting.student.headers, json={"exam_type": "DEMO"})


def create_repeatably(api: Api, sitting: Sitting) -> Answer:
    headers = {**sitting.student.headers, "Idempotency-Key": "k"}
    return api.post("/sessions", headers=headers, json={"exam_type": "DEMO"})


def start_next(_api: Api, sitting: Sitting) -> Answer:
    return sitting.start(2)


def resume(_api: Api, sitting: Sitting) -> Answer:
    return sitting.start(1)


def save(_api: Api, sitting: Sitting) -> Answer:
    return sitting.save({}, 1)


def complete(_api: Api, sitting: Sitting) -> Answer:
    return sitting.complete(1)


def config(api: Api, _sitting: Sitting) -> Answer:
    return api.get("/config")


@pytest.mark.parametrize(
    "call",
    [create, create_repeatably, resume, save, complete, config],
    ids=lambda call: call.__name__,
)
def test_a_wrong_functions_key_is_misconfigured_and_not_busy_or_bank_too_small(
    api: Api,
    sit: Sit,
    configure: Configure,
    capsys: pytest.CaptureFixture[str],
    call: Callable[[Api, Sitting], Answer],
) -> None:
    sitting = sit(started=True)
    before = sitting.row()
    configure(EXAM_FUNCTIONS_KEY=WRONG_KEY)
    problem(call(api, sitting), 500, "misconfigured")
    cause = str(logged(capsys)["cause"])
    assert "EXAM_FUNCTIONS_KEY" in cause
    assert WRONG_KEY not in cause
    assert sitting.row() == before


def test_a_wrong_functions_key_starts_no_section(api: Api, sit: Sit, configure: Configure) -> None:
    sitting = sit(started=True)
    sitting.complete()
    before = sitting.row()
    configure(EXAM_FUNCTIONS_KEY=WRONG_KEY)
    problem(start_next(api, sitting), 500, "misconfigured")
    assert sitting.row() == before


def test_a_wrong_functions_key_still_shows_a_student_their_own(
    api: Api, sit: Sit, configure: Configure, student: Student
) -> None:
    sitting = sit()
    configure(EXAM_FUNCTIONS_KEY=WRONG_KEY)
    assert sitting.get().status_code == 200
    answer = api.get("/history?status=unfinished", headers=student.headers)
    assert [one["id"] for one in answer.json] == [sitting.id]


def test_a_functions_key_that_is_withdrawn_between_two_questions_is_misconfigured(
    api: Api,
    student: Student,
    database: Database,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count = Bank.stock

    def count_and_withdraw(bank: Bank) -> dict[str, int]:
        stock = count(bank)
        database.execute("delete from private.functions_keys")
        return stock

    monkeypatch.setattr(Bank, "stock", count_and_withdraw)
    try:
        answer = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    finally:
        key = sha256(environment["EXAM_FUNCTIONS_KEY"].encode()).hexdigest()
        database.execute("insert into private.functions_keys (key_sha256) values (%s)", [key])
    problem(answer, 500, "misconfigured")
    assert api.get("/history?status=unfinished", headers=student.headers).json == []


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


def test_a_database_without_our_objects_is_misconfigured(
    api: Api, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.execute("alter view question_bank rename to question_bank_elsewhere")
    try:
        problem(api.get("/config"), 500, "misconfigured")
    finally:
        database.execute("alter view question_bank_elsewhere rename to question_bank")
    assert "migrations" in str(logged(capsys)["cause"])
