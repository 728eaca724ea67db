"""HTTP to Supabase under one deadline a request.

httpx's timeouts bound each read, so a server that drips outlasts them. Here every operation on the
socket gets what is left of the request's budget, down to the bytes of a header.
"""

import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore
import httpx

from .. import budget

MAX_CONNECTIONS = 100
KEEPALIVE_SECONDS = 15.0

_lookups = ThreadPoolExecutor(max_workers=4, thread_name_prefix="look-up")


def pooled_client() -> httpx.Client:
    """Make the one client of a process. It is shared by threads, hence HTTP/1.1 only."""
    return httpx.Client(
        transport=DeadlineTransport(),
        event_hooks={"response": [_note]},
    )


class DeadlineTransport(httpx.HTTPTransport):
    """httpx's transport, which keeps its translation of errors, over a network with a deadline."""

    def __init__(self) -> None:
        super().__init__()
        # httpx has no parameter for the network under its pool.
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=MAX_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=_DeadlineNetwork(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raises httpx's exceptions, a timeout where the deadline has passed.

        A read is sent a second time where the connection broke: it may have been an idle one that
        the server had just closed.
        """
        # For the wait for a free connection; the network looks at what is left by itself.
        remaining = budget.current().remaining()
        request.extensions["timeout"] = httpx.Timeout(remaining).as_dict()
        try:
            return super().handle_request(request)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if request.method != "GET":
                raise
            return super().handle_request(request)


def _note(response: httpx.Response) -> None:
    budget.current().status = response.status_code
    response.read()
    if response.is_success and not response.content:
        # supabase-py would take it for an answer without rows.
        raise httpx.RemoteProtocolError("an answer without a body")


def _left(timeout: float | None) -> float:
    remaining = budget.current().remaining()
    if remaining <= 0:
        raise httpcore.ReadTimeout("the deadline of the request has passed")
    return remaining if timeout is None else min(timeout, remaining)


def _addresses(host: str, port: int, seconds: float) -> list[str]:
    """Look a name up; in a thread, because the system's look-up knows no deadline."""
    lookup = _lookups.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        return [str(address[0]) for *_, address in lookup.result(seconds)]
    except TimeoutError:
        raise httpcore.ConnectTimeout(f"looking up {host} took too long") from None
    except OSError as error:
        raise httpcore.ConnectError(f"{host} could not be looked up: {error}") from error


class _DeadlineNetwork(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        # Address by address: the standard library's connect would give each the whole timeout.
        for address in (addresses := _addresses(host, port, _left(timeout))):
            try:
                return _DeadlineStream(
                    self._network.connect_tcp(
                        address, port, _left(timeout), local_address, socket_options
                    )
                )
            except httpcore.ConnectError:
                if address == addresses[-1]:
                    raise
        raise httpcore.ConnectError(f"{host} has no address")


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
