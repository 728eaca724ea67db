"""Query parameters of a listing, the opaque cursor, and the link to the next page (RFC 8288)."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast
from urllib.parse import urlencode

import flask

from ..problem_codes import ProblemCode
from .problems import ParameterFault, Problem
from .routes import INT4_MAX

DEFAULT_LIMIT = 20
MAX_LIMIT = 100

FORMS = {
    "status": ("completed|unfinished", "must be completed or unfinished"),
    "limit": ("[1-9][0-9]{0,2}", f"must be a whole number from 1 to {MAX_LIMIT}"),
    "exam_type": ("[!-~]{1,64}", "must be 1 to 64 visible ASCII characters"),
    "cursor": ("[A-Za-z0-9_-]{1,200}", "must come from the Link of a page with the same status"),
}
"""The query parameters, the pattern of each, and the pattern in words."""

Status = Literal["completed", "unfinished"]


@dataclass(frozen=True)
class PageRequest:
    """A page of a listing; `cursor` is the time and id of the row before it."""

    path: str
    status: Status
    exam_type: str | None
    limit: int
    cursor: tuple[datetime, int] | None


def read_page_request(request: flask.Request) -> PageRequest:
    """Read `status`, `limit`, `exam_type` and `cursor`; other parameters are ignored.

    Raises:
        Problem: `invalid_query_parameter`, naming it.
    """
    status = _one(request, "status") or "completed"
    limit = int(_one(request, "limit") or DEFAULT_LIMIT)
    if limit > MAX_LIMIT:
        raise malformed("limit")
    cursor = _one(request, "cursor")
    return PageRequest(
        path=request.path,
        status=cast(Status, status),
        exam_type=_one(request, "exam_type"),
        limit=limit,
        cursor=None if cursor is None else _decoded(cursor, status),
    )


def read_exam_type(request: flask.Request) -> str:
    """Read `exam_type` (default TOLC-I); other parameters are ignored.

    Raises:
        Problem: `invalid_query_parameter`.
    """
    return _one(request, "exam_type") or "TOLC-I"


def next_link(page: PageRequest, time: datetime, row_id: int) -> str:
    """Make the value of the header `Link`: a reference relative to this host.

    Args:
        page: the page that is shown.
        time: when its last row was completed or started.
        row_id: the id of its last row.
    """
    query: dict[str, str | int] = {"status": page.status, "limit": page.limit}
    if page.exam_type is not None:
        query["exam_type"] = page.exam_type
    place = json.dumps([page.status, time.isoformat(), row_id], separators=(",", ":"))
    query["cursor"] = urlsafe_b64encode(place.encode()).decode().rstrip("=")
    return f'<{page.path}?{urlencode(query)}>; rel="next"'


def _one(request: flask.Request, name: str) -> str | None:
    values = request.args.getlist(name)
    if not values:
        return None
    if len(values) > 1:
        raise malformed(name, "may be given once")
    if not re.fullmatch(FORMS[name][0], values[0]):
        raise malformed(name)
    return values[0]


def _decoded(cursor: str, status: str) -> tuple[datetime, int]:
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        of, time, row_id = place
        at = datetime.fromisoformat(time)
        if at.tzinfo is None:
            raise malformed("cursor")
        at = at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise malformed("cursor") from None
    if of != status or type(row_id) is not int or not 0 < row_id <= INT4_MAX:
        raise malformed("cursor")
    return at, row_id


def malformed(name: str, why: str | None = None) -> Problem:
    """Give the problem with a query parameter.

    Args:
        name: its name.
        why: what it may be; without it, what its form in `FORMS` says.
    """
    return Problem(
        ProblemCode.INVALID_QUERY_PARAMETER,
        detail=f"The query parameter {name} is malformed.",
        parameters=[ParameterFault(name, why or FORMS[name][1])],
    )
