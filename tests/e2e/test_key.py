"""A functions' key is made and registered as README and docs/operations.md say."""

import hashlib
import os
import re
import subprocess
from pathlib import Path

import httpx
import pytest

from emulator.stack import Stack
from tests.conftest import Database, supabase_client
from tests.rls.rest import FUNCTIONS_KEY_HEADER

PROJECT = Path(__file__).parents[2]
OPERATIONS = (PROJECT / "docs" / "operations.md").read_text()


def make_key(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(
        ["make", "--silent", "key"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def is_known(supabase: httpx.Client, key: str) -> bool:
    headers = {FUNCTIONS_KEY_HEADER: key}
    return bool(supabase.post("/rest/v1/rpc/called_by_functions", headers=headers).json())


def test_make_key_makes_a_key_that_the_database_knows(
    stack: Stack, environment: dict[str, str], database: Database
) -> None:
    made = make_key(DATABASE_URL=stack.postgres.owner_url)
    key = made.stdout.strip()
    assert (made.returncode, re.fullmatch("[0-9a-f]{64}", key) is not None) == (0, True)
    assert "registered" in made.stderr
    assert key not in made.stderr
    with supabase_client(environment) as supabase:
        assert is_known(supabase, key)
        database.execute(
            "delete from private.functions_keys where key_sha256 = %s",
            [hashlib.sha256(key.encode()).hexdigest()],
        )
        assert not is_known(supabase, key)


def test_without_a_database_make_key_prints_the_statement_to_run() -> None:
    made = make_key()
    digest = hashlib.sha256(made.stdout.strip().encode()).hexdigest()
    assert made.returncode == 0
    line = f"supabase db query --remote \"insert into private.functions_keys values ('{digest}')\""
    assert line in made.stderr


def test_make_key_makes_none_where_the_database_cannot_be_reached() -> None:
    made = make_key(DATABASE_URL="postgresql://postgres@127.0.0.1:1/postgres")
    assert made.returncode != 0
    assert made.stdout == ""
    assert "No key was made" in made.stderr


def test_the_recipe_hashes_the_new_key_in_a_new_shell() -> None:
    section = OPERATIONS.split("## The functions' key")[1]
    _make, recipe, *_ = re.findall(r"(?m)((?:^    .*\n)+)", section)
    lines = [line.strip() for line in recipe.splitlines()]
    assert lines[-1].startswith("psql")
    shell = subprocess.run(
        ["bash", "-c", "\n".join([*lines[:-1], 'echo "$NEW_KEY" "$SHA256"'])],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    key, digest = shell.stdout.split()
    assert len(key) == 64
    assert digest == hashlib.sha256(key.encode()).hexdigest()


@pytest.mark.parametrize("key", ["", "a" * 31])
def test_a_short_header_is_none_even_if_its_hash_is_registered(
    environment: dict[str, str], database: Database, key: str
) -> None:
    digest = hashlib.sha256(key.encode()).hexdigest()
    if key:
        database.execute("insert into private.functions_keys values (%s)", [digest])
    try:
        with supabase_client(environment) as supabase:
            assert not is_known(supabase, key)
    finally:
        database.execute("delete from private.functions_keys where key_sha256 = %s", [digest])
