"""A light copy of the project, and its command as a person gives it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from dotenv import dotenv_values

from emulator.ports import HOST, Ports, is_listening, variable_of
from emulator.stack import PROJECT, reset

PARTS = ("web", "functions", "supabase", "postgres")
READY = "Ctrl-C stops everything"
SECONDS = 30

# None is to be made again: all are the project's own.
_MADE = (".venv/.ready", "emulator/node_modules/.ready", "web/node_modules/.ready")
MAKE = ("make", *(part for made in (*_MADE, "web/dist/index.html") for part in ("-o", made)))

# Compiled files come along, which saves time, but not those that are just being written.
_NOT_COPIED = shutil.ignore_patterns("node_modules", "*.pyc.*")


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for what cannot announce itself."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not in {SECONDS} seconds: {what}"
        time.sleep(0.02)


@dataclass(frozen=True)
class Copy:
    """A copy of the project, on ports of its own."""

    folder: Path
    ports: Ports

    @property
    def state(self) -> Path:
        return self.folder / ".emulator"

    @property
    def settings(self) -> dict[str, str]:
        """What the last start wrote to .env.local."""
        written = dotenv_values(self.folder / ".env.local")
        return {name: value or "" for name, value in written.items()}

    def environment(self, **variables: str) -> dict[str, str]:
        """The variables of a person's shell, where nothing is exported but what is given."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        chosen = {variable_of(part): str(getattr(self.ports, part)) for part in PARTS}
        return kept | chosen | variables

    def emulator(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Give one of the emulator's commands that ends by itself."""
        return self.command(sys.executable, "-m", "emulator", *arguments, **variables)

    def command(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Give a command that ends by itself."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(**variables),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    @contextmanager
    def running(self, *command: str, ready: str = READY, **variables: str) -> Iterator["Run"]:
        """Give a command that stays, `python -m emulator run` unless told otherwise.

        If the test does not end it, Ctrl-C does; nothing must be left of it then.
        """
        output = self.folder / "output"
        with output.open("w") as file:
            process = subprocess.Popen(
                command or (sys.executable, "-m", "emulator", "run"),
                cwd=self.folder,
                env=self.environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        run = Run(self, process, output)
        try:
            run.wait_for(ready)
            yield run
        finally:
            run.end()
        assert run.left_behind() == []


class Run:
    """A command that stays."""

    def __init__(self, copy: Copy, process: subprocess.Popen[bytes], output: Path) -> None:
        self._copy = copy
        self.process = process
        self._output = output
        self._met: set[psutil.Process] = set()

    @property
    def said(self) -> str:
        """All that it has printed so far."""
        return self._output.read_text()

    def wait_for(self, text: str) -> None:
        """Wait until it prints this."""
        until(lambda: text in self.said or self.process.poll() is not None, f"{text!r} is printed")
        assert text in self.said, self.said
        self.meet()

    def meet(self) -> set[psutil.Process]:
        """Give, and remember, every process that has come of it and runs."""
        running = set(psutil.Process(self.process.pid).children(recursive=True))
        self._met |= running
        return running

    def send(self, sign: signal.Signals) -> None:
        """Send a signal as a terminal does: to everything in the foreground."""
        os.killpg(self.process.pid, sign)

    def kill(self, part: str) -> None:
        """Kill the process of a part, as the system does where memory is short."""
        pid = (self._copy.state / "pids" / part).read_text().split()[0]
        os.kill(int(pid), signal.SIGKILL)

    def end(self) -> None:
        """Press Ctrl-C if it still runs, and kill it if that does not help."""
        try:
            if self.process.poll() is None:
                self.send(signal.SIGINT)
            self.exit_code()
        finally:
            self.process.kill()

    def exit_code(self) -> int:
        """Wait until it ends."""
        return self.process.wait(SECONDS)

    def left_behind(self) -> list[str]:
        """Name what still runs of all that it started, and the ports that are still served."""
        listening = [part for part in PARTS if is_listening(getattr(self._copy.ports, part))]
        return self.surviving() + listening

    def surviving(self) -> list[str]:
        """Name what still runs of all that it started."""
        return [str(process) for process in self._met if runs(process)]


def runs(process: psutil.Process) -> bool:
    """Tell whether a process runs: one that merely nobody has asked about no longer does."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Let another program listen on a port."""
    with socket.create_server((HOST, port)):
        yield


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder through which Postgres may pass as another user, which pytest's own does not let."""
    folder = Path(tempfile.mkdtemp(prefix="exam-simulation-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def state_folder() -> Iterator[Path]:
    """A folder for a stack, and nothing of what the stack kept is left afterwards."""
    with temporary_folder() as folder:
        try:
            yield folder / "state"
        finally:
            reset(folder / "state")


@contextmanager
def copied_project() -> Iterator[Copy]:
    """A copy of the project that has never run."""
    with temporary_folder() as folder:
        shutil.copytree(PROJECT / "emulator", folder / "emulator", ignore=_NOT_COPIED)
        (folder / "emulator" / "node_modules").symlink_to(PROJECT / "emulator" / "node_modules")
        for name in ("functions", "supabase", "web/dist"):
            shutil.copytree(PROJECT / name, folder / name, ignore=_NOT_COPIED)
        for name in ("Makefile", "requirements-run.txt"):
            shutil.copy(PROJECT / name, folder)
        (folder / ".venv").symlink_to(sys.prefix)
        copy = Copy(folder, Ports.free())
        try:
            yield copy
        finally:
            reset(copy.state)
