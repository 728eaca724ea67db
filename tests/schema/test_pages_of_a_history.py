"""A page of a history costs the same, however many sessions the student has."""

from typing import Any
from uuid import UUID

import pytest

from tests.schema.projects import Connection, Project

pytestmark = pytest.mark.parametrize("kind", ["new"], indirect=True)

SESSIONS, PAGE = 3_000, 21
FILL = """
insert into public.exam_sessions (user_id, exam_type, status, metadata, started_at, completed_at)
select users.id, 'DEMO', case when number %% 2 = 0 then 'created' else 'completed' end,
  jsonb_build_object('version', 1, 'filler', (select string_agg(md5(number::text || part), '')
    from generate_series(1, 60) as part)),
  now() - make_interval(secs => number),
  case when number %% 2 = 1 then now() - make_interval(secs => number) end
from public.users, generate_series(1, %s) as number where users.auth_user_id = %s
"""


@pytest.fixture
def student(own_project: Project) -> UUID:
    """A student with thousands of sessions in a table that holds little else."""
    student = own_project.sign_up()
    with own_project.as_superuser() as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(FILL, [SESSIONS, student])
        connection.execute("vacuum analyze public.exam_sessions")
    return student


def blocks(connection: Connection, completed: bool, after: int | None) -> int:
    """How many blocks a page reads, with the metadata of its rows."""
    cursor = "" if after is None else f", null, now() - make_interval(secs => {after}), 0"
    row = connection.execute(
        f"""explain (analyze, buffers, format json)
            select metadata -> 'version' from public.listed_sessions({completed}, {PAGE}{cursor})"""
    ).fetchone()
    assert row is not None
    plan: Any = row[0]
    read: dict[str, int] = plan[0]["Plan"]
    assert read["Actual Rows"] == PAGE
    return read["Shared Hit Blocks"] + read["Shared Read Blocks"]


@pytest.mark.parametrize("completed", [True, False], ids=["completed", "unfinished"])
def test_a_page_reads_its_own_rows_and_not_all_that_come_after(
    own_project: Project, student: UUID, *, completed: bool
) -> None:
    with own_project.as_student(student) as connection:
        blocks(connection, completed, None)  # the first reads the catalog too
        pages = [blocks(connection, completed, after) for after in (None, 1000, 2000)]
    assert max(pages) < 10 * PAGE
