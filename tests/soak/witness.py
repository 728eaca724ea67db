"""A witness in the database: every version that a session's row ever had, in order.

A trigger writes it in the transaction of each write, whatever the functions say of that write.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import psycopg

Row = dict[str, Any]

_WITNESS = """
create schema soak;
create table soak.versions (
  number bigint generated always as identity primary key,
  session_id integer not null,
  written_at timestamptz not null default clock_timestamp(),
  content jsonb
);
create function soak.note() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into soak.versions (session_id, content)
  values (coalesce(new.id, old.id), case when tg_op <> 'DELETE' then to_jsonb(new) end);
  return null;
end $$;
create trigger soak_note after insert or update or delete on public.exam_sessions
  for each row execute function soak.note();
"""


def call_witness(database_url: str) -> None:
    """Let the database note from now on what is written."""
    with psycopg.connect(database_url) as connection:
        connection.execute(_WITNESS)


def versions_of_sessions(database_url: str) -> dict[int, list[Row]]:
    """Give all versions of all sessions, oldest first, each with when it was written.

    A deleted row's last version is empty.
    """
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select session_id, written_at, content from soak.versions order by number"
        )
        found: dict[int, list[Row]] = defaultdict(list)
        for session_id, written_at, content in rows:
            found[session_id].append({**(content or {}), "written_at": written_at})
    return dict(found)


def answer_key(database_url: str) -> dict[int, str]:
    """Give the right option of every question."""
    with psycopg.connect(database_url) as connection:
        rows: Iterable[tuple[int, str]] = connection.execute(
            "select id, correct_answer from public.questions"
        ).fetchall()
    return dict(rows)
