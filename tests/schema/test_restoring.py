"""A backup is restored as docs/operations.md says."""

import os
import re
import subprocess
from pathlib import Path
from uuid import UUID

import pytest

from emulator.postgres import installed_binaries
from tests.schema.projects import FUNCTIONS_KEY, MIGRATIONS, Project

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
DUMP, RESTORE = re.findall(
    r"```sh\n(.*?)```", OPERATIONS.read_text().split("## Backup and restore")[1], re.DOTALL
)[:2]
CREATE = "insert into public.exam_sessions (exam_type) values ('DEMO') returning id, user_id"
TABLES = """
select format('%I.%I', table_schema, table_name) from information_schema.tables
where table_schema in ('public', 'private') and table_type = 'BASE TABLE' order by 1
"""

pytestmark = pytest.mark.parametrize("kind", ["new"], indirect=True)


def typed(script: str, folder: Path, **variables: str) -> None:
    """Type commands in a new shell."""
    path = f"{installed_binaries()}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=folder,
        env={"PATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def everything(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, as text."""
    with project.as_owner() as connection:
        names = [str(name) for (name,) in connection.execute(TABLES).fetchall()]
        rows = "select one::text from {} as one order by 1"
        return {name: connection.execute(rows.format(name)).fetchall() for name in names}


def create(project: Project, student: UUID) -> tuple[object, ...]:
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        (made,) = connection.execute(CREATE).fetchall()
    return made


def test_what_a_project_had_is_in_the_project_that_it_is_restored_into(
    own_project: Project, empty_project: Project, tmp_path: Path
) -> None:
    with own_project.as_superuser() as connection:
        connection.execute("grant set on parameter session_replication_role to postgres")
    own_project.know_functions_key()
    student = own_project.sign_up()
    session_id, user_id = create(own_project, student)

    typed(DUMP, tmp_path, DATABASE_URL=own_project.owner_url)
    before = everything(own_project)
    empty_project.apply(*MIGRATIONS)
    typed(RESTORE, tmp_path, NEW_DATABASE_URL=empty_project.owner_url)

    assert everything(empty_project) == before
    assert len(before["public.exam_sessions"]) == 1
    assert create(empty_project, student) == (int(str(session_id)) + 1, user_id)
    newcomer = empty_project.sign_up()
    assert create(empty_project, newcomer)[1] == int(str(user_id)) + 1
