"""Parameters of requests, and headers of responses."""

from typing import get_args

from exam_simulation.http import idempotency, paging
from exam_simulation.http.endpoint import SANE_REQUEST_ID
from exam_simulation.http.problems import RETRY_AFTER_SECONDS
from exam_simulation.http.routes import BASE_PATH, INT4_MAX
from openapi import examples
from openapi.schemas import Schema

EVERY_RESPONSE = ("X-Request-Id", "Server-Timing", "Cache-Control", "Vary")

_ID = {"type": "integer", "minimum": 1, "maximum": INT4_MAX}


def parameters() -> Schema:
    """Describe the parameters of all requests, by the names of their components."""
    return {
        "session_id": {
            "in": "path",
            "required": True,
            "description": "A session of the caller. Another student's session is 404.",
            "schema": _ID,
            "example": examples.SESSION_ID,
        },
        "section_id": {
            "in": "path",
            "required": True,
            "description": "One of `metadata.sections[].id` of the session: 1, 2, …",
            "schema": _ID,
            "example": examples.SECTION_ID,
        },
        idempotency.HEADER: {
            "in": "header",
            "description": "Makes a request repeatable: the same key gives the same session.",
            "schema": _text(idempotency.KEY.pattern),
            "example": examples.IDEMPOTENCY_KEY,
        },
        "X-Request-Id": {
            "in": "header",
            "description": f"Is sent back and logged if it matches `{SANE_REQUEST_ID.pattern}`.",
            "schema": {"type": "string"},
            "example": examples.REQUEST_ID,
        },
        "status": {
            "in": "query",
            "description": "Completed sessions, or unfinished ones to resume.",
            "schema": {
                "type": "string",
                "enum": [*get_args(paging.Status)],
                "default": "completed",
            },
        },
        # Not `exam_type`: generators make types of these names, and there is a schema `ExamType`.
        "exam_type_filter": {
            "name": "exam_type",
            "in": "query",
            "description": "Only sessions of this type.",
            "schema": _text(paging.FORMS["exam_type"][0]),
            "example": "TOLC-I",
        },
        "limit": {
            "in": "query",
            "description": "The most sessions on a page.",
            "schema": {
                "type": "integer",
                "minimum": 1,
                "maximum": paging.MAX_LIMIT,
                "default": paging.DEFAULT_LIMIT,
            },
        },
        "cursor": {
            "in": "query",
            "description": "Opaque; from the header `Link` of a page with the same `status`.",
            "schema": _text(paging.FORMS["cursor"][0]),
        },
    }


def headers() -> Schema:
    """Describe the headers of all responses, by name; `Cacheable` is a `Cache-Control`."""
    session = f"{BASE_PATH}/sessions/{examples.SESSION_ID}"
    following = f'<{BASE_PATH}/history?status=completed&limit=20&cursor=WyJjb21w>; rel="next"'
    always = {
        "X-Request-Id": ("The id of the request, or a new one.", _text(SANE_REQUEST_ID.pattern)),
        "Server-Timing": (
            "`app`, and `supabase` with the number of round trips as its description.",
            _text('app;dur=[0-9.]+, supabase;dur=[0-9.]+;desc="[0-9]+"'),
        ),
        "Cache-Control": ("It must not be stored.", {"const": "no-store"}),
        "Cacheable": ("Any cache may store it for a minute.", {"const": "public, max-age=60"}),
        "Vary": (
            "The response depends on the origin; one of 1 KiB and more also on the encoding.",
            {"enum": ["Origin", "Origin, Accept-Encoding"]},
        ),
        "Location": (
            "The path of the session.",
            {**_text(f"{BASE_PATH}/.+"), "examples": [session]},
        ),
        "Retry-After": ("Seconds.", {"type": "integer", "minimum": RETRY_AFTER_SECONDS}),
        "WWW-Authenticate": ("RFC 6750.", _text("Bearer .+")),
        "Allow": ("The methods of this path.", _text("[A-Z]+(, [A-Z]+)*")),
    }
    written = {
        name: {"description": description, "required": True, "schema": schema}
        for name, (description, schema) in always.items()
    }
    written["Link"] = {
        "description": "The next page, while there is one (RFC 8288).",
        "schema": {**_text('<.+>; rel="next"'), "examples": [following]},
    }
    return written


def _text(form: str) -> Schema:
    return {"type": "string", "pattern": f"^{form}$"}
