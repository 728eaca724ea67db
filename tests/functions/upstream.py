"""A server in Supabase's place that misbehaves as told."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

Behaviour = Callable[["Upstream", socket.socket], None]

SAID_UPSTREAM = "said-upstream-and-for-nobody-else"


class Upstream:
    """Listens on loopback; every request gets the next behaviour, the last one for ever after.

    A context manager; `requests` are the heads and bodies that came.
    """

    def __init__(self, *behaviours: Behaviour, certificate: Path | None = None) -> None:
        self.requests: list[str] = []
        self.stopping = threading.Event()
        self.closed_one = threading.Event()
        self._behaviours = list(behaviours)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._tls: ssl.SSLContext | None = None
        if certificate:
            self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._tls.load_cert_chain(certificate)
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def url(self) -> str:
        """The address for SUPABASE_URL."""
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        """Start."""
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and end every connection."""
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=[connection])
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        # A connection that breaks is what these tests are about.
        with contextlib.suppress(OSError), plain:
            plain.settimeout(10)
            with self._tls.wrap_socket(plain, server_side=True) if self._tls else plain as one:
                self.requests.append(_request(one))
                behaviours = self._behaviours
                (behaviours.pop(0) if len(behaviours) > 1 else behaviours[0])(self, one)
        self.closed_one.set()


def _request(connection: socket.socket) -> str:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += _some(connection)
    return f"{head.decode()}\n\n{body.decode()}"


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    if not received:
        raise ConnectionError
    return received


def answers(
    status: int,
    body: bytes | str = b"",
    *headers: str,
    after_seconds: float = 0,
    keep_alive: bool = False,
) -> Behaviour:
    """Answer properly, at once or later."""
    content = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} As told",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        *headers,
        *([] if keep_alive else ["Connection: close"]),
    ]
    return sends("\r\n".join([*lines, "", ""]).encode() + content, after_seconds=after_seconds)


def sends(content: bytes, *, after_seconds: float = 0) -> Behaviour:
    """Send these bytes and close."""

    def behave(upstream: Upstream, connection: socket.socket) -> None:
        upstream.stopping.wait(after_seconds)
        connection.sendall(content)

    return behave


def drips(beginning: bytes, drops: Iterable[bytes]) -> Behaviour:
    """Send a beginning, and then a drop every now and then."""

    def behave(upstream: Upstream, connection: socket.socket) -> None:
        connection.sendall(beginning)
        for drop in drops:
            if upstream.stopping.wait(0.05):
                return
            connection.sendall(drop)

    return behave


def hangs(upstream: Upstream, _connection: socket.socket) -> None:
    """Do not answer for long."""
    upstream.stopping.wait(30)


def closes(_upstream: Upstream, _connection: socket.socket) -> None:
    """Close without an answer."""


def resets(_upstream: Upstream, connection: socket.socket) -> None:
    """Reset the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
