"""Cross-origin requests (the Fetch standard's CORS protocol)."""

import re
from collections.abc import Iterable

from werkzeug.datastructures import Headers

from .routes import Route

ALLOWED_HEADERS = (
    "authorization, content-type, idempotency-key, x-request-id, apikey, x-client-info, "
    "x-retry-count, traceparent, tracestate, baggage, sentry-trace"
)
"""Our own, those of supabase-js, and those of tracing in browsers (W3C, Sentry)."""
EXPOSED_HEADERS = "Location, Link, Retry-After, X-Request-Id, Server-Timing, Date"
PREFLIGHT_SECONDS = 600


def is_allowed(origin: str, allowed: Iterable[str]) -> bool:
    """Whether the settings allow an origin: exactly, with any port (`:*`), or any (`*`)."""
    return any(
        pattern in ("*", origin)
        or (pattern.endswith(":*") and _without_port(origin) == pattern[:-2])
        for pattern in allowed
    )


def add_headers(headers: Headers, origin: str | None, allowed: Iterable[str]) -> None:
    """Let a page of an allowed origin read the response."""
    headers.add("Vary", "Origin")
    if origin and is_allowed(origin, allowed):
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS


def preflight_headers(route: Route) -> dict[str, str]:
    """The headers of a preflight response, without those of every response."""
    return {
        "Allow": route.allow,
        "Access-Control-Allow-Methods": ", ".join(route.allowed),
        "Access-Control-Allow-Headers": ALLOWED_HEADERS,
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }


def _without_port(origin: str) -> str:
    return re.sub(r":[0-9]{1,5}$", "", origin)
