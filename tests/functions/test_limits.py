"""No request holds a thread for ever, none makes the process grow, and no garbage breaks it."""

import gzip
import json
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from exam_simulation import settings
from exam_simulation.http import socket_limits
from tests.functions.conftest import Api
from tests.functions.endpoints import ALL, BASE_PATH, GET_CONFIG, WITH_BODY, Endpoint
from tests.functions.process import Connection, OwnProcess, Response, own_process, request
from tests.functions.sitting import Sitting
from tests.functions.tokens import claims_of, signed

SOON = 1.0
TOKEN = signed(claims_of("6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"), "secret")
LOOKS_GOOD = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
CHUNKED = {**LOOKS_GOOD, "Transfer-Encoding": "chunked"}
SESSIONS = f"{BASE_PATH}/sessions"
CONFIG = f"{BASE_PATH}/config"
NOWHERE = f"{BASE_PATH}/nowhere"
THREADS = 40
MB = 1_000_000


IMPATIENT = f"""
import socket
from exam_simulation.http import socket_limits
socket_limits.BODY_TIMEOUT_SECONDS = socket_limits.WRITE_TIMEOUT_SECONDS = {SOON}
accept = socket.socket.accept
def accept_with_little_room(listener):
    connection, address = accept(listener)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    return connection, address
socket.socket.accept = accept_with_little_room
"""


@pytest.fixture(scope="module")
def process(environment: dict[str, str]) -> Iterator[OwnProcess]:
    """The functions, less patient than they are deployed, and with little room for responses."""
    with own_process(environment, IMPATIENT) as running:
        yield running


@pytest.fixture(scope="module")
def small(environment: dict[str, str]) -> Iterator[OwnProcess]:
    """The functions as patient as they are, on so few threads that each soon has its memory."""
    with own_process({**environment, "THREADS": "2"}) as running:
        for _ in range(10):
            running.call("GET", CONFIG)
        yield running


def problem(response: Response, status: int, code: str) -> None:
    document = json.loads(response.body)
    assert (response.status, document["code"]) == (status, code), document
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Request-Id"]


def head(method: str, path: str, headers: dict[str, str]) -> bytes:
    return request(method, path, headers)


class Drip:
    """Sends a drop every now and then until told to stop, or until nobody listens any more."""

    def __init__(self, connection: Connection, drop: bytes) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[connection, drop])

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self, connection: Connection, drop: bytes) -> None:
        try:
            while not self._stopped.wait(0.05):
                connection.send(drop)
        except OSError:
            pass


WITH_LENGTH = {**LOOKS_GOOD, "Content-Length": "60000"}
SLOW = {
    "nothing": (WITH_LENGTH, b"", b""),
    "body": (WITH_LENGTH, b"{", b" "),
    "no chunk": (CHUNKED, b"", b""),
    "chunk sizes": (CHUNKED, b"", b"1\r\n \r\n"),
    "a chunk size": (CHUNKED, b"", b"0"),
    "an extension": (CHUNKED, b"1;", b"a"),
    "a chunk": (CHUNKED, b"fffffff\r\n", b" "),
    "a trailer": (CHUNKED, b"0\r\n", b"a"),
    "trailers": (CHUNKED, b"2\r\n{}\r\n0\r\n", b"a: b\r\n"),
}


UNREAD = {
    NOWHERE: (404, "not_found"),
    f"{BASE_PATH}/history": (405, "method_not_allowed"),
    "/robots.txt": (404, "not_found"),
    f"{CONFIG}%0A": (404, "not_found"),
}


def test_a_body_that_takes_too_long_is_400_and_ends_the_connection(process: OwnProcess) -> None:
    with ExitStack() as context:
        connections = {name: context.enter_context(process.connect()) for name in SLOW}
        for name, (headers, beginning, drop) in SLOW.items():
            connections[name].send(head("POST", SESSIONS, headers) + beginning)
            context.enter_context(Drip(connections[name], drop))
        for connection in connections.values():
            problem(connection.response(), 400, "incomplete_body")
            assert connection.rest() == b""


def test_a_body_that_nobody_reads_may_not_take_for_ever_either(process: OwnProcess) -> None:
    with ExitStack() as context:
        connections = {path: context.enter_context(process.connect()) for path in UNREAD}
        for path, connection in connections.items():
            connection.send(head("POST", path, WITH_LENGTH))
            context.enter_context(Drip(connection, b"x"))
        for path, connection in connections.items():
            problem(connection.response(), *UNREAD[path])
            assert connection.rest() == b""


def test_a_body_that_comes_in_two_parts_is_read_and_the_connection_kept(
    process: OwnProcess,
) -> None:
    body = b'{"exam_type": 5}'
    with process.connect() as connection:
        for _ in range(2):
            whole = request("POST", SESSIONS, LOOKS_GOOD, body)
            connection.send(whole[:-3])
            threading.Event().wait(SOON / 20)
            connection.send(whole[-3:])
            problem(connection.response(), 422, "validation_failed")


def test_bodies_that_drip_on_every_thread_do_not_keep_others_from_being_answered(
    process: OwnProcess,
) -> None:
    slow = [process.connect() for _ in range(THREADS)]
    try:
        for connection in slow:
            connection.send(head("POST", SESSIONS, WITH_LENGTH) + b"{")
        response = process.call("GET", NOWHERE)
        problem(response, 404, "not_found")
        for connection in slow:
            problem(connection.response(), 400, "incomplete_body")
    finally:
        for connection in slow:
            connection.__exit__()


def test_responses_that_nobody_reads_on_every_thread_do_not_keep_others_from_being_answered(
    process: OwnProcess,
) -> None:
    deaf = [process.connect(receive_buffer=4096) for _ in range(THREADS)]
    try:
        for connection in deaf:  # each response repeats the path
            assert connection.send_some(1000 * request("GET", f"{NOWHERE}/{'x' * 3900}")) > 200_000
        for _ in range(4):  # the first may come before every thread is held
            problem(process.call("GET", NOWHERE), 404, "not_found")
            threading.Event().wait(SOON / 8)
    finally:
        for connection in deaf:
            connection.__exit__()


LINGERING = [request("GET", NOWHERE, {"Connection": "close"}), b"x\r\n\r\n"]


@pytest.mark.parametrize("sent", LINGERING)
def test_callers_who_keep_a_closed_connection_open_do_not_delay_others(
    process: OwnProcess, sent: bytes
) -> None:
    """gunicorn 26 and 27 wait two seconds for each in their main thread."""
    with ExitStack() as context:
        started = time.monotonic()
        process.call("GET", NOWHERE)
        alone = time.monotonic() - started
        for _ in range(20):
            context.enter_context(process.connect()).send(sent)
        started = time.monotonic()
        problem(process.call("GET", NOWHERE), 404, "not_found")
        assert time.monotonic() - started < 2 + 20 * alone


def filled(start: str, item: str, end: str) -> bytes:
    """A body of as much as is allowed."""
    count = (65_536 - len(start) - len(end)) // len(item)
    return (start + (count * item)[:-1] + end).encode()


MEMBERS = ",".join(f'"{number:x}":0' for number in range(6_900))
WRONG = '{"question_id":"x","answer":0,"flagged":1,"a":0,"b":1,"c":2},'
FAULTY = {
    "numbers for answers": filled('{"answers":[', "0,", "]}"),
    "objects for answers": filled('{"answers":[', "{},", "]}"),
    "lists for answers": filled('{"answers":[', "[],", "]}"),
    "numbers for flags": filled('{"answers":{},"flagged":[', "0,", "]}"),
    "500 wrong answers": f'{{"answers":[{(500 * WRONG)[:-1]}]}}'.encode(),
    "one answer of many members": f'{{"answers":[{{{MEMBERS}}}]}}'.encode(),
    "many answers by id": f'{{"answers":{{{MEMBERS}}}}}'.encode(),
    "many members": f"{{{MEMBERS}}}".encode(),
}
SAVE = f"{BASE_PATH}/sessions/1/sections/1/answers"


def test_a_refused_body_costs_little_more_than_a_request_without_a_token(
    process: OwnProcess,
) -> None:
    def cost(headers: dict[str, str], body: bytes, status: int, count: int) -> float:
        """CPU seconds of a request."""
        with process.connect() as connection:
            before = process.cpu_seconds()
            for _ in range(count):
                connection.send(request("PUT", SAVE, headers, body))
                assert connection.response().status == status
            return (process.cpu_seconds() - before) / count

    ratios: dict[str, list[float]] = {name: [] for name in FAULTY}
    for _ in range(7):  # both sides in each round: the machine may be slower in one
        for name, body in FAULTY.items():
            cheapest = cost({}, b"{}", 401, 100)
            ratios[name].append(cost(LOOKS_GOOD, body, 422, 40) / cheapest)
    medians = {name: statistics.median(found) for name, found in ratios.items()}
    assert {name: ratio for name, ratio in medians.items() if ratio > 5} == {}


def test_many_refused_bodies_at_once_need_little_memory(process: OwnProcess) -> None:
    before = most = process.memory()
    with ExitStack() as context:
        for body in FAULTY.values():
            connections = [context.enter_context(process.connect()) for _ in range(THREADS)]
            for connection in connections:
                connection.send(request("PUT", SAVE, LOOKS_GOOD, body))
            most = max(most, process.memory())
            for connection in connections:
                assert connection.response().status == 422
            most = max(most, process.memory())
    assert most - before < 64 * MB


FRAMING = {
    "no chunk size": (CHUNKED, b"zz\r\n", 400),
    "an empty chunk size": (CHUNKED, b"\r\n", 400),
    "a negative chunk size": (CHUNKED, b"-1\r\n", 400),
    "a chunk size with a prefix": (CHUNKED, b"0x2\r\n{}\r\n0\r\n\r\n", 400),
    "a chunk size with an underscore": (CHUNKED, b"0_2\r\n{}\r\n0\r\n\r\n", 400),
    "a chunk that is longer than it says": (CHUNKED, b"1\r\n{}\r\n0\r\n\r\n", 400),
    "an endless chunk size": (CHUNKED, b"0" * 100_000, 400),
    "an endless extension": (CHUNKED, b"1;" + b"a" * 100_000, 400),
    "an extension that is none": (CHUNKED, b"2;\x00\r\n{}\r\n0\r\n\r\n", 400),
    "a trailer that is none": (CHUNKED, b"2\r\n{}\r\n0\r\ngarbage\r\n\r\n", 400),
    "a trailer that may be none": (CHUNKED, b"2\r\n{}\r\n0\r\nHost: x\r\n\r\n", 400),
    "many trailers": (CHUNKED, b"2\r\n{}\r\n0\r\n" + b"a: b\r\n" * 101 + b"\r\n", 400),
    "a long trailer": (CHUNKED, b"2\r\n{}\r\n0\r\na: " + b"b" * 9_000 + b"\r\n\r\n", 400),
    "endless trailers": (CHUNKED, b"2\r\n{}\r\n0\r\n" + b"a: b\r\n" * 200_000, 400),
    "chunked twice": ({**LOOKS_GOOD, "Transfer-Encoding": "chunked, chunked"}, b"", 400),
    "gzip, chunked": (
        {**LOOKS_GOOD, "Transfer-Encoding": "gzip, chunked"},
        b"2\r\n{}\r\n0\r\n\r\n",
        401,
    ),
    "not chunked at last": ({**LOOKS_GOOD, "Transfer-Encoding": "gzip"}, b"", 400),
    "an unknown coding": ({**LOOKS_GOOD, "Transfer-Encoding": "garbage"}, b"", 501),
    "chunked with a length": ({**CHUNKED, "Content-Length": "2"}, b"2\r\n{}\r\n0\r\n\r\n", 400),
    "a negative length": ({**LOOKS_GOOD, "Content-Length": "-1"}, b"{}", 400),
    "two lengths": ({**LOOKS_GOOD, "Content-Length": "2\r\nContent-Length: 3"}, b"{}", 400),
    "two lengths in one": ({**LOOKS_GOOD, "Content-Length": "2, 2"}, b"{}", 400),
    "no number": ({**LOOKS_GOOD, "Content-Length": "two"}, b"{}", 400),
    "an exotic digit": ({**LOOKS_GOOD, "Content-Length": "\u00b2"}, b"{}", 400),
    "a length with a sign": ({**LOOKS_GOOD, "Content-Length": "+2"}, b"{}", 400),
    "5,000 digits": ({**LOOKS_GOOD, "Content-Length": "9" * 5_000}, b"{}", 400),
    "too long by the byte": ({**LOOKS_GOOD, "Content-Length": "65537"}, b" " * 65_537, 413),
    "too long without a length": (CHUNKED, b"10001\r\n" + b" " * 65_537 + b"\r\n0\r\n\r\n", 413),
    "more than it can be": ({**LOOKS_GOOD, "Content-Length": "9" * 20}, b"{}", 413),
    "a chunk of more than memory": (CHUNKED, b"f" * 16 + b"\r\n" + b" " * 65_537, 413),
    "an unknown expectation": ({**LOOKS_GOOD, "Expect": "garbage"}, b"", 417),
}


@pytest.mark.parametrize("case", FRAMING)
def test_a_length_that_lies_is_the_caller_s_error_and_nobody_else_s(
    process: OwnProcess, case: str
) -> None:
    headers, body, status = FRAMING[case]
    with process.connect() as connection:
        connection.send(head("POST", SESSIONS, headers) + body)
        response = connection.response()
        assert response.status == status, response.body
    problem(process.call("GET", NOWHERE), 404, "not_found")


BROKEN = [
    name for name, (headers, _, status) in FRAMING.items() if (headers, status) == (CHUNKED, 400)
]


@pytest.mark.parametrize("case", BROKEN)
def test_a_body_that_is_badly_chunked_is_a_problem_like_others(
    process: OwnProcess, case: str
) -> None:
    headers, body, _ = FRAMING[case]
    with process.connect() as connection:
        connection.send(head("POST", SESSIONS, headers) + body)
        problem(connection.response(), 400, "incomplete_body")
        assert connection.rest() == b""


@pytest.mark.parametrize("case", BROKEN)
def test_a_badly_chunked_body_that_nobody_reads_changes_nothing_but_ends_the_connection(
    process: OwnProcess, case: str
) -> None:
    headers, body, _ = FRAMING[case]
    with process.connect() as connection:
        connection.send(head("GET", CONFIG, headers) + body)
        assert connection.response().status == 200
        assert connection.rest() == b""


def test_a_request_inside_a_body_is_not_served(process: OwnProcess) -> None:
    smuggled = request("GET", f"{BASE_PATH}/smuggled")
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(smuggled), smuggled)
    with process.connect() as connection:
        connection.send(
            request("GET", NOWHERE, {}, smuggled)
            + head("GET", NOWHERE, {"Transfer-Encoding": "chunked"})
            + chunked
            + request("GET", NOWHERE, {"Connection": "close"})
        )
        for _ in range(3):
            assert json.loads(connection.response().body)["instance"] == NOWHERE
        assert connection.rest() == b""


def test_requests_sent_at_once_are_answered_one_after_another(process: OwnProcess) -> None:
    with process.connect() as connection:
        connection.send(b"".join(request("GET", f"{BASE_PATH}/{n}") for n in range(20)))
        answers = [json.loads(connection.response().body)["instance"] for _ in range(20)]
    assert answers == [f"{BASE_PATH}/{n}" for n in range(20)]


def test_a_caller_who_asks_first_is_told_to_go_on(process: OwnProcess) -> None:
    body = b'{"exam_type": 5}'
    with process.connect() as connection:
        connection.send(
            head(
                "POST",
                SESSIONS,
                {**LOOKS_GOOD, "Expect": "100-continue", "Content-Length": str(len(body))},
            )
            + body
        )
        problem(connection.response(), 422, "validation_failed")


def test_a_head_with_a_body_is_answered_without_one(process: OwnProcess) -> None:
    with process.connect() as connection:
        for _ in range(2):
            connection.send(request("HEAD", CONFIG, {}, b"{}"))
            response = connection.response("HEAD")
            assert (response.status, response.body) == (200, b"")


UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_a_request_to_become_something_else_is_answered_as_what_it_is(
    process: OwnProcess, endpoint: Endpoint
) -> None:
    for headers in (UPGRADE, {"Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA"}):
        response = process.call(endpoint.method, endpoint.whole(), headers)
        if endpoint == GET_CONFIG:
            assert response.status == 200
        else:
            problem(response, 401, "token_missing")


PATHS = [
    ("GET", f"{BASE_PATH}/../exam-simulation/config", 404),
    ("GET", f"{BASE_PATH}/%2e%2e/exam-simulation/config", 404),
    ("GET", f"{BASE_PATH}/./config", 404),
    ("GET", "/../../../../etc/passwd", 404),
    ("GET", "/static/main.py", 404),
    ("GET", "/api//exam-simulation/config", 404),
    ("GET", f"/{CONFIG}", 404),
    ("GET", f"{BASE_PATH}%2Fconfig", 200),
    ("GET", f"{CONFIG};x=1", 404),
    ("GET", f"{CONFIG}%00", 404),
    ("GET", f"{CONFIG}%0d%0aX-Injected:%20y", 404),
    ("GET", f"{CONFIG}#fragment", 200),
    ("GET", f"http://169.254.169.254{CONFIG}", 200),
    ("GET", f"file://{CONFIG}", 200),
    ("GET", "http://169.254.169.254/latest/meta-data", 404),
    ("GET", "http://169.254.169.254", 404),
    ("OPTIONS", "*", 404),
    ("CONNECT", "169.254.169.254:80", 404),
    ("TRACE", CONFIG, 405),
    ("PRI", "*", 400),
    ("GET", "169.254.169.254:80", 400),
    ("GET", "", 400),
    ("get", CONFIG, 400),
]


@pytest.mark.parametrize(("method", "target", "status"), PATHS)
def test_a_target_is_a_path_of_ours_or_nobody_s(
    process: OwnProcess, method: str, target: str, status: int
) -> None:
    response = process.call(method, target)
    assert response.status == status
    assert "X-Injected" not in response.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({f"X-{number}": "a" for number in range(99)}, 404),
        ({f"X-{number}": "a" for number in range(100)}, 431),
        ({f"X-{number}": "a" for number in range(10_000)}, 431),
        ({"X-Long": "a" * 8_000}, 404),
        ({"X-Long": "a" * 8_190}, 431),
        ({f"X-{number}": "a" * 8_000 for number in range(99)}, 404),
        ({"X" * 8_000: "a"}, 404),
    ],
)
def test_headers_are_bounded_in_number_and_length(
    process: OwnProcess, headers: dict[str, str], status: int
) -> None:
    assert process.call("GET", NOWHERE, headers).status == status


def test_a_query_of_many_parameters_is_answered(process: OwnProcess) -> None:
    many = f"{BASE_PATH}/history?" + "limit=1&" * 50_000
    problem(process.call("GET", many, LOOKS_GOOD), 400, "invalid_query_parameter")
    others = f"{BASE_PATH}/history?limit=0&" + "&".join(f"a{n}=b" for n in range(50_000))
    problem(process.call("GET", others, LOOKS_GOOD), 400, "invalid_query_parameter")


MULTIPART = {**LOOKS_GOOD, "Content-Type": "multipart/form-data; boundary=b"}
FORM = {**LOOKS_GOOD, "Content-Type": "application/x-www-form-urlencoded"}
PARTS = b"".join(
    b'--b\r\nContent-Disposition: form-data; name="f%d"; filename="g"\r\n\r\nx\r\n' % number
    for number in range(MB // 70)
)
PIECES = 30
CHUNK = b"%x\r\n%b\r\n" % (MB, b" " * MB)

GREEDY = {
    "a long body": ("POST", SESSIONS, LOOKS_GOOD, b" " * MB, 413),
    "long chunks": ("POST", SESSIONS, CHUNKED, CHUNK, 413),
    "a body that nobody reads": ("GET", CONFIG, {}, b" " * MB, 200),
    "chunks that nobody reads": ("GET", CONFIG, CHUNKED, CHUNK, 200),
    "parts": ("POST", SESSIONS, MULTIPART, PARTS, 413),
    "parts that nobody reads": ("POST", NOWHERE, MULTIPART, PARTS, 404),
    "a form that nobody reads": ("POST", NOWHERE, FORM, b"a=b&" * (MB // 4), 404),
    "what robots ask for": ("POST", "/robots.txt", {}, b" " * MB, 404),
    "a target without a path": ("POST", "http://functions.test", {}, b" " * MB, 404),
    "an upgrade": ("GET", CONFIG, {**UPGRADE, **CHUNKED}, CHUNK, 200),
}


@pytest.mark.parametrize("case", GREEDY)
def test_the_process_does_not_grow_with_what_it_is_sent(small: OwnProcess, case: str) -> None:
    method, path, headers, piece, status = GREEDY[case]
    if "Transfer-Encoding" not in headers:
        headers = {**headers, "Content-Length": str(PIECES * len(piece))}
    before = most = small.memory()
    with small.connect() as connection:
        connection.send(head(method, path, headers))
        for _ in range(PIECES):
            connection.send(piece)
            most = max(most, small.memory())
        if "Transfer-Encoding" in headers:
            connection.send(b"0\r\n\r\n")
        assert connection.response().status == status
    most = max(most, small.memory())
    assert most - before < PIECES * len(piece) / 4


def test_chunks_without_end_are_given_up_on(small: OwnProcess) -> None:
    before = most = small.memory()
    sent = 0
    with small.connect() as connection, suppress(ConnectionError):
        connection.send(head("POST", SESSIONS, CHUNKED))
        while sent < 200 * MB:
            connection.send(CHUNK)
            sent += len(CHUNK)
            most = max(most, small.memory())
    assert 30 * MB < sent < 200 * MB
    assert most - before < sent / 4
    problem(small.call("GET", NOWHERE), 404, "not_found")


def test_what_is_compressed_is_not_unpacked(small: OwnProcess) -> None:
    bomb = gzip.compress(b" " * 30 * MB)
    assert len(bomb) < 65_536
    before = small.memory()
    for _ in range(5):
        response = small.call("POST", SESSIONS, {**LOOKS_GOOD, "Content-Encoding": "gzip"}, bomb)
        problem(response, 415, "unsupported_media_type")
        problem(small.call("POST", SESSIONS, LOOKS_GOOD, bomb), 400, "invalid_json")
    assert small.memory() - before < 30 * MB / 4


def test_many_requests_with_much_in_them_leave_nothing_behind(small: OwnProcess) -> None:
    body = json.dumps({f"member {number}": number for number in range(3_000)}).encode()
    whole = request(
        "PUT", f"{SESSIONS}/1/sections/1/answers", {**LOOKS_GOOD, "X-Long": "a" * 8_000}, body
    )

    def send(times: int) -> None:
        with small.connect() as connection:
            for _ in range(times):
                connection.send(whole)
                problem(connection.response(), 422, "validation_failed")

    send(100)
    before = small.memory()
    send(300)
    assert small.memory() - before < 300 * len(whole) / 2


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=str)
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[" * 65_536, "invalid_json"),
        (b"[" * 32_768 + b"]" * 32_768, "invalid_json"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "invalid_json"),
        (b'{"answers": ' + b"[" * 150 + b"]" * 150 + b"}", "validation_failed"),
        (json.dumps({f"a{n}": n for n in range(4_000)}).encode(), "validation_failed"),
        (b'{"a": 1, ' + b'"a": 1, ' * 8_000 + b'"a": 1}', "validation_failed"),
        (json.dumps({"a" * 60_000: 1}).encode(), "validation_failed"),
        (json.dumps({"a": "b" * 60_000}).encode(), "validation_failed"),
        (b'{"a": ' + b"9" * 4_000 + b"}", "validation_failed"),
        (b'{"a": 1e999}', "validation_failed"),
        (b'{"a\\u0000": 1}', "validation_failed"),
        (b'{"a": "\\ud800"}', "invalid_json"),
        (b'{"\\udfff": 1}', "invalid_json"),
    ],
    ids=lambda it: repr(it[:24]),
)
def test_json_that_is_deep_wide_long_or_odd_is_refused_briefly(
    api: Api, endpoint: Endpoint, body: bytes, code: str
) -> None:
    response = api.request(
        endpoint.method,
        endpoint.below(),
        headers={"Authorization": LOOKS_GOOD["Authorization"]},
        data=body,
        content_type="application/json",
    )
    assert response.json["code"] == code
    errors = response.json.get("errors", [])
    assert len(errors) <= 20


NUMBERS = [
    b"1e999",
    b"-1e999",
    b"1e-999",
    b"-1",
    b"0.1",
    b"1.0",
    b"-0.0",
    b"true",
    b'"1"',
    b"null",
    b"[]",
    b"{}",
]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda it: it.decode())
@pytest.mark.parametrize(
    "body",
    [
        b'{"answers": [], "base_revision": %b}',
        b'{"answers": [{"question_id": %b, "answer": "a", "x": 1}]}',
        b'{"answers": [{"question_id": 1, "answer": %b, "x": 1}]}',
    ],
)
def test_a_number_that_is_not_ours_is_422(api: Api, body: bytes, number: bytes) -> None:
    response = api.put(
        "/sessions/1/sections/1/answers",
        headers={"Authorization": LOOKS_GOOD["Authorization"]},
        data=body % number,
        content_type="application/json",
    )
    assert (response.status_code, response.json["code"]) == (422, "validation_failed")


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**4_000], ids=lambda it: str(it)[:12])
def test_a_question_of_any_number_is_on_the_paper_or_not(untouched: Sitting, number: int) -> None:
    response = untouched.save({number: "a"})
    assert (response.status_code, response.json["code"]) == (422, "answers_not_on_paper")


@pytest.mark.parametrize("number", [2**31, 2**63, 10**4_000], ids=lambda it: str(it)[:12])
def test_a_revision_of_any_number_is_the_stored_one_or_not(untouched: Sitting, number: int) -> None:
    response = untouched.save({}, base_revision=number)
    assert response.status_code in (409, 422)


@pytest.mark.parametrize("text", ["\x00", "a\x00", "é", "\u202e", "a" * 60_000, "\U0010ffff"])
def test_a_text_of_any_kind_is_an_option_or_not(untouched: Sitting, text: str) -> None:
    response = untouched.save({untouched.question_ids()[0]: text})
    assert (response.status_code, response.json["code"]) == (422, "answers_not_on_paper")


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The two ends of a connection: the server's, and the caller's."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as theirs,
        listener.accept()[0] as ours,
    ):
        yield ours, theirs


def test_after_the_request_a_socket_waits_as_before(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = wire
    monkeypatch.setattr(socket_limits, "BODY_TIMEOUT_SECONDS", 0.05)
    with socket_limits.limited({"gunicorn.socket": ours}):
        theirs.send(b"body")
        assert ours.recv(9) == b"body"
        assert ours.gettimeout() is None
    threading.Timer(0.2, theirs.send, [b"next"]).start()
    assert ours.recv(9) == b"next"


def test_what_comes_in_time_is_read_and_what_does_not_is_not(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = wire
    monkeypatch.setattr(socket_limits, "BODY_TIMEOUT_SECONDS", 0.05)
    with socket_limits.limited({"gunicorn.socket": ours}):
        with pytest.raises(TimeoutError):
            ours.recv(9)
        theirs.send(b"late")
        with pytest.raises(TimeoutError):
            ours.recv(9)
    while ours.recv(9):  # nobody waits any more for the caller, who is still there
        pass


def test_each_request_on_a_connection_has_its_own_time(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = wire
    theirs.send(b"body")
    monkeypatch.setattr(socket_limits, "BODY_TIMEOUT_SECONDS", 0.0)
    with socket_limits.limited({"gunicorn.socket": ours}):
        pass
    monkeypatch.undo()
    with socket_limits.limited({"gunicorn.socket": ours}):
        assert ours.recv(9) == b"body"


def test_a_response_that_is_not_read_is_given_up_and_the_client_counts_as_gone(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, _ = wire
    monkeypatch.setattr(socket_limits, "WRITE_TIMEOUT_SECONDS", 0.05)
    with socket_limits.limited({"gunicorn.socket": ours}):
        pass
    with pytest.raises(BrokenPipeError):
        ours.sendall(bytes(50 * MB))


def test_more_bytes_than_a_read_can_need_are_not_taken(
    wire: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = wire
    with socket_limits.limited({"gunicorn.socket": ours}):
        socket_limits.allow(1)
        theirs.send(b"0" * (socket_limits.BYTES_PER_BYTE + 1))
        assert ours.recv(100)
        with pytest.raises(TimeoutError):
            ours.recv(100)
        socket_limits.allow(1)


@pytest.mark.parametrize("environ", [{}, {"gunicorn.socket": None}, {"gunicorn.socket": object()}])
def test_another_server_is_left_alone(environ: dict[str, object]) -> None:
    with socket_limits.limited(environ):
        pass


def test_the_time_for_a_body_is_longer_than_supabase_may_take() -> None:
    longest = next(
        bound.le
        for bound in settings.Settings.model_fields["supabase_deadline_seconds"].metadata
        if hasattr(bound, "le")
    )
    assert longest < socket_limits.BODY_TIMEOUT_SECONDS
