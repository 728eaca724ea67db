"""HTTP to Supabase: libcurl, under one deadline a request.

postgrest wants an `httpx.Client`. Between a request that is ready and the bytes on the wire, httpx
spends more CPU than all the rest of a request of ours; so this one hands it to libcurl, whose time
limit is over everything: the look-up of a name, the handshakes, an answer that drips.
"""

import ssl
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

import certifi
import httpx
import pycurl

from .. import budget
from ..errors import UpstreamUnavailable

IDLE_SECONDS = 15
"""How long a connection is kept without use: shorter than servers and gateways keep theirs."""
SENDINGS = {"GET": 2}
"""How often a request may be sent where its connection breaks: a read twice, for it may have been
an idle one that the server had just closed; all else once."""
_BROKEN = frozenset({pycurl.E_SEND_ERROR, pycurl.E_RECV_ERROR, pycurl.E_GOT_NOTHING})


class Connections(httpx.Client):
    """The connections of a process, which its threads take in turns."""

    def __init__(self) -> None:
        super().__init__(transport=httpx.BaseTransport())  # nothing goes by httpx's own way
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
        """Send a request as postgrest made it, and note its status in the request's budget.

        Raises:
            UpstreamUnavailable: there is no whole answer, or the deadline has passed.
        """
        query = "&".join(f"{_quoted(name)}={_quoted(it)}" for name, it in params.multi_items())
        lines = [f"{name}: {value}" for name, value in headers.items()]
        target = f"{url}?{query}" if query else url
        status, body, content_range = self.exchange(method, target, lines, content)
        budget.current().status = status
        answer = _Response(status, body, content_range, _Request(headers))
        if answer.is_success and not body:
            # postgrest would take it for an answer without rows.
            raise UpstreamUnavailable("an answer without a body")
        return answer

    def exchange(
        self, method: str, url: str, headers: Sequence[str], content: bytes | None
    ) -> tuple[int, bytes, str]:
        """Send a request, and wait for the whole of its answer.

        Args:
            method: its method.
            url: its whole URL.
            headers: its header lines.
            content: its body, None where it has none.

        Returns:
            The status of the answer, its body, decoded, and its `Content-Range`, "" without one.

        Raises:
            UpstreamUnavailable: as `request`.
        """
        try:
            # The one used last: there are as many as there ever were requests at once.
            handle = self._idle.pop()
        except IndexError:
            handle = self.new_handle()
        try:
            answer = self._exchanged(handle, method, url, headers, content)
        except BaseException:
            # Others first: of this one, the look-up of a name may still be hanging.
            self._idle.appendleft(handle)
            raise
        self._idle.append(handle)
        return answer

    def new_handle(self) -> pycurl.Curl:
        """Make a handle, which will keep a connection."""
        handle = pycurl.Curl()
        # The system's certificates (SSL_CERT_FILE, SSL_CERT_DIR), or else certifi's.
        trusted = ssl.get_default_verify_paths()
        options: dict[int, Any] = {
            pycurl.NOSIGNAL: 1,  # signals are the main thread's alone
            pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_1_1,
            pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
            pycurl.PROXY: "",  # not even one that the environment names
            pycurl.CAINFO: trusted.cafile or certifi.where(),
            pycurl.CAPATH: trusted.capath or "",
            pycurl.ACCEPT_ENCODING: "",  # whatever libcurl can decode
            pycurl.MAXAGE_CONN: IDLE_SECONDS,
            pycurl.USERAGENT: "exam-simulation",  # not which versions of which libraries we are
        }
        for option, value in options.items():
            handle.setopt(option, value)
        return handle

    def perform(self, handle: pycurl.Curl, sendings: int) -> bytes:
        """Send what a handle is set to, and give the body of the answer.

        Args:
            handle: the handle.
            sendings: how often it may be sent.

        Raises:
            UpstreamUnavailable: as `request`.
        """
        sent = 0

        def admit(*_: object) -> int:
            # libcurl itself sends again, a write too, where a kept connection proves to be dead.
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
        headers: Sequence[str],
        content: bytes | None,
    ) -> tuple[int, bytes, str]:
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.HTTPHEADER, headers)
        if content is None:
            handle.setopt(pycurl.HTTPGET, 1)
        else:
            handle.setopt(pycurl.POSTFIELDS, content)
        handle.setopt(pycurl.CUSTOMREQUEST, method)
        content_range = ""

        def note(line: bytes) -> None:
            nonlocal content_range
            name, _, value = line.partition(b":")
            if name.lower() == b"content-range":
                content_range = value.strip().decode("latin-1")

        handle.setopt(pycurl.HEADERFUNCTION, note)
        body = self.perform(handle, SENDINGS.get(method, 1))
        return handle.getinfo(pycurl.RESPONSE_CODE), body, content_range


class _Request(httpx.Request):
    """What postgrest looks at again of a request: what it preferred."""

    def __init__(self, headers: httpx.Headers) -> None:
        self.headers = headers


class _Response(httpx.Response):
    """What postgrest looks at of an answer: its status, its body, and how many rows there are."""

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
    """As the query of a URL has it. Nearly all that we ask is asked again and again."""
    return quote_plus(text)
