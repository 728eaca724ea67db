"""Checking the format of an access token, so that a malformed one costs no round trip.

Nothing is verified here. Supabase verifies the signature with the first query of each request, and
nothing is done for a token before Supabase has accepted it in that request.
"""

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from ..problem_codes import ProblemCode
from .problems import Problem

SCHEME = re.compile(r"bearer +([!-~]+) *", re.IGNORECASE)
ALGORITHMS = frozenset({"HS256", "RS256", "ES256", "EdDSA"})
"""What Supabase Auth signs with."""
CLOCK_SKEW_SECONDS = 30
"""How far ahead a token's `nbf` may be; PostgREST allows the same."""
MAX_LENGTH = 8192
MAX_SECONDS = 2**53
"""The largest number that every JSON parser reads exactly. A later time is malformed."""
PARTS = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
"""Header, claims and signature, each in base64url. No base64 has a length of 4n + 1."""


@dataclass(frozen=True)
class Caller:
    """The caller, as the token names them. `user` is the UUID in Supabase Auth."""

    token: str
    user: UUID


def decode_unverified(authorization: str | None, now: datetime) -> Caller:
    """Read the header `Authorization`.

    Args:
        authorization: its value, None where there is none.
        now: the time of the request.

    Raises:
        Problem: `token_missing`, `token_invalid` or `token_expired`.
    """
    if not authorization or not authorization.strip():
        raise Problem(ProblemCode.TOKEN_MISSING)
    scheme = SCHEME.fullmatch(authorization)
    if not scheme:
        raise Problem(ProblemCode.TOKEN_INVALID)
    token = scheme[1]
    header, claims = _decoded(token)
    if str(header.get("alg")) not in ALGORITHMS or claims.get("role") != "authenticated":
        raise Problem(ProblemCode.TOKEN_INVALID)
    expires, begins = _time(claims.get("exp")), _time(claims.get("nbf", 0))
    if begins > now.timestamp() + CLOCK_SKEW_SECONDS:
        raise Problem(ProblemCode.TOKEN_INVALID)
    if expires <= now.timestamp():
        raise Problem(ProblemCode.TOKEN_EXPIRED)
    return Caller(token, _user(claims.get("sub")))


def _decoded(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = PARTS.fullmatch(token)
    if not parts or len(token) > MAX_LENGTH or len(parts[3]) % 4 == 1:
        raise Problem(ProblemCode.TOKEN_INVALID)
    try:
        # Stricter than Python's own parser: only UTF-8, no NaN, limited depth.
        header = from_json(_base64url(parts[1]), allow_inf_nan=False)
        claims = from_json(_base64url(parts[2]), allow_inf_nan=False)
    except ValueError:
        raise Problem(ProblemCode.TOKEN_INVALID) from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise Problem(ProblemCode.TOKEN_INVALID)
    return header, claims


def _base64url(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _time(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Problem(ProblemCode.TOKEN_INVALID)
    if not abs(value) <= MAX_SECONDS:  # NaN compares as neither
        raise Problem(ProblemCode.TOKEN_INVALID)
    return value


def _user(subject: object) -> UUID:
    try:
        if isinstance(subject, str) and str(user := UUID(subject)) == subject.lower():
            return user
    except ValueError:
        pass
    raise Problem(ProblemCode.TOKEN_INVALID)
