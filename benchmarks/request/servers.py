"""The processes that are measured: each function behind the server that it is deployed with."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from emulator import deployed
from emulator.errors import EmulatorError
from emulator.functions import THREADS
from emulator.part import Part, inherited_environment, python
from emulator.ports import HOST, Ports, is_listening
from emulator.stack import PROJECT, Stack

REFERENCES = Path(__file__).parent / "references"
FUNCTIONS = PROJECT / "functions" / "main.py"
EXPRESS = REFERENCES / "express"


class Server(Part):
    """A process that answers HTTP on a port of its own."""

    def __init__(
        self, stack: Stack, name: str, command: Sequence[str | Path], settings: Mapping[str, str]
    ) -> None:
        """Know how it is started.

        Args:
            stack: it lives with this one, and is left behind no more than the stack's own parts.
            name: what it is called in logs and tables.
            command: how it is started; `{port}` stands for its port.
            settings: its environment variables.
        """
        self.name = name
        super().__init__(stack.state_dir, stack.stopping)
        self.port = Ports.free().functions
        self._command = [str(part).format(port=self.port) for part in command]
        self._settings = {**settings, "PORT": str(self.port)}

    @property
    def cpu_seconds(self) -> float:
        """What it has used of the processor so far, user and system, with its children."""
        times = [process.cpu_times() for process in self._family()]
        return sum(float(time.user + time.system) for time in times)

    @property
    def memory_bytes(self) -> int:
        """What its worker holds of memory (resident), or itself where it has none."""
        return int(self._family()[-1].memory_info().rss)

    def __enter__(self) -> "Server":
        """Start, and wait until it listens."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop at once: nobody waits for its answers any more."""
        self.kill()

    def _family(self) -> list[psutil.Process]:
        if self._process is None:
            raise EmulatorError(f"{self.name} is not running")
        process = psutil.Process(self._process.pid)
        return [process, *process.children(recursive=True)]

    def _launch(self) -> subprocess.Popen[bytes]:
        environment = inherited_environment() | self._settings
        return self._run(self._command, cwd=FUNCTIONS.parent, environment=environment)

    def _is_ready(self) -> bool:
        return is_listening(self.port)


def function(stack: Stack, name: str, settings: Mapping[str, str] | None = None) -> Server:
    """One of the deployed functions, alone, as functions-framework serves it when deployed.

    Args:
        stack: what it runs on.
        name: its name.
        settings: what is to differ from the stack's own settings.
    """
    return _framework(stack, name, FUNCTIONS, name, {**stack.environment, **(settings or {})})


def bare(stack: Stack) -> Server:
    """A function that returns a constant: the floor."""
    return _framework(stack, "bare", REFERENCES / "bare" / "main.py", "bare", {})


def straightforward(stack: Stack) -> Server:
    """`get_session` as one would write it first, with the whole of supabase-py."""
    source = REFERENCES / "straightforward" / "main.py"
    return _framework(stack, "straightforward", source, "get_session", stack.environment)


def express(stack: Stack) -> Server:
    """`get_session` as one would write it first, in Express with supabase-js."""
    node = shutil.which("node") or "node"
    settings = {**stack.environment, "NODE_ENV": "production"}
    return Server(stack, "express", [node, EXPRESS / "server.mjs"], settings)


STRAIGHTFORWARD = "straightforward `get_session`"
EXPRESS_REFERENCE = "Express and supabase-js"
COMPARED = {STRAIGHTFORWARD: straightforward, EXPRESS_REFERENCE: express}
"""What `get_session` is compared to, by what it is called in tables."""


def everything(stack: Stack, settings: Mapping[str, str] | None = None) -> Server:
    """All functions in one process, as the emulator serves them.

    Args:
        stack: what it runs on.
        settings: what is to differ from the stack's own settings.
    """
    environment = {**THREADS, "K_SERVICE": "everything", **stack.environment, **(settings or {})}
    command: list[str | Path] = [*python(), "-m", "emulator.dispatch", ".", "{port}"]
    return Server(stack, "everything", command, environment)


def _framework(
    stack: Stack,
    name: str,
    source: Path,
    target: str,
    settings: Mapping[str, str],
) -> Server:
    command: list[str | Path] = [
        *(deployed.BIN / "python", "-m", "functions_framework"),
        *("--source", source, "--target", target, "--host", HOST, "--port", "{port}"),
    ]
    # Cloud Run sets K_SERVICE: the functions look for no file of settings there.
    return Server(stack, name, command, {**THREADS, "K_SERVICE": name, **settings})
