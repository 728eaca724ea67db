"""The matrix notices what a migration could open by mistake."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.rights import reviewed
from tests.rights.callers import Connection
from tests.rights.matrix import matrix_of
from tests.schema.projects import Kind, Project

# Each with a line that it adds to the matrix.
SLIPS = {
    "a table that is granted and has no row security": (
        "create table public.notes (id integer primary key,"
        " user_id integer references public.users);"
        " grant select on public.notes to authenticated",
        "table public.notes (id) select - - all all - -",
    ),
    "a function, which Postgres lets everybody execute": (
        "create function public.answers(integer, text[]) returns integer"
        " language sql as 'select 1'",
        "function public.answers(integer,text[]) execute yes yes yes yes yes yes",
    ),
    "a function that says more than whether it may be called": (
        "create procedure public.forget() language sql security definer"
        " as 'delete from public.questions';"
        " revoke execute on procedure public.forget() from public;"
        " grant execute on procedure public.forget() to anon",
        "function public.forget() execute yes yes - - - -",
    ),
    "a policy that shows everything": (
        'alter policy "a student reads their own sessions" on public.exam_sessions using (true)',
        "table public.exam_sessions (metadata) select - - all all - -",
    ),
    "a policy that forgets the functions' key": (
        'alter policy "a session is changed through the functions, by its student"'
        " on public.exam_sessions using (user_id = (select private.current_user_id()))"
        " with check (user_id = (select private.current_user_id()))",
        "table public.exam_sessions (status) update - - own own - -",
    ),
    "a policy that lets anon read a part": (
        "create policy part on public.questions for select to anon using (id % 2 = 0)",
        "table public.questions (text) select some all - all all all",
    ),
    "a grant on one column": (
        "grant insert (user_id) on public.exam_sessions to authenticated",
        "table public.exam_sessions (user_id) insert - - - own - -",
    ),
    "a grant to the secret key": (
        "grant delete on public.users to service_role",
        "table public.users delete - - - - all all",
    ),
    "a column that nobody has looked at": (
        "alter table public.questions add column author text",
        "table public.questions (author) select some all - all all all",
    ),
    "row security switched off": (
        "alter table public.passages disable row level security",
        "table public.passages (text) select all all all all all all",
    ),
    "a view that runs as its owner": (
        "create view public.who as select auth_user_id from public.users;"
        " grant select on public.who to anon",
        "view public.who (auth_user_id) select all all - - - -",
    ),
    "a sequence that students may count with": (
        "grant usage on sequence public.exam_sessions_id_seq to authenticated",
        "sequence public.exam_sessions_id_seq nextval - - yes yes - -",
    ),
    "a right that no row security holds": (
        "grant truncate on public.section_papers to anon",
        "table public.section_papers truncate yes yes - - - -",
    ),
    "a paper whose clock may be moved": (
        "grant update (deadline_at) on public.section_papers to authenticated",
        "table public.section_papers (deadline_at) update - - - own - -",
    ),
    "a paper that may be taken back": (
        "grant delete on public.section_papers to authenticated; create policy slip on"
        " public.section_papers for delete to authenticated"
        " using (user_id = (select private.current_user_id()))",
        "table public.section_papers delete - - own own - -",
    ),
    "a key that may be taken from its session": (
        "grant insert on public.session_keys to authenticated; create policy slip on"
        " public.session_keys for insert to authenticated with check (true)",
        "table public.session_keys (key_sha256) insert - - all all - -",
    ),
    "a schema that is opened": (
        "grant usage on schema private to authenticated",
        "function private.current_user_id() execute - - yes yes - -",
    ),
    "a schema that is new": (
        "create schema attic; create materialized view attic.old as select 1 as one;"
        " grant usage on schema attic to anon; grant select on attic.old to anon",
        "matview attic.old (one) select all all - - - -",
    ),
}


@pytest.fixture(scope="module")
def added(migrated_projects: dict[Kind, Project]) -> Iterator[list[str]]:
    """The lines that nobody has reviewed, when the owner has made every slip."""
    connection: Connection
    with psycopg.connect(migrated_projects["new"].superuser_url) as connection:
        connection.execute("set local role postgres")
        for slip, _ in SLIPS.values():
            connection.execute(slip)
        connection.execute("reset role")
        difference = reviewed.difference("closed.txt", matrix_of(connection)).splitlines()
        yield [" ".join(line[1:].split()) for line in difference if line.startswith("+")]
        connection.rollback()


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_changes_the_matrix(added: list[str], slip: str) -> None:
    _, line = SLIPS[slip]
    assert line in added
