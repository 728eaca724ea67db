"""How long a request's body may take to come.

gunicorn has no limit of its own: a body that drips would hold one of its threads for ever, and each
of its reads waits for as many bytes as it wants. All that it shows an application is the socket; so
while a request is answered, that socket gives each read what is left of the time, and no more.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

BODY_TIMEOUT_SECONDS = 10.0
"""From the request's head to the end of its body: longer than a student's slow network takes for
64 KiB, and than Supabase may take for an answer before the rest of a body is read away."""

_deadline: ContextVar[float] = ContextVar("deadline of the body")


class _TimedSocket(socket.socket):
    # Without attributes of its own, so that a socket can become one and be a plain one again.
    __slots__ = ()

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        try:
            self.settimeout(_remaining())
            return super().recv(bufsize, flags)
        except TimeoutError:
            # Nor is gunicorn to wait for more of it when it closes the connection.
            self.shutdown(socket.SHUT_RD)
            raise
        finally:
            self.settimeout(None)


def _remaining() -> float:
    remaining = _deadline.get() - time.monotonic()
    if remaining <= 0:
        raise TimeoutError("the body took too long")
    return remaining


@contextmanager
def limited(environ: dict[str, Any]) -> Iterator[None]:
    """Let whatever reads the request's body meanwhile fail once its time is over (TimeoutError).

    Args:
        environ: the WSGI environment of the request; without gunicorn's socket nothing is limited.
    """
    connection = environ.get("gunicorn.socket")
    if type(connection) is not socket.socket:  # another server, or TLS of gunicorn's own
        yield
        return
    _deadline.set(time.monotonic() + BODY_TIMEOUT_SECONDS)
    connection.__class__ = _TimedSocket
    try:
        yield
    finally:
        connection.__class__ = socket.socket
