"""A project that has both tables already keeps them, and gains the rest."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from emulator.stack import Stack
from tests.conftest import Database, Student, passing_stack, supabase_client
from tests.schema.catalogue import constraints_of
from tests.schema.cli import Cli
from tests.schema.projects import FUNCTIONS_KEY, MIGRATIONS, SUPABASE, Project

ADOPTED = Path(__file__).parent / "adopted.sql"
ANNA, BRUNO = 1, 2
OLD_SESSIONS: list[tuple[object, ...]] = [
    (1, ANNA, "TOLC-I", "abandoned", None, 2024, None, BRUNO),
    (2, ANNA, "TOLC-E", "COMPLETED", [], 2024, 2024, None),
    (3, ANNA, "TOLC-F", "completed", {"score": "12/20"}, 2024, None, None),
    (4, BRUNO, "TOLC-S", "created", {}, 2024, 2024, None),
]
READ_OLD_SESSIONS = """
select id, user_id, exam_type, status, metadata, extract(year from started_at)::integer,
       extract(year from completed_at)::integer, reviewed_by
from public.exam_sessions where id <= 4 order by id
"""


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack whose project had both tables before our migrations came."""
    migrations = tmp_path_factory.mktemp("migrations")
    shutil.copy(ADOPTED, migrations / "20240101000000_their_own_tables.sql")
    for file in MIGRATIONS:
        shutil.copy(file, migrations)
    with passing_stack(migrations=migrations, expose="nothing") as running:
        yield running


@pytest.fixture
def adopted_database(adopted: Stack) -> Iterator[Database]:
    with psycopg.connect(adopted.environment["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def rest(adopted: Stack) -> Iterator[httpx.Client]:
    with supabase_client(adopted.environment) as client:
        yield client


@pytest.fixture
def functions(adopted: Stack) -> Iterator[httpx.Client]:
    base = adopted.environment["FUNCTIONS_URL"] + "/api/exam-simulation"
    with httpx.Client(base_url=base, timeout=30) as client:
        yield client


@pytest.fixture
def newcomer(rest: httpx.Client) -> Student:
    """Somebody who signs up, whom the project's own table of users does not know."""
    credentials = {"email": f"{uuid4()}@example.com", "password": "a long test password"}
    answer = rest.post("/auth/v1/signup", json=credentials)
    assert answer.status_code == 200, answer.text
    session = answer.json()
    return Student(session["user"]["id"], session["access_token"])


@pytest.fixture
def anna(adopted_database: Database, newcomer: Student) -> Student:
    """A student whom an operator has mapped to a row of the project's own table."""
    map_user(adopted_database, newcomer, ANNA)
    return newcomer


def map_user(database: Database, student: Student, user_id: int) -> None:
    database.execute("update public.users set auth_user_id = null where id = %s", [user_id])
    database.execute(
        "update public.users set auth_user_id = %s where id = %s", [student.auth_user_id, user_id]
    )


def test_a_sign_up_succeeds_though_the_table_of_users_demands_more(
    adopted_database: Database, newcomer: Student
) -> None:
    known = "select count(*) from {} where {} = %s"
    signed_up = adopted_database.execute(
        known.format("auth.users", "id"), [newcomer.auth_user_id]
    ).fetchone()
    mapped = adopted_database.execute(
        known.format("public.users", "auth_user_id"), [newcomer.auth_user_id]
    ).fetchone()
    assert (signed_up, mapped) == ((1,), (0,))


def test_an_unmapped_student_is_told_so_on_creating_a_session(
    functions: httpx.Client, newcomer: Student
) -> None:
    answer = functions.post("/sessions", headers=newcomer.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "user_unknown")


def test_an_unmapped_student_simply_has_no_history(
    functions: httpx.Client, newcomer: Student
) -> None:
    answer = functions.get("/history", headers=newcomer.headers)
    assert (answer.status_code, answer.json()) == (200, [])


def test_a_mapped_student_takes_a_whole_exam(functions: httpx.Client, anna: Student) -> None:
    created = functions.post("/sessions", json={"exam_type": "DEMO"}, headers=anna.headers)
    assert created.status_code == 201, created.text
    session = f"/sessions/{created.json()['id']}"
    for section in (1, 2):
        for move in ("start", "complete"):
            moved = functions.post(f"{session}/sections/{section}/{move}", headers=anna.headers)
            assert moved.status_code == 200, moved.text
    results = functions.get(f"{session}/results", headers=anna.headers)
    assert results.status_code == 200
    assert created.json()["user_id"] == ANNA


def test_a_mapped_student_sees_their_older_sessions_and_nobody_else_s(
    functions: httpx.Client, rest: httpx.Client, anna: Student
) -> None:
    completed = functions.get("/history?exam_type=TOLC-E", headers=anna.headers)
    foreign = functions.get("/sessions/4", headers=anna.headers)
    # What others wrote, and did not complete, is read through REST.
    hers = rows(rest.get("/rest/v1/exam_sessions?id=lte.4", headers=anna.headers))
    assert {1, 2, 3} <= {row["id"] for row in hers}
    unfinished = functions.get("/history?status=unfinished", headers=anna.headers)
    assert not {1, 3} & {entry["id"] for entry in unfinished.json()}
    # Its status is a word of its owner's, COMPLETED, and not one of the documented ones.
    assert completed.json() == []
    assert foreign.status_code == 404


def test_the_older_rows_stay_as_they_were(adopted_database: Database) -> None:
    assert adopted_database.execute(READ_OLD_SESSIONS).fetchall() == OLD_SESSIONS


def test_what_the_older_policies_and_grants_showed_is_no_longer_shown(
    rest: httpx.Client, anna: Student
) -> None:
    assert rows(rest.get("/rest/v1/users", headers=anna.headers)) == []
    assert rows(rest.get("/rest/v1/exam_sessions")) == []
    hers = rows(rest.get("/rest/v1/exam_sessions?id=lte.4", headers=anna.headers))
    assert {session["user_id"] for session in hers} == {ANNA}


@pytest.mark.parametrize(
    "move",
    [
        ("PATCH", "?id=eq.1", {"status": "theirs"}),
        ("PATCH", "?id=eq.1", {"user_id": BRUNO}),
        ("DELETE", "?id=eq.1", None),
        ("POST", "", {"user_id": BRUNO}),
    ],
    ids=lambda move: f"{move[0]} {move[2]}",
)
def test_what_the_older_policies_and_grants_let_change_no_longer_changes(
    adopted_database: Database,
    rest: httpx.Client,
    anna: Student,
    move: tuple[str, str, dict[str, object] | None],
) -> None:
    sessions = "select s::text from public.exam_sessions s order by id"
    before = adopted_database.execute(sessions).fetchall()
    method, query, body = move
    rest.request(method, f"/rest/v1/exam_sessions{query}", json=body, headers=anna.headers)
    assert adopted_database.execute(sessions).fetchall() == before


def rows(answer: httpx.Response) -> list[dict[str, object]]:
    found: list[dict[str, object]] = answer.json() if answer.is_success else []
    return found


def test_only_our_policies_are_left(adopted_database: Database) -> None:
    policies = adopted_database.execute(
        "select policyname::text from pg_policies where tablename in ('users', 'exam_sessions')"
    ).fetchall()
    assert set(policies) == {
        ("a student reads their own sessions",),
        ("a session is created through the functions, for the caller",),
        ("a session is changed through the functions, by its student",),
        ("a session is deleted through the functions, by its student",),
    }


def test_the_foreign_key_to_the_student_cascades_and_others_stay(
    adopted_database: Database,
) -> None:
    foreign_keys = {
        name: definition
        for name, definition in constraints_of(adopted_database, "public.exam_sessions").items()
        if definition.startswith("FOREIGN KEY")
    }
    assert foreign_keys == {
        "exam_sessions_user_id_fkey": (
            "FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE"
        ),
        "who_reviewed": "FOREIGN KEY (reviewed_by) REFERENCES users(id)",
    }


@pytest.mark.parametrize("kind", ["older"], indirect=True)
def test_the_cli_pushes_to_such_a_project_too(cli: Cli, empty_project: Project) -> None:
    empty_project.apply(ADOPTED)
    said = cli.push(empty_project.cli_url)
    assert said.code == 0, said.err
    with empty_project.as_owner() as connection:
        assert connection.execute(READ_OLD_SESSIONS).fetchall() == OLD_SESSIONS


def test_those_who_signed_up_before_are_mapped_where_nothing_more_is_demanded(
    empty_project: Project,
) -> None:
    auth_user_id = empty_project.sign_up()
    empty_project.apply(*MIGRATIONS)
    with empty_project.as_owner() as connection:
        mapped = connection.execute("select auth_user_id from public.users").fetchall()
    assert mapped == [(auth_user_id,)]


SAMPLED = """
select attname::text from pg_stats where schemaname = 'public' and tablename = 'exam_sessions'
"""


def test_the_planner_forgets_its_samples_of_the_older_rows(empty_project: Project) -> None:
    empty_project.apply(ADOPTED)
    with empty_project.as_owner() as connection:
        assert ("user_id",) in connection.execute(SAMPLED).fetchall()
        empty_project.apply(*MIGRATIONS)
        assert connection.execute(SAMPLED).fetchall() == []
        connection.execute("analyze public.exam_sessions")
        assert connection.execute(SAMPLED).fetchall() == []


def test_a_view_over_the_sessions_keeps_the_samples_of_its_columns_alone(
    empty_project: Project,
) -> None:
    empty_project.apply(ADOPTED)
    with empty_project.as_owner() as connection:
        connection.execute("create view public.statuses as select status from public.exam_sessions")
        empty_project.apply(*MIGRATIONS)
        assert connection.execute(SAMPLED).fetchall() == [("status",)]


@pytest.mark.parametrize("number", ["serial", "bigserial", "integer generated always as identity"])
def test_sessions_work_however_the_existing_tables_count(
    empty_project: Project, number: str
) -> None:
    with empty_project.as_owner() as connection:
        connection.execute(
            f"""
            create table public.users (id integer generated always as identity primary key);
            create table public.exam_sessions (
              id {number} primary key,
              user_id integer not null,
              exam_type character varying not null default 'TOLC-I',
              status character varying not null default 'created',
              metadata jsonb default '{{}}',
              started_at timestamptz not null default now(),
              updated_at timestamptz not null default now(),
              completed_at timestamptz
            )
            """
        )
    empty_project.apply(*MIGRATIONS)
    empty_project.know_functions_key()
    with empty_project.as_student(empty_project.sign_up(), FUNCTIONS_KEY) as connection:
        created = connection.execute(
            "insert into public.exam_sessions (exam_type) values ('DEMO') returning id, user_id"
        ).fetchall()
    assert created == [(1, 1)]


CHECK = (SUPABASE / "adoption" / "check.sql").read_text()
MORE_TO_FIND = """
create table public.orders (user_id integer references public.users (id));
create table public.notes (user_id integer references public.users (id) on delete cascade);
create function public.mighty() returns integer language sql security definer as 'select 1';
create view public.everybody as select * from public.users;
create publication everything for table public.exam_sessions;
"""
BEFORE = {
    "a required column of users without a default: new students get no row": {"email", "full_name"},
    "users of Supabase Auth without a row in users": {"1"},
    "a policy: the migrations drop it": {
        "exam_sessions: Enable everything for everybody",
        "users: Users are public",
    },
    "deleting a user deletes these rows too": {"notes.notes_user_id_fkey"},
    "these rows keep a user from being deleted": {
        *("exam_sessions.whose_session", "exam_sessions.who_reviewed", "orders.orders_user_id_fkey")
    },
    "sessions with another status: the functions do not show them": {
        "abandoned: 1",
        "COMPLETED: 1",
    },
    "a function that runs as its owner, and may pass row-level security by": {"mighty()"},
    "a view that runs as its owner, and passes row-level security by": {"everybody"},
    "published, for Realtime for example": {"everything: exam_sessions"},
}
GONE = {"a policy: the migrations drop it"}
GRANTS = "a grant to a role of the API: the migrations drop it"


def findings(project: Project) -> dict[str, set[str]]:
    with project.as_owner() as connection:
        found: dict[str, set[str]] = {}
        for finding, place in connection.execute(CHECK).fetchall():
            found.setdefault(str(finding), set()).add(str(place))
    return found


@pytest.mark.parametrize("kind", ["new"], indirect=True)
def test_the_check_says_what_adoption_changes_and_afterwards_what_is_left(
    empty_project: Project,
) -> None:
    empty_project.apply(ADOPTED)
    empty_project.sign_up()
    with empty_project.as_owner() as connection:
        connection.execute(MORE_TO_FIND)
    before = findings(empty_project)
    assert {place.partition(":")[0] for place in before.pop(GRANTS)} == {"users", "exam_sessions"}
    assert before == BEFORE
    empty_project.apply(*MIGRATIONS)
    after = findings(empty_project)
    assert not {*GONE, GRANTS} & after.keys()
    assert after["these rows keep a user from being deleted"] == {
        *("exam_sessions.who_reviewed", "orders.orders_user_id_fkey")
    }
    assert after.keys() == BEFORE.keys() - GONE


@pytest.mark.parametrize("kind", ["new"], indirect=True)
def test_the_check_finds_nothing_in_a_project_of_our_own(own_project: Project) -> None:
    own_project.sign_up()
    assert findings(own_project) == {}


OPERATIONS = (SUPABASE.parent / "docs" / "operations.md").read_text()


@pytest.mark.parametrize("kind", ["new"], indirect=True)
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_row_with_an_e_mail_address_goes_to_the_user_who_confirmed_it_and_to_nobody_else(
    empty_project: Project, is_confirmed: bool
) -> None:
    """With the function that docs/operations.md shows."""
    (example,) = re.findall(r"```sql\n(create or replace function .*?)```", OPERATIONS, re.DOTALL)
    with empty_project.as_superuser() as connection:
        connection.execute("alter table auth.users add column email_confirmed_at timestamptz")
    with empty_project.as_owner() as connection:
        connection.execute(
            "create table public.users (id serial primary key, email text not null,"
            " password_hash text not null)"
        )
        connection.execute("insert into public.users (email, password_hash) values ('A@b.it', 'x')")
    empty_project.apply(*MIGRATIONS)
    with empty_project.as_owner() as connection:
        connection.execute(example)
    with empty_project.as_superuser() as connection:
        connection.execute("set role supabase_auth_admin")
        connection.execute(
            "insert into auth.users (id, email, email_confirmed_at)"
            " values (gen_random_uuid(), 'a@B.it', case when %s then now() end)",
            [is_confirmed],
        )
    with empty_project.as_owner() as connection:
        rows = connection.execute(
            "select id, auth_user_id is not null from public.users order by id"
        ).fetchall()
    assert rows == ([(1, True)] if is_confirmed else [(1, False), (2, True)])


OLD_ROUTE = "insert into public.exam_sessions (user_id) values (1) returning user_id"


def write_by_the_old_route(project: Project) -> bool:
    """Write as a backend with the secret key did before; whether the database allows it."""
    with project.as_superuser() as connection:
        connection.execute("set role service_role")
        try:
            return connection.execute(OLD_ROUTE).fetchone() == (ANNA,)
        except psycopg.errors.InsufficientPrivilege:
            return False


@pytest.mark.parametrize("kind", ["older"], indirect=True)
def test_old_routes_with_the_secret_key_go_on_after_the_documented_steps(
    cli: Cli, empty_project: Project
) -> None:
    (mapping,) = re.findall(r"```sql\n( *alter table users .*?)```", OPERATIONS, re.DOTALL)
    (grants,) = re.findall(r"```sql\n( *grant .*?)```", OPERATIONS, re.DOTALL)
    empty_project.apply(ADOPTED)
    assert write_by_the_old_route(empty_project)
    with empty_project.as_superuser() as connection:
        connection.execute("alter table auth.users add column email_confirmed_at timestamptz")
        anna = connection.execute(
            "insert into auth.users (id, email, email_confirmed_at)"
            " values (gen_random_uuid(), 'Anna@example.com', now()) returning id"
        ).fetchone()
    assert anna is not None
    with empty_project.as_owner() as connection:
        connection.execute(mapping)
    said = cli.push(empty_project.cli_url)
    assert said.code == 0, said.err
    assert not write_by_the_old_route(empty_project)
    with empty_project.as_owner() as connection:
        connection.execute(grants)
    assert write_by_the_old_route(empty_project)
    # And the pages that are switched to the functions find what the student had.
    empty_project.know_functions_key()
    with empty_project.as_student(UUID(str(anna[0])), FUNCTIONS_KEY) as connection:
        connection.execute("insert into public.exam_sessions (exam_type) values ('DEMO')")
        mine = connection.execute("select count(*) from public.exam_sessions").fetchone()
    assert mine == (3 + 2 + 1,)
