"""Nobody gets in with a forged token: every forgery, against every function."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPResponse
from uuid import uuid4

import httpx
import pytest

from emulator.ports import HOST
from emulator.stack import Stack
from tests.conftest import Database, supabase_client
from tests.functions.conftest import Api, Configure, Sit
from tests.functions.endpoints import GET_CONFIG, GET_HISTORY, WITH_TOKEN, Endpoint
from tests.functions.forgeries import (
    BADLY_SIGNED,
    CRITICAL,
    EXPIRED,
    FORGERIES,
    IN_THE_BODY_OR_ADDRESS,
    LOOKS_WRONG,
    MALFORMED,
    NO_BEARER,
    NOT_THERE,
    ON_THE_WIRE,
    Forgery,
    Sent,
    bearing,
)
from tests.functions.forging import Good
from tests.functions.responses import Response
from tests.functions.sitting import Sitting
from tests.functions.tokens import decoded
from tests.functions.upstream import Upstream, responds

DETAILS = {
    "token_missing": "An access token is needed: Authorization: Bearer <token>.",
    "token_invalid": "This is not an access token of a signed-in user.",
    "token_expired": "The access token has expired.",
    "token_rejected": "The access token was not accepted.",
}
KEY_HEADER = "x-exam-functions-key"


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A server of the forger's own; anyone who connects to it can be seen later."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture(scope="module")
def supabase(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """Supabase, as a frontend reaches it."""
    with supabase_client(environment) as client:
        yield client


@pytest.fixture(scope="module")
def another(supabase: httpx.Client) -> dict[str, str]:
    """Another student's tokens, as Auth gives them."""
    person = {"email": f"{uuid4()}@example.com", "password": "a long test password"}
    tokens: dict[str, str] = supabase.post("/auth/v1/signup", json=person).json()
    return tokens


@pytest.fixture
def overdue(snapshot: dict[str, Sitting], sit: Sit, api: Api, database: Database) -> Sitting:
    """A session with an overdue section, which any good request about it would settle."""
    if "overdue" not in snapshot:
        snapshot["overdue"] = sit(started=True)
        snapshot["overdue"].let_pass(60)
    return replace(snapshot["overdue"], api=api, database=database)


@pytest.fixture
def good(
    overdue: Sitting,
    environment: dict[str, str],
    another: dict[str, str],
    listener: socket.socket,
) -> Good:
    """The student whose session it is, and all that a forger may hold beside."""
    return Good(
        token=overdue.student.token,
        claims=decoded(overdue.student.token),
        another_token=another["access_token"],
        refresh_token=another["refresh_token"],
        publishable_key=environment["SUPABASE_PUBLISHABLE_KEY"],
        secret_key=environment["SUPABASE_SECRET_KEY"],
        secret=environment["SUPABASE_JWT_SECRET"],
        listener=f"http://127.0.0.1:{listener.getsockname()[1]}",
    )


def send(api: Api, endpoint: Endpoint, session: int, sent: Sent) -> Response:
    """Send a request in which nothing but the token is wrong."""
    options: dict[str, object] = {"headers": sent.headers}
    if sent.form is not None:
        options |= {"data": sent.form, "content_type": "application/x-www-form-urlencoded"}
    elif endpoint.method == "PUT":
        options["json"] = {"answers": []}
    return api.request(endpoint.method, endpoint.below(session) + sent.query, **options)


def everything(database: Database) -> dict[str, object]:
    """All that the students' tables and our own secrets hold, each table as one digest."""
    tables = database.execute(
        """select format('%I.%I', schemaname, tablename) from pg_tables
           where schemaname = 'private' or tablename in ('users', 'exam_sessions')
           order by schemaname, tablename"""
    ).fetchall()
    return {
        str(table): database.execute(
            f"select count(*), md5(string_agg(md5(t::text), '' order by t::text)) from {table} t"
        ).fetchone()
        for (table,) in tables
    }


def refused(response: Response, endpoint: Endpoint, session: int, forgery: Forgery) -> str | None:
    """Tell what is wrong with a refusal; None where it is exactly as it should be."""
    error = "" if forgery.code == "token_missing" else ', error="invalid_token"'
    expected = {
        "status": 401,
        "type": "application/problem+json",
        "challenge": f'Bearer realm="exam-simulation"{error}',
        "round trips": str(forgery.round_trips),
        "body": {
            "type": "about:blank",
            "title": "Unauthorized",
            "status": 401,
            "detail": DETAILS[forgery.code],
            "code": forgery.code,
            "instance": endpoint.whole(session),
        },
    }
    said = {
        "status": response.status_code,
        "type": response.content_type,
        "challenge": response.headers.get("WWW-Authenticate"),
        "round trips": re.sub('.*desc="([0-9]+)"', r"\1", response.headers["Server-Timing"]),
        "body": json.loads(response.text),
    }
    return None if said == expected else f"{endpoint}: {said}"


@pytest.mark.parametrize("name", FORGERIES)
def test_every_function_refuses_it_and_nothing_is_read_or_written(
    api: Api, overdue: Sitting, good: Good, database: Database, name: str
) -> None:
    forgery = FORGERIES[name]
    sent = forgery.sent(good)
    before = everything(database)
    wrong = [
        refused(send(api, endpoint, overdue.id, sent), endpoint, overdue.id, forgery)
        for endpoint in WITH_TOKEN
    ]
    assert wrong == [None] * len(WITH_TOKEN)
    assert everything(database) == before


def test_no_forgery_hides_another_of_the_same_name() -> None:
    tokens = [*LOOKS_WRONG, *EXPIRED, *BADLY_SIGNED]
    elsewhere = [*NO_BEARER, *NOT_THERE, *IN_THE_BODY_OR_ADDRESS]
    assert [*FORGERIES] == tokens + elsewhere
    assert len({**FORGERIES, **CRITICAL}) == 255


@pytest.mark.parametrize("endpoint", [one for one in WITH_TOKEN if one != GET_HISTORY], ids=str)
def test_the_same_request_with_the_good_token_would_have_written(
    api: Api, sit: Sit, database: Database, endpoint: Endpoint
) -> None:
    sitting = sit(started=True)
    sitting.let_pass(60)
    before = everything(database)
    good = Sent([("Authorization", f"Bearer {sitting.student.token}")])
    assert send(api, endpoint, sitting.id, good).status_code != 401
    after = everything(database)
    assert {table for table in after if after[table] != before[table]} == {"public.exam_sessions"}


AskSupabase = Callable[[list[tuple[str, str]]], httpx.Response]


@pytest.fixture
def ask_supabase(
    supabase: httpx.Client, overdue: Sitting, environment: dict[str, str]
) -> AskSupabase:
    """Ask Supabase itself for the session, with the functions' key and somebody's token."""
    path = f"/rest/v1/exam_sessions?id=eq.{overdue.id}"
    key = (KEY_HEADER, environment["EXAM_FUNCTIONS_KEY"])
    return lambda headers: supabase.get(path, headers=[key, *headers])


@pytest.mark.parametrize("name", BADLY_SIGNED)
def test_supabase_refuses_it_by_itself_even_with_the_functions_key(
    ask_supabase: AskSupabase, good: Good, name: str
) -> None:
    response = ask_supabase(FORGERIES[name].sent(good).headers)
    assert response.status_code == 401
    assert set(response.json()) == {"code", "message", "details", "hint"}


def test_supabase_shows_a_good_token_s_student_what_forgers_ask_for(
    ask_supabase: AskSupabase, overdue: Sitting
) -> None:
    response = ask_supabase([*overdue.student.headers.items()])
    assert [row["id"] for row in response.json()] == [overdue.id]


def test_supabase_is_asked_nothing_about_what_looks_wrong(
    apps: Api, good: Good, configure: Configure
) -> None:
    with Upstream(responds(401, '{"code": "PGRST301", "message": "no"}')) as upstream:
        configure(SUPABASE_URL=upstream.url)
        for name, forgery in FORGERIES.items():
            if forgery.round_trips == 0:
                for endpoint in WITH_TOKEN:
                    send(apps, endpoint, 1, forgery.sent(good))
                assert upstream.requests == [], name
        send(apps, GET_HISTORY, 1, Sent([("Authorization", f"Bearer {good.token}")]))
        assert len(upstream.requests) == 1


BAITS = [
    "RS256 with its jku",
    "RS256 with its x5u",
    "another issuer's keys",
    "a key by URL",
    "a key by command",
]


@pytest.mark.parametrize("name", BAITS)
def test_no_token_makes_anybody_fetch_a_key(
    api: Api, overdue: Sitting, good: Good, listener: socket.socket, name: str
) -> None:
    for endpoint in WITH_TOKEN:
        response = send(api, endpoint, overdue.id, FORGERIES[name].sent(good))
        assert response.status_code == 401
    with pytest.raises(BlockingIOError):
        listener.accept()
    socket.create_connection(listener.getsockname()).close()
    listener.accept()[0].close()


def test_config_is_answered_to_a_forger_as_to_everybody_and_supabase_sees_no_token(
    apps: Api, good: Good, configure: Configure
) -> None:
    bank = '[{"subject": "logic", "question_count": 1}]'
    with Upstream(responds(200, bank)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        to_everybody = apps.get("/config")
        assert to_everybody.status_code == 200
        for name, forgery in FORGERIES.items():
            response = send(apps, GET_CONFIG, 1, forgery.sent(good))
            assert (response.status_code, response.text) == (200, to_everybody.text), name
            assert upstream.requests.pop() == upstream.requests[0], name


# ── on the wire ──────────────────────────────────────────────────────────────────────────────────


def answer_to(stack: Stack, request: bytes) -> tuple[int, dict[str, str], str]:
    """Send these bytes; give status, headers and body of the answer."""
    with socket.create_connection((HOST, stack.ports.functions), timeout=30) as connection:
        connection.sendall(request)
        response = HTTPResponse(connection)
        response.begin()
        return response.status, dict(response.getheaders()), response.read().decode()


def request_to(endpoint: Endpoint, session: int, lines: bytes) -> bytes:
    """A request in which nothing but these lines of the head is wrong."""
    body = b'{"answers": []}' if endpoint.method == "PUT" else b""
    start = f"{endpoint.method} {endpoint.whole(session)} HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    media = b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
    return start + media + lines + b"\r\n" + body


def in_trailer(endpoint: Endpoint, session: int, token: bytes) -> bytes:
    """A request whose token comes after its body."""
    head = f"{endpoint.method} {endpoint.whole(session)} HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    return head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + bearing(token) + b"\r\n"


def in_address(endpoint: Endpoint, session: int, token: bytes) -> bytes:
    """A request whose token stands where a user's password would."""
    target = b"http://bearer:" + token + b"@127.0.0.1" + endpoint.whole(session).encode()
    return endpoint.method.encode() + b" " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def is_refusal(response: tuple[int, dict[str, str], str]) -> bool:
    """Tell whether it is our refusal, and nothing more."""
    status, headers, text = response
    return (
        status == 401
        and headers["WWW-Authenticate"].startswith('Bearer realm="exam-simulation"')
        and 'supabase;dur=0.0;desc="0"' in headers["Server-Timing"]
        and set(json.loads(text)) == {"type", "title", "status", "detail", "code", "instance"}
    )


def logged(stack: Stack) -> int:
    """How many requests the functions have seen."""
    return stack.functions.log.read_bytes().count(b'"request_id"')


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_what_the_server_reads_but_no_frontend_sends_gets_nobody_in(
    stack: Stack, overdue: Sitting, database: Database, name: str
) -> None:
    lines = ON_THE_WIRE[name](overdue.student.token.encode())
    before = everything(database)
    for endpoint in WITH_TOKEN:
        response = answer_to(stack, request_to(endpoint, overdue.id, lines))
        assert is_refusal(response), f"{endpoint}: {response}"
    assert everything(database) == before


@pytest.mark.parametrize("make", [in_trailer, in_address], ids=lambda make: make.__name__)
def test_a_token_outside_the_head_is_none(
    stack: Stack,
    overdue: Sitting,
    database: Database,
    make: Callable[[Endpoint, int, bytes], bytes],
) -> None:
    before = everything(database)
    for endpoint in WITH_TOKEN:
        response = answer_to(stack, make(endpoint, overdue.id, overdue.student.token.encode()))
        assert is_refusal(response), f"{endpoint}: {response}"
    assert everything(database) == before


@pytest.mark.parametrize("name", MALFORMED)
def test_what_the_server_cannot_read_never_reaches_a_function(
    stack: Stack, overdue: Sitting, database: Database, name: str
) -> None:
    make, expected = MALFORMED[name]
    lines = make(overdue.student.token.encode())
    before, seen = everything(database), logged(stack)
    for endpoint in WITH_TOKEN:
        status, _, _ = answer_to(stack, request_to(endpoint, overdue.id, lines))
        assert status == expected, endpoint
    assert (everything(database), logged(stack)) == (before, seen)


def test_the_same_requests_with_the_token_as_it_should_be_are_read(
    stack: Stack, overdue: Sitting
) -> None:
    lines = bearing(overdue.student.token.encode())
    seen = logged(stack)
    status, _, text = answer_to(stack, request_to(GET_HISTORY, overdue.id, lines))
    assert (status, text) == (200, "[]")
    assert logged(stack) == seen + 1
