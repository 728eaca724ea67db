"""A short soak: every kind of fault once, and nothing is lost."""

import asyncio
import subprocess
from pathlib import Path

from tests.soak.__main__ import table
from tests.soak.findings import Kind
from tests.soak.soak import soak


def test_nothing_that_a_student_was_told_is_lost_whatever_fails_meanwhile() -> None:
    report = asyncio.run(soak(students=6, seconds=0, seed=0, pause_seconds=0.2))
    assert report.findings == []
    assert len(report.faults) == 10
    assert report.unanswered > 0
    assert report.connections_cut > 0
    assert report.acknowledged > report.students
    shown = table(report)
    assert all(f"{kind} " in shown for kind in Kind)


def test_make_soak_finds_everything_that_it_imports() -> None:
    project = Path(__file__).parents[2]
    commands = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "soak"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    subprocess.run(["sh", "-c", f"{commands[-1]} --help"], cwd=project, check=True)
