"""No request makes the functions' process fetch a URL, read a file, or start a program."""

import json
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from tests.conftest import Student
from tests.functions.conftest import Sit
from tests.functions.endpoints import ALL, BASE_PATH, GET_CONFIG, Endpoint
from tests.functions.process import OwnProcess, own_process, request
from tests.functions.tokens import HS256, claims_of, signed

WATCHED = (
    "open",
    "import",
    "compile",
    "exec",
    "os.listdir",
    "os.scandir",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "subprocess.Popen",
    "ctypes.dlopen",
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "tempfile.mkstemp",
    "tempfile.mkdtemp",
    "urllib.Request",
    "pickle.find_class",
)
"""What Python tells an audit hook of (sys.addaudithook): files, programs, connections, code."""

WATCH = """
import json, os, sys
seen = os.open({file!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def note(event, arguments):
    if event in {watched!r}:
        about = arguments[event == "socket.connect":][:1]  # after the socket itself
        os.write(seen, (json.dumps([event, *map(repr, about or [None])]) + "\\n").encode())
sys.addaudithook(note)

import pycurl
class Watched(pycurl.Curl):
    def setopt(self, option, value):
        if option == pycurl.URL:
            note("urllib.Request", ["/".join(value.split("/")[:3])])
        super().setopt(option, value)
pycurl.Curl = Watched
"""
"""libcurl's connections are none of Python's; so the server that it is told of counts as asked."""

CREDULOUS = """
from exam_simulation.http import cors
from urllib.request import urlopen
def is_allowed(origin, allowed):
    try:
        urlopen(origin, timeout=1).close()
    except OSError:
        pass
    return False
cors.is_allowed = is_allowed
"""
"""As if a URL that a caller sends were fetched."""

USER = "6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"
ELSEWHERE = "http://127.0.0.1:9/latest/meta-data"
URLS = [
    ELSEWHERE,
    "file:///etc/passwd",
    "../../../../../../etc/passwd",
]
HEADERS = (
    "Host",
    "Origin",
    "Referer",
    "Forwarded",
    "X-Forwarded-Host",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Prefix",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Request-Id",
    "Traceparent",
    "X-Cloud-Trace-Context",
    "Function-Execution-Id",
    "User-Agent",
    "Cookie",
    "Accept",
    "Accept-Language",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Ce-Type",
    "apikey",
    "X-Exam-Functions-Key",
    "Proxy",
)


class Attack(NamedTuple):
    """A request to an endpoint."""

    target: str
    headers: dict[str, str]
    body: bytes = b""


def attacks(url: str, token: str, path: str) -> Iterator[Attack]:
    """Requests with a URL in every place that takes a text."""
    bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    yield Attack(path, {**bearer, **dict.fromkeys(HEADERS, url)})
    yield Attack(path, {**bearer, "Idempotency-Key": url})
    yield Attack(path, {**bearer, "Content-Type": url}, b"{}")
    yield Attack(path, {**bearer, "Authorization": f"Bearer {url}"})
    answers = [{"question_id": url, "answer": url}, {"question_id": 1, "answer": url}]
    for member in (
        {"exam_type": url},
        {"answers": answers[:1]},
        {"answers": answers[1:]},
        {"answers": [], "base_revision": url},
        {url: url},
    ):
        yield Attack(path, bearer, json.dumps(member).encode())
    escaped = quote(url, safe="")
    for name in ("status", "limit", "exam_type", "cursor", escaped):
        yield Attack(f"{path}?{name}={escaped}", bearer)
    place = json.dumps(["completed", url, 1])
    yield Attack(f"{path}?cursor={base64url(place)}", bearer)
    yield Attack(f"{path}/{escaped}", bearer)
    yield Attack(f"{BASE_PATH}/sessions/{escaped}", bearer)
    yield Attack(f"{ELSEWHERE}{path}", bearer)
    header = {**HS256, **dict.fromkeys(("jku", "x5u", "kid", "jwk"), url)}
    forged = signed({**claims_of(USER), "iss": url}, "secret", header)
    yield Attack(path, {**bearer, "Authorization": f"Bearer {forged}"})


def base64url(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


class Watched:
    """A process, and what it reaches for."""

    def __init__(self, process: OwnProcess, file: Path) -> None:
        self.process = process
        self._file = file
        self._read = 0

    def reached(self) -> set[tuple[str, str]]:
        """The events since this was last asked: each with what it is about."""
        lines = self._file.read_text().splitlines()
        new, self._read = lines[self._read :], len(lines)
        return {(event, about) for event, about in map(json.loads, new)}

    def ask(self, endpoint: Endpoint, attack: Attack) -> int:
        """Send a request, and give the status of the answer."""
        with self.process.connect() as connection:
            connection.send(request(endpoint.method, *attack))
            return connection.response(endpoint.method).status


@contextmanager
def watched(environment: dict[str, str], folder: Path, weakness: str = "") -> Iterator[Watched]:
    """A process that is watched, with a weakness of ours or without."""
    file = folder / "seen"
    prelude = WATCH.format(file=str(file), watched=WATCHED)
    with own_process(environment, prelude + weakness) as process:
        yield Watched(process, file)


def of_supabase(environment: dict[str, str]) -> set[tuple[str, str]]:
    """The events of asking Supabase."""
    return {("urllib.Request", repr(environment["SUPABASE_URL"]))}


def test_whatever_a_request_says_only_supabase_is_asked_and_no_file_is_opened(
    environment: dict[str, str], tmp_path: Path, student: Student, sit: Sit
) -> None:
    session = sit(started=True).id
    statuses: Counter[int] = Counter()
    with watched(environment, tmp_path) as it:
        for url in ["harmless", *URLS]:
            for endpoint in ALL:
                for attack in attacks(url, student.token, endpoint.whole(session)):
                    statuses[it.ask(endpoint, attack)] += 1
            if url == "harmless":
                # What Python imports when it is first needed has been by now.
                assert it.reached() >= of_supabase(environment)
        assert it.reached() <= of_supabase(environment)
    assert statuses.keys() == {200, 201, 204, 400, 401, 404, 409, 415, 422}


@pytest.mark.parametrize(
    ("origin", "event"),
    [
        ("file:///etc/hostname", ("open", "'/etc/hostname'")),
        (ELSEWHERE, ("socket.connect", "('127.0.0.1', 9)")),
    ],
)
def test_a_process_that_fetched_a_caller_s_url_would_be_seen(
    environment: dict[str, str], tmp_path: Path, origin: str, event: tuple[str, str]
) -> None:
    with watched(environment, tmp_path, CREDULOUS) as it:
        assert it.ask(GET_CONFIG, Attack(GET_CONFIG.whole(), {"Origin": origin})) == 200
        assert event in it.reached()
