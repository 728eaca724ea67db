"""What the database fills in, and what it lets nobody change, even through the functions."""

from collections.abc import Mapping

import pytest

from tests.conftest import Database, SignUp
from tests.rls.conftest import Bait, People, Platform
from tests.rls.rest import FUNCTIONS_KEY_HEADER, Caller, Rest

ON_THE_CLOSED_PLATFORM = pytest.mark.parametrize("platform", ["closed"], indirect=True)
LONG_AGO = "2000-01-01T00:00:00+00:00"


def row_of(database: Database, session_id: int) -> tuple[object, ...] | None:
    return database.execute(
        "select * from public.exam_sessions where id = %s", [session_id]
    ).fetchone()


def user_id_of(database: Database, auth_user_id: str) -> object:
    row = database.execute(
        "select id from public.users where auth_user_id = %s", [auth_user_id]
    ).fetchone()
    assert row is not None
    return row[0]


def complete(database: Database, session_id: int) -> None:
    database.execute(
        "update public.exam_sessions set status = 'completed', completed_at = now() where id = %s",
        [session_id],
    )


@ON_THE_CLOSED_PLATFORM
@pytest.mark.parametrize("column", ["id", "user_id", "exam_type", "started_at", "updated_at"])
def test_a_column_that_the_functions_never_update_is_not_granted_for_update(
    database: Database, rest: Rest, people: People, bait: Bait, *, column: str
) -> None:
    values: Mapping[str, object] = {
        "id": 2_000_000_001,
        "user_id": user_id_of(database, people.another.auth_user_id),
        "exam_type": "BAIT: changed",
        "started_at": LONG_AGO,
        "updated_at": LONG_AGO,
    }
    path = f"exam_sessions?id=eq.{bait.exam_sessions}"
    before = row_of(database, bait.exam_sessions)
    for body in ({column: values[column]}, {column: values[column], "metadata": {}}):
        rest.send(Caller.STUDENT_WITH_KEY, "PATCH", path, body)
        assert row_of(database, bait.exam_sessions) == before
    assert rest.send(
        Caller.STUDENT_WITH_KEY, "PATCH", path, {"metadata": {"granted": True}}
    ).is_success
    assert row_of(database, bait.exam_sessions) != before


@ON_THE_CLOSED_PLATFORM
@pytest.mark.parametrize("column", ["id", "user_id", "status", "updated_at", "completed_at"])
@pytest.mark.parametrize("query", ["", "?columns=exam_type,{column}"])
def test_a_column_that_the_functions_never_insert_is_not_granted_for_insert(
    database: Database, rest: Rest, people: People, *, column: str, query: str
) -> None:
    values: Mapping[str, object] = {
        "id": 2_000_000_001,
        "user_id": user_id_of(database, people.student.auth_user_id),
        "status": "in_progress",
        "updated_at": LONG_AGO,
        "completed_at": LONG_AGO,
    }
    body = {"exam_type": f"BAIT: {column}", column: values[column]}
    path = f"exam_sessions{query.format(column=column)}"
    rest.send(Caller.STUDENT_WITH_KEY, "POST", path, body)
    made = "select count(*) from public.exam_sessions where exam_type = %s"
    assert database.execute(made, [f"BAIT: {column}"]).fetchone() == (0,)
    del body[column]
    rest.send(Caller.STUDENT_WITH_KEY, "POST", "exam_sessions", body)
    assert database.execute(made, [f"BAIT: {column}"]).fetchone() == (1,)
    database.execute("delete from public.exam_sessions where exam_type like 'BAIT%'")


@pytest.mark.parametrize("platform", ["open"], indirect=True)
@pytest.mark.parametrize("query", ["", "?columns=exam_type,user_id"])
def test_a_session_is_the_caller_s_whoever_s_the_request_says_it_is(
    database: Database, rest: Rest, people: People, query: str
) -> None:
    answer = rest.send(
        Caller.STUDENT_WITH_KEY,
        "POST",
        f"exam_sessions{query}",
        {
            "exam_type": "BAIT: given away",
            "user_id": user_id_of(database, people.another.auth_user_id),
        },
        Prefer="return=representation",
    )
    assert answer.json()[0]["user_id"] == user_id_of(database, people.student.auth_user_id)


@pytest.mark.parametrize("platform", ["open"], indirect=True)
def test_a_session_is_not_given_away_where_every_column_is_granted(
    database: Database, rest: Rest, people: People, bait: Bait
) -> None:
    before = row_of(database, bait.exam_sessions)
    another = {"user_id": user_id_of(database, people.another.auth_user_id)}
    path = f"exam_sessions?id=eq.{bait.exam_sessions}"
    rest.send(Caller.STUDENT_WITH_KEY, "PATCH", path, another)
    assert row_of(database, bait.exam_sessions) == before


def test_the_database_says_when_a_session_was_updated(
    database: Database, rest: Rest, platform: Platform, bait: Bait
) -> None:
    body: dict[str, object] = {"metadata": {"a": 1}}
    if platform == "open":
        body["updated_at"] = LONG_AGO
    with database.transaction():
        database.execute("set local session_replication_role = replica")
        database.execute(
            "update public.exam_sessions set updated_at = %s where id = %s",
            [LONG_AGO, bait.exam_sessions],
        )
    path = f"exam_sessions?id=eq.{bait.exam_sessions}"
    assert rest.send(Caller.STUDENT_WITH_KEY, "PATCH", path, body).is_success
    recent = database.execute(
        "select now() - updated_at between '0' and '1 minute' from public.exam_sessions"
        " where id = %s",
        [bait.exam_sessions],
    ).fetchone()
    assert recent == (True,)


CHANGES: list[Mapping[str, object]] = [
    {"metadata": {}},
    {"status": "in_progress", "completed_at": None},
    {"status": "completed", "completed_at": LONG_AGO},
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("caller", [Caller.STUDENT_WITH_KEY, Caller.SECRET])
def test_a_completed_session_refuses_every_change(
    database: Database,
    rest: Rest,
    platform: Platform,
    bait: Bait,
    *,
    caller: Caller,
    change: Mapping[str, object],
) -> None:
    path = f"exam_sessions?id=eq.{bait.exam_sessions}"
    may_write = caller is Caller.STUDENT_WITH_KEY or platform == "open"
    in_progress = {"status": "in_progress", "metadata": {"before": "completion"}}
    assert rest.send(caller, "PATCH", path, in_progress).is_success == may_write
    complete(database, bait.exam_sessions)
    before = row_of(database, bait.exam_sessions)
    answer = rest.send(caller, "PATCH", path, change)
    assert row_of(database, bait.exam_sessions) == before
    if may_write:
        assert answer.status_code == 409
        assert (answer.json()["code"], answer.json()["hint"]) == ("PT409", "session_completed")


def test_a_student_without_a_user_creates_no_session(
    database: Database, rest: Rest, environment: dict[str, str], sign_up: SignUp
) -> None:
    stranger = sign_up()
    headers = {
        **rest.headers[Caller.NOBODY],
        **stranger.headers,
        FUNCTIONS_KEY_HEADER: environment["EXAM_FUNCTIONS_KEY"],
    }

    def create() -> tuple[int, str, str]:
        answer = rest.client.post(
            "/rest/v1/exam_sessions", json={"exam_type": "BAIT: unowned"}, headers=headers
        )
        refusal = answer.json() if answer.content else {}
        return answer.status_code, refusal.get("code", ""), refusal.get("hint", "")

    assert create() == (201, "", "")
    database.execute("delete from public.users where auth_user_id = %s", [stranger.auth_user_id])
    assert create() == (401, "PT401", "user_unknown")
    assert (
        database.execute(
            "select from public.exam_sessions where exam_type = 'BAIT: unowned'"
        ).rowcount
        == 0
    )


def test_deleting_an_account_deletes_what_is_the_student_s(
    database: Database, rest: Rest, environment: dict[str, str], sign_up: SignUp
) -> None:
    leaving = sign_up()
    headers = {
        **rest.headers[Caller.NOBODY],
        **leaving.headers,
        FUNCTIONS_KEY_HEADER: environment["EXAM_FUNCTIONS_KEY"],
    }
    answer = rest.client.post(
        "/rest/v1/exam_sessions",
        json={"exam_type": "DEMO"},
        headers=headers | {"Prefer": "return=representation"},
    )
    session = answer.json()[0]
    complete(database, session["id"])
    database.execute("delete from auth.users where id = %s", [leaving.auth_user_id])
    left = "select from public.{} where id = %s"
    assert database.execute(left.format("users"), [session["user_id"]]).rowcount == 0
    assert database.execute(left.format("exam_sessions"), [session["id"]]).rowcount == 0
