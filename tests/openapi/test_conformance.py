"""What holds every answer of the functions against the document can tell a wrong one."""

import json
from typing import cast

import flask
import jsonschema_rs
import pytest
from werkzeug.test import Client

import main
from tests.functions.responses import Response
from tests.openapi.conformance import OPERATIONS, require_documented

PATH = "/api/exam-simulation/history"
HEADERS = {
    "X-Request-Id": "one",
    "Server-Timing": 'app;dur=1.0, supabase;dur=0.5;desc="1"',
    "Cache-Control": "no-store",
    "Vary": "Origin",
}
UNAVAILABLE = OPERATIONS["get_history"]["responses"]["503"]["content"]["application/problem+json"]
BUSY = UNAVAILABLE["examples"]["busy"]["value"]


def check(
    status: int = 200,
    body: object = (),
    path: str = PATH,
    method: str = "GET",
    **headers: str | None,
) -> None:
    """Hold an answer against the document: a page of a history, but for what is said otherwise."""
    kind = "application/json" if status < 300 else "application/problem+json"
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {
        name: value
        for name, value in {"Content-Type": kind, **HEADERS, **changed}.items()
        if value is not None
    }
    made = flask.Response(json.dumps(body), status, sent)
    response = cast(Response, Client(made).open(path, method=method))
    require_documented(main.get_history, method, path, response)


def test_a_documented_answer_is_let_pass() -> None:
    check()
    check(method="HEAD")
    check(503, BUSY, Retry_After="1")
    check(404, {**BUSY, "status": 404, "code": "not_found"}, path="/api/exam-simulation/histories")


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": 418, "body": {}},
        {"status": 201},
        {"body": {}},
        {"body": [{"id": 1}]},
        {"status": 503, "body": BUSY},
        {"status": 503, "body": BUSY, "Retry_After": "0"},
        {"status": 503, "body": {**BUSY, "code": "bank_too_small"}, "Retry_After": "1"},
        {"status": 503, "body": {**BUSY, "status": 500}, "Retry_After": "1"},
        {"status": 503, "body": {**BUSY, "sql": "select"}, "Retry_After": "1"},
        {"Content_Type": "text/html"},
        {"X_Request_Id": None},
        {"Cache_Control": "public"},
        {"Link": "/elsewhere"},
        {"path": "/api/exam-simulation/histories", "status": 503, "body": BUSY},
    ],
)
def test_a_wrong_answer_is_found(wrong: dict[str, object]) -> None:
    with pytest.raises((AssertionError, jsonschema_rs.ValidationError)):
        check(**wrong)  # type: ignore[arg-type]
