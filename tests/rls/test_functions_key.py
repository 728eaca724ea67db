"""Only the functions' key opens what is for the functions."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from tests.conftest import Database
from tests.rls.conftest import Bait
from tests.rls.rest import FUNCTIONS_KEY_HEADER, Caller, Rest


@dataclass(frozen=True)
class Door:
    """What the key opens: the bank, and the student's own session for writing."""

    rest: Rest
    database: Database
    session_id: int

    def opens_to(self, headers: list[tuple[str, str]]) -> bool:
        """Try both with these headers; they open together or not at all."""
        rest, knock = self.rest, uuid4().hex
        every = [*rest.headers[Caller.STUDENT].items(), *headers]
        read = rest.client.get("/rest/v1/questions?select=id&limit=1", headers=every).json()
        rest.client.patch(
            f"/rest/v1/exam_sessions?id=eq.{self.session_id}",
            json={"metadata": {"knock": knock}},
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
    second = "the key that comes next"
    digest = hashlib.sha256(second.encode()).hexdigest()
    database.execute("insert into private.functions_keys values (%s)", [digest])
    yield second
    database.execute("delete from private.functions_keys where key_sha256 = %s", [digest])


@pytest.mark.parametrize("name", [FUNCTIONS_KEY_HEADER, "X-EXAM-FUNCTIONS-KEY"])
def test_the_right_key_opens_however_its_header_is_written(door: Door, key: str, name: str) -> None:
    assert door.opens_to([(name, key)])


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda _: "another key", id="another"),
        pytest.param(lambda _: "", id="empty"),
        pytest.param(str.upper, id="upper case"),
        pytest.param(str.swapcase, id="swapped case"),
        pytest.param(lambda key: key[:-1], id="cut short"),
        pytest.param(lambda key: key + "x", id="too long"),
        pytest.param(lambda key: f'"{key}"', id="quoted"),
        pytest.param(lambda key: f"{key},{key}", id="twice in one"),
        pytest.param(lambda key: hashlib.sha256(key.encode()).hexdigest(), id="its own digest"),
        pytest.param(lambda _: "null", id="null"),
        pytest.param(lambda _: "x" * 4000, id="very long"),
        pytest.param(lambda _: "' or true --", id="SQL"),
        pytest.param(lambda _: '"} {"a": "', id="JSON"),
    ],
)
def test_a_wrong_key_opens_nothing(door: Door, key: str, wrong: Callable[[str], str]) -> None:
    assert not door.opens_to([(FUNCTIONS_KEY_HEADER, wrong(key))])
    assert door.opens_to([(FUNCTIONS_KEY_HEADER, key)])


def test_no_key_opens_nothing(door: Door) -> None:
    assert not door.opens_to([])


@pytest.mark.parametrize("name", ["apikey-functions", "x-exam-functions", "cookie", "x-api-key"])
def test_the_right_key_in_a_wrong_header_opens_nothing(door: Door, key: str, name: str) -> None:
    assert not door.opens_to([(name, key)])


def test_a_wrong_key_beside_the_right_one_opens_nothing(door: Door, key: str) -> None:
    for pair in ([key, "another key"], ["another key", key]):
        assert not door.opens_to([(FUNCTIONS_KEY_HEADER, one) for one in pair])


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
    answer = rest.client.get(f"/rest/v1/exam_sessions?id=eq.{bait.exam_sessions}", headers=forged)
    assert answer.status_code == httpx.codes.UNAUTHORIZED
