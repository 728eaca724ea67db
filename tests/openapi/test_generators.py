"""Known generators make clients of the document that take an exam in natural lines."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Student

PROJECT = Path(__file__).parents[2]
DOCUMENT = PROJECT / "docs" / "openapi.json"
PROGRAMS = Path(__file__).parent / "generators"

SAID = """\
1 1
d 1
3 not yet
session_not_completed
true true
limit
"""

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str], student: Student) -> Run:
    """Run a program in a folder of its own, as a student; give what it prints."""

    def start(*command: object, **variables: str) -> str:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=tmp_path,
            env={
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "HOME": str(tmp_path),
                "FUNCTIONS_URL": environment["FUNCTIONS_URL"],
                "TOKEN": student.token,
                "REDOCLY_TELEMETRY": "off",
                **variables,
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return start


@pytest.fixture
def node_modules(tmp_path: Path) -> Path:
    """The generators, and the programs, in that folder."""
    for path in PROGRAMS.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    installed = tmp_path / "node_modules"
    installed.symlink_to(PROGRAMS / "node_modules")
    return installed / ".bin"


def test_typescript_clients_compile_and_take_an_exam(run: Run, node_modules: Path) -> None:
    run(node_modules / "openapi-typescript", DOCUMENT, "-o", "generated/openapi-typescript.ts")
    run(node_modules / "openapi-ts", "-i", DOCUMENT)
    run(node_modules / "tsc")
    assert run("node", "openapi-fetch.js") == SAID
    assert run("node", "hey-api.js") == SAID


def test_a_python_client_takes_an_exam(run: Run, tmp_path: Path) -> None:
    made = run("openapi-python-client", "generate", "--path", DOCUMENT, "--output-path", "made")
    assert "Warning" not in made
    program = PROGRAMS / "openapi_python_client.py"
    said = run(sys.executable, program, PYTHONPATH=str(tmp_path / "made"))
    assert said == SAID.replace("true true", "True True")


def test_redocly_recommends_nothing_else(run: Run, node_modules: Path) -> None:
    said = run(node_modules / "redocly", "lint", "--extends=recommended", "--format=json", DOCUMENT)
    assert '"warnings": 0' in said
    assert '"errors": 0' in said
