"""HTTP to Supabase over libcurl, with one deadline for each request of a caller.

The Supabase client takes an `httpx.Client`. httpx itself would spend more CPU on a request than the
rest of the function. So this client passes requests to libcurl. libcurl's time limit includes name
resolution, handshakes, and a response that comes byte by byte.
"""

import math
import ssl
from collections import deque
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

import certifi
import httpx
import pycurl

from .. import budget, clock
from ..errors import UpstreamUnavailable

IDLE_SECONDS = 15
"""How long an unused connection is kept. Servers and gateways keep theirs longer."""
SENDINGS = {"GET": 2}
"""How often a request may be sent if its connection breaks. A read may be sent twice, because the
server may just have closed an idle connection; everything else once."""
READ_HEADERS = {b"content-range": "content-range", b"retry-after": "retry-after"}
"""The headers of a response that are read."""
MAX_WAIT_SECONDS = 60
_BROKEN = frozenset({pycurl.E_SEND_ERROR, pycurl.E_RECV_ERROR, pycurl.E_GOT_NOTHING})


def seconds_to_wait(retry_after: str | None) -> int | None:
    """Read `Retry-After` (RFC 9110, 10.2.3): whole seconds from 1 to 60; None if it says nothing.

    Args:
        retry_after: the header's value: seconds or a date; None if there is no header.
    """
    if retry_after is None:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - clock.now().timestamp()
        except ValueError:
            return None
    if math.isnan(seconds):
        return None
    return math.ceil(min(max(seconds, 1), MAX_WAIT_SECONDS))


class Connections(httpx.Client):
    """The connections of a process. Threads share them."""

    def __init__(self) -> None:
        super().__init__(transport=httpx.BaseTransport())  # httpx itself sends nothing
        self._idle: deque[pycurl.Curl] = deque()

    def request(  # type: ignore[override]
        self,
        method: str,
        url: str,
        *,
        content: bytes | None,
        params: httpx.QueryParams,
        headers: httpx.Headers,
        auth: httpx.Auth | None,  # noqa: ARG002 - the headers have it
    ) -> httpx.Response:
        """Send a request of postgrest's, and record its status in the budget.

        Raises:
            UpstreamUnavailable: there is no complete response, or the deadline has passed.
        """
        query = "&".join(f"{_quoted(name)}={_quoted(it)}" for name, it in params.multi_items())
        lines = [b"%s: %s" % pair for pair in headers.raw]
        target = f"{url}?{query}" if query else url
        status, body, received = self.exchange(method, target, lines, content)
        spent = budget.current()
        spent.status = status
        spent.retry_after = seconds_to_wait(received.get("retry-after"))
        answer = _Response(status, body, received.get("content-range", ""), _Request(headers))
        if answer.is_success and not body:
            # postgrest would read it as a response without rows.
            raise UpstreamUnavailable("a response without a body")
        return answer

    def exchange(
        self, method: str, url: str, headers: Sequence[bytes], content: bytes | None
    ) -> tuple[int, bytes, dict[str, str]]:
        """Send a request, and wait for the complete response.

        Args:
            method: its method.
            url: its whole URL.
            headers: its header lines.
            content: its body; None if it has none.

        Returns:
            The status, the decoded body, and those of the `READ_HEADERS` that there are.

        Raises:
            UpstreamUnavailable: as `request`.
        """
        try:
            # The one used last. There are as many as there were requests at the same time.
            handle = self._idle.pop()
        except IndexError:
            handle = self.new_handle()
        try:
            answer = self._exchanged(handle, method, url, headers, content)
        except BaseException:
            # To the other end: name resolution of this one may still hang.
            self._idle.appendleft(handle)
            raise
        self._idle.append(handle)
        return answer

    def new_handle(self) -> pycurl.Curl:
        """Make a handle, which keeps one connection."""
        handle = pycurl.Curl()
        # The system's certificates (SSL_CERT_FILE, SSL_CERT_DIR), or else certifi's.
        trusted = ssl.get_default_verify_paths()
        options: dict[int, Any] = {
            pycurl.NOSIGNAL: 1,  # signals are for the main thread
            pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_1_1,
            pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
            pycurl.PROXY: "",  # HTTP_PROXY is ignored
            pycurl.CAINFO: trusted.cafile or certifi.where(),
            pycurl.CAPATH: trusted.capath or "",
            pycurl.ACCEPT_ENCODING: "",  # everything that libcurl can decode
            pycurl.MAXAGE_CONN: IDLE_SECONDS,
            pycurl.USERAGENT: "exam-simulation",  # no names and versions of libraries
        }
        for option, value in options.items():
            handle.setopt(option, value)
        return handle

    def perform(self, handle: pycurl.Curl, sendings: int) -> bytes:
        """Send the request of a handle, and give the body of the response.

        Args:
            handle: the handle.
            sendings: how often the request may be sent.

        Raises:
            UpstreamUnavailable: as `request`.
        """
        sent = 0

        def admit(*_: object) -> int:
            # libcurl itself repeats a request, even a write, if a kept connection is dead.
            nonlocal sent
            sent += 1
            return pycurl.PREREQFUNC_OK if sent <= sendings else pycurl.PREREQFUNC_ABORT

        handle.setopt(pycurl.PREREQFUNCTION, admit)
        while True:
            remaining = budget.current().remaining()
            if remaining <= 0:
                raise UpstreamUnavailable("the deadline of the request has passed")
            handle.setopt(pycurl.TIMEOUT_MS, max(1, round(1000 * remaining)))
            try:
                return handle.perform_rb()
            except pycurl.error as error:
                code = error.args[0]
                if code not in _BROKEN or sent >= sendings:
                    raise UpstreamUnavailable(f"libcurl {code}: {handle.errstr()}") from None

    def close(self) -> None:
        """Close every connection."""
        super().close()
        while self._idle:
            self._idle.pop().close()

    def _exchanged(
        self,
        handle: pycurl.Curl,
        method: str,
        url: str,
        headers: Sequence[bytes],
        content: bytes | None,
    ) -> tuple[int, bytes, dict[str, str]]:
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.HTTPHEADER, headers)
        if content is None:
            handle.setopt(pycurl.HTTPGET, 1)
        else:
            handle.setopt(pycurl.POSTFIELDS, content)
        handle.setopt(pycurl.CUSTOMREQUEST, method)
        received = {}

        def note(line: bytes) -> None:
            name, _, value = line.partition(b":")
            if (known := READ_HEADERS.get(name.lower())) is not None:
                received[known] = value.strip().decode("latin-1")

        handle.setopt(pycurl.HEADERFUNCTION, note)
        body = self.perform(handle, SENDINGS.get(method, 1))
        return handle.getinfo(pycurl.RESPONSE_CODE), body, received


class _Request(httpx.Request):
    """The part of a request that postgrest reads again: its headers."""

    def __init__(self, headers: httpx.Headers) -> None:
        self.headers = headers


class _Response(httpx.Response):
    """The part of a response that postgrest reads: status, body and number of rows."""

    extensions: dict[str, Any] = {}  # noqa: RUF012 - never written to
    default_encoding = "utf-8"

    def __init__(
        self, status: int, body: bytes, content_range: str, request: httpx.Request
    ) -> None:
        self.status_code = status
        self.headers = httpx.Headers({"content-range": content_range} if content_range else None)
        self.request = request
        self._body = body

    @property
    def content(self) -> bytes:
        """The body."""
        return self._body


@lru_cache(maxsize=256)
def _quoted(text: str) -> str:
    """Percent-encode for a query string. Nearly all texts come again and again."""
    return quote_plus(text)
