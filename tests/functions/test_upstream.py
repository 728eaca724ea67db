"""When Supabase cannot be reached, is overloaded, too slow, or answers garbage."""

import gzip
import json
import shutil
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from itertools import repeat
from pathlib import Path
from urllib.parse import urlsplit

import pycurl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from postgrest.exceptions import APIError

from exam_simulation import budget
from exam_simulation.errors import QueryRefused, UpstreamUnavailable
from exam_simulation.store import client
from exam_simulation.store.transport import Connections
from tests.functions.conftest import Api, Configure
from tests.functions.endpoints import ALL, CREATE_SESSION, SAVE_ANSWERS, WITH_TOKEN, Endpoint
from tests.functions.responses import Response, problem
from tests.functions.tokens import claims_of, signed
from tests.functions.upstream import (
    SAID_UPSTREAM,
    Behaviour,
    Upstream,
    closes,
    drips,
    hangs,
    hears_another,
    resets,
    responds,
    sends,
)

STUDENT = {
    "Authorization": "Bearer " + signed(claims_of("6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"), "secret")
}
DEADLINE = 0.3
GENEROUS = 10 * DEADLINE
DROPS = 200  # for ten seconds
CODINGS = ["gzip", "deflate", "br"]
STOCK = json.dumps([{"subject": s, "question_count": 99} for s in ("logic", "english")])


def call(api: Api, endpoint: Endpoint) -> Response:
    body: dict[str, object] = {}
    if endpoint == SAVE_ANSWERS:
        body = {"json": {"answers": []}}
    if endpoint == CREATE_SESSION:
        body = {"json": {"exam_type": "DEMO"}}
    return api.request(endpoint.method, endpoint.below(), headers=STUDENT, **body)


def unavailable(response: Response) -> None:
    problem(response, 503, "upstream_unavailable")
    assert int(response.headers["Retry-After"]) >= 1
    assert SAID_UPSTREAM not in response.text


def refusal(code: str, **more: str) -> str:
    return json.dumps({"code": code, "message": SAID_UPSTREAM, "hint": None, **more})


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_every_function_says_that_supabase_refuses_connections(
    apps: Api, configure: Configure, endpoint: Endpoint
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        configure(SUPABASE_URL=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        unavailable(call(apps, endpoint))


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_every_function_gives_up_on_a_supabase_that_hangs(
    apps: Api, configure: Configure, endpoint: Endpoint
) -> None:
    with Upstream(hangs) as upstream:
        configure(SUPABASE_URL=upstream.url, SUPABASE_DEADLINE_SECONDS=str(DEADLINE))
        started = time.monotonic()
        unavailable(call(apps, endpoint))
        assert DEADLINE * 0.9 < time.monotonic() - started < GENEROUS


@pytest.mark.parametrize(
    "behaviour",
    [
        drips(b"HTTP/1.1 200 ", repeat(b"O", DROPS)),
        drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", repeat(b"x", DROPS)),
        drips(b"HTTP/1.1 200 OK\r\n", repeat(b"X: y\r\n", DROPS)),
        drips(b"", repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n", DROPS)),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n[", repeat(b" ", DROPS)),
        drips(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", repeat(b"1\r\n \r\n", DROPS)
        ),
        drips(b"HTTP/1.1 500 No\r\nContent-Length: 9999\r\n\r\n", repeat(b"x", DROPS)),
    ],
    ids=["status line", "header", "headers", "hints", "body", "chunks", "error"],
)
def test_a_supabase_that_drips_is_given_up_on_too(
    apps: Api, configure: Configure, behaviour: Behaviour
) -> None:
    with Upstream(behaviour) as upstream:
        configure(SUPABASE_URL=upstream.url, SUPABASE_DEADLINE_SECONDS=str(DEADLINE))
        started = time.monotonic()
        unavailable(apps.get("/config"))
        assert DEADLINE * 0.9 < time.monotonic() - started < GENEROUS


def test_the_deadline_is_over_the_whole_request_and_not_over_each_round_trip(
    apps: Api, configure: Configure
) -> None:
    # A bank that looks empty is asked once more: does it know our key?
    with Upstream(responds(200, "[]", after_seconds=0.6)) as upstream:
        configure(SUPABASE_URL=upstream.url, SUPABASE_DEADLINE_SECONDS="1")
        started = time.monotonic()
        unavailable(apps.get("/config"))
        assert time.monotonic() - started < GENEROUS
        assert len(upstream.requests) == 2


@pytest.mark.parametrize(
    "behaviour",
    [
        closes,
        resets,
        sends(b"SSH-2.0-OpenSSH_9.6\r\n"),
        sends(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{"),
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{"),
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ngarbage\r\n"),
        sends(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n[]"),
        sends(b"HTTP/1.1 200 OK\r\n\r\n"),
        *(responds(200, SAID_UPSTREAM, f"Content-Encoding: {it}") for it in CODINGS),
        responds(200, gzip.compress(STOCK.encode())[:30], "Content-Encoding: gzip"),
        responds(200, "[]", "Content-Encoding: rot13"),
        responds(200),
        responds(204),
        responds(200, SAID_UPSTREAM),
        responds(200, f"<html>{SAID_UPSTREAM}</html>"),
        responds(200, f'[{{"subject": "{SAID_UPSTREAM}'),
        responds(200, b'[{"subject": "\xff"}]'),
        responds(200, "null"),
        responds(200, "{}"),
        responds(200, "5"),
        responds(200, f'"{SAID_UPSTREAM}"'),
        responds(200, "[1]"),
        responds(200, "[null]"),
        responds(200, "[[]]"),
        responds(200, "[" * 10_000),
        responds(500),
        responds(500, f"<html>{SAID_UPSTREAM}</html>"),
        responds(500, refusal("XX000")),
        responds(500, refusal("57014")),
        responds(500, refusal("53300")),
        responds(503, refusal("PGRST001")),
        responds(504, refusal("PGRST003")),
        responds(400, refusal("P0001")),
        responds(502, f"<html>{SAID_UPSTREAM}</html>"),
        responds(503, SAID_UPSTREAM, "Retry-After: 3600"),
        responds(520, "null"),
        responds(429, json.dumps({"message": SAID_UPSTREAM})),
        responds(429, SAID_UPSTREAM),
        responds(404, SAID_UPSTREAM),
        responds(302, "", "Location: /elsewhere"),
        responds(307, "", "Location: /elsewhere"),
        responds(304),
    ],
)
def test_whatever_supabase_answers_instead_of_rows_is_unavailable_and_stays_with_us(
    apps: Api, configure: Configure, behaviour: Behaviour
) -> None:
    with Upstream(behaviour) as upstream:
        configure(SUPABASE_URL=upstream.url, SUPABASE_DEADLINE_SECONDS="5")
        response = apps.get("/config")
    unavailable(response)
    assert 'desc="1"' in response.headers["Server-Timing"]


def test_an_answer_may_be_compressed(apps: Api, configure: Configure) -> None:
    compressed = responds(200, gzip.compress(STOCK.encode()), "Content-Encoding: gzip")
    with Upstream(compressed) as upstream:
        configure(SUPABASE_URL=upstream.url)
        assert apps.get("/config").status_code == 200
    assert "accept-encoding: deflate, gzip" in upstream.requests[0].lower()


@pytest.mark.parametrize("failure", [closes, resets])
def test_a_read_is_sent_once_more_where_the_connection_broke(
    apps: Api, configure: Configure, failure: Behaviour
) -> None:
    with Upstream(failure, responds(200, STOCK)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        response = apps.get("/config")
    assert response.status_code == 200
    assert len(upstream.requests) == 2
    assert 'desc="1"' in response.headers["Server-Timing"]


@pytest.mark.parametrize("failure", [closes, resets])
def test_a_read_is_not_sent_a_third_time(
    apps: Api, configure: Configure, failure: Behaviour
) -> None:
    with Upstream(failure) as upstream:
        configure(SUPABASE_URL=upstream.url)
        unavailable(apps.get("/config"))
    assert len(upstream.requests) == 2


@pytest.mark.parametrize("failure", [closes, resets])
def test_a_write_is_never_sent_again(apps: Api, configure: Configure, failure: Behaviour) -> None:
    with Upstream(failure) as upstream:
        configure(SUPABASE_URL=upstream.url)
        unavailable(call(apps, CREATE_SESSION))
    assert [request.split()[0] for request in upstream.requests] == ["POST"]


@pytest.mark.parametrize(("method", "again"), [("GET", 1), ("PATCH", 0), ("POST", 0)])
def test_on_a_kept_connection_that_breaks_too_only_a_read_is_sent_again(
    method: str, again: int
) -> None:
    """Left to itself, libcurl would send any request again."""
    budget.begin(10)
    content = None if method == "GET" else b"{}"
    with Upstream(hears_another(200, STOCK)) as upstream, closing(Connections()) as connections:
        connections.exchange("GET", upstream.url, [], None)
        with pytest.raises(UpstreamUnavailable) if not again else nullcontext():
            connections.exchange(method, upstream.url, [], content)
    sent = [request.split()[0] for request in upstream.requests]
    assert sent == ["GET", method, *[method] * again]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_nothing_is_sent_again_to_a_supabase_that_is_overloaded(
    apps: Api, configure: Configure, status: int
) -> None:
    with Upstream(responds(status, SAID_UPSTREAM)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        unavailable(apps.get("/config"))
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("endpoint", WITH_TOKEN, ids=str)
def test_every_function_says_that_supabase_fails(
    apps: Api, configure: Configure, endpoint: Endpoint
) -> None:
    with Upstream(responds(500, SAID_UPSTREAM)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        unavailable(call(apps, endpoint))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_token_follows_a_redirect(apps: Api, configure: Configure, status: int) -> None:
    with Upstream(responds(200, "[]")) as elsewhere:
        redirect = responds(status, "", f"Location: {elsewhere.url}/rest/v1/exam_sessions")
        with Upstream(redirect) as upstream:
            configure(SUPABASE_URL=upstream.url)
            unavailable(apps.get("/history", headers=STUDENT))
        assert elsewhere.requests == []


Refusal = tuple[int, str, int, str]


@pytest.mark.parametrize(
    "refused",
    [
        (401, "PGRST301", 401, "token_rejected"),
        (401, "PGRST302", 401, "token_rejected"),
        (401, "PGRST303", 401, "token_rejected"),
        (401, "PT401", 403, "user_unknown"),
        (409, "40001", 503, "busy"),
        (400, "40P01", 503, "busy"),
        (400, "55P03", 503, "busy"),
        (403, "42501", 500, "misconfigured"),
        (401, "42501", 500, "misconfigured"),
        (404, "42P01", 500, "misconfigured"),
        (400, "42703", 500, "misconfigured"),
        (404, "42883", 500, "misconfigured"),
        (400, "PGRST200", 503, "upstream_unavailable"),
        (404, "PGRST202", 503, "upstream_unavailable"),
        (400, "PGRST204", 503, "upstream_unavailable"),
        (404, "PGRST205", 503, "upstream_unavailable"),
        (406, "PGRST106", 500, "misconfigured"),
        (300, "PGRST201", 500, "misconfigured"),
        (300, "PGRST203", 500, "misconfigured"),
        (500, "PGRST300", 500, "misconfigured"),
        (400, "22P02", 500, "internal_error"),
        (400, "23514", 500, "internal_error"),
        (400, "PGRST100", 500, "internal_error"),
        (503, "PGRST000", 503, "upstream_unavailable"),
        # As Postgres shuts down, while it is down, and after it crashed.
        (503, "57P01", 503, "upstream_unavailable"),
        (503, "PGRST002", 503, "upstream_unavailable"),
        (400, "", 503, "upstream_unavailable"),
    ],
)
def test_an_error_code_of_supabase_means_one_of_ours(
    apps: Api, configure: Configure, refused: Refusal
) -> None:
    upstream_status, upstream_code, status, code = refused
    with Upstream(responds(upstream_status, refusal(upstream_code))) as upstream:
        configure(SUPABASE_URL=upstream.url)
        response = apps.post("/sessions", headers=STUDENT)
    problem(response, status, code)
    assert SAID_UPSTREAM not in response.text


@pytest.mark.parametrize("code", ["PGRST301", "PGRST303"])
@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("JWT expired", "token_expired"),
        ("JWT issued at future", "upstream_unavailable"),
        ("JWT not yet valid", "upstream_unavailable"),
        ("JWT not in audience", "token_rejected"),
    ],
)
def test_what_supabase_says_of_a_token_decides_who_is_asked_to_act(
    apps: Api, configure: Configure, code: str, message: str, expected: str
) -> None:
    status = 503 if expected == "upstream_unavailable" else 401
    said = json.dumps({"code": code, "message": message, "hint": None, "details": None})
    with Upstream(responds(401, said)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        problem(apps.get("/history", headers=STUDENT), status, expected)
        response = apps.get("/config")
    assert response.status_code == (503 if status == 503 else 500)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "passed_on"),
    [
        ("30", "30"),
        ("0", "1"),
        ("-5", "1"),
        ("1.5", "2"),
        ("3600", "60"),
        ("9" * 400, "60"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "60"),
        ("Fri, 31 Dec 1999 23:59:59 GMT", "1"),
        ("soon", "1"),
        ("nan", "1"),
        ("", "1"),
    ],
)
def test_how_long_supabase_asks_to_wait_is_passed_on(
    apps: Api, configure: Configure, status: int, asked: str, passed_on: str
) -> None:
    refused = responds(status, '{"message": "busy"}', f"Retry-After: {asked}")
    with Upstream(refused) as upstream:
        configure(SUPABASE_URL=upstream.url)
        response = apps.get("/history", headers=STUDENT)
    problem(response, 503, "upstream_unavailable")
    assert response.headers["Retry-After"] == passed_on


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_without_a_code_is_the_gateway_s_of_our_publishable_key(
    apps: Api, configure: Configure, status: int
) -> None:
    with Upstream(responds(status, json.dumps({"message": "Invalid API key"}))) as upstream:
        configure(SUPABASE_URL=upstream.url)
        problem(apps.get("/history", headers=STUDENT), 500, "misconfigured")
    with Upstream(responds(status, "<html>some proxy</html>")) as upstream:
        configure(SUPABASE_URL=upstream.url)
        unavailable(apps.get("/history", headers=STUDENT))


def test_our_own_key_that_is_refused_as_a_token_is_misconfigured(
    apps: Api, configure: Configure
) -> None:
    with Upstream(responds(401, refusal("PGRST301"))) as upstream:
        configure(SUPABASE_URL=upstream.url)
        problem(apps.get("/config"), 500, "misconfigured")


@pytest.mark.parametrize("content", ["null", "[]", '"true"', "1", "<html>Sign in</html>"])
def test_what_is_neither_yes_nor_no_says_nothing_of_our_key(
    apps: Api, configure: Configure, content: str
) -> None:
    with Upstream(responds(200, "[]"), responds(200, content)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        unavailable(apps.get("/config"))


def test_an_empty_bank_is_a_wrong_key_unless_the_database_knows_it(
    apps: Api, configure: Configure
) -> None:
    with Upstream(responds(200, "[]"), responds(200, "false")) as upstream:
        configure(SUPABASE_URL=upstream.url)
        problem(apps.get("/config"), 500, "misconfigured")
    with Upstream(responds(200, "[]"), responds(200, "true")) as upstream:
        configure(SUPABASE_URL=upstream.url)
        response = apps.get("/config")
    assert {exam_type["available"] for exam_type in response.json["exam_types"]} == {False}


def test_supabase_is_told_who_asks_and_that_a_function_does(
    apps: Api, configure: Configure, environment: dict[str, str]
) -> None:
    with Upstream(responds(200, "[]")) as upstream:
        configure(SUPABASE_URL=upstream.url)
        apps.get("/sessions/1", headers=STUDENT)
    (request,) = upstream.requests
    lines = {name.lower(): value for name, _, value in map(split, request.splitlines()[1:])}
    assert lines["authorization"] == STUDENT["Authorization"]
    assert lines["apikey"] == environment["SUPABASE_PUBLISHABLE_KEY"]
    assert lines["x-exam-functions-key"] == environment["EXAM_FUNCTIONS_KEY"]


def split(line: str) -> tuple[str, str, str]:
    return line.partition(": ")


def test_a_configuration_is_read_for_nobody(
    apps: Api, configure: Configure, environment: dict[str, str]
) -> None:
    with Upstream(responds(200, STOCK)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        assert apps.get("/config", headers=STUDENT).status_code == 200
    (request,) = upstream.requests
    assert STUDENT["Authorization"] not in request
    assert "authorization" not in request.lower()
    assert environment["SUPABASE_PUBLISHABLE_KEY"] in request


def test_one_student_s_token_never_serves_another(apps: Api, configure: Configure) -> None:
    other = "Bearer " + signed(claims_of("11111111-1111-4111-8111-111111111111"), "secret")
    with Upstream(responds(200, "[]")) as upstream:
        configure(SUPABASE_URL=upstream.url)
        apps.get("/sessions/1", headers=STUDENT)
        apps.get("/sessions/1", headers={"Authorization": other})
        apps.get("/config")
    assert STUDENT["Authorization"] in upstream.requests[0]
    assert all(STUDENT["Authorization"] not in request for request in upstream.requests[1:])
    assert other not in upstream.requests[2]


def test_a_deadline_that_passes_between_two_round_trips_is_said_alike(
    apps: Api, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = client.Access.is_granted

    def ask_too_late(access: client.Access) -> bool:
        budget.current().deadline = 0
        return ask(access)

    monkeypatch.setattr(client.Access, "is_granted", ask_too_late)
    with Upstream(responds(200, "[]")) as upstream:
        configure(SUPABASE_URL=upstream.url)
        unavailable(apps.get("/config"))
    assert len(upstream.requests) == 1


def test_a_kept_connection_that_supabase_has_closed_is_not_used_again(
    apps: Api, configure: Configure
) -> None:
    with Upstream(responds(200, STOCK, keep_alive=True)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        assert apps.get("/config").status_code == 200
        assert upstream.closed_one.wait(5)
        assert apps.get("/config").status_code == 200


Resolve = Callable[..., None]


class Resolving(Connections):
    """Connections for which the name supabase.test has these addresses."""

    def __init__(self, port: int | None, addresses: Sequence[str]) -> None:
        super().__init__()
        self.entry = f"supabase.test:{port}:{','.join(addresses)}"

    def new_handle(self) -> pycurl.Curl:
        """Make a handle that knows the addresses."""
        handle = super().new_handle()
        handle.setopt(pycurl.RESOLVE, [self.entry])
        return handle


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Let the name supabase.test have these addresses for an upstream, and be its URL's host."""

    def put(upstream: Upstream, *addresses: str) -> None:
        connections = Resolving(urlsplit(upstream.url).port, addresses)
        monkeypatch.setattr(client, "connections", lambda: connections)

    return put


def by_name(upstream: Upstream) -> str:
    return upstream.url.replace("127.0.0.1", "supabase.test")


def test_a_name_that_nobody_knows_is_unavailable(apps: Api, configure: Configure) -> None:
    configure(SUPABASE_URL="https://supabase.invalid", SUPABASE_DEADLINE_SECONDS=str(DEADLINE))
    unavailable(apps.get("/config"))


def test_a_name_that_takes_too_long_to_look_up_is_given_up_on(tmp_path: Path) -> None:
    """Where the system allows it, in a network whose name server never answers."""
    names = tmp_path / "resolv.conf"
    names.write_text("nameserver 127.0.0.1\n")
    program = [sys.executable, "-m", "tests.functions.looking_up", str(DEADLINE)]
    apart = ["unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-c"]
    silent = [*apart, f'mount --bind {names} /etc/resolv.conf && exec "$@"', "sh", *program, "53"]
    tried = shutil.which("unshare") and subprocess.run([*apart, "true"], check=False)
    ran = subprocess.run(
        silent if tried and tried.returncode == 0 else program,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert float(ran.stdout) < GENEROUS


def test_each_address_of_a_name_is_tried(apps: Api, configure: Configure, resolve: Resolve) -> None:
    with Upstream(responds(200, STOCK)) as upstream:
        resolve(upstream, "127.0.0.2", "127.0.0.1")
        configure(SUPABASE_URL=by_name(upstream))
        assert apps.get("/config").status_code == 200


def test_a_name_whose_addresses_all_refuse_is_unavailable(
    apps: Api, configure: Configure, resolve: Resolve
) -> None:
    with Upstream(responds(200, STOCK)) as upstream:
        resolve(upstream, "127.0.0.2", "127.0.0.3")
        configure(SUPABASE_URL=by_name(upstream))
        unavailable(apps.get("/config"))


class Refused:
    """A query that the database refuses, quoting a row."""

    def execute(self) -> object:
        raise APIError({"code": "23514", "message": "no", "details": SAID_UPSTREAM})


def test_what_the_database_quotes_is_not_even_the_cause_of_our_error() -> None:
    budget.begin(1)
    with pytest.raises(QueryRefused) as raised:
        client.run(Refused(), client.RowModel)
    assert SAID_UPSTREAM not in "".join(traceback.format_exception(raised.value))


def test_environment_proxies_are_ignored(
    apps: Api, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Upstream(responds(200, "[]")) as proxy, Upstream(responds(200, STOCK)) as upstream:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        configure(SUPABASE_URL=upstream.url)
        assert apps.get("/config").status_code == 200
        assert proxy.requests == []


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed_by_itself = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed_by_itself.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_a_certificate_that_nobody_vouches_for_is_refused(
    apps: Api, configure: Configure, certificate: Path
) -> None:
    with Upstream(responds(200, STOCK), certificate=certificate) as upstream:
        configure(SUPABASE_URL=upstream.url)
        unavailable(apps.get("/config"))
        assert upstream.requests == []


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connections that trust that certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with closing(Connections()) as connections:
        monkeypatch.setattr(client, "connections", lambda: connections)
        yield


@pytest.mark.usefixtures("trusting")
def test_a_supabase_behind_tls_is_reached(
    apps: Api, configure: Configure, certificate: Path
) -> None:
    with Upstream(responds(200, STOCK), certificate=certificate) as upstream:
        configure(SUPABASE_URL=upstream.url)
        assert apps.get("/config").status_code == 200


@pytest.mark.usefixtures("trusting")
def test_a_supabase_that_hangs_behind_tls_is_given_up_on(
    apps: Api, configure: Configure, certificate: Path
) -> None:
    with Upstream(hangs, certificate=certificate) as upstream:
        configure(SUPABASE_URL=upstream.url, SUPABASE_DEADLINE_SECONDS=str(DEADLINE))
        started = time.monotonic()
        unavailable(apps.get("/config"))
        assert time.monotonic() - started < GENEROUS


def test_a_supabase_that_never_shakes_hands_is_given_up_on(apps: Api, configure: Configure) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        configure(
            SUPABASE_URL=f"https://127.0.0.1:{silent.getsockname()[1]}",
            SUPABASE_DEADLINE_SECONDS=str(DEADLINE),
        )
        started = time.monotonic()
        unavailable(apps.get("/config"))
        assert time.monotonic() - started < GENEROUS
