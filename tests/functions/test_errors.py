"""Error answers: their form, and what is no path, no method and no body of ours."""

import io
import json
from http import HTTPStatus

import pytest
from werkzeug.exceptions import ClientDisconnected

from exam_simulation.domain.errors import BankTooSmall
from exam_simulation.http import body as body_reader
from exam_simulation.http.framework import handle_unrouted
from exam_simulation.http.problems import PROBLEMS, problem_of
from exam_simulation.problem_codes import ProblemCode
from tests.conftest import Student
from tests.functions.conftest import Api, Sit
from tests.functions.endpoints import (
    ALL,
    BASE_PATH,
    CREATE_SESSION,
    DELETE_SESSION,
    GET_SESSION,
    OF_A_SECTION,
    OF_A_SESSION,
    WITH_BODY,
    Endpoint,
)
from tests.functions.responses import Response, problem
from tests.functions.tokens import claims_of, signed

# Looks like a token: the checks here come before its signature's.
LOOKS_GOOD = {
    "Authorization": "Bearer " + signed(claims_of("6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"), "secret")
}


def send(api: Api, endpoint: Endpoint, **options: object) -> Response:
    return api.request(endpoint.method, endpoint.below(), headers=LOOKS_GOOD, **options)


def test_every_code_has_a_status_and_a_sentence() -> None:
    assert set(PROBLEMS) == set(ProblemCode)
    for status, text in PROBLEMS.values():
        assert status >= HTTPStatus.BAD_REQUEST
        assert text[0].isupper()
        assert text.endswith(".")


def test_a_student_is_told_which_section_cannot_be_filled() -> None:
    detail = problem_of(BankTooSmall("logic")).detail
    assert detail == "The question bank cannot fill the section logic at the moment."


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("DELETE", "/history", 405, "method_not_allowed"),
        ("GET", "/history", 401, "token_missing"),
    ],
)
def test_an_error_is_a_problem_document(
    api: Api, method: str, path: str, status: int, code: str
) -> None:
    response = api.request(method, path)
    document = problem(response, status, code)
    assert list(document) == ["type", "title", "status", "detail", "code", "instance"]
    assert document["type"] == "about:blank"
    assert document["title"] == HTTPStatus(status).phrase
    assert document["instance"] == BASE_PATH + path
    assert document["detail"]


def test_a_422_also_says_what_is_wrong_where(api: Api) -> None:
    document = problem(send(api, CREATE_SESSION, json={"exam_type": 5}), 422, "validation_failed")
    assert list(document)[-1] == "errors"
    assert [list(error) for error in document["errors"]] == [["pointer", "detail"]]


def test_the_instance_is_the_path_without_its_query(api: Api) -> None:
    document = problem(api.get("/history?status=completed"), 401, "token_missing")
    assert document["instance"] == f"{BASE_PATH}/history"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/exam-simulation",
        "/api/exam-simulation/",
        "/api/exam-simulation/session",
        "/sessions",
        "/api/exam-simulation/api/exam-simulation/sessions",
        "/API/exam-simulation/config",
        "/api/exam-simulation/Config",
        "/api/exam-simulation/config/",
        "/api/exam-simulation/history/",
        "/api/exam-simulation/sessions/",
        "/api/exam-simulation//sessions",
        "//api/exam-simulation/sessions",
        "/api/exam-simulation/sessions/1/",
        "/api/exam-simulation/sessions/1/sections",
        "/api/exam-simulation/sessions/1/sections/1",
        "/api/exam-simulation/sessions/1/sections/1/pause",
        "/api/exam-simulation/sessions/1/sections/1/start/",
        "/api/exam-simulation/sessions/1/result",
        "/api/exam-simulation/sessions/1/results/",
        "/api/exam-simulation/config%00",
        "/api/exam-simulation/caf%C3%A9/%FF",
    ],
)
@pytest.mark.parametrize("endpoint", ["get_config", "get_session", "save_answers"])
def test_a_path_that_is_no_function_s_is_404_at_every_function(
    api: Api, endpoint: str, path: str
) -> None:
    response = api.call(endpoint, "GET", path)
    document = problem(response, 404, "not_found")
    assert document["instance"].isascii()


@pytest.mark.parametrize("endpoint", ALL, ids=str)
@pytest.mark.parametrize("path", ["/sessions/1%0A", "/%0A", "/config%0A"])
def test_a_path_that_the_framework_does_not_route_is_answered_as_any_other(
    api: Api, endpoint: Endpoint, path: str
) -> None:
    response = api.call(endpoint.name, "GET", BASE_PATH + path)
    document = problem(response, 404, "not_found")
    assert document["instance"] == BASE_PATH + path
    assert response.headers["X-Request-Id"]


@pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico"])
def test_what_robots_and_browsers_ask_for_is_404(api: Api, path: str) -> None:
    assert api.call("get_session", "GET", path).status_code == 404


@pytest.mark.parametrize("endpoint", ALL, ids=str)
@pytest.mark.parametrize("other", ALL, ids=str)
def test_a_function_deployed_alone_answers_its_own_path_only(
    api: Api, endpoint: Endpoint, other: Endpoint
) -> None:
    response = api.call(endpoint.name, "OPTIONS", other.whole())
    assert response.status_code == (204 if endpoint.path == other.path else 404)


@pytest.mark.parametrize(
    "number",
    [
        "0",
        "00",
        "01",
        "-1",
        "+1",
        "%2B1",
        "1.0",
        "1e3",
        "0x1",
        "1%20",
        "%201",
        "1%0A",
        "2147483648",
        "9999999999",
        "10000000000",
        "٣",
        "１",  # a full-width digit
        "1²",
        "one",
        "null",
        "%00",
        "1;2",
    ],
)
def test_an_id_that_is_none_is_a_path_that_is_none(api: Api, number: str) -> None:
    for endpoint in OF_A_SESSION:
        response = api.call(endpoint.name, endpoint.method, endpoint.whole(number, 1))
        problem(response, 404, "not_found")
    for endpoint in OF_A_SECTION:
        response = api.call(endpoint.name, endpoint.method, endpoint.whole(1, number))
        problem(response, 404, "not_found")


@pytest.mark.parametrize("endpoint", OF_A_SESSION, ids=str)
def test_the_largest_id_is_looked_for(api: Api, student: Student, endpoint: Endpoint) -> None:
    body: dict[str, object] = {"json": {"answers": []}} if endpoint.method == "PUT" else {}
    path = endpoint.below(2147483647, 2147483647)
    response = api.request(endpoint.method, path, headers=student.headers, **body)
    problem(response, 404, "session_not_found")


@pytest.mark.parametrize("endpoint", ALL, ids=str)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_another_method_is_405_and_says_which_are_served(
    api: Api, endpoint: Endpoint, method: str
) -> None:
    if method == endpoint.method:
        method = "PROPFIND"
    response = api.call(endpoint.name, method, endpoint.whole())
    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == allowed_at(endpoint)


def allowed_at(endpoint: Endpoint) -> str:
    """The methods of a path, whichever functions serve them."""
    if endpoint in (GET_SESSION, DELETE_SESSION):
        return "GET, HEAD, DELETE, OPTIONS"
    return "GET, HEAD, OPTIONS" if endpoint.method == "GET" else f"{endpoint.method}, OPTIONS"


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
def test_head_is_refused_where_get_is(api: Api, endpoint: Endpoint) -> None:
    response = api.request("HEAD", endpoint.below())
    assert (response.status_code, response.data) == (405, b"")


def test_anyone_who_serves_get_serves_head(api: Api, sit: Sit, student: Student) -> None:
    sitting = sit()
    sitting.finish()
    for path in ("/config", "/history", sitting.path, f"{sitting.path}/results"):
        got = api.get(path, headers=student.headers)
        head = api.request("HEAD", path, headers=student.headers)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["Content-Length"] == str(len(got.data))


def padded(size: int) -> bytes:
    return b"{}".ljust(size)


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
def test_a_body_over_64_kib_is_413(api: Api, endpoint: Endpoint) -> None:
    response = send(api, endpoint, data=padded(65_537), content_type="application/json")
    problem(response, 413, "body_too_large")


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
def test_a_body_over_64_kib_without_a_length_is_413(api: Api, endpoint: Endpoint) -> None:
    problem(chunked(api, endpoint, padded(65_537)), 413, "body_too_large")


def chunked(api: Api, endpoint: Endpoint, content: bytes) -> Response:
    return send(
        api,
        endpoint,
        input_stream=io.BytesIO(content),
        content_type="application/json",
        environ_overrides=CHUNKED,
    )


CHUNKED = {
    "CONTENT_LENGTH": "",
    "HTTP_TRANSFER_ENCODING": "chunked",
    "wsgi.input_terminated": True,
}
"""What gunicorn tells of a body without a length."""


def test_a_body_of_64_kib_is_read(api: Api, student: Student) -> None:
    body = b'{"exam_type": "DEMO"}'.ljust(65_536)
    options: dict[str, object] = {"headers": student.headers, "content_type": "application/json"}
    assert api.post("/sessions", data=body, **options).status_code == 201
    stream = {
        "input_stream": io.BytesIO(body),
        "environ_overrides": CHUNKED,
    }
    assert api.post("/sessions", **options, **stream).status_code == 201


@pytest.mark.parametrize("terminated", [True, False])
def test_a_body_that_is_too_long_to_read_away_ends_the_connection(
    api: Api, monkeypatch: pytest.MonkeyPatch, terminated: bool
) -> None:
    monkeypatch.setattr(body_reader, "DISCARDED_BYTES", 100_000)
    content = io.BytesIO(b" " * 300_000)
    overrides = CHUNKED if terminated else {}
    response = send(
        api,
        CREATE_SESSION,
        input_stream=content,
        content_type="application/json",
        environ_overrides=overrides,
    )
    problem(response, 413, "body_too_large")
    assert response.headers["Connection"] == "close"
    assert content.tell() < 200_000


class Broken(io.BytesIO):
    """A body that breaks off, in the words of a server."""

    def __init__(self, beginning: bytes, error: Exception) -> None:
        super().__init__(beginning)
        self._error = error

    def read(self, size: int | None = -1) -> bytes:
        return super().read(size) or self._break()

    def _break(self) -> bytes:
        raise self._error


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
@pytest.mark.parametrize("error", [OSError("bad chunk"), ClientDisconnected()], ids=repr)
def test_a_body_that_breaks_off_is_400(api: Api, endpoint: Endpoint, error: Exception) -> None:
    response = send(
        api,
        endpoint,
        input_stream=Broken(b'{"answers"', error),
        content_type="application/json",
        environ_overrides=CHUNKED,
    )
    problem(response, 400, "incomplete_body")


def test_a_length_over_64_kib_is_refused_before_the_body_has_come(api: Api) -> None:
    response = send(
        api,
        CREATE_SESSION,
        input_stream=Broken(b"", OSError("it never comes")),
        content_type="application/json",
        environ_overrides={"CONTENT_LENGTH": "65537"},
    )
    problem(response, 413, "body_too_large")


def test_a_body_that_is_shorter_than_it_said_is_400(api: Api) -> None:
    response = send(
        api,
        CREATE_SESSION,
        input_stream=io.BytesIO(b"{}"),
        content_type="application/json",
        environ_overrides={"CONTENT_LENGTH": "20", "wsgi.input_terminated": True},
    )
    problem(response, 400, "incomplete_body")


def test_a_function_that_is_imported_by_others_than_the_framework_registers_nothing() -> None:
    handle_unrouted()


def test_the_rest_of_a_long_body_is_read_away(api: Api) -> None:
    content = io.BytesIO(b" " * 300_000)
    response = api.post(
        "/sessions", headers=LOOKS_GOOD, input_stream=content, content_type="application/json"
    )
    problem(response, 413, "body_too_large")
    assert content.tell() == 300_000
    assert "Connection" not in response.headers


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/problem+json",
        "application/jsonp",
        "application/json-patch+json",
        "json",
    ],
)
def test_a_body_of_another_media_type_is_415(
    api: Api, endpoint: Endpoint, content_type: str
) -> None:
    problem(
        send(api, endpoint, data=b"{}", content_type=content_type), 415, "unsupported_media_type"
    )


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "identity, gzip"])
def test_a_body_with_a_content_coding_is_415(api: Api, coding: str) -> None:
    response = api.post(
        "/sessions",
        headers={**LOOKS_GOOD, "Content-Encoding": coding},
        data=b"{}",
        content_type="application/json",
    )
    problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;",
    ],
)
def test_a_body_of_the_right_media_type_is_read(api: Api, content_type: str) -> None:
    response = send(api, CREATE_SESSION, data=b'{"exam_type": 5}', content_type=content_type)
    problem(response, 422, "validation_failed")


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
@pytest.mark.parametrize(
    "body",
    [
        b"garbage",
        b"{",
        b" ",
        b"\n",
        b"{'a': 1}",
        b'{"a": 1,}',
        b"[1, 2,]",
        b'{"a": 01}',
        b"{} {}",
        b'{"a": 1} // no',
        b"\xef\xbb\xbf{}",
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\udc00\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"a": "\n"}',
        b'{"a": "\\x41"}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 30_000 + b"]" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        "{}".encode("utf-16"),
        b"\x00",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_not_json_is_400(api: Api, endpoint: Endpoint, body: bytes) -> None:
    response = send(api, endpoint, data=body, content_type="application/json")
    problem(response, 400, "invalid_json")


@pytest.mark.parametrize(
    "body",
    [
        b'{"extra_time_percent": 1e400}',
        b'{"extra_time_percent": 1e2}',
        b'{"extra_time_percent": -0.0}',
        b'{"extra_time_percent": ' + b"9" * 300 + b"}",
        b'{"exam_type": ' + b"[" * 50 + b"]" * 50 + b"}",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_number_or_a_nesting_that_json_allows_is_never_our_bug(api: Api, body: bytes) -> None:
    response = send(api, CREATE_SESSION, data=body, content_type="application/json")
    assert response.status_code in (400, 422)


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("a/b", "#/a~1b"),
        ("a~b", "#/a~0b"),
        ("~1", "#/~01"),
        ("", "#/"),
        ("a b", "#/a%20b"),
        ("caffè", "#/caff%C3%A8"),
        ("50%", "#/50%25"),
        ('"', "#/%22"),
    ],
)
def test_a_pointer_is_a_json_pointer_in_a_uri_fragment(api: Api, name: str, pointer: str) -> None:
    document = problem(send(api, CREATE_SESSION, json={name: 1}), 422, "validation_failed")
    assert [error["pointer"] for error in document["errors"]] == [pointer]


def test_a_body_full_of_faults_is_not_answered_at_length(api: Api) -> None:
    path = "/sessions/1/sections/1/answers"
    response = api.put(path, headers=LOOKS_GOOD, json={"answers": [1] * 500})
    assert len(problem(response, 422, "validation_failed")["errors"]) == 20


def test_an_error_never_repeats_what_was_sent(api: Api) -> None:
    response = send(api, CREATE_SESSION, json={"exam_type": ["do not repeat me"]})
    problem(response, 422, "validation_failed")
    assert "do not repeat me" not in response.text


def test_the_stack_trace_of_a_bug_stays_with_us(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise RuntimeError("the cause, for the log alone")

    monkeypatch.setattr("get_config.exam_types", fail)
    response = api.get("/config")
    document = problem(response, 500, "internal_error")
    assert list(document) == ["type", "title", "status", "detail", "code", "instance"]
    assert "cause" not in response.text
    line = json.loads(capsys.readouterr().out)
    assert "RuntimeError: the cause, for the log alone" in line["stack_trace"]
