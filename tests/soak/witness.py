"""A witness in the database: every version that a session and its papers ever had, in order.

Triggers write it in the transaction of each write, whatever the functions say of that write.
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
  written_by xid8 not null default pg_current_xact_id(),
  content jsonb
);
create function soak.whole(id_of_session integer) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select to_jsonb(session) || jsonb_build_object('papers', (
    select coalesce(jsonb_object_agg(section_id, to_jsonb(paper)), '{}')
    from public.section_papers as paper where paper.session_id = session.id
  ))
  from public.exam_sessions as session where session.id = id_of_session
$$;
create function soak.note() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into soak.versions (session_id, content)
  values (coalesce(new.id, old.id), soak.whole(coalesce(new.id, old.id)));
  return null;
end $$;
create function soak.note_paper() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into soak.versions (session_id, content)
  values (new.session_id, soak.whole(new.session_id));
  return null;
end $$;
create trigger soak_note after insert or update or delete on public.exam_sessions
  for each row execute function soak.note();
create trigger soak_note after insert or update on public.section_papers
  for each row execute function soak.note_paper();
"""


def call_witness(database_url: str) -> None:
    """Let the database note from now on what is written."""
    with psycopg.connect(database_url) as connection:
        connection.execute(_WITNESS)


def versions_of_sessions(database_url: str) -> dict[int, list[Row]]:
    """Give all versions of all sessions with their papers, oldest first, and when each was written.

    Of each transaction, what it left. A deleted session's last version is empty.
    """
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            """select session_id, written_at, content from (
                 select distinct on (session_id, written_by) * from soak.versions
                 order by session_id, written_by, number desc
               ) as left_behind order by number"""
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
