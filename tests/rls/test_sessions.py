"""What the database fills in, and what it lets nobody change, even through the functions."""

from collections.abc import Mapping

import pytest

from tests.conftest import Database, SignUp
from tests.rest_server import ESTIMATES
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
def test_a_session_is_the_caller_s_anyone_who_s_the_request_says_it_is(
    database: Database, rest: Rest, people: People, query: str
) -> None:
    response = rest.send(
        Caller.STUDENT_WITH_KEY,
        "POST",
        f"exam_sessions{query}",
        {
            "exam_type": "BAIT: given away",
            "user_id": user_id_of(database, people.another.auth_user_id),
        },
        Prefer="return=representation",
    )
    assert response.json()[0]["user_id"] == user_id_of(database, people.student.auth_user_id)


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
    response = rest.send(caller, "PATCH", path, change)
    assert row_of(database, bait.exam_sessions) == before
    if may_write:
        assert response.status_code == 409
        assert (response.json()["code"], response.json()["hint"]) == ("PT409", "session_completed")


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
        response = rest.client.post(
            "/rest/v1/exam_sessions", json={"exam_type": "BAIT: unowned"}, headers=headers
        )
        refusal = response.json() if response.content else {}
        return response.status_code, refusal.get("code", ""), refusal.get("hint", "")

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
    response = rest.client.post(
        "/rest/v1/exam_sessions",
        json={"exam_type": "DEMO"},
        headers=headers | {"Prefer": "return=representation"},
    )
    session = response.json()[0]
    complete(database, session["id"])
    database.execute("delete from auth.users where id = %s", [leaving.auth_user_id])
    left = "select from public.{} where id = %s"
    assert database.execute(left.format("users"), [session["user_id"]]).rowcount == 0
    assert database.execute(left.format("exam_sessions"), [session["id"]]).rowcount == 0


# ── papers ───────────────────────────────────────────────────────────────────────────────────────


def papers_of(database: Database, session_id: int) -> list[tuple[object, ...]]:
    return database.execute(
        "select * from public.section_papers where session_id = %s", [session_id]
    ).fetchall()


SAVED: Mapping[str, object] = {"answers": {}, "flagged": []}
CHANGED_PAPER: Mapping[str, object] = {
    "session_id": 1,
    "section_id": 2,
    "user_id": 1,
    "question_ids": [1],
    "option_count": 2,
    "revision": 99,
    "deadline_at": "2999-01-01T00:00:00Z",
}


@ON_THE_CLOSED_PLATFORM
@pytest.mark.parametrize("column", CHANGED_PAPER)
def test_a_paper_stays_the_one_that_was_handed_out(
    database: Database, rest: Rest, bait: Bait, column: str
) -> None:
    path = f"section_papers?session_id=eq.{bait.section_papers}"
    before = papers_of(database, bait.section_papers)
    changed = {column: CHANGED_PAPER[column]}
    for body in (changed, {**changed, **SAVED}):
        rest.send(Caller.STUDENT_WITH_KEY, "PATCH", path, body)
        assert papers_of(database, bait.section_papers) == before


def test_a_closed_paper_takes_no_change(database: Database, rest: Rest, bait: Bait) -> None:
    path = f"section_papers?session_id=eq.{bait.section_papers}"
    headers = {"Prefer": "return=representation"}
    closed = rest.send(
        Caller.STUDENT_WITH_KEY, "PATCH", path, {"closed_at": LONG_AGO}, **headers
    ).json()
    assert len(closed) == 1
    before = papers_of(database, bait.section_papers)
    for body in (SAVED, {"closed_at": None}, {"closed_at": LONG_AGO}):
        response = rest.send(Caller.STUDENT_WITH_KEY, "PATCH", path, body, **headers)
        assert response.json() == []
    assert papers_of(database, bait.section_papers) == before


def test_a_student_s_key_changes_no_paper(database: Database, rest: Rest, bait: Bait) -> None:
    path = f"section_papers?session_id=eq.{bait.section_papers}"
    before = papers_of(database, bait.section_papers)
    rest.send(Caller.STUDENT, "PATCH", path, SAVED)
    assert papers_of(database, bait.section_papers) == before


def test_a_student_reads_their_papers_and_keys_without_the_functions(
    rest: Rest, bait: Bait
) -> None:
    columns = "section_papers(answers),session_keys(key_sha256)"
    path = f"exam_sessions?select={columns}&id=eq.{bait.section_papers}"
    [shown] = rest.send(Caller.STUDENT, "GET", path).json()
    assert "BAIT" in str(shown["section_papers"])
    assert rest.send(Caller.ANOTHER, "GET", path).json() == []


@pytest.mark.parametrize("column", ["open_paper", "met_questions"])
def test_what_a_start_needs_to_know_is_told_to_the_functions_alone(
    rest: Rest, bait: Bait, column: str
) -> None:
    path = f"exam_sessions?select={column}&id=eq.{bait.section_papers}"
    [hidden] = rest.send(Caller.STUDENT, "GET", path).json()
    assert hidden[column] in (None, [])


def test_an_estimated_count_depends_on_nothing_that_a_paper_holds(
    database: Database, rest: Rest, bait: Bait
) -> None:
    database.execute("analyze public.section_papers; analyze public.session_keys")

    def estimate(condition: str, count: str) -> str:
        response = rest.send(Caller.ANOTHER, "HEAD", condition, Prefer=f"count={count}")
        return response.headers["content-range"]

    session = bait.section_papers
    for one, other in [
        ("section_papers?question_ids=cs.{1}", "section_papers?question_ids=cs.{999999}"),
        ("section_papers?revision=gt.0", "section_papers?revision=gt.999"),
        ("section_papers?deadline_at=lt.2001-01-01", "section_papers?deadline_at=lt.2999-01-01"),
        (f"section_papers?user_id=lt.{session}", "section_papers?user_id=lt.1"),
        ("session_keys?key_sha256=lt.C", "session_keys?key_sha256=lt.zzz"),
    ]:
        for count in ESTIMATES:
            assert estimate(one, count) == estimate(other, count), (one, other, count)
