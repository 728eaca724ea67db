"""The REST server does what `tests/rest_server.py` says of it: other tests rely on that."""

import time
from collections.abc import Callable

import pytest

from tests.conftest import Database
from tests.functions.tokens import HS256, claims_of, signed
from tests.rest_server import SERVER
from tests.rls.conftest import Bait, People
from tests.rls.rest import FUNCTIONS_KEY_HEADER, Caller, Rest

NOW = int(time.time())

StatusFor = Callable[..., int]


@pytest.fixture
def status_for(rest: Rest, people: People, environment: dict[str, str]) -> StatusFor:
    """Read with a token that is made here; give the status."""

    def ask(header: dict[str, object] | None = None, **claims: object) -> int:
        made = {**claims_of(people.student.auth_user_id), **claims}
        token = signed(made, environment["SUPABASE_JWT_SECRET"], {**HS256, **(header or {})})
        headers = {**rest.headers[Caller.NOBODY], "Authorization": f"Bearer {token}"}
        return rest.client.get("/rest/v1/exam_sessions?limit=1", headers=headers).status_code

    return ask


def test_it_knows_critical_extensions_or_ignores_them(status_for: StatusFor) -> None:
    status = status_for({"crit": ["unheard-of"], "unheard-of": True})
    assert (status == 401) == SERVER.refuses_critical_extensions


@pytest.mark.parametrize("expiry", [NOW + 3600.5, 2**80], ids=["a fraction", "huge"])
def test_it_reads_any_expiry_or_whole_seconds_alone(status_for: StatusFor, expiry: float) -> None:
    assert (status_for(exp=expiry) == 200) == SERVER.reads_any_expiry


def test_it_gives_an_expired_token_so_many_seconds(status_for: StatusFor) -> None:
    leeway = SERVER.leeway_seconds
    assert status_for(exp=time.time() // 1 - leeway - 5) == 401
    assert (status_for(exp=int(time.time()) - 5) == 200) == (leeway > 5)


def test_a_large_number_comes_back_in_its_form(rest: Rest, database: Database, bait: Bait) -> None:
    row = f"exam_sessions?id=eq.{bait.exam_sessions}&select=metadata"
    database.execute(
        """update exam_sessions set metadata = '{"large": 1e308}' where id = %s""",
        [bait.exam_sessions],
    )
    text = rest.send(Caller.STUDENT, "GET", row).text.replace(" ", "")
    assert f'"large":{SERVER.writes_1e308_as}}}' in text


def counted(rest: Rest, count: str) -> str:
    path = "questions?text=lt.A"
    response = rest.send(Caller.NOBODY_WITH_KEY, "HEAD", path, Prefer=f"count={count}")
    return response.headers["content-range"].rpartition("/")[2]


def test_it_estimates_few_rows_or_counts_them(rest: Rest, database: Database) -> None:
    database.execute("analyze public.questions")
    planned, exact = counted(rest, "planned"), counted(rest, "exact")
    assert planned != exact
    assert counted(rest, "estimated") == (planned if SERVER.estimates_few_rows else exact)


def test_head_heeds_a_range_or_not(rest: Rest) -> None:
    response = rest.send(Caller.NOBODY_WITH_KEY, "HEAD", "questions?limit=5", Range="0-0")
    assert response.headers["content-range"].startswith("0-0/") == SERVER.head_heeds_range


def test_head_evaluates_a_function_or_not(rest: Rest) -> None:
    path = "rpc/change_sessions?changes=1"  # no list, which only the function itself finds wrong
    assert rest.send(Caller.STUDENT_WITH_KEY, "GET", path).status_code == 400
    response = rest.send(Caller.STUDENT_WITH_KEY, "HEAD", path)
    assert response.is_client_error == SERVER.head_calls_functions


@pytest.mark.parametrize("right_one_last", [True, False])
def test_of_two_equal_headers_the_last_counts_or_neither(
    rest: Rest, environment: dict[str, str], *, right_one_last: bool
) -> None:
    keys = ["no key of anybody's, though it is long enough", environment["EXAM_FUNCTIONS_KEY"]]
    sent = keys if right_one_last else keys[::-1]
    headers = [*rest.headers[Caller.NOBODY].items(), *((FUNCTIONS_KEY_HEADER, key) for key in sent)]
    shown = rest.client.get("/rest/v1/questions?limit=1", headers=headers).json()
    assert bool(shown) == (right_one_last and not SERVER.joins_equal_headers)
