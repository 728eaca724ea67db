"""Who may call: tokens as they look, tokens that Supabase refuses, users without a row."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.stack import Stack
from exam_simulation.http.problems import Problem
from exam_simulation.http.tokens import look_at
from tests.conftest import Database, SignUp, Student
from tests.functions.answers import Answer, problem
from tests.functions.conftest import Api, SetClock, Sit
from tests.functions.endpoints import OF_A_SESSION, WITH_TOKEN, Endpoint
from tests.functions.sitting import Sitting
from tests.functions.tokens import HS256, base64url, claims_of, decoded, encoded, signed

SOMEBODY = "6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"
SECRET = "a secret that no Supabase signs with, of some length"
NOW = int(datetime.now(UTC).timestamp())


def good(**changes: object) -> dict[str, Any]:
    claims = {**claims_of(SOMEBODY), **changes}
    return {name: value for name, value in claims.items() if value is not ...}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def refused(answer: Answer, code: str, round_trips: int = 0) -> None:
    problem(answer, 401, code)
    assert f'desc="{round_trips}"' in answer.headers["Server-Timing"]
    expected = 'Bearer realm="exam-simulation"'
    if code != "token_missing":
        expected += ', error="invalid_token"'
    assert answer.headers["WWW-Authenticate"] == expected


@pytest.mark.parametrize("endpoint", WITH_TOKEN, ids=str)
def test_every_endpoint_but_config_wants_a_token(api: Api, endpoint: Endpoint) -> None:
    refused(api.request(endpoint.method, endpoint.below()), "token_missing")


@pytest.mark.parametrize("endpoint", WITH_TOKEN, ids=str)
@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("rubbish", "token_invalid"),
        (signed(good(), SECRET, {"alg": "none"}), "token_invalid"),
        (signed(good(role="anon"), SECRET), "token_invalid"),
        (signed(good(exp=NOW - 1), SECRET), "token_expired"),
    ],
    ids=["rubbish", "alg none", "another role", "expired"],
)
def test_no_endpoint_asks_supabase_about_a_token_that_looks_wrong(
    api: Api, endpoint: Endpoint, token: str, code: str
) -> None:
    refused(api.request(endpoint.method, endpoint.below(), headers=bearer(token)), code)


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNzd29yZA==",
        "Token abc",
        signed(good(), SECRET),
        f"Bearer:{signed(good(), SECRET)}",
        f"Bearer {signed(good(), SECRET)}, Bearer {signed(good(), SECRET)}",
        f"Bearer {signed(good(), SECRET)} {signed(good(), SECRET)}",
        f"Bearer {signed(good(), SECRET)}é",
    ],
)
def test_an_authorization_of_another_form_is_refused(api: Api, authorization: str) -> None:
    headers = {"Authorization": authorization}
    refused(api.get("/history", headers=headers), "token_invalid")


@pytest.mark.parametrize("authorization", ["", " ", "\t"])
def test_an_empty_authorization_is_a_missing_one(api: Api, authorization: str) -> None:
    headers = {"Authorization": authorization}
    refused(api.get("/history", headers=headers), "token_missing")


@pytest.mark.parametrize("name", ["SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY"])
def test_an_api_key_is_no_token(api: Api, environment: dict[str, str], name: str) -> None:
    refused(api.get("/history", headers=bearer(environment[name])), "token_invalid")


@pytest.mark.parametrize("role", ["anon", "service_role"])
def test_an_api_key_of_the_old_form_is_no_token(api: Api, stack: Stack, role: str) -> None:
    claims = {"iss": "supabase", "ref": "abc", "role": role, "iat": NOW, "exp": NOW + 86_400}
    token = signed(claims, stack.credentials.jwt_secret)
    refused(api.get("/history", headers=bearer(token)), "token_invalid")


HEADER, CLAIMS, SIGNATURE = signed(good(), SECRET).split(".")


@pytest.mark.parametrize(
    "token",
    [
        f"{HEADER}.{CLAIMS}",
        f"{HEADER}.{CLAIMS}.",
        f".{CLAIMS}.{SIGNATURE}",
        f"{HEADER}..{SIGNATURE}",
        f"{HEADER}.{CLAIMS}.{SIGNATURE}.{SIGNATURE}",
        f"{HEADER}.{CLAIMS}=.{SIGNATURE}",
        f"{HEADER}.{CLAIMS}.{SIGNATURE}+/",
        f"{HEADER}.{CLAIMS}.A",
        f"{HEADER}.{base64url(b'not json')}.{SIGNATURE}",
        f"{HEADER}.{base64url(b'[' * 5000)}.{SIGNATURE}",
        f"{HEADER}.{base64url(bytes([0xFF, 0xFE, 0xFD]))}.{SIGNATURE}",
        f"{base64url(b'not json')}.{CLAIMS}.{SIGNATURE}",
        f"{encoded([HS256])}.{CLAIMS}.{SIGNATURE}",
        f"{HEADER}.{encoded([good()])}.{SIGNATURE}",
        f"{HEADER}.{encoded(None)}.{SIGNATURE}",
        signed(good(filler="x" * 8192), SECRET),
    ],
)
def test_what_is_not_three_parts_of_a_token_is_refused(api: Api, token: str) -> None:
    refused(api.get("/history", headers=bearer(token)), "token_invalid")


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"alg": None},
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "NONE"},
        {"alg": "nOnE"},
        {"alg": ""},
        {"alg": "hs256"},
        {"alg": "HS1"},
        {"alg": 256},
        {"alg": ["HS256"]},
        {"alg": {"HS256": True}},
    ],
    ids=json.dumps,
)
def test_an_algorithm_that_supabase_does_not_sign_with_is_refused(
    api: Api, header: dict[str, object]
) -> None:
    refused(api.get("/history", headers=bearer(signed(good(), SECRET, header))), "token_invalid")


@pytest.mark.parametrize(
    "change",
    [
        {"role": "anon"},
        {"role": "service_role"},
        {"role": "supabase_admin"},
        {"role": "Authenticated"},
        {"role": ["authenticated"]},
        {"role": None},
        {"role": ...},
        {"sub": ...},
        {"sub": None},
        {"sub": 17},
        {"sub": ""},
        {"sub": "17"},
        {"sub": SOMEBODY.replace("-", "")},
        {"sub": f"urn:uuid:{SOMEBODY}"},
        {"sub": f"{{{SOMEBODY}}}"},
        {"exp": ...},
        {"exp": None},
        {"exp": "2030-01-01"},
        {"exp": True},
        {"exp": [NOW + 3600]},
        {"nbf": "now"},
        {"nbf": False},
        {"nbf": NOW + 3600},
    ],
    ids=str,
)
def test_claims_that_are_no_student_s_are_refused(api: Api, change: dict[str, object]) -> None:
    refused(api.get("/history", headers=bearer(signed(good(**change), SECRET))), "token_invalid")


def test_a_token_is_expired_from_its_very_second_on(
    api: Api, student: Student, set_clock: SetClock
) -> None:
    expiry = datetime.fromtimestamp(decoded(student.token)["exp"], UTC)
    set_clock(expiry)
    refused(api.get("/history", headers=student.headers), "token_expired")
    set_clock(expiry - timedelta(microseconds=1))
    assert api.get("/history", headers=student.headers).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_the_scheme_is_read_in_any_case(api: Api, student: Student, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {student.token}"}
    assert api.get("/history", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "change",
    [{"nbf": NOW - 10}, {"exp": NOW + 3600.5}, {"sub": "upper"}],
    ids=str,
)
def test_unusual_but_good_claims_are_accepted(
    api: Api, stack: Stack, student: Student, change: dict[str, object]
) -> None:
    user = student.auth_user_id
    if change.get("sub") == "upper":
        change = {"sub": user.upper()}
    token = signed({**claims_of(user), **change}, stack.credentials.jwt_secret)
    assert api.get("/history", headers=bearer(token)).status_code == 200


def test_a_token_may_begin_as_much_later_as_postgrest_lets_clocks_differ() -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    authorization = bearer(signed(good(nbf=NOW + 30), SECRET))["Authorization"]
    assert str(look_at(authorization, now).user) == SOMEBODY
    with pytest.raises(Problem, match="token_invalid"):
        look_at(authorization, now - timedelta(seconds=1))


def forge(student: Student) -> dict[str, str]:
    return bearer(signed(claims_of(student.auth_user_id), SECRET))


@pytest.mark.parametrize("endpoint", WITH_TOKEN, ids=str)
def test_a_signature_that_is_not_supabase_s_is_refused_and_nothing_is_written(
    api: Api, sit: Sit, student: Student, database: Database, endpoint: Endpoint
) -> None:
    sitting = sit(started=True)
    sitting.let_pass(60)
    before = sitting.row()
    options: dict[str, object] = {"json": {"answers": []}} if endpoint.method == "PUT" else {}
    path = endpoint.below(sitting.id, 1)
    answer = api.request(endpoint.method, path, headers=forge(student), **options)
    refused(answer, "token_rejected", round_trips=1)
    assert sitting.row() == before
    count = database.execute(
        "select count(*) from exam_sessions where user_id = %s", [before["user_id"]]
    ).fetchone()
    assert count == (1,)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_a_token_of_an_algorithm_that_this_project_does_not_use_is_refused_by_supabase(
    api: Api, stack: Stack, student: Student, algorithm: str
) -> None:
    token = signed(
        claims_of(student.auth_user_id), stack.credentials.jwt_secret, {"alg": algorithm}
    )
    refused(api.get("/history", headers=bearer(token)), "token_rejected", round_trips=1)


def test_a_token_with_other_claims_than_were_signed_is_refused(
    api: Api, student: Student, enrol: SignUp
) -> None:
    header, _, signature = student.token.split(".")
    token = f"{header}.{encoded(claims_of(enrol().auth_user_id))}.{signature}"
    refused(api.get("/history", headers=bearer(token)), "token_rejected", round_trips=1)


def test_a_token_that_is_expired_by_supabase_s_clock_alone_is_refused(
    api: Api, stack: Stack, student: Student, set_clock: SetClock
) -> None:
    claims = {**claims_of(student.auth_user_id), "exp": NOW - 3600}
    set_clock(datetime.fromtimestamp(NOW - 7200, UTC))
    headers = bearer(signed(claims, stack.credentials.jwt_secret))
    refused(api.get("/history", headers=headers), "token_rejected", round_trips=1)


def test_auth_s_own_tokens_are_accepted(api: Api, sign_up: SignUp) -> None:
    answer = api.post("/sessions", headers=sign_up().headers, json={"exam_type": "DEMO"})
    assert answer.status_code == 201


@pytest.fixture
def without_row(student: Student, database: Database) -> Student:
    database.execute("delete from users where auth_user_id = %s", [student.auth_user_id])
    return student


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "a"}], ids=["no key", "a key"])
def test_a_user_without_a_row_in_users_creates_nothing(
    api: Api, without_row: Student, headers: dict[str, str]
) -> None:
    answer = api.post("/sessions", headers=without_row.headers | headers)
    problem(answer, 401, "user_unknown")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_user_without_a_row_in_users_has_an_empty_history(api: Api, without_row: Student) -> None:
    for status in ("completed", "unfinished"):
        answer = api.get(f"/history?status={status}", headers=without_row.headers)
        assert (answer.status_code, answer.json) == (200, [])


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
    assert [one for one in theirs.headers if one[0] not in varying] == [
        one for one in missing.headers if one[0] not in varying
    ]
    assert round_trips(theirs) == round_trips(missing)
    assert sitting.row() == before


def call(endpoint: Endpoint, api: Api, sitting: Sitting, caller: Student) -> Answer:
    options: dict[str, object] = {"json": {"answers": []}} if endpoint.method == "PUT" else {}
    return api.request(
        endpoint.method, endpoint.below(sitting.id, 1), headers=caller.headers, **options
    )


def round_trips(answer: Answer) -> str:
    return answer.headers["Server-Timing"].rpartition("desc=")[2]
