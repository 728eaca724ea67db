"""Fills a database with students, and with sessions and papers such as the functions write."""

from dataclasses import dataclass

import psycopg

Database = psycopg.Connection[tuple[object, ...]]

_STUDENTS = """
insert into auth.users (id) select gen_random_uuid() from generate_series(1, %(students)s)
"""
# Each student's sessions are spread over a year: every tenth is unfinished, all others completed.
_SESSIONS = """
with students as (
  select id, row_number() over (order by id) as place from users where id > %(known)s
), template as (
  select * from exam_sessions where id = %(completed)s
)
insert into exam_sessions
  (user_id, exam_type, status, metadata, started_at, updated_at, completed_at)
select students.id, template.exam_type,
  case when number %% 10 = 0 then 'created' else template.status end,
  case when number %% 10 = 0 then created.metadata else template.metadata end,
  now() - make_interval(hours => (number * 97 + students.place * 13)::integer %% 8760),
  now(),
  case when number %% 10 > 0
    then now() - make_interval(hours => (number * 97 + students.place * 13)::integer %% 8760) end
from generate_series(1, %(each)s) as number, students, template,
  (select metadata from exam_sessions where id = %(created)s) as created
"""
_PAPERS = """
insert into section_papers (session_id, user_id, deadline_at, closed_at, section_id, option_count,
  revision, flagged, answers, question_ids)
select latest.id, latest.user_id, paper.deadline_at, paper.closed_at, paper.section_id,
  paper.option_count, paper.revision, paper.flagged, paper.answers, paper.question_ids
from (
  select id, user_id, completed_at, row_number() over (partition by user_id order by id desc) as ago
  from exam_sessions where user_id > %(known)s and user_id <= %(last)s
) as latest, section_papers as paper
where latest.ago <= 10 and latest.completed_at is not null and paper.session_id = %(completed)s
"""
_KEYS = """
insert into session_keys (session_id, user_id, key_sha256, request_sha256)
select id, user_id, encode(sha256(id::text::bytea), 'hex'), encode(sha256('{}'), 'hex')
from exam_sessions where user_id > %(known)s
"""


@dataclass(frozen=True)
class Size:
    """How many students, sessions of each, and students whose latest ten sessions have papers."""

    students: int
    sessions_each: int
    with_papers: int

    @property
    def sessions(self) -> int:
        """All sessions."""
        return self.students * self.sessions_each


def load(database: Database, size: Size, created: int, completed: int) -> None:
    """Fill a database, as its superuser.

    Args:
        database: where to.
        size: how much.
        created: a session that was just created, to be multiplied.
        completed: a completed one.
    """
    known = _count(database, "select coalesce(max(id), 0) from users")
    with database.transaction():
        # The triggers are about what comes through the functions.
        database.execute("set local session_replication_role = replica")
        database.execute("alter table auth.users enable replica trigger exam_simulation_add_user")
        database.execute(_STUDENTS, {"students": size.students})
        database.execute("alter table auth.users enable trigger exam_simulation_add_user")
        values = {"known": known, "created": created, "completed": completed}
        database.execute(_SESSIONS, {**values, "each": size.sessions_each})
        database.execute(_PAPERS, {**values, "last": known + size.with_papers})
        database.execute(_KEYS, values)
    database.execute("vacuum analyze")
    database.execute("checkpoint")


def _count(database: Database, query: str) -> int:
    row = database.execute(query).fetchone()
    return int(str(row[0])) if row else 0
