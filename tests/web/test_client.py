"""The typed client apart from the page: its own tests, its types, and its package."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from emulator.stack import PROJECT
from tests.conftest import Student

WEB = PROJECT / "web"
CLIENT = WEB / "client"
BIN = WEB / "node_modules" / ".bin"


def run(*command: object, cwd: Path, **variables: str) -> str:
    """Run a program; give what it prints."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "NO_COLOR": "1", **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_own_tests_pass() -> None:
    said = run(BIN / "vitest", "run", cwd=CLIENT)
    assert re.search(r"Tests +\d\d+ passed", said)


def test_its_types_are_those_of_the_api_document(tmp_path: Path) -> None:
    run(BIN / "openapi-typescript", PROJECT / "docs" / "openapi.json", "-o", "new.ts", cwd=tmp_path)
    written = (CLIENT / "src" / "schema.ts").read_text()
    assert (tmp_path / "new.ts").read_text() == written, "stale: npm run generate, in web/client"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder of another frontend, with the package as npm would pack and install it."""
    run(BIN / "tsc", "--outDir", tmp_path / "package" / "dist", cwd=CLIENT)
    (tmp_path / "package" / "package.json").write_text((CLIENT / "package.json").read_text())
    modules = tmp_path / "node_modules"
    (modules / "@exam-simulation").mkdir(parents=True)
    (modules / "@exam-simulation" / "client").symlink_to(tmp_path / "package")
    for name in ("openapi-fetch", "openapi-typescript-helpers", "@supabase", "typescript", "tslib"):
        (modules / name).symlink_to(WEB / "node_modules" / name)
    (tmp_path / "package" / "node_modules").symlink_to(modules)
    return tmp_path


TYPESCRIPT = ["--strict", "--target", "ES2022", "--module", "NodeNext", "--skipLibCheck"]
STORAGE = """
const items = new Map();
globalThis.localStorage = {
  get length() { return items.size; },
  key: (index) => [...items.keys()][index] ?? null,
  getItem: (key) => items.get(key) ?? null,
  setItem: (key, value) => void items.set(key, String(value)),
  removeItem: (key) => void items.delete(key),
};
"""
"""What a browser has and Node.js lacks."""


def test_the_recipe_of_the_api_s_documentation_takes_an_exam(
    installed: Path, environment: dict[str, str], student: Student
) -> None:
    document = (PROJECT / "docs" / "api.md").read_text()
    (recipe,) = re.findall(r"```ts\n(.*?)```", document, re.DOTALL)
    assert 60 <= len(recipe.splitlines()) <= 100
    settings = {
        "https://functions.example.com": environment["FUNCTIONS_URL"],
        "https://project.supabase.co": environment["SUPABASE_URL"],
        "sb_publishable_…": environment["SUPABASE_PUBLISHABLE_KEY"],
        "ada@example.com": f"{student.auth_user_id}@example.com",
    }
    for shown, real in settings.items():
        assert shown in recipe
        recipe = recipe.replace(shown, real)
    (installed / "package.json").write_text('{"type": "module"}')
    (installed / "recipe.ts").write_text(recipe)
    (installed / "storage.mjs").write_text(STORAGE)
    run(installed / "node_modules/typescript/bin/tsc", *TYPESCRIPT, "recipe.ts", cwd=installed)
    said = run("node", "--import", "./storage.mjs", "recipe.js", cwd=installed)
    assert re.search(r"^Logica: 3 questions, \d\d? seconds$", said, re.MULTILINE)
    assert re.search(r"^Inglese: 3 questions, \d\d? seconds$", said, re.MULTILINE)
    assert re.search(r"^-?[0-9.]+ of 3 points, [0-9.]+ lost by wrong answers$", said, re.MULTILINE)
