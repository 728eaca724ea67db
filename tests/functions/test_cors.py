"""Cross-origin requests."""

import pytest

from exam_simulation.http.cors import is_allowed
from tests.conftest import Student
from tests.functions.conftest import Api, Configure, Sit
from tests.functions.endpoints import ALL, Endpoint
from tests.functions.responses import problem

ORIGIN = "https://exams.example"


@pytest.fixture
def api(apps: Api, configure: Configure) -> Api:
    configure(CORS_ALLOWED_ORIGINS=f"{ORIGIN}, http://localhost:*")
    return apps


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_a_preflight_is_answered_before_authentication(api: Api, endpoint: Endpoint) -> None:
    response = api.request(
        "OPTIONS",
        endpoint.below(),
        headers={"Origin": ORIGIN, "Access-Control-Request-Method": endpoint.method},
    )
    assert (response.status_code, response.data) == (204, b"")
    headers = response.headers
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert endpoint.method in headers["Access-Control-Allow-Methods"].split(", ")
    allowed = {name.strip().lower() for name in headers["Access-Control-Allow-Headers"].split(",")}
    assert allowed >= {
        "authorization",
        "content-type",
        "idempotency-key",
        "x-request-id",
        "apikey",
        "x-client-info",
        "x-retry-count",
        "traceparent",
        "tracestate",
        "baggage",
        "sentry-trace",
    }
    assert int(headers["Access-Control-Max-Age"]) > 0
    assert headers["Vary"].startswith("Origin")
    assert 'desc="0"' in headers["Server-Timing"]
    assert "Content-Type" not in headers


def test_a_preflight_with_a_token_is_no_request(api: Api, sit: Sit, student: Student) -> None:
    sitting = sit()
    before = sitting.row()
    response = api.request("OPTIONS", f"{sitting.path}/sections/1/start", headers=student.headers)
    assert response.status_code == 204
    assert sitting.row() == before


def test_an_origin_that_is_not_allowed_is_told_nothing(api: Api) -> None:
    for method in ("OPTIONS", "GET"):
        response = api.request(method, "/config", headers={"Origin": "https://elsewhere.example"})
        assert response.status_code in (200, 204)
        assert "Access-Control-Allow-Origin" not in response.headers
        assert "Access-Control-Expose-Headers" not in response.headers
        assert response.headers["Vary"].startswith("Origin")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/config", 200),
        ("GET", "/history", 401),
        ("GET", "/nowhere", 404),
        ("DELETE", "/config", 405),
    ],
)
def test_a_page_of_an_allowed_origin_may_read_every_answer(
    api: Api, method: str, path: str, status: int
) -> None:
    response = api.request(method, path, headers={"Origin": ORIGIN})
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    exposed = {n.strip() for n in response.headers["Access-Control-Expose-Headers"].split(",")}
    assert exposed == {
        *("Location", "Link", "Retry-After", "X-Request-Id", "Server-Timing", "Date")
    }
    assert response.headers["Vary"].startswith("Origin")


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_a_page_may_read_that_another_setting_is_malformed(
    api: Api, configure: Configure, endpoint: Endpoint
) -> None:
    configure(EXAM_FUNCTIONS_KEY="short")
    headers = {"Origin": ORIGIN}
    preflight = api.request("OPTIONS", endpoint.below(), headers=headers)
    assert preflight.status_code == 204
    response = api.request(endpoint.method, endpoint.below(), headers=headers)
    problem(response, 500, "misconfigured")
    for answer in (preflight, response):
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_malformed_origins_are_none(apps: Api, configure: Configure) -> None:
    configure(CORS_ALLOWED_ORIGINS="https://exams.example/path")
    response = apps.get("/config", headers={"Origin": ORIGIN})
    problem(response, 500, "misconfigured")
    assert "Access-Control-Allow-Origin" not in response.headers


def test_cookies_are_never_allowed(api: Api) -> None:
    response = api.get("/config", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_an_answer_without_an_origin_varies_with_it_too(api: Api) -> None:
    response = api.get("/config")
    assert response.headers["Vary"].startswith("Origin")
    assert "Access-Control-Allow-Origin" not in response.headers


def test_no_origin_is_allowed_where_none_is_configured(apps: Api, configure: Configure) -> None:
    configure(CORS_ALLOWED_ORIGINS=None)
    response = apps.get("/config", headers={"Origin": ORIGIN})
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("origin", "pattern", "allowed"),
    [
        ("https://exams.example", "https://exams.example", True),
        ("https://exams.example", "http://exams.example", False),
        ("https://exams.example:8443", "https://exams.example", False),
        ("https://www.exams.example", "https://exams.example", False),
        ("https://exams.example.evil.example", "https://exams.example", False),
        ("https://evilexams.example", "https://exams.example", False),
        ("null", "https://exams.example", False),
        ("http://localhost", "http://localhost:*", True),
        ("http://localhost:3000", "http://localhost:*", True),
        ("http://127.0.0.1:5173", "http://127.0.0.1:*", True),
        ("http://[::1]:5173", "http://[::1]:*", True),
        ("http://[::1]", "http://[::1]:*", True),
        ("https://localhost:3000", "http://localhost:*", False),
        ("http://localhost.evil.example:3000", "http://localhost:*", False),
        ("http://evil.example:3000", "http://localhost:*", False),
        # pragma: allowlist nextline secret
        ("http://localhost:3000@evil.example", "http://localhost:*", False),
        ("http://[::1", "http://localhost:*", False),
        ("null", "http://localhost:*", False),
        ("", "http://localhost:*", False),
        ("https://anybody.example", "*", True),
    ],
)
def test_an_origin_is_allowed_as_configuration_writes_it(
    origin: str, pattern: str, allowed: bool
) -> None:
    assert is_allowed(origin, [pattern]) is allowed
