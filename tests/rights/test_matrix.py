"""Every right in the database is one that a person has reviewed."""

import os

import pytest

from tests.rights import reviewed
from tests.rights.callers import Connection
from tests.rights.catalogue import OURS
from tests.rights.conftest import Platform
from tests.rights.matrix import matrix_of

# An older project grants everything too, but before our migrations, which take it back.
FILES: dict[Platform, str] = {
    "open": "open.txt",
    "closed": "closed.txt",
    "older": "closed.txt",
    "new": "closed.txt",
}


def test_the_rights_are_those_that_were_reviewed(
    connection: Connection, platform: Platform
) -> None:
    file, found = FILES[platform], matrix_of(connection)
    if "WRITE_RIGHTS" in os.environ and platform in {"open", "closed"}:
        reviewed.write(file, found)
    difference = reviewed.difference(file, found)
    assert not difference, (
        f"{difference}\nWhere that is meant: `{reviewed.WRITE}`, review what it changes, commit it."
    )


RULES = {
    "nothing of the platform's own is opened": (
        """
        select format('%s: %s', rolname, c.oid::regclass)
        from pg_class c join pg_namespace n on n.oid = relnamespace, pg_roles r
        where nspname in ('auth', 'supabase_migrations')
          and relkind in ('r', 'p', 'f', 'v', 'm', 'S')
          and rolname in ('anon', 'authenticated', 'service_role')
          and has_schema_privilege(r.oid, n.oid, 'usage')
          and (has_any_column_privilege(r.oid, c.oid, 'select, insert, update, references')
            or has_table_privilege(r.oid, c.oid, 'delete, truncate, trigger'))
        """,
        "grant select on auth.users to anon",
        "anon: auth.users",
    ),
    "nothing is owned by a superuser": (
        f"""{OURS}
        select c.oid::regclass::text
        from pg_class c join ours on ours.oid = relnamespace join pg_roles r on r.oid = relowner
        where rolsuper
        union all
        select p.oid::regprocedure::text
        from pg_proc p join ours on ours.oid = pronamespace join pg_roles r on r.oid = proowner
        where rolsuper
        """,
        "create function private.mighty() returns integer language sql as 'select 1'",
        "private.mighty()",
    ),
    "nothing is published, as Realtime asks for": (
        f"""{OURS}
        select schemaname || '.' || tablename from pg_publication_tables
        where schemaname in (select nspname from ours)
        """,
        "create publication supabase_realtime for table public.exam_sessions",
        "public.exam_sessions",
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_holds_and_would_notice_a_slip(connection: Connection, rule: str) -> None:
    exceptions, slip, exception = RULES[rule]
    assert connection.execute(exceptions).fetchall() == []
    connection.execute(slip)
    assert connection.execute(exceptions).fetchall() == [(exception,)]
