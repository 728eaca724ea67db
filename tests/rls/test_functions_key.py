"""Only the functions' key opens what is for the functions."""

import hashlib
import socket
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.conftest import Database
from tests.rls.conftest import Bait
from tests.rls.rest import FUNCTIONS_KEY_HEADER, Caller, Rest

Headers = list[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Door:
    """What the key opens: the bank, and the student's own session for writing."""

    rest: Rest
    database: Database
    session_id: int

    def opens_to(
        self, headers: Headers, query: str = "", body: Mapping[str, object] | None = None
    ) -> bool:
        """Try both with these headers in place of the student's; they open together or not at all.

        Args:
            headers: those that are sent beside the student's, or instead of theirs.
            query: what is added to the address.
            body: what is written beside a mark.
        """
        rest, knock = self.rest, uuid4().hex
        replaced = {name.lower() for name, _ in headers}
        kept = rest.headers[Caller.STUDENT].items()
        every = [
            (name.encode(), value if isinstance(value, bytes) else value.encode())
            for name, value in [*(one for one in kept if one[0].lower() not in replaced), *headers]
        ]
        asked = rest.client.get(f"/rest/v1/questions?select=id&limit=1{query}", headers=every)
        read = asked.is_success and asked.json()
        rest.client.patch(
            f"/rest/v1/exam_sessions?id=eq.{self.session_id}{query}",
            json={"metadata": {**(body or {}), "knock": knock}},
            headers=every,
        )
        written = self.database.execute(
            "select from public.exam_sessions where id = %s and metadata ->> 'knock' = %s",
            [self.session_id, knock],
        ).rowcount
        assert bool(read) == bool(written)
        return bool(read)


@pytest.fixture
def door(rest: Rest, database: Database, bait: Bait) -> Door:
    return Door(rest, database, bait.exam_sessions)


@pytest.fixture
def key(environment: dict[str, str]) -> str:
    return environment["EXAM_FUNCTIONS_KEY"]


@pytest.fixture
def second_key(database: Database) -> Iterator[str]:
    """Another key, valid beside the first while the first is being replaced."""
    second = "the key that comes next, as long as a key is"
    digest = hashlib.sha256(second.encode()).hexdigest()
    database.execute("insert into private.functions_keys values (%s)", [digest])
    yield second
    database.execute("delete from private.functions_keys where key_sha256 = %s", [digest])


@pytest.mark.parametrize("name", [FUNCTIONS_KEY_HEADER, "X-EXAM-FUNCTIONS-KEY"])
def test_the_right_key_opens_however_its_header_is_written(door: Door, key: str, name: str) -> None:
    assert door.opens_to([(name, key)])


def full_width(key: str) -> str:
    """The same letters, as East Asian type has them."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in key)


WRONG: dict[str, Callable[[str], str | bytes]] = {
    "another": lambda _: "another key",
    "empty": lambda _: "",
    "upper case": str.upper,
    "lower case": str.lower,
    "swapped case": str.swapcase,
    "cut short": lambda key: key[:-1],
    "without its first letter": lambda key: key[1:],
    "too long": lambda key: key + "x",
    "backwards": lambda key: key[::-1],
    "quoted": lambda key: f'"{key}"',
    "with a scheme": lambda key: f"Bearer {key}",
    "with its name": lambda key: f"{FUNCTIONS_KEY_HEADER}: {key}",
    "twice": lambda key: key + key,
    "twice, with a comma": lambda key: f"{key},{key}",
    "twice, with a blank": lambda key: f"{key} {key}",
    "in a list": lambda key: f'["{key}"]',
    "in base64": lambda key: b64encode(key.encode()),
    "decoded from base64": lambda key: urlsafe_b64decode(f"{key}=").hex(),
    "in hex": lambda key: key.encode().hex(),
    "percent-encoded": lambda key: "".join(f"%{ord(letter):02X}" for letter in key),
    "escaped": lambda key: "".join(f"\\u{ord(letter):04x}" for letter in key),
    "full-width": lambda key: full_width(key).encode(),
    "in UTF-7": lambda key: f"+{b64encode(key.encode('utf-16-be')).decode().rstrip('=')}-",
    "with a zero-width space": lambda key: f"{key}\u200b".encode(),
    "with a byte order mark": lambda key: f"\ufeff{key}".encode(),
    "with a hard blank": lambda key: key.encode() + b"\xa0",
    "with a line break, escaped": lambda key: f"{key}\\n",
    "its SHA-256": lambda key: hashlib.sha256(key.encode()).hexdigest(),
    "its SHA-256, as Postgres writes bytes": lambda key: (
        "\\x" + hashlib.sha256(key.encode()).hexdigest()
    ),
    "its MD5": lambda key: hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(),
    "null": lambda _: "null",
    "true": lambda _: "true",
    "a joker": lambda _: "%",
    "very long": lambda _: "x" * 4000,
    "SQL": lambda _: "' or true --",
    "JSON": lambda _: '"} {"a": "',
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_key_opens_nothing(door: Door, key: str, wrong: str) -> None:
    assert not door.opens_to([(FUNCTIONS_KEY_HEADER, WRONG[wrong](key))])


def read_raw(environment: dict[str, str], key: str) -> tuple[int, bytes]:
    """Ask for a question with a key that no client library would send; give status and body."""
    address = urlsplit(environment["SUPABASE_URL"])
    head = [
        f"GET /rest/v1/questions?select=id&limit=1 HTTP/1.1\r\nHost: {address.hostname}",
        f"apikey: {environment['SUPABASE_PUBLISHABLE_KEY']}",
        f"{FUNCTIONS_KEY_HEADER}:{key}\r\n\r\n",
    ]
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall("\r\n".join(head).encode("latin-1"))
        response = HTTPResponse(connection)
        response.begin()
        return response.status, response.read()


@pytest.mark.parametrize("form", [" {}", "{}", "\t{} \t "], ids=["usual", "without", "many"])
def test_blanks_around_a_header_s_value_are_no_part_of_the_key(
    environment: dict[str, str], key: str, form: str
) -> None:
    # RFC 9110, 5.5: anyone who reads a header takes them off.
    status, body = read_raw(environment, form.format(key))
    assert (status, body[:6]) == (200, b'[{"id"')


@pytest.mark.parametrize(
    "form",
    ["{}\nx", "{}\r", "{}\0", "\x01{}", "{}\x7f", "{}\r\n continued"],
    ids=["line feed", "carriage return", "NUL", "control", "DEL", "folded"],
)
def test_a_key_that_no_header_may_hold_opens_nothing(
    environment: dict[str, str], key: str, form: str
) -> None:
    status, body = read_raw(environment, form.format(key))
    assert status == 400 or body == b"[]"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32-be"])
def test_a_key_in_wide_letters_opens_nothing(
    environment: dict[str, str], key: str, encoding: str
) -> None:
    wide = key.encode(encoding).decode("latin-1")
    status, _ = read_raw(environment, wide)
    assert status == 400


def test_no_key_opens_nothing(door: Door) -> None:
    assert not door.opens_to([])


IN_ANOTHER_HEADER: dict[str, Callable[[str], Headers]] = {
    **{
        name: lambda key, name=name: [(name, key)]  # type: ignore[misc]
        for name in (
            *("apikey", "apikey-functions", "x-api-key", "x-exam-functions", "x-functions-key"),
            *("exam-functions-key", "EXAM_FUNCTIONS_KEY", "X_EXAM_FUNCTIONS_KEY"),
            *("x_exam_functions_key", "x-exam_functions-key", "x-exam-functions-key-2"),
            *("xx-exam-functions-key", "x-exam-functions-keys", "x-forwarded-exam-functions-key"),
            *("x.exam.functions.key", "request.headers", "cookie", "prefer", "user-agent"),
            *("x-client-info", "accept-profile", "authorization", "proxy-authorization"),
        )
    },
    "a token": lambda key: [("authorization", f"Bearer {key}")],
    "a password": lambda key: [
        ("authorization", f"Basic {b64encode(f'exam:{key}'.encode()).decode()}")
    ],
    "a cookie of its name": lambda key: [("cookie", f"{FUNCTIONS_KEY_HEADER}={key}")],
    "a preference": lambda key: [("prefer", f"{FUNCTIONS_KEY_HEADER}={key}")],
    "a wish for headers": lambda key: [
        ("prefer", f'request.headers={{"{FUNCTIONS_KEY_HEADER}":"{key}"}}')
    ],
    "named as a header of the connection": lambda key: [
        ("connection", FUNCTIONS_KEY_HEADER),
        ("x-api-key", key),
    ],
}


@pytest.mark.parametrize("where", IN_ANOTHER_HEADER)
def test_the_right_key_in_a_wrong_header_opens_nothing(door: Door, key: str, where: str) -> None:
    assert not door.opens_to(IN_ANOTHER_HEADER[where](key))


@pytest.mark.parametrize(
    "query",
    [
        "&x-exam-functions-key={}",
        "&x-exam-functions-key=eq.{}",
        "&headers={}",
        "&apikey={}",
        "&request.headers={}",
        "#x-exam-functions-key={}",
    ],
)
def test_the_right_key_in_the_address_opens_nothing(door: Door, key: str, query: str) -> None:
    assert not door.opens_to([], query=query.format(key))


def test_the_right_key_in_the_body_opens_nothing(door: Door, key: str) -> None:
    headers = {FUNCTIONS_KEY_HEADER: key}
    assert not door.opens_to([], body={**headers, "headers": headers})


@pytest.mark.parametrize(
    "pair",
    [
        lambda key: [key, "another key"],
        lambda key: ["another key", key],
        lambda key: [key, key],
        lambda key: ["", key],
    ],
    ids=["right, wrong", "wrong, right", "right, right", "empty, right"],
)
def test_two_headers_open_nothing(door: Door, key: str, pair: Callable[[str], list[str]]) -> None:
    assert not door.opens_to([(FUNCTIONS_KEY_HEADER, one) for one in pair(key)])


def test_two_keys_are_valid_while_one_replaces_the_other(
    door: Door, key: str, second_key: str
) -> None:
    assert door.opens_to([(FUNCTIONS_KEY_HEADER, key)])
    assert door.opens_to([(FUNCTIONS_KEY_HEADER, second_key)])


def test_a_key_that_was_taken_back_opens_nothing(
    door: Door, database: Database, second_key: str
) -> None:
    assert door.opens_to([(FUNCTIONS_KEY_HEADER, second_key)])
    digest = hashlib.sha256(second_key.encode()).hexdigest()
    database.execute("delete from private.functions_keys where key_sha256 = %s", [digest])
    assert not door.opens_to([(FUNCTIONS_KEY_HEADER, second_key)])


def test_the_key_opens_no_more_with_a_forged_token(rest: Rest, key: str, bait: Bait) -> None:
    token = rest.headers[Caller.STUDENT]["Authorization"]
    forged = {
        **rest.headers[Caller.STUDENT],
        FUNCTIONS_KEY_HEADER: key,
        "Authorization": token[:-4] + "AAAA",
    }
    response = rest.client.get(f"/rest/v1/exam_sessions?id=eq.{bait.exam_sessions}", headers=forged)
    assert response.status_code == httpx.codes.UNAUTHORIZED
