"""A time limit for the body of a request.

gunicorn has none: a client that sends its body byte by byte could hold a thread for ever. gunicorn
shows the socket to the application, so this module gives every read of it the time that is left.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

BODY_TIMEOUT_SECONDS = 10.0
"""From the head of the request to the end of its body. A slow network sends 64 KiB in less, and
Supabase must respond in less before the rest of a body is dropped."""

_deadline: ContextVar[float] = ContextVar("deadline of the body")


class _TimedSocket(socket.socket):
    # No attributes: a socket object can change to this class and back.
    __slots__ = ()

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        try:
            self.settimeout(_remaining())
            return super().recv(bufsize, flags)
        except TimeoutError:
            # gunicorn must not wait for the rest when it closes the connection.
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
    """Limit the time for reading the body; later reads raise TimeoutError.

    Args:
        environ: the WSGI environment of the request. Without gunicorn's socket nothing is limited.
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
