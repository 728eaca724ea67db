"""The platform that the emulator stands for, where its embedded server differs from a real one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from emulator.ports import Ports
from emulator.stack import Stack
from emulator.supabase import Expose
from tests.conftest import supabase_client
from tests.emulator.copies import state_folder
from tests.functions.tokens import base64url, claims_of, encoded, signed

HERE = Path(__file__).parent


@pytest.fixture(scope="module", params=["everything", "nothing"])
def expose(request: pytest.FixtureRequest) -> Expose:
    """Both kinds of platform."""
    kind: Expose = request.param
    return kind


@pytest.fixture(scope="module")
def platform(expose: Expose) -> Iterator[Stack]:
    """Postgres, Auth and REST, with a few tables that show what the platform does."""
    with (
        state_folder() as folder,
        Stack(
            folder,
            Ports.free(),
            migrations=HERE / "migrations",
            seed=None,
            functions=None,
            expose=expose,
        ) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def rest(platform: Stack) -> Iterator[httpx.Client]:
    """REST, as a caller who has the publishable key alone."""
    with supabase_client(platform.environment) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_policy_sees_the_headers_of_the_request(rest: httpx.Client) -> None:
    seen = rest.get("/rest/v1/notes", headers={"X-Owner": "caller 3"})
    assert seen.json() == [{"id": 3, "owner": "caller 3"}]


def test_the_next_request_does_not_inherit_the_headers_of_the_last(rest: httpx.Client) -> None:
    assert rest.get("/rest/v1/notes", headers={"X-Owner": "caller 3"}).json() != []
    assert rest.get("/rest/v1/notes").json() == []


def test_many_requests_at_once_see_their_own_headers_each(
    rest: httpx.Client, platform: Stack
) -> None:
    # A token, because it is while one is verified that another request comes in between.
    token = signed(claims_of(str(uuid4())), platform.credentials.jwt_secret)

    def seen(number: int) -> object:
        headers = {**bearer(token), "X-Owner": f"caller {number}"}
        return [note["id"] for note in rest.get("/rest/v1/notes", headers=headers).json()]

    callers = [*range(20)] * 5
    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(seen, callers)) == [[number] for number in callers]


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_a_new_table_is_open_on_one_kind_of_platform_and_closed_on_the_other(
    platform: Stack, expose: Expose, role: str
) -> None:
    with psycopg.connect(platform.postgres.superuser_url) as connection:
        granted = connection.execute(
            """
            select privilege_type from information_schema.role_table_grants
            where table_name = 'ungranted' and grantee = %s
            """,
            [role],
        ).fetchall()
    everything = {"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"}
    assert {name for (name,) in granted} == (everything if expose == "everything" else set())


def test_rest_shows_a_new_table_on_one_kind_of_platform_and_not_on_the_other(
    platform: Stack, rest: httpx.Client, expose: Expose
) -> None:
    token = signed(claims_of(str(uuid4())), platform.credentials.jwt_secret)
    responses = [
        rest.get("/rest/v1/ungranted"),
        rest.get("/rest/v1/ungranted", headers=bearer(token)),
    ]
    if expose == "everything":
        assert [response.json() for response in responses] == [[{"id": 1}], [{"id": 1}]]
    else:
        assert [(one.status_code, one.json()["code"]) for one in responses] == [
            (401, "42501"),
            (403, "42501"),
        ]


@pytest.mark.parametrize(
    ("row", "code", "status"),
    [
        ({"id": 1, "amount": 0}, "23514", 400),
        ({"id": 1, "amount": 7}, "23P01", 400),
        ({"id": 1, "amount": 13}, "P0001", 400),
        ({"id": 0, "amount": 1}, "23505", 409),
    ],
    ids=["check", "exclusion", "raise", "unique"],
)
def test_a_row_that_the_database_refuses_is_the_callers_fault(
    rest: httpx.Client, row: dict[str, int], code: str, status: int
) -> None:
    refused = rest.post("/rest/v1/payments", json=row)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert set(refused.json()) == {"code", "message", "details", "hint"}


UNSIGNED = f"{encoded({'alg': 'none'})}.{encoded(claims_of(str(uuid4())))}"


@pytest.mark.parametrize(
    "token",
    [
        UNSIGNED,
        f"{UNSIGNED}.",
        f"{UNSIGNED}.{base64url(b'no signature')}",
        signed(claims_of(str(uuid4())), "another secret"),
        "garbage",
        "a.b.c.d",
    ],
)
def test_a_token_that_nobody_signed_is_401_where_no_token_would_do(
    rest: httpx.Client, token: str
) -> None:
    assert rest.get("/rest/v1/notes").status_code == 200
    refused = rest.get("/rest/v1/notes", headers=bearer(token))
    assert refused.status_code == 401
    assert refused.json()["code"] == "PGRST301"


def test_the_publishable_key_in_place_of_a_token_is_no_token(
    platform: Stack, rest: httpx.Client
) -> None:
    key = platform.environment["SUPABASE_PUBLISHABLE_KEY"]
    assert rest.get("/rest/v1/notes", headers=bearer(key)).status_code == 200


@pytest.mark.parametrize("path", ["/", "/_system", "/rest/v2/notes", "/storage/v1/bucket"])
def test_nothing_but_auth_and_rest_is_served(rest: httpx.Client, path: str) -> None:
    response = rest.get(path)
    assert response.status_code == 404
    assert response.json() == {"message": "no Route matched with those values"}


def test_while_postgres_cannot_be_reached_rest_says_so_and_then_recovers(
    platform: Stack, rest: httpx.Client
) -> None:
    platform.postgres.stop("immediate")
    try:
        away = rest.get("/rest/v1/notes")
        assert (away.status_code, away.json()["code"]) == (503, "PGRST001")
    finally:
        platform.postgres.start()
    assert rest.get("/rest/v1/notes", headers={"X-Owner": "caller 3"}).json() != []


@pytest.mark.parametrize("value", [{"a": [1]}, [1, 2], "text", True, 5, None])
def test_a_function_gets_json_as_it_was_sent(rest: httpx.Client, value: object) -> None:
    echoed = rest.post("/rest/v1/rpc/echo", json={"value": value})
    assert echoed.json() == {"echo": value}
