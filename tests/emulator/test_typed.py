"""What README and `make` list works as it is typed, in a copy of the whole project."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from emulator.ports import Ports
from emulator.stack import PROJECT, reset
from tests.emulator.copies import Copy, temporary_folder

ALONE = ["make", "make help", "make setup", "make status", "make lint", "make check", "make format"]
ALONE += ["make openapi", "make schema", "make bank", "make capacity", "make tools", "make hooks"]
BESIDE_RUN = [
    "make status",
    "make demo",
    "echo 'select 1' | make psql",
    "timeout 3 make logs || test $? = 124",
    "DATABASE_URL=$(sed -n 's/^DATABASE_URL=//p' .env.local | tr -d '\"') make -s key",
]
AFTER_RUN = ["make reset", "make clean"]
ELSEWHERE = {
    "make run": "test_the_commands_that_need_a_stack_work_beside_make_run",
    "make serve": "test_serve.py",
    "make web": "test_the_page_is_served_with_hot_reload",
    "make test": "what runs this test",
    "make coverage": "the command of `make test`, with --cov",
    "make soak": "test_soak.py",
    "make fuzz": "test_fuzzing.py",
    "make screenshots": "tests/web/looking.py, with the screens of test_screens.py",
    "make axe": "tests/web/looking.py, with the screens of test_screens.py",
    "make lighthouse": "three minutes; its browser and server are those of tests/web",
    "make bench": "ten minutes; its parts are in tests/benchmarks",
    "make bench-scale": "half an hour; its parts are in tests/benchmarks",
    "make audit": "needs the network",
    "make lock": "needs the network",
}
QUESTIONS = """<?xml version="1.0" encoding="UTF-8"?>
<quiz><question type="category"><category><text>$course$/top/Fluidi</text></category></question>
<question type="multichoice">
  <name><text>Galleggiamento</text></name>
  <questiontext format="html"><text>Un corpo galleggia se la sua densità è</text></questiontext>
  <generalfeedback format="html"><text>Lo dice il principio di Archimede.</text></generalfeedback>
  <answer fraction="100" format="html"><text>minore di quella del liquido</text></answer>
  <answer fraction="0" format="html"><text>maggiore di quella del liquido</text></answer>
  <answer fraction="0" format="html"><text>negativa</text></answer>
  <answer fraction="0" format="html"><text>doppia</text></answer>
  <answer fraction="0" format="html"><text>infinita</text></answer>
</question></quiz>
"""
README = (PROJECT / "README.md").read_text()


@pytest.fixture(scope="module")
def whole() -> Iterator[Copy]:
    """A copy of everything but what is installed, which it shares."""
    installed = [
        ".venv",
        ".tools",
        "node_modules",
        ".git",
        ".emulator",
        ".env.local",
        ".hypothesis",
    ]
    with temporary_folder() as folder:
        ignored = shutil.ignore_patterns(*installed, "*.pyc.*")
        shutil.copytree(PROJECT, folder, ignore=ignored, dirs_exist_ok=True)
        for path in PROJECT.rglob("node_modules"):
            if ".tools" not in path.parts and "node_modules" not in path.parent.parts:
                (folder / path.relative_to(PROJECT)).symlink_to(path)
        (folder / ".venv").symlink_to(sys.prefix)
        (folder / ".tools").symlink_to(PROJECT / ".tools")
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        copy = Copy(folder, Ports.free())
        try:
            yield copy
        finally:
            reset(copy.state)


def typed(copy: Copy, line: str) -> str:
    """Type a line into a shell; give what it prints."""
    done = copy.command("bash", "-e", "-c", line)
    assert done.returncode == 0, f"{line}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


def listed() -> set[str]:
    """The commands of README, and those that `make` lists."""
    blocks = re.findall(r"^    ((?:make|\.venv/bin/python) [^#\n]*)", README, re.MULTILINE)
    by_make = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True)
    named = re.findall(r"`(make [a-z-]+)`", README)
    named += re.findall(r"^  (make [a-z-]+)", by_make.stdout, re.MULTILINE)
    return {line.strip() for line in [*blocks, *named]}


def test_every_command_of_make_is_typed_somewhere() -> None:
    lines = " ".join([*ALONE, *BESIDE_RUN, *AFTER_RUN, *ELSEWHERE]).replace("make -s", "make")
    named = {line for line in listed() if line.startswith("make ")}
    assert {line for line in named if not re.search(rf"{line}(?![a-z-])", lines)} == set()


@pytest.mark.parametrize("line", ALONE)
def test_a_command_works_that_needs_nothing_else(whole: Copy, line: str) -> None:
    before = {path: path.read_bytes() for path in (PROJECT / "docs").glob("*.*")}
    typed(whole, line)
    assert {path: (whole.folder / "docs" / path.name).read_bytes() for path in before} == before


def test_the_page_is_served_with_hot_reload(whole: Copy) -> None:
    with whole.running("make", "web", ready="Local:") as run:
        [url] = re.findall(r"Local:\s+(http://\S+)", run.said)
        assert "/src/main.tsx" in httpx.get(url).text
        assert "jsx" in httpx.get(f"{url}src/main.tsx").text


def test_the_commands_that_need_a_stack_work_beside_make_run(whole: Copy) -> None:
    (whole.folder / "questions.xml").write_text(QUESTIONS)
    of_the_bank = sorted(line for line in listed() if "-m question_bank" in line)
    assert len(of_the_bank) == 3
    with whole.running("make", "run"):
        for line in [*BESIDE_RUN, *of_the_bank]:
            assert typed(whole, f"set -a; . ./.env.local; set +a; {line}"), line
    for line in AFTER_RUN:
        typed(whole, line)
