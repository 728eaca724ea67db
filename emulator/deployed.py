"""The virtual environment that the functions run in when deployed: `python -m emulator.deployed`.

It holds `functions/requirements.txt` and nothing else, and is made again where that file changes.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
REQUIREMENTS = PROJECT / "functions" / "requirements.txt"
RUNTIME = PROJECT / ".tools" / "runtime"
BIN = RUNTIME / "bin"
MARK = RUNTIME / "made-of"


def is_ready() -> bool:
    """Tell whether the environment is there, of these requirements and this Python."""
    return MARK.exists() and MARK.read_text() == _fingerprint()


def make() -> None:
    """Make the environment, unless it is ready."""
    if is_ready():
        return
    shutil.rmtree(RUNTIME, ignore_errors=True)
    # Without pip, which is deployed with nothing either; ours installs into it.
    _run("-m", "venv", "--without-pip", RUNTIME)
    pip = ("-m", "pip", "-qq", "--disable-pip-version-check", "--python", BIN / "python")
    _run(*pip, "install", "--require-hashes", "-r", REQUIREMENTS)
    # Last: an environment whose making was cut short is never taken for a whole one.
    MARK.write_text(_fingerprint())


def _fingerprint() -> str:
    return f"{sys.version} {hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()}"


def _run(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, *arguments], check=True)


if __name__ == "__main__":
    make()
