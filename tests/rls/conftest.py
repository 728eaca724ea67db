"""Every test here runs on both kinds of platform: one grants everything to everybody, one nothing.

On the first, row-level security stands alone; on the second, the grants stand before it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

import httpx
import psycopg
import pytest

from emulator.stack import Stack
from tests.conftest import (
    Database,
    Student,
    new_student,
    supabase_client,
    without_triggers,
)
from tests.rest_server import OTHER
from tests.rls.rest import FUNCTIONS_KEY_HEADER, Caller, Rest

Platform = Literal["open", "closed"]
BAIT = "BAIT: this is not for you"


class People(NamedTuple):
    """Two students that nothing changes."""

    student: Student
    another: Student


class Bait(NamedTuple):
    """The ids of the rows of each table, all of them the student's or without an owner.

    Papers and keys are known by the session that they belong to.
    """

    users: int
    exam_sessions: int
    passages: int
    questions: int
    section_papers: int
    session_keys: int


@pytest.fixture(scope="session", params=["open", "closed"])
def platform(request: pytest.FixtureRequest) -> Platform:
    """The kind of platform."""
    chosen: Platform = request.param
    return chosen


@pytest.fixture(scope="session")
def environment(platform: Platform, request: pytest.FixtureRequest) -> dict[str, str]:
    """The variables that describe the running stack of that kind."""
    if OTHER is not None:
        return OTHER
    stack: Stack = request.getfixturevalue("stack" if platform == "open" else "closed_stack")
    return stack.environment


@pytest.fixture(scope="session")
def auth(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """Supabase Auth on the stack of that kind."""
    with supabase_client(environment, "/auth/v1") as client:
        yield client


@pytest.fixture(scope="session")
def database(environment: dict[str, str]) -> Iterator[Database]:
    """The database of that kind as its superuser sees it, every statement committed at once."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def people(auth: httpx.Client) -> People:
    """The student whom the bait belongs to, and another."""
    return People(new_student(auth), new_student(auth))


@pytest.fixture(scope="session")
def rest(environment: dict[str, str], people: People) -> Iterator[Rest]:
    """The REST API on the stack of that kind."""
    nobody = {"apikey": environment["SUPABASE_PUBLISHABLE_KEY"]}
    student = nobody | people.student.headers
    another = nobody | people.another.headers
    secret = {"apikey": environment["SUPABASE_SECRET_KEY"]}
    functions_key = {FUNCTIONS_KEY_HEADER: environment["EXAM_FUNCTIONS_KEY"]}
    callers = {
        Caller.NOBODY: nobody,
        Caller.NOBODY_WITH_KEY: nobody | functions_key,
        Caller.STUDENT: student,
        Caller.STUDENT_WITH_KEY: student | functions_key,
        Caller.ANOTHER: another,
        Caller.ANOTHER_WITH_KEY: another | functions_key,
        Caller.SECRET: secret,
        Caller.SECRET_WITH_KEY: secret | functions_key,
    }
    with httpx.Client(base_url=environment["SUPABASE_URL"], timeout=30) as client:
        yield Rest(client, callers)


@pytest.fixture
def bait(database: Database, people: People) -> Iterator[Bait]:
    """Rows in every table, gone again after the test with all that was made of them."""
    with laid_bait(database, people) as laid:
        yield laid


@contextmanager
def laid_bait(database: Database, people: People) -> Iterator[Bait]:
    """Lay rows into every table, and take them away with all that was made of them."""
    values = {"bait": BAIT, "student": people.student.auth_user_id}
    made = database.execute(
        """
        with
          nobody as (insert into public.users default values returning id),
          session as (
            insert into public.exam_sessions (user_id, exam_type, metadata)
            select id, %(bait)s::text, jsonb_build_object('idempotency_key_sha256', %(bait)s::text)
            from public.users where auth_user_id = %(student)s returning id
          ),
          passage as (
            insert into public.passages (subject, title, text)
            values ('bait', %(bait)s, %(bait)s) returning id
          ),
          other_passage as (
            insert into public.passages (subject, title, text)
            values ('bait', %(bait)s, %(bait)s || ' either') returning id
          ),
          question as (
            insert into public.questions (subject, topic, passage_id, text, option_a, option_b,
              option_c, option_d, option_e, correct_answer, explanation, difficulty, active)
            select 'bait', 'bait', id, %(bait)s, 'a', 'b', 'c', 'd', 'e', 'e', %(bait)s, 3, false
            from other_passage returning id
          )
        select nobody.id, session.id, passage.id, question.id, session.id, session.id
        from nobody, session, passage, question
        """,
        values,
    ).fetchone()
    assert made is not None
    database.execute(
        """insert into public.section_papers (session_id, section_id, question_ids, answers,
             deadline_at) values (%s, 1, array[%s]::integer[], %s, now() + interval '1 hour')""",
        [made[1], made[3], json.dumps({str(made[3]): BAIT})],
    )
    try:
        yield Bait(*made)  # type: ignore[arg-type]
    finally:
        with without_triggers(database):
            database.execute(
                """
                with
                  papers as (delete from public.section_papers where answers::text like '%BAIT%'
                    or session_id in (
                      select id from public.exam_sessions where exam_type like 'BAIT%')),
                  keys as (delete from public.session_keys where key_sha256 like 'BAIT%'),
                  sessions as (delete from public.exam_sessions where exam_type like 'BAIT%'),
                  questions as (delete from public.questions where subject = 'bait'),
                  passages as (delete from public.passages where subject = 'bait')
                delete from public.users where auth_user_id is null
                """
            )
