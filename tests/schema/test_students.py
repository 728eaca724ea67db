"""Students come, work and go on a hosted project, where Auth is a role of its own."""

import hashlib
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.schema.projects import FUNCTIONS_KEY, Project

START = "insert into public.exam_sessions (exam_type) values ('DEMO') returning id"
SESSIONS = "select id, status, completed_at is not null from public.exam_sessions"


@pytest.fixture
def project(own_project: Project) -> Project:
    own_project.know_functions_key()
    return own_project


@pytest.fixture
def student(project: Project) -> UUID:
    return project.sign_up()


def users_of(project: Project, auth_user_id: UUID) -> int:
    with project.as_owner() as connection:
        return connection.execute(
            "select from public.users where auth_user_id = %s", [auth_user_id]
        ).rowcount


def test_a_sign_up_adds_a_user(project: Project, student: UUID) -> None:
    assert users_of(project, student) == 1


@pytest.mark.parametrize(
    "obstacle",
    [
        "alter table public.users add column name text not null",
        "alter table public.users add column answer integer default 1 / nullif(0, 0) not null",
        "alter table public.users add constraint nobody check (auth_user_id is null) not valid",
        "alter table public.users rename to people",
    ],
)
@pytest.mark.parametrize("kind", ["new"], indirect=True)
def test_a_sign_up_succeeds_whatever_becomes_of_our_table(project: Project, obstacle: str) -> None:
    with project.as_owner() as connection:
        connection.execute(obstacle)
    auth_user_id = project.sign_up()
    with project.as_superuser() as connection:
        signed_up = connection.execute("select from auth.users where id = %s", [auth_user_id])
        assert signed_up.rowcount == 1


def test_deleting_an_account_deletes_its_user_and_sessions_and_no_others(
    project: Project, student: UUID
) -> None:
    other = project.sign_up()
    for one in (student, other):
        with project.as_student(one, FUNCTIONS_KEY) as connection:
            connection.execute(START)
    with project.as_superuser() as connection:
        connection.execute("set role supabase_auth_admin")
        connection.execute("delete from auth.users where id = %s", [student])
    assert (users_of(project, student), users_of(project, other)) == (0, 1)
    with project.as_owner() as connection:
        assert connection.execute(SESSIONS).rowcount == 1


def test_a_student_creates_and_completes_a_session_through_the_functions(
    project: Project, student: UUID
) -> None:
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        connection.execute(START)
        connection.execute(
            "update public.exam_sessions set status = 'completed', completed_at = now()"
        )
    with project.as_student(student) as connection:
        assert connection.execute(SESSIONS).fetchall() == [(1, "completed", True)]


def test_without_the_functions_key_a_student_creates_nothing(
    project: Project, student: UUID
) -> None:
    with (
        pytest.raises(InsufficientPrivilege),
        project.as_student(student, "another key") as connection,
    ):
        connection.execute(START)
    with project.as_owner() as connection:
        assert connection.execute(SESSIONS).fetchall() == []


def test_a_student_without_a_user_is_told_so(project: Project, student: UUID) -> None:
    with project.as_owner() as connection:
        connection.execute("delete from public.users")
    with (
        pytest.raises(psycopg.Error) as refusal,
        project.as_student(student, FUNCTIONS_KEY) as connection,
    ):
        connection.execute(START)
    assert (refusal.value.sqlstate, refusal.value.diag.message_hint) == ("PT401", "user_unknown")


def test_nobody_changes_a_completed_session_not_even_the_owner_of_the_tables(
    project: Project, student: UUID
) -> None:
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        connection.execute(START)
    with project.as_owner() as connection:
        connection.execute(
            "update public.exam_sessions set status = 'completed', completed_at = now()"
        )
        with pytest.raises(psycopg.Error) as refusal:
            connection.execute("update public.exam_sessions set metadata = '{\"score\": 50}'")
    assert refusal.value.sqlstate == "PT409"
    assert refusal.value.diag.message_hint == "session_completed"


def test_an_operator_in_sql_says_whose_a_session_is(project: Project, student: UUID) -> None:
    with project.as_owner() as connection:
        connection.execute(
            "insert into public.exam_sessions (user_id)"
            " select id from public.users where auth_user_id = %s",
            [student],
        )
    with project.as_student(student) as connection:
        assert connection.execute(SESSIONS).fetchall() == [(1, "created", False)]


@pytest.mark.parametrize(
    ("status", "completed_at"),
    [("completed", None), ("created", "2026-01-01"), ("abandoned", None), ("Completed", None)],
)
@pytest.mark.parametrize("kind", ["new"], indirect=True)
def test_a_status_is_known_and_only_a_completed_session_has_a_time_of_completion(
    project: Project, student: UUID, status: str, completed_at: str | None
) -> None:
    with project.as_owner() as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "insert into public.exam_sessions (user_id, status, completed_at)"
            " select id, %s, %s from public.users where auth_user_id = %s",
            [status, completed_at, student],
        )


OF_NOTHING = hashlib.sha256(b"").hexdigest()
"""What a recipe registers whose variable is not set."""


@pytest.mark.parametrize("digest", ["A" * 64, "a" * 63, "g" * 64, "the key itself", "", OF_NOTHING])
@pytest.mark.parametrize("kind", ["new"], indirect=True)
def test_only_a_sha_256_in_lower_case_is_taken_for_a_functions_key(
    project: Project, digest: str
) -> None:
    with project.as_owner() as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("insert into private.functions_keys values (%s)", [digest])


MET = "select public.met_questions(s) from public.exam_sessions s where id = %s"
FORGED = """
    select public.met_questions(s) from jsonb_populate_record(
      null::public.exam_sessions, jsonb_build_object('id', 0, 'user_id', %s::integer)) s
"""


def test_what_a_student_has_met_is_told_to_them_alone(project: Project, student: UUID) -> None:
    ids = []
    for number in (1, 2, 3):
        with project.as_student(student, FUNCTIONS_KEY) as connection:
            row = connection.execute(START).fetchone()
            assert row is not None
            connection.execute(
                """insert into public.section_papers
                     (session_id, section_id, question_ids, deadline_at)
                   values (%s, 1, %s, now())""",
                [row[0], [number]],
            )
            connection.execute(
                "update public.section_papers set closed_at = now() where session_id = %s", [row[0]]
            )
            ids.append(row[0])
    with project.as_owner() as connection:
        owner = connection.execute(
            "select user_id from public.exam_sessions where id = %s", [ids[0]]
        ).fetchone()
    with project.as_student(student) as connection:
        assert connection.execute(MET, [ids[2]]).fetchone() == ([],)
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        assert connection.execute(MET, [ids[2]]).fetchone() == ([[2], [1]],)
        assert connection.execute(MET, [ids[0]]).fetchone() == ([[3], [2]],)
        assert connection.execute(FORGED, owner).fetchone() == ([[3], [2], [1]],)
    with project.as_student(project.sign_up(), FUNCTIONS_KEY) as connection:
        assert connection.execute(MET, [ids[2]]).fetchone() is None
        assert connection.execute(FORGED, owner).fetchone() == ([],)
