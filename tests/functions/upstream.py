"""A server in Supabase's place, or between it and the functions, that misbehaves as told."""

import contextlib
import http.client
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

Behaviour = Callable[["Upstream", socket.socket], None]
Spoil = Callable[[bytes], Behaviour]
"""What to do with a good answer."""

SAID_UPSTREAM = "said-upstream-and-for-nobody-else"


class Upstream:
    """Listens on loopback; every request gets the next behaviour, the last one for ever after.

    A context manager; `requests` are the heads and bodies that came, `passed_on` is released once
    for each that a server behind this one has answered.
    """

    def __init__(self, *behaviours: Behaviour, certificate: Path | None = None) -> None:
        self.requests: list[str] = []
        self.stopping = threading.Event()
        self.closed_one = threading.Event()
        self.passed_on = threading.Semaphore(0)
        self.being_served = threading.local()
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
        self.refuse()
        for thread in self._threads:
            thread.join()

    def refuse(self) -> None:
        """Refuse every connection from now on."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

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
                self.being_served.request = _request(one)
                self.requests.append(self.being_served.request)
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


def responds(
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


def hears_another(status: int, body: str) -> Behaviour:
    """Answer, keep the connection, and close it when another request has come."""
    response = responds(status, body, keep_alive=True)

    def behave(upstream: Upstream, connection: socket.socket) -> None:
        response(upstream, connection)
        upstream.requests.append(_request(connection))

    return behave


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


def passes_on(
    port: int, spoil: Spoil | None = None, *, first: Callable[[], object] = lambda: None
) -> Behaviour:
    """Let the server on this port of loopback do its work, and give its answer, spoilt or not.

    Args:
        port: where the server listens.
        spoil: what to do instead of giving the answer as it is.
        first: what happens before the server hears of it.
    """

    def behave(upstream: Upstream, connection: socket.socket) -> None:
        first()
        response = _answer_of(port, upstream.being_served.request)
        upstream.passed_on.release()
        (spoil or sends)(response)(upstream, connection)

    return behave


def refuses_the_next(port: int) -> Behaviour:
    """Pass one more request on, and refuse every connection from then on."""

    def spoil(response: bytes) -> Behaviour:
        def behave(upstream: Upstream, connection: socket.socket) -> None:
            upstream.refuse()
            connection.sendall(response)

        return behave

    return passes_on(port, spoil)


def _answer_of(port: int, request: str) -> bytes:
    head, _, body = request.partition("\n\n")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    # Compressed, it could not be cut where that hurts.
    headers = {name: value for name, value in headers.items() if name.lower() != "accept-encoding"}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as server:
        server.request(method, path, body.encode() or None, headers)
        response = server.getresponse()
        content = response.read()
    sent = [f"Content-Type: {response.headers['Content-Type']}", f"Content-Length: {len(content)}"]
    if content_range := response.headers["Content-Range"]:
        sent.append(f"Content-Range: {content_range}")
    lines = [f"HTTP/1.1 {response.status} {response.reason}", *sent, "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + content
