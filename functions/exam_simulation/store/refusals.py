"""The codes with which PostgREST and Postgres refuse a query, and their meaning here.

Sources: docs.postgrest.org, "Errors"; the PostgreSQL manual, appendix A; `docs/schema.sql`.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus

from postgrest.exceptions import APIError

from ..errors import (
    Failure,
    Misconfigured,
    QueryRefused,
    RowBusy,
    TokenExpired,
    TokenRejected,
    UpstreamUnavailable,
    UserUnknown,
)


class PostgrestCode(StrEnum):
    """Codes of PostgREST's own."""

    SCHEMA_NOT_EXPOSED = "PGRST106"
    RELATIONSHIP_NOT_FOUND = "PGRST200"
    RELATIONSHIP_AMBIGUOUS = "PGRST201"
    FUNCTION_NOT_FOUND = "PGRST202"
    FUNCTION_AMBIGUOUS = "PGRST203"
    COLUMN_NOT_FOUND = "PGRST204"
    TABLE_NOT_FOUND = "PGRST205"
    JWT_NOT_CONFIGURED = "PGRST300"
    JWT_INVALID = "PGRST301"
    ANONYMOUS_DISABLED = "PGRST302"
    JWT_CLAIMS_INVALID = "PGRST303"


class PostgresCode(StrEnum):
    """Codes of Postgres's own (SQLSTATE)."""

    UNIQUE_VIOLATION = "23505"
    SERIALIZATION_FAILURE = "40001"
    DEADLOCK_DETECTED = "40P01"
    INSUFFICIENT_PRIVILEGE = "42501"
    UNDEFINED_COLUMN = "42703"
    UNDEFINED_FUNCTION = "42883"
    UNDEFINED_TABLE = "42P01"
    LOCK_NOT_AVAILABLE = "55P03"


class RaisedCode(StrEnum):
    """Codes that this project's triggers raise. PostgREST takes the status from their digits."""

    USER_UNKNOWN = "PT401"
    SESSION_COMPLETED = "PT409"
    BANK_TOO_SMALL = "PT422"


class DuplicateRow(QueryRefused):
    """A unique index refused the row."""


class SecondOpenPaper(DuplicateRow):
    """The student has an open paper already: the index `section_papers_open` refused a second."""


class CompletedRow(QueryRefused):
    """The row is a completed session, which the database lets nobody change."""


class ShortSection(QueryRefused):
    """The bank cannot fill a section of the new session; `section_code` says which."""

    def __init__(self, text: str, section_code: object) -> None:
        super().__init__(text)
        self.section_code = section_code


_NOT_ACCEPTED = "Supabase did not accept the token"
_OBJECTS = "the database lacks our objects (migrations?)"
_CACHE = "PostgREST does not know our objects (a stale schema cache? missing migrations?)"
_SCHEMA = "the schema that PostgREST exposes is not ours"

_OF_TOKENS: Mapping[str, tuple[type[Failure], str]] = {
    "JWT expired": (TokenExpired, "the token has expired"),
    "JWT issued at future": (UpstreamUnavailable, "Supabase's clock is behind"),
    "JWT not yet valid": (UpstreamUnavailable, "Supabase's clock is behind"),
}
"""The meaning of what PostgREST says of a token whose signature is good, whatever its code."""

REFUSALS: Mapping[str, tuple[type[Failure], str]] = {
    PostgrestCode.JWT_INVALID: (TokenRejected, _NOT_ACCEPTED),
    PostgrestCode.ANONYMOUS_DISABLED: (TokenRejected, _NOT_ACCEPTED),
    PostgrestCode.JWT_CLAIMS_INVALID: (TokenRejected, _NOT_ACCEPTED),
    PostgrestCode.JWT_NOT_CONFIGURED: (Misconfigured, "Supabase has no JWT secret"),
    PostgrestCode.RELATIONSHIP_NOT_FOUND: (UpstreamUnavailable, _CACHE),
    PostgrestCode.FUNCTION_NOT_FOUND: (UpstreamUnavailable, _CACHE),
    PostgrestCode.COLUMN_NOT_FOUND: (UpstreamUnavailable, _CACHE),
    PostgrestCode.TABLE_NOT_FOUND: (UpstreamUnavailable, _CACHE),
    PostgrestCode.SCHEMA_NOT_EXPOSED: (Misconfigured, _SCHEMA),
    PostgrestCode.RELATIONSHIP_AMBIGUOUS: (Misconfigured, _SCHEMA),
    PostgrestCode.FUNCTION_AMBIGUOUS: (Misconfigured, _SCHEMA),
    PostgresCode.UNDEFINED_TABLE: (Misconfigured, _OBJECTS),
    PostgresCode.UNDEFINED_COLUMN: (Misconfigured, _OBJECTS),
    PostgresCode.UNDEFINED_FUNCTION: (Misconfigured, _OBJECTS),
    PostgresCode.INSUFFICIENT_PRIVILEGE: (
        Misconfigured,
        "the database refused this (EXAM_FUNCTIONS_KEY, grants?)",
    ),
    PostgresCode.UNIQUE_VIOLATION: (DuplicateRow, "unique index"),
    PostgresCode.SERIALIZATION_FAILURE: (RowBusy, "serialization failure"),
    PostgresCode.DEADLOCK_DETECTED: (RowBusy, "deadlock"),
    PostgresCode.LOCK_NOT_AVAILABLE: (RowBusy, "lock not available"),
    RaisedCode.USER_UNKNOWN: (UserUnknown, "no row in public.users"),
    RaisedCode.SESSION_COMPLETED: (CompletedRow, "the session was completed by another request"),
}
"""The meaning of each code. A code that is not listed is judged by its class, or its status."""

_OUR_BUGS = ("22", "23", "PGRST1")
"""Classes of codes: a bad value, a violated constraint, a malformed request."""


def is_of_database(error: APIError) -> bool:
    """Whether Postgres refused the query, so that PostgREST had accepted the token before."""
    return re.fullmatch("[0-9A-Z]{5}", error.code or "") is not None


def failure_of(status: int | None, error: APIError, retry_after: int | None = None) -> Failure:
    """Give the failure that an error of Supabase means.

    Args:
        status: the HTTP status of the response; None if there was none.
        error: the error that the client raised.
        retry_after: how many seconds the response asks to wait.
    """
    code, text = error.code or "", f"HTTP {status}, {error.code}: {error.message}"
    if code == PostgresCode.UNIQUE_VIOLATION and '"section_papers_open"' in str(error.message):
        return SecondOpenPaper(text)
    if code in REFUSALS:
        is_about_token = code in (PostgrestCode.JWT_INVALID, PostgrestCode.JWT_CLAIMS_INVALID)
        special = _OF_TOKENS.get(str(error.message)) if is_about_token else None
        kind, meaning = special or REFUSALS[code]
        return kind(f"{meaning}: {text}")
    if code == RaisedCode.BANK_TOO_SMALL and error.hint == RaisedCode.BANK_TOO_SMALL.name.lower():
        return ShortSection(text, error.details)
    if code.startswith(_OUR_BUGS):
        return QueryRefused(text)
    is_page = code == str(status) and not str(error.details).startswith("{")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and not is_page:
        # Supabase's gateway refuses an API key in JSON, without a code of PostgREST's. A proxy
        # sends a page, and postgrest uses the status as the code.
        return Misconfigured(f"Supabase refused SUPABASE_PUBLISHABLE_KEY: {text}")
    return UpstreamUnavailable(text, retry_after)
