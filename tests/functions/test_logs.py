"""One line of JSON a request, and what is never in it."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from exam_simulation.logs import trace_of
from tests.conftest import Database, Student
from tests.functions.conftest import Api, Configure, Sit
from tests.functions.endpoints import ALL, Endpoint
from tests.functions.responses import problem
from tests.functions.sitting import Sitting
from tests.functions.tokens import claims_of, signed
from tests.functions.upstream import Upstream, closes, responds

ROW = "Failing row contains (1, DEMO, the-answers-of-a-student)"
TRACE = "0af7651916cd43dd8448eb211c80319c"  # pragma: allowlist secret


class Log:
    """What the functions have written since this was last asked."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def text(self) -> str:
        """All of it."""
        captured = self._capsys.readouterr()
        assert captured.err == ""
        return captured.out

    def lines(self) -> list[dict[str, Any]]:
        """Line by line."""
        return [json.loads(line) for line in self.text().splitlines()]

    def line(self) -> dict[str, Any]:
        """The only line."""
        (line,) = self.lines()
        return line


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Log:
    return Log(capsys)


def test_a_request_is_one_line_with_the_fields_that_operations_need(
    sit: Sit, log: Log, student: Student
) -> None:
    sitting = sit()
    log.text()
    response = sitting.start()
    line = log.line()
    assert line.pop("milliseconds") >= line.pop("supabase_milliseconds") > 0
    assert line == {
        "severity": "INFO",
        "message": "POST /api/exam-simulation/sessions/{session_id}/sections/{section_id}/start"
        " 200",
        "function": "start_section",
        "method": "POST",
        "path": "/api/exam-simulation/sessions/{session_id}/sections/{section_id}/start",
        "status": 200,
        "user": student.auth_user_id,
        "session": sitting.id,
        "request_id": response.headers["X-Request-Id"],
        "supabase_round_trips": 3,
    }


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_every_function_writes_one_line_a_request(api: Api, log: Log, endpoint: Endpoint) -> None:
    response = api.call(
        endpoint.name, "OPTIONS", endpoint.whole(17, 2), headers={"X-Request-Id": "r"}
    )
    line = log.line()
    assert (line["function"], line["method"]) == (endpoint.name, "OPTIONS")
    assert "{" in line["path"] or "/sessions/" not in line["path"]
    assert "17" not in line["path"]
    assert (line["status"], line["request_id"]) == (response.status_code, "r")


def test_a_public_request_is_nobody_s(api: Api, log: Log) -> None:
    api.get("/config")
    line = log.line()
    assert (line["severity"], line["supabase_round_trips"]) == ("INFO", 1)
    assert "user" not in line
    assert "code" not in line


def test_a_refusal_is_a_warning_with_its_code(untouched: Sitting, log: Log) -> None:
    log.text()
    untouched.save({2147483647: "a"})
    line = log.line()
    assert (line["severity"], line["status"]) == ("WARNING", 422)
    assert line["code"] == "answers_not_on_paper"
    assert line["user"] == untouched.student.auth_user_id
    assert "stack_trace" not in line


def test_a_caller_who_is_refused_is_not_named(api: Api, student: Student, log: Log) -> None:
    forged = signed(claims_of(student.auth_user_id), "not the secret of Supabase")
    api.get("/history", headers={"Authorization": f"Bearer {forged}"})
    line = log.line()
    assert (line["status"], line["code"]) == (401, "token_rejected")
    assert "user" not in line


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": {"exam_type": 5}}, 422),
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": "x"}, 415),
        ({"data": "x" * 70_000}, 413),
    ],
)
def test_a_caller_whose_body_is_refused_before_their_token_is_verified_is_not_named(
    api: Api, student: Student, log: Log, options: dict[str, Any], status: int
) -> None:
    api.post("/sessions", headers=student.headers, **options)
    line = log.line()
    assert line["status"] == status
    assert "user" not in line


def test_a_new_session_is_named(api: Api, student: Student, log: Log) -> None:
    response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    line = log.line()
    assert (line["user"], line["session"]) == (student.auth_user_id, response.json["id"])


def test_an_unknown_path_is_not_logged_as_the_path_of_the_function(api: Api, log: Log) -> None:
    api.call("get_session", "GET", "/api/exam-simulation/secrets/of/somebody")
    line = log.line()
    assert (line["status"], line["code"]) == (404, "not_found")
    assert line["message"] == "GET 404"
    assert "path" not in line
    assert "somebody" not in json.dumps(line)


def test_a_failure_is_an_error_with_its_cause(apps: Api, configure: Configure, log: Log) -> None:
    with Upstream(closes) as upstream:
        configure(SUPABASE_URL=upstream.url)
        apps.get("/config")
    line = log.line()
    assert (line["severity"], line["status"]) == ("ERROR", 503)
    assert line["code"] == "upstream_unavailable"
    assert line["cause"] == "libcurl 52: Empty reply from server"
    assert "stack_trace" not in line


def test_a_bug_is_an_error_with_its_stack_trace(
    api: Api, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("get_config.exam_types", fail)
    api.get("/config")
    line = log.line()
    assert (line["severity"], line["status"], line["code"]) == ("ERROR", 500, "internal_error")
    assert line["stack_trace"].endswith("RuntimeError: a bug\n")


def test_neither_tokens_nor_keys_are_ever_written(
    api: Api,
    sit: Sit,
    log: Log,
    student: Student,
    environment: dict[str, str],
) -> None:
    sitting = sit()
    headers = {**student.headers, "Idempotency-Key": "a-key-of-this-student-s"}
    api.post("/sessions", headers=headers, json={"exam_type": "DEMO"})
    sitting.finish()
    sitting.results()
    sitting.save({})
    sitting.get()
    api.get("/history", headers=student.headers)
    api.get("/history", headers={"Authorization": f"Basic {student.token}"})
    text = log.text()
    assert len(text.splitlines()) == 11
    for secret in (
        student.token,
        student.token.split(".")[2],
        environment["EXAM_FUNCTIONS_KEY"],
        environment["SUPABASE_PUBLISHABLE_KEY"],
        "a-key-of-this-student-s",
    ):
        assert secret not in text


def test_answers_are_never_written(sit: Sit, log: Log) -> None:
    sitting = sit(started=True)
    sitting.save(dict.fromkeys(sitting.question_ids(), "the-answer-of-a-student"))
    sitting.save({}, the_answer_of_a_student="a")
    assert "of-a-student" not in log.text().replace("_", "-")


@pytest.mark.parametrize(
    "damage",
    [
        "update exam_sessions set metadata = metadata #- '{sections,0,deadline_at}' where id = %s",
        """update section_papers set answers = '{"17": ["the-answer-of-a-student"]}'
           where session_id = %s""",
    ],
)
def test_a_session_that_cannot_be_read_is_not_quoted(
    sit: Sit, database: Database, log: Log, damage: str
) -> None:
    sitting = sit(started=True)
    sitting.save(dict.fromkeys(sitting.question_ids(), "d"))
    database.execute(damage, [sitting.id])
    log.text()
    problem(sitting.complete(), 409, "session_unreadable")
    text = log.text()
    assert "of-a-student" not in text
    assert '"d"' not in text


@pytest.mark.parametrize("code", ["23514", "22P02", "PGRST102", "P0001", "42501", "XX000"])
def test_what_the_database_quotes_of_a_row_is_not_quoted_on(
    apps: Api, configure: Configure, student: Student, log: Log, code: str
) -> None:
    said = json.dumps({"code": code, "message": "no", "details": ROW, "hint": ROW})
    with Upstream(responds(400, said)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        apps.get("/history", headers=student.headers)
    line = log.line()
    assert "of-a-student" not in json.dumps(line)
    assert code in line["cause"]


def test_a_violated_constraint_is_a_bug_whose_row_is_not_quoted(
    sit: Sit, database: Database, log: Log
) -> None:
    sitting = sit(started=True)
    log.text()
    database.execute(
        f"""alter table section_papers add constraint no_answers_of_one_student
              check (session_id <> {sitting.id} or answers = '{{}}') not valid"""
    )
    try:
        problem(sitting.save(dict.fromkeys(sitting.question_ids(), "d")), 500, "internal_error")
    finally:
        database.execute("alter table section_papers drop constraint no_answers_of_one_student")
    text = log.text()
    assert '"d"' not in text
    assert "Failing row" not in text
    assert "question_ids" not in text


@pytest.mark.parametrize(
    ("headers", "trace"),
    [
        ({"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}, TRACE),
        ({"Traceparent": f"00-{TRACE}-b7ad6b7169203331-00"}, TRACE),
        ({"X-Cloud-Trace-Context": f"{TRACE}/123;o=1"}, TRACE),
        ({"X-Cloud-Trace-Context": f"{TRACE}/123"}, TRACE),
        ({"X-Cloud-Trace-Context": TRACE}, TRACE),
        ({"traceparent": "garbage", "X-Cloud-Trace-Context": TRACE}, TRACE),
        ({}, None),
        ({"traceparent": ""}, None),
        ({"traceparent": f"00-{TRACE.upper()}-b7ad6b7169203331-01"}, None),
        ({"traceparent": f"00-{TRACE}-b7ad6b7169203331-01\n"}, None),
        ({"X-Cloud-Trace-Context": "../../secrets"}, None),
        ({"X-Cloud-Trace-Context": f"{TRACE}0"}, None),
    ],
)
def test_a_trace_is_that_of_the_request_s_headers(
    headers: dict[str, str], trace: str | None
) -> None:
    assert trace_of({name.lower(): value for name, value in headers.items()}) == trace


@pytest.mark.parametrize(
    ("project", "field"), [(None, TRACE), ("exams-1", f"projects/exams-1/traces/{TRACE}")]
)
def test_a_line_belongs_to_the_trace_of_its_request(
    apps: Api, configure: Configure, log: Log, project: str | None, field: str
) -> None:
    configure(GOOGLE_CLOUD_PROJECT=project)
    apps.get("/config", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    assert log.line()["logging.googleapis.com/trace"] == field


def test_a_request_without_a_trace_has_none(api: Api, log: Log) -> None:
    api.get("/config")
    assert "logging.googleapis.com/trace" not in log.line()


def test_lines_of_requests_at_once_are_not_mixed(api: Api, log: Log) -> None:
    everybody = threading.Barrier(8)

    def ask(number: int) -> None:
        everybody.wait()
        api.get("/nowhere", headers={"X-Request-Id": f"request-{number}"})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    assert {line["request_id"] for line in log.lines()} == {f"request-{n}" for n in range(8)}
