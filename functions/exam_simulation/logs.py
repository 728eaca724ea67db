"""One JSON line for each request, with the fields of Google Cloud Logging.

A line never holds a token, a key or an answer.
"""

import json
import re
import sys
import traceback
from typing import Protocol

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_encode = json.JSONEncoder(default=str, ensure_ascii=False).encode
_CLOUD_TRACE = re.compile(r"([0-9a-f]{32})(/\d+)?(;o=\d)?")


def write(severity: str, message: str, **fields: object) -> None:
    """Write one line to standard output; fields that are None are left out."""
    line = {"severity": severity, "message": message, **fields}
    shown = {name: value for name, value in line.items() if value is not None}
    # In one write: print uses two, and threads would mix them.
    sys.stdout.write(_encode(shown) + "\n")
    sys.stdout.flush()


class Headers(Protocol):
    """Request headers, their names in any case."""

    def get(self, name: str, default: str, /) -> str:
        """Give a header's value, or the default."""


def trace_of(headers: Headers) -> str | None:
    """Give the id of the trace that a request belongs to, if a header has one."""
    for header, form in (("traceparent", _TRACEPARENT), ("x-cloud-trace-context", _CLOUD_TRACE)):
        if match := form.fullmatch(headers.get(header, "")):
            return match[1]
    return None


def stack_of(error: BaseException) -> str:
    """Give an error's stack trace as text, its causes included."""
    return "".join(traceback.format_exception(error))
