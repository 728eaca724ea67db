"""HTTP to Supabase under one deadline a request.

httpx's timeouts bound each read, so a server that drips outlasts them. Here every operation on the
socket gets what is left of the request's budget, down to the bytes of a header.
"""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from .. import budget

MAX_CONNECTIONS = 100
KEEPALIVE_SECONDS = 15.0


def pooled_client(seconds: float) -> httpx.Client:
    """Make the one client of a process. It is shared by threads, hence HTTP/1.1 only.

    Args:
        seconds: the longest that a request may wait for a free connection.
    """
    # Environment proxies would put another transport before this one.
    return httpx.Client(transport=DeadlineTransport(), timeout=seconds, trust_env=False)


class DeadlineTransport(httpx.HTTPTransport):
    """httpx's transport over a network that keeps the deadline, and tells the budget what came."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=MAX_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=_DeadlineNetwork(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raises httpx's exceptions, a timeout where the deadline has passed."""
        response = super().handle_request(request)
        budget.current().status = response.status_code
        return response


def _left(timeout: float | None) -> float:
    remaining = budget.current().remaining()
    if remaining <= 0:
        raise httpcore.ReadTimeout("the deadline of the request has passed")
    return remaining if timeout is None else min(timeout, remaining)


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
        return _DeadlineStream(
            self._network.connect_tcp(host, port, _left(timeout), local_address, socket_options)
        )


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
