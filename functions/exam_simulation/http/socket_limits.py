"""Limits on what a client may do to a connection while its request is handled.

gunicorn has none: a client that sends its body byte by byte, or never reads the response, could
hold a thread for ever. gunicorn shows the socket to the application, so this module gives every
read of it the time that is left, and every write its own time.
"""

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

BODY_TIMEOUT_SECONDS = 10.0
"""From the head of the request to the end of its body. A slow network sends 64 KiB in less, and
Supabase must respond in less before the rest of a body is dropped."""
WRITE_TIMEOUT_SECONDS = 10.0
"""How long a client may take to make room for the response."""
BYTES_PER_BYTE = 16
"""How many bytes may arrive for each byte of a body: a chunk of one byte has five bytes around it.
gunicorn scans a chunk's head again with each byte that arrives, so its length must be limited."""


@dataclass
class _Reading:
    """When the body must have ended, and how many bytes may still arrive for the current read."""

    deadline: float
    allowed: int = 64 * 1024


_reading: ContextVar[_Reading | None] = ContextVar("the body being read", default=None)


class _TimedSocket(socket.socket):
    # No attributes: a socket object can change to this class.
    __slots__ = ()

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        reading = _reading.get()
        if reading is None:  # the head of the next request
            return super().recv(bufsize, flags)
        try:
            self.settimeout(_remaining(reading))
            received = super().recv(bufsize, flags)
            reading.allowed -= len(received)
        except TimeoutError:
            # gunicorn must not wait for the rest when it closes the connection.
            self.shutdown(socket.SHUT_RD)
            raise
        finally:
            self.settimeout(None)
        return received

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        try:
            self.settimeout(WRITE_TIMEOUT_SECONDS)
            super().sendall(data, flags)
        except TimeoutError:
            # For gunicorn the client has left.
            raise BrokenPipeError(errno.EPIPE, "the response was not read") from None
        finally:
            self.settimeout(None)


def _remaining(reading: _Reading) -> float:
    remaining = reading.deadline - time.monotonic()
    if remaining <= 0 or reading.allowed < 0:
        raise TimeoutError("the body took too long")
    return remaining


def allow(size: int) -> None:
    """Allow as many bytes to arrive as a read of `size` bytes of the body can need."""
    if reading := _reading.get():
        reading.allowed = BYTES_PER_BYTE * size


@contextmanager
def limited(environ: dict[str, Any]) -> Iterator[None]:
    """Limit the time for reading the body, and from now on the time for each write.

    Later reads of the body raise TimeoutError.

    Args:
        environ: the WSGI environment of the request. Without gunicorn's socket nothing is limited.
    """
    connection = environ.get("gunicorn.socket")
    if type(connection) not in (socket.socket, _TimedSocket):  # another server, or gunicorn's TLS
        yield
        return
    token = _reading.set(_Reading(time.monotonic() + BODY_TIMEOUT_SECONDS))
    connection.__class__ = _TimedSocket
    try:
        yield
    finally:
        _reading.reset(token)
