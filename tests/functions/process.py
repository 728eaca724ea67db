"""The functions in a process of a test's own, behind the server that they are deployed with."""

from __future__ import annotations

import http.client
import io
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil

import main
from emulator.functions import THREADS, Functions
from emulator.part import Stopping, inherited_environment, python
from emulator.ports import HOST, Ports

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(main.__file__).parent
PROJECT = FOLDER.parent
PATIENCE = 30
"""How long a test waits for an answer before it says that none comes."""


class Response(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class _Received(io.BufferedReader):
    """What an answer does not close: the next one may have come with it."""

    def close(self) -> None:
        pass


class Connection:
    """A connection on which a test may say what it likes. A context manager."""

    def __init__(self, port: int, receive_buffer: int | None = None) -> None:
        self._socket = socket.socket()
        self._socket.settimeout(PATIENCE)
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.connect((HOST, port))
        self._received = _Received(socket.SocketIO(self._socket, "r"))

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, content: bytes) -> None:
        """Say something."""
        self._socket.sendall(content)

    def send_some(self, content: bytes) -> int:
        """Say as much as is taken at once; give the number of bytes."""
        self._socket.setblocking(False)
        taken = self._socket.send(content)
        self._socket.settimeout(PATIENCE)
        return taken

    def response(self, method: str = "GET") -> Response:
        """Wait for an answer (to a request of this method)."""
        received = http.client.HTTPResponse(self, method=method)  # type: ignore[arg-type]
        received.begin()
        with received:
            return Response(received.status, received.headers, received.read())

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Give what is received; for http.client."""
        return self._received

    def rest(self) -> bytes:
        """Read until the server closes the connection."""
        try:
            return self._received.read()
        except ConnectionResetError:  # it had not read all that was sent
            return b""


class OwnProcess(Functions):
    """All functions on one port, in a process that runs `prelude` before it loads them."""

    def __init__(self, state_dir: Path, settings: dict[str, str], prelude: str) -> None:
        self.port = Ports.free().functions
        super().__init__(state_dir, self.port, Stopping(), folder=FOLDER, settings=settings)
        self._settings_of_all = inherited_environment() | THREADS | settings
        self._prelude = prelude

    def connect(self, receive_buffer: int | None = None) -> Connection:
        """Open a connection, whose caller can hold back only so many bytes."""
        return Connection(self.port, receive_buffer)

    def call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Response:
        """Send a request as a well-behaved caller does."""
        with self.connect() as connection:
            connection.send(request(method, path, headers, body))
            return connection.response(method)

    def memory(self) -> int:
        """The bytes that are the process's own, the server's parent process included."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        return sum(one.memory_full_info().uss for one in (parent, *parent.children()))

    def cpu_seconds(self) -> float:
        """The CPU time that the processes' threads have used so far, as precisely as is known."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        tasks = [Path(f"/proc/{one.pid}/task") for one in (parent, *parent.children())]
        if not tasks[0].exists():  # not Linux: to ten milliseconds
            times = [one.cpu_times() for one in (parent, *parent.children())]
            return sum(time.user + time.system for time in times)
        # Nanoseconds on a CPU come first (the kernel's documentation, "Scheduler statistics").
        files = [file for folder in tasks for file in folder.glob("*/schedstat")]
        return sum(int(file.read_text().split()[0]) for file in files) / 1e9

    def _launch(self) -> subprocess.Popen[bytes]:
        program = f"""
{self._prelude}
from pathlib import Path
from emulator.dispatch import serve
serve(Path.cwd(), {self.port})
"""
        return self._run([*python(), "-c", program], cwd=FOLDER, environment=self._settings_of_all)


def request(
    method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> bytes:
    """A request, its length told where it has a body."""
    sent = {"Host": "functions.test", **(headers or {})}
    if body and "Transfer-Encoding" not in sent:
        sent.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {sent[name]}" for name in sent), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@contextmanager
def own_process(settings: dict[str, str], prelude: str = "") -> Iterator[OwnProcess]:
    """A running process, of which nothing is left."""
    state_dir = Path(tempfile.mkdtemp(prefix="exam-simulation-"))
    process = OwnProcess(state_dir, settings, prelude)
    try:
        process.start()
        yield process
    finally:
        process.stop()
        shutil.rmtree(state_dir, ignore_errors=True)
