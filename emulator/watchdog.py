"""Ends the processes of an emulator that was killed: `python -m emulator.watchdog STATE_DIR`.

It runs beside the emulator, holding one end of a pipe. When the other end closes, the emulator is
gone, whatever the cause.
"""

import fcntl
import sys
import time
from pathlib import Path
from typing import IO

from emulator.part import end_noted


def lock(state_dir: Path, seconds: float) -> IO[str] | None:
    """Take the lock of a state folder, within a time; None if another process holds it."""
    # The lock lasts as long as the file is open.
    file = (state_dir / "lock").open("a")
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                return None
            time.sleep(0.1)
        else:
            return file


def end_orphans(state_dir: Path) -> None:
    """End the parts that the pid files name. The caller must hold the lock."""
    pid_files = (state_dir / "pids").glob("*")
    # Who came last needs those who came before.
    for pid_file in sorted(pid_files, key=lambda file: file.stat().st_mtime, reverse=True):
        end_noted(pid_file)
        pid_file.unlink()


def watch(state_dir: Path) -> None:
    """Wait until the emulator has ended, then end what it left, unless a new emulator does."""
    sys.stdin.buffer.read()
    if held := lock(state_dir, seconds=5):
        end_orphans(state_dir)
        held.close()


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
