"""Who may call: anyone with a valid token, about their own sessions."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from exam_simulation.http.problems import Problem
from exam_simulation.http.tokens import decode_unverified
from tests.conftest import Database, SignUp, Student
from tests.functions.conftest import Api, SetClock, Sit
from tests.functions.endpoints import CREATE_SESSION, OF_A_SESSION, Endpoint
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting
from tests.functions.tokens import claims_of, decoded, signed
from tests.rest_server import SERVER

SOMEBODY = "6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"
NOW = int(datetime.now(UTC).timestamp())


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_is_expired_from_its_very_second_on(
    api: Api, student: Student, set_clock: SetClock
) -> None:
    expiry = datetime.fromtimestamp(decoded(student.token)["exp"], UTC)
    set_clock(expiry)
    problem(api.get("/history", headers=student.headers), 401, "token_expired")
    set_clock(expiry - timedelta(microseconds=1))
    assert api.get("/history", headers=student.headers).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_the_scheme_is_read_in_any_case(api: Api, student: Student, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {student.token}"}
    assert api.get("/history", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "change",
    [{"nbf": NOW - 10}, {"sub": "upper"}],
    ids=["begun", "upper case"],
)
def test_unusual_but_good_claims_are_accepted(
    api: Api, environment: dict[str, str], student: Student, change: dict[str, object]
) -> None:
    user = student.auth_user_id
    if change.get("sub") == "upper":
        change = {"sub": user.upper()}
    token = signed({**claims_of(user), **change}, environment["SUPABASE_JWT_SECRET"])
    assert api.get("/history", headers=bearer(token)).status_code == 200


def test_a_fractional_expiry_is_good_where_supabase_reads_it(
    api: Api, environment: dict[str, str], student: Student
) -> None:
    claims = {**claims_of(student.auth_user_id), "exp": NOW + 3600.5}
    headers = bearer(signed(claims, environment["SUPABASE_JWT_SECRET"]))
    response = api.get("/history", headers=headers)
    if SERVER.reads_any_expiry:
        assert response.status_code == 200
    else:
        problem(response, 401, "token_expired")


def test_a_token_may_begin_as_much_later_as_postgrest_lets_clocks_differ() -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    token = signed({**claims_of(SOMEBODY), "nbf": NOW + 30}, "whatever it is signed with")
    authorization = f"Bearer {token}"
    assert str(decode_unverified(authorization, now).user) == SOMEBODY
    with pytest.raises(Problem, match="token_invalid"):
        decode_unverified(authorization, now - timedelta(seconds=1))


def test_a_token_that_is_expired_by_supabase_s_clock_alone_is_refused(
    api: Api, environment: dict[str, str], student: Student, set_clock: SetClock
) -> None:
    claims = {**claims_of(student.auth_user_id), "exp": NOW - 3600}
    set_clock(datetime.fromtimestamp(NOW - 7200, UTC))
    headers = bearer(signed(claims, environment["SUPABASE_JWT_SECRET"]))
    problem(api.get("/history", headers=headers), 401, "token_expired")


@pytest.mark.parametrize("hours", [1, 100_000])
def test_a_token_that_is_issued_in_the_future_signs_nobody_out(
    api: Api, environment: dict[str, str], student: Student, hours: int
) -> None:
    claims = {**claims_of(student.auth_user_id), "iat": NOW + 3600 * hours}
    response = api.get(
        "/history", headers=bearer(signed(claims, environment["SUPABASE_JWT_SECRET"]))
    )
    problem(response, 503, "upstream_unavailable")
    assert response.headers["Retry-After"] == "1"


def test_auth_s_own_tokens_are_accepted(api: Api, sign_up: SignUp) -> None:
    response = api.post("/sessions", headers=sign_up().headers, json={"exam_type": "DEMO"})
    assert response.status_code == 201


def test_a_token_outlasts_its_student_s_signing_out(
    api: Api, sign_up: SignUp, auth: httpx.Client
) -> None:
    # Supabase's own promise: an access token is good until it expires; what ends is its renewal.
    student = sign_up()
    auth.post("/logout", headers=student.headers).raise_for_status()
    assert api.get("/history", headers=student.headers).status_code == 200


def test_nothing_is_a_deleted_user_s_any_more(api: Api, sit: Sit, database: Database) -> None:
    sitting = sit(started=True)
    student = sitting.student
    database.execute("delete from auth.users where id = %s", [student.auth_user_id])
    for endpoint in OF_A_SESSION:
        problem(call(endpoint, api, sitting, student), 404, "session_not_found")
    problem(call(CREATE_SESSION, api, sitting, student), 403, "user_unknown")
    unfinished = api.get("/history?status=unfinished", headers=student.headers)
    assert (unfinished.status_code, unfinished.json) == (200, [])


@pytest.fixture
def without_row(student: Student, database: Database) -> Student:
    database.execute("delete from users where auth_user_id = %s", [student.auth_user_id])
    return student


@pytest.fixture
def demanding_users(database: Database) -> Iterator[None]:
    """The table `users` has a column that nobody fills."""
    database.execute("alter table users add column email text")
    database.execute("alter table users add constraint email_given check (email <> '') not valid")
    database.execute("alter table users alter column email set default ''")
    yield
    database.execute("alter table users drop column email")


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "a"}], ids=["no key", "a key"])
def test_a_user_without_a_row_in_users_gets_one_on_the_way(
    api: Api, without_row: Student, database: Database, headers: dict[str, str]
) -> None:
    response = api.post("/sessions", headers=without_row.headers | headers)
    assert response.status_code == 201
    ((user_id,),) = database.execute(
        "select id from users where auth_user_id = %s", [without_row.auth_user_id]
    ).fetchall()
    assert response.json["user_id"] == user_id
    assert 'desc="3"' in response.headers["Server-Timing"]


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "a"}], ids=["no key", "a key"])
@pytest.mark.usefixtures("demanding_users")
def test_a_user_whose_row_the_table_does_not_allow_creates_nothing(
    api: Api, without_row: Student, headers: dict[str, str]
) -> None:
    response = api.post("/sessions", headers=without_row.headers | headers)
    problem(response, 403, "user_unknown")
    assert "WWW-Authenticate" not in response.headers


def test_a_project_may_match_its_own_rows_to_users_of_auth(
    api: Api, without_row: Student, database: Database
) -> None:
    """The hook as docs/operations.md says."""
    kept = database.execute("select pg_get_functiondef('private.new_student'::regproc)").fetchone()
    assert kept
    ((own,),) = database.execute("insert into users default values returning id").fetchall()
    database.execute(
        f"""create or replace function private.new_student(auth_user uuid) returns integer
            language sql security definer set search_path = ''
            as 'update public.users set auth_user_id = auth_user where id = {own} returning id'"""
    )
    try:
        response = api.post("/sessions", headers=without_row.headers)
        assert (response.status_code, response.json["user_id"]) == (201, own)
    finally:
        database.execute(str(kept[0]))


def test_a_user_without_a_row_in_users_has_an_empty_history(api: Api, without_row: Student) -> None:
    for status in ("completed", "unfinished"):
        response = api.get(f"/history?status={status}", headers=without_row.headers)
        assert (response.status_code, response.json) == (200, [])


@pytest.mark.parametrize("endpoint", OF_A_SESSION, ids=str)
def test_a_user_without_a_row_in_users_has_no_session(
    api: Api, sit: Sit, enrol: SignUp, database: Database, endpoint: Endpoint
) -> None:
    sitting = sit()
    other = enrol()
    database.execute("delete from users where auth_user_id = %s", [other.auth_user_id])
    problem(call(endpoint, api, sitting, other), 404, "session_not_found")


@pytest.mark.parametrize("endpoint", OF_A_SESSION, ids=str)
@pytest.mark.parametrize("prepare", [Sitting.get, Sitting.finish], ids=["created", "completed"])
def test_someone_else_s_session_is_answered_exactly_as_one_that_does_not_exist(
    api: Api,
    sit: Sit,
    enrol: SignUp,
    endpoint: Endpoint,
    prepare: Callable[[Sitting], object],
) -> None:
    sitting = sit()
    prepare(sitting)
    before = sitting.row()
    other = enrol()
    theirs = call(endpoint, api, sitting, other)
    missing = call(endpoint, api, Sitting(api, sitting.database, other, 2147483647), other)
    assert problem(theirs, 404, "session_not_found").pop("instance") == endpoint.whole(sitting.id)
    assert problem(missing, 404, "session_not_found").pop("instance") == endpoint.whole(2147483647)
    assert {k: v for k, v in theirs.json.items() if k != "instance"} == {
        k: v for k, v in missing.json.items() if k != "instance"
    }
    varying = {"X-Request-Id", "Server-Timing", "Content-Length"}
    assert [header for header in theirs.headers if header[0] not in varying] == [
        header for header in missing.headers if header[0] not in varying
    ]
    assert round_trips(theirs) == round_trips(missing)
    assert sitting.row() == before


def call(endpoint: Endpoint, api: Api, sitting: Sitting, caller: Student) -> Response:
    options: dict[str, object] = {"json": {"answers": []}} if endpoint.method == "PUT" else {}
    return api.request(
        endpoint.method, endpoint.below(sitting.id, 1), headers=caller.headers, **options
    )


def round_trips(response: Response) -> str:
    return response.headers["Server-Timing"].rpartition("desc=")[2]
