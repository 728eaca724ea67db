"""One process of the emulator: how it is started, asked to stop, and killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from emulator.account import OURSELVES, Account
from emulator.errors import EmulatorError, Interrupted

START_SECONDS = 60
STOP_SECONDS = 10


class Stopping:
    """Whether the emulator was asked to stop: a plain flag, since the handler of a signal sets it.

    A `threading.Event` has a lock, for which a handler that interrupts its holder waits for ever.
    """

    asked = False


class Part:
    """A process with a log file, and a pid file for the watchdog if the emulator dies."""

    name: str
    stop_signal = signal.SIGTERM

    def __init__(self, state_dir: Path, stopping: Stopping) -> None:
        """Know the state folder, and what says not to wait for a start any longer."""
        self.log = state_dir / "logs" / f"{self.name}.log"
        self._pid_file = state_dir / "pids" / self.name
        self._stopping = stopping
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until it is ready. If it runs already, do nothing.

        Raises:
            EmulatorError: where it ends or hangs instead, with the last lines of its log.
            Interrupted: where the emulator was asked to stop meanwhile.
        """
        self.spawn()
        self.wait_until_ready()

    def spawn(self) -> None:
        """Start the process; `wait_until_ready` is the other half of `start`."""
        if not self.alive():
            self._process = self._launch()

    def wait_until_ready(self) -> None:
        """Wait for a process that `spawn` started; raises what `start` does."""
        deadline = time.monotonic() + START_SECONDS
        while not (self.alive() and self._is_ready()):
            if self._stopping.asked:
                raise Interrupted(f"stopped while {self.name} was starting")
            if not self.alive() or time.monotonic() > deadline:
                trouble = "did not become ready" if self.alive() else "ended while it was starting"
                self.kill()
                raise EmulatorError(
                    f"{self.name} {trouble}; the end of {self.log}:\n{self.log_tail()}"
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask the process to end, and kill it if it does not."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """End the process, and all that it started, at once."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start; raises what `start` does."""
        self.stop()
        self.start()

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def log_tail(self, lines: int = 15) -> str:
        """Give the last lines of the log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])

    def _launch(self) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def _is_ready(self) -> bool:
        raise NotImplementedError

    def _run(
        self,
        command: Sequence[str | Path],
        *,
        cwd: Path,
        environment: dict[str, str],
        account: Account = OURSELVES,
    ) -> subprocess.Popen[bytes]:
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._pid_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches the emulator alone, which then stops its parts.
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=account.user,
                group=account.group,
                extra_groups=account.extra_groups,
            )
        created = psutil.Process(process.pid).create_time()
        self._pid_file.write_text(f"{process.pid} {created} {self.stop_signal.value}")
        return process

    def _end(self, sign: signal.Signals) -> None:
        if self._process is not None:
            # Not where it has ended: its number may be another process's by now.
            if self.alive():
                end(psutil.Process(self._process.pid), sign)
                self._process.wait()
            # Where it was killed by others, what it had started may still be there.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process = None
        self._pid_file.unlink(missing_ok=True)


def end(process: psutil.Process, sign: signal.Signals) -> None:
    """Send a process a signal. After a while, kill what is left of it and of its children."""
    family = [process, *process.children(recursive=True)]
    process.send_signal(sign)
    survivors = family[1:] if sign is signal.SIGKILL else _still_there(family)
    for survivor in survivors:
        with contextlib.suppress(psutil.NoSuchProcess):
            survivor.kill()
    _still_there(survivors)


def end_noted(pid_file: Path) -> None:
    """End the process that a pid file names, if it is still that one."""
    with contextlib.suppress(ValueError, psutil.NoSuchProcess):
        pid, created, sign = pid_file.read_text().split()
        process = psutil.Process(int(pid))
        # A pid is used again one day; never together with the same moment of creation.
        if process.create_time() == float(created):
            end(process, signal.Signals(int(sign)))


def _still_there(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Wait for processes to end, and give those that did not end in time."""
    deadline = time.monotonic() + STOP_SECONDS
    left = list(processes)
    while (left := [process for process in left if _runs(process)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def _runs(process: psutil.Process) -> bool:
    # A process that has ended but whose parent has not asked yet stays listed: as a zombie.
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def python() -> list[str]:
    """Give the command of this very Python."""
    return [sys.executable, "-u"]


def inherited_environment() -> dict[str, str]:
    """Give a part the emulator's own environment, but for Postgres's settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
