"""The functions start from compiled files where they are deployed, and never from a local file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
YEAR_1980 = 315_532_801
STALE = "bytecode is stale for 'main'"


def built(folder: Path, environment: dict[str, str]) -> Path:
    """A copy of the functions, compiled as Google's buildpack does it: files of 1980."""
    source = shutil.copytree(
        FUNCTIONS, folder / "functions", ignore=shutil.ignore_patterns("__pycache__")
    )
    subprocess.run(
        [sys.executable, "-m", "compileall", "-f", "-q", "."],
        cwd=source,
        env={**os.environ, **environment},
        check=True,
    )
    for path in source.rglob("*"):
        os.utime(path, (YEAR_1980, YEAR_1980))
    return source


def log_of_imports(source: Path) -> str:
    """What Python says of the files that it imports."""
    command = [sys.executable, "-B", "-v", "-c", "import main"]
    ran = subprocess.run(command, cwd=source, capture_output=True, text=True, check=True)
    return ran.stderr


def test_with_a_source_date_the_compiled_files_are_used(tmp_path: Path) -> None:
    log = log_of_imports(built(tmp_path, {"SOURCE_DATE_EPOCH": str(YEAR_1980)}))
    folder = str(tmp_path)
    stale = [line for line in log.splitlines() if "stale" in line]
    assert stale == []
    compiled = [line for line in log.splitlines() if line.startswith("# code object from")]
    ours = [line for line in compiled if folder in line]
    assert ours
    assert all(".pyc" in line for line in ours)


def test_without_a_source_date_they_would_be_stale(tmp_path: Path) -> None:
    assert STALE in log_of_imports(built(tmp_path, {"SOURCE_DATE_EPOCH": ""}))


def test_readme_deploys_with_a_source_date() -> None:
    readme = (FUNCTIONS.parent / "README.md").read_text(encoding="utf-8")
    assert f"--set-build-env-vars SOURCE_DATE_EPOCH={YEAR_1980}" in readme


@pytest.mark.parametrize(("deployed", "found"), [("", "True"), ("get-session", "False")])
def test_dotenv_is_loaded_for_local_work_alone(deployed: str, found: str) -> None:
    program = (
        "import sys; from exam_simulation import settings\n"
        "try: settings.load()\n"
        "except settings.Misconfigured: pass\n"
        "print('dotenv' in sys.modules)"
    )
    environment = {**os.environ, "K_SERVICE": deployed, "PYTHONPATH": str(FUNCTIONS)}
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True
    )
    assert ran.stdout.strip() == found
