"""Fills a database with students and sessions: copies of templates, multiplied in SQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

from benchmarks.scale.cluster import Cluster, Connection
from benchmarks.scale.people import FIRST_DAY, People
from benchmarks.scale.templates import DAY, KEY_SHA256, Bank
from exam_simulation.domain.draw import Candidate

AT_ONCE = 2
CHUNK = 50_000
STATEMENT_TIMEOUT = "300s"

_STAGING = """
create schema loading;
create unlogged table loading.templates (
  number integer primary key, exam_type text, status text, metadata text,
  started_at timestamptz, updated_at timestamptz, completed_at timestamptz
);
create unlogged table loading.dealt (id integer, user_id integer, number integer, days integer);
"""

# As hosted Supabase has it; the emulator's knows only the first of the two settings.
_UID = """
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$
"""

_USERS = """
with made as (
  select number, md5('student ' || number)::uuid as auth_user_id
  from generate_series(1, %(users)s) as number
), of_auth as (
  insert into auth.users (id) select auth_user_id from made
)
insert into public.users (id, auth_user_id) select number, auth_user_id from made
"""

# Once for each template and day: what Postgres has read and compressed, it copies as it is.
_DATED = """
create unlogged table loading.dated as
select number, days, exam_type, status,
  replace(
    replace(metadata, %(day)s, to_char(%(first_day)s::date + days, 'YYYY-MM-DD')),
    %(key)s, encode(sha256(convert_to(number || ' ' || days, 'UTF8')), 'hex')
  )::jsonb as metadata,
  started_at + later as started_at, updated_at + later as updated_at,
  completed_at + later as completed_at
from (select distinct number, days from loading.dealt) as _
  join loading.templates using (number)
  cross join lateral (
    select make_interval(days => days + %(first_day)s::date - %(day)s::date) as later
  ) as shift
"""

_SESSIONS = """
insert into public.exam_sessions
  (id, user_id, exam_type, status, metadata, started_at, updated_at, completed_at)
select id, user_id, exam_type, status, metadata, started_at, updated_at, completed_at
from loading.dealt join loading.dated using (number, days)
where id between %(first)s and %(last)s
order by id
"""

_QUESTIONS = "select id, subject, difficulty, passage_id, correct_answer from questions"


def bank_of(cluster: Cluster) -> Bank:
    """Read the seeded bank."""
    with cluster.as_superuser() as connection:
        rows: list[Any] = connection.execute(_QUESTIONS).fetchall()
    return Bank(
        candidates=[Candidate(*row) for *row, _ in rows],
        answer_key={number: answer for number, *_, answer in rows},
    )


def load(cluster: Cluster, database: str, people: People) -> None:
    """Make a database of these people, with statistics and visibility map as after a quiet night.

    Raises:
        psycopg.Error: a step failed, or took longer than it may.
    """
    cluster.copy(database)
    with _connection(cluster, database) as connection:
        connection.execute(_UID)
        connection.execute(_STAGING)
        _stage(connection, people)
        connection.execute(_USERS, {"users": people.users})
        with _indexes_resting(connection):
            _multiply(cluster, database, people.sessions)
        for table, last in (("users", people.users), ("exam_sessions", people.sessions)):
            connection.execute("select setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
        connection.execute("drop schema loading cascade")
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")


def _connection(cluster: Cluster, database: str) -> Connection:
    connection = cluster.as_superuser(database)
    connection.execute(f"set statement_timeout = '{STATEMENT_TIMEOUT}'")
    # The triggers and foreign keys have nothing to do: what is copied was in order.
    connection.execute("set session_replication_role = replica")
    return connection


def _stage(connection: Connection, people: People) -> None:
    with connection.cursor() as cursor:
        with cursor.copy("copy loading.templates from stdin") as copy:
            for number, one in enumerate(people.templates):
                times = (one.started_at, one.updated_at, one.completed_at)
                copy.write_row((number, one.exam_type, one.status, one.text, *times))
        with cursor.copy("copy loading.dealt from stdin") as copy:
            copy.write(people.rows())
    connection.execute("create index on loading.dealt (id)")
    constants = {"day": f"{DAY:%Y-%m-%d}", "first_day": f"{FIRST_DAY:%Y-%m-%d}", "key": KEY_SHA256}
    psycopg.ClientCursor(connection).execute(_DATED, constants)
    connection.execute("analyze loading.templates, loading.dealt, loading.dated")


@contextmanager
def _indexes_resting(connection: Connection) -> Iterator[None]:
    """Keep the indexes as they are defined, but fill them at once, after the table."""
    connection.execute(
        "update pg_index set indisready = false where indrelid = 'public.exam_sessions'::regclass"
    )
    yield
    connection.execute("reindex table public.exam_sessions")


def _multiply(cluster: Cluster, database: str, sessions: int) -> None:
    def fill(first: int) -> None:
        ids = {"first": first, "last": min(sessions, first + CHUNK - 1)}
        with _connection(cluster, database) as connection:
            connection.execute(_SESSIONS, ids)

    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        list(pool.map(fill, range(1, sessions + 1, CHUNK)))
    finally:
        # Not waiting: where we are interrupted, the server is about to stop.
        pool.shutdown(wait=False, cancel_futures=True)
