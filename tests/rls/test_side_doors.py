"""What PostgREST can do beside plain rows shows nothing that plain rows do not."""

from contextlib import suppress

import pytest
from psycopg.errors import InsufficientPrivilege

from tests.conftest import Database
from tests.rest_server import SERVER
from tests.rls.conftest import BAIT, People
from tests.rls.rest import Caller, Rest

WITHOUT_KEY = [Caller.NOBODY, Caller.STUDENT, Caller.ANOTHER]
BEST_EQUIPPED = [Caller.NOBODY_WITH_KEY, Caller.STUDENT_WITH_KEY, Caller.SECRET]
HIDDEN = "questions?subject=eq.bait"


@pytest.mark.usefixtures("bait")
@pytest.mark.parametrize("caller", WITHOUT_KEY)
@pytest.mark.parametrize(
    "path",
    [
        f"{HIDDEN}&select=*,passages(*)",
        f"{HIDDEN}&select=id,passages!inner(text)",
        f"{HIDDEN}&select=id,...passages(text)",
        "passages?subject=eq.bait&select=*,questions(*)",
        f"{HIDDEN}&select=said:text,explanation::text",
        f"{HIDDEN}&text=like.*BAIT*",
        f"{HIDDEN}&text=fts.bait",
        f"{HIDDEN}&or=(correct_answer.eq.e,correct_answer.neq.e)",
        f"{HIDDEN}&order=correct_answer&limit=1&offset=0",
        f"{HIDDEN}&not.and=(id.lt.0,id.gt.0)",
    ],
)
def test_no_way_of_asking_shows_a_question_without_the_functions_key(
    rest: Rest, caller: Caller, path: str
) -> None:
    assert rest.rows(caller, path) == []
    assert BAIT in rest.send(Caller.NOBODY_WITH_KEY, "GET", path).text


@pytest.mark.usefixtures("bait")
@pytest.mark.parametrize("caller", WITHOUT_KEY)
@pytest.mark.parametrize(
    "accept",
    ["text/csv", "application/vnd.pgrst.object+json", "application/vnd.pgrst.array+json"],
)
def test_no_format_shows_a_question_without_the_functions_key(
    rest: Rest, caller: Caller, accept: str
) -> None:
    assert BAIT not in rest.send(caller, "GET", HIDDEN, Accept=accept).text
    assert BAIT in rest.send(Caller.NOBODY_WITH_KEY, "GET", HIDDEN, Accept=accept).text


@pytest.mark.parametrize("caller", BEST_EQUIPPED)
@pytest.mark.parametrize("relation", ["questions", "exam_sessions", "users"])
def test_nobody_is_shown_a_plan(rest: Rest, caller: Caller, relation: str) -> None:
    plan = "application/vnd.pgrst.plan+json; options=analyze|verbose|settings|buffers"
    response = rest.send(caller, "GET", relation, Accept=plan)
    assert response.is_client_error
    assert "Plan" not in response.text


@pytest.mark.usefixtures("bait")
@pytest.mark.parametrize("caller", WITHOUT_KEY)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [HIDDEN, "passages?subject=eq.bait", "question_bank"])
def test_an_exact_count_counts_nothing_hidden(
    rest: Rest, caller: Caller, method: str, path: str
) -> None:
    hidden = rest.send(caller, method, path, Prefer="count=exact", Range="0-0")
    shown = rest.send(Caller.NOBODY_WITH_KEY, method, path, Prefer="count=exact", Range="0-0")
    assert hidden.headers["content-range"] == "*/0"
    heeded = method == "GET" or SERVER.head_heeds_range
    assert shown.headers["content-range"].startswith("0-0/" if heeded else "0-")


@pytest.mark.parametrize("count", ["planned", "estimated"])
@pytest.mark.parametrize(
    ("relation", "column"),
    [
        *[("questions", column) for column in ("text", "explanation", "image_url")],
        *[("questions", f"option_{letter}") for letter in "abcde"],
        *[("questions", column) for column in ("subject", "topic", "key", "correct_answer")],
        *[("passages", column) for column in ("title", "text", "subject")],
    ],
)
def test_an_estimated_count_depends_on_nothing_that_a_question_says(
    database: Database, rest: Rest, relation: str, column: str, count: str
) -> None:
    database.execute(f"analyze public.{relation}")
    assert estimate(rest, f"{relation}?{column}=lt.A", count) == estimate(
        rest, f"{relation}?{column}=lt.zzz", count
    )


@pytest.mark.parametrize("count", ["planned", "estimated"])
@pytest.mark.parametrize("column", ["id", "difficulty", "passage_id"])
def test_an_estimated_count_depends_on_no_number_of_a_question(
    database: Database, rest: Rest, column: str, count: str
) -> None:
    database.execute("analyze public.questions")
    few, all_of_them = (f"questions?{column}=lt.{bound}" for bound in (1, 30_000))
    assert estimate(rest, few, count) == estimate(rest, all_of_them, count)


def test_an_estimated_count_would_tell_if_postgres_kept_samples(
    database: Database, rest: Rest
) -> None:
    database.execute("alter table passages alter column title set statistics 100")
    database.execute("analyze public.passages")
    few, all_of_them = (f"passages?title=lt.{letter}" for letter in "Az")
    try:
        assert estimate(rest, few, "planned") != estimate(rest, all_of_them, "planned")
    finally:
        database.execute("alter table passages alter column title set statistics 0")
        database.execute("alter table passages alter column title type text")


def estimate(rest: Rest, path: str, count: str) -> str:
    response = rest.send(Caller.NOBODY, "HEAD", path, Prefer=f"count={count}")
    return response.headers["content-range"]


OTHERS = [Caller.NOBODY, Caller.NOBODY_WITH_KEY, Caller.ANOTHER, Caller.ANOTHER_WITH_KEY]


@pytest.mark.usefixtures("bait")
@pytest.mark.parametrize("caller", [*OTHERS, Caller.STUDENT, Caller.STUDENT_WITH_KEY])
@pytest.mark.parametrize(
    "path",
    [
        "exam_sessions?select=id,users(auth_user_id)",
        "exam_sessions?select=id,...users!inner(auth_user_id)",
        "users?select=*,exam_sessions(*)",
        "users?select=auth_user_id,exam_sessions!inner(id)",
    ],
)
def test_no_embedding_shows_who_a_user_is(
    rest: Rest, people: People, caller: Caller, path: str
) -> None:
    response = rest.send(caller, "GET", path)
    for somebody in people:
        assert somebody.auth_user_id not in response.text


@pytest.mark.parametrize("caller", [*WITHOUT_KEY, Caller.STUDENT_WITH_KEY])
def test_the_root_lists_nothing_to_those_without_the_secret_key(rest: Rest, caller: Caller) -> None:
    response = rest.send(caller, "GET", "")
    assert response.status_code == 403
    assert "exam_sessions" not in response.text


@pytest.mark.parametrize("profile", ["private", "auth", "supabase_migrations", "pg_catalog"])
@pytest.mark.parametrize("caller", BEST_EQUIPPED)
def test_no_other_schema_is_reached(rest: Rest, caller: Caller, profile: str) -> None:
    tables = {
        "private": "functions_keys",
        "auth": "users",
        "supabase_migrations": "schema_migrations",
        "pg_catalog": "pg_authid",
    }
    read = rest.send(caller, "GET", tables[profile], Accept_Profile=profile)
    written = rest.send(caller, "POST", tables[profile], {}, Content_Profile=profile)
    assert (read.status_code, written.status_code) == (406, 406)


@pytest.mark.parametrize("caller", BEST_EQUIPPED)
@pytest.mark.parametrize(
    "function",
    ["current_user_id", "add_user", "set_session_owner", "guard_session_update", "set_config"],
)
def test_no_function_of_ours_or_postgres_s_is_called_by_name(
    rest: Rest, caller: Caller, function: str
) -> None:
    for profile in ("public", "private", "pg_catalog"):
        response = rest.send(caller, "POST", f"rpc/{function}", {}, Content_Profile=profile)
        assert response.status_code in {404, 406}


def test_one_function_tells_whether_the_key_is_right(rest: Rest) -> None:
    asked = {
        caller: rest.send(caller, "POST", "rpc/called_by_functions", {}).json()
        for caller in Caller
        if caller not in {Caller.SECRET, Caller.SECRET_WITH_KEY}
    }
    assert asked == {
        Caller.NOBODY: False,
        Caller.NOBODY_WITH_KEY: True,
        Caller.STUDENT: False,
        Caller.STUDENT_WITH_KEY: True,
        Caller.ANOTHER: False,
        Caller.ANOTHER_WITH_KEY: True,
    }


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_the_functions_keys_would_stay_hidden_were_their_schema_exposed(
    database: Database, role: str
) -> None:
    everything = "select key_sha256 from private.functions_keys"
    seen: list[tuple[object, ...]] = []
    with suppress(InsufficientPrivilege), database.transaction(force_rollback=True):
        database.execute(f"set local role {role}")
        seen = database.execute(everything).fetchall()
    assert seen == []
    assert database.execute(everything).fetchall() != []
