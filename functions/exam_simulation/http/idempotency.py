"""The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), as hashes."""

import re
from hashlib import sha256

import flask
from pydantic import BaseModel

from ..idempotency import IdempotencyKey
from ..problem_codes import ProblemCode
from .problems import ParameterFault, Problem

HEADER = "Idempotency-Key"
KEY = re.compile(r"[!-~]{1,255}")
MALFORMED = ParameterFault(HEADER, "must be 1 to 255 visible ASCII characters")


def read_key(request: flask.Request) -> str | None:
    """Give the key of a request, or None if it has none.

    Raises:
        Problem: `invalid_idempotency_key`.
    """
    key = request.headers.get(HEADER)
    if key is not None and not KEY.fullmatch(key):
        raise Problem(ProblemCode.INVALID_IDEMPOTENCY_KEY, parameters=[MALFORMED])
    return key


def hash_key(key: str, body: BaseModel) -> IdempotencyKey:
    """Hash a key, and the request that it came with, defaults included."""
    # Optional members count only if they are sent, so that hashes of older requests stay valid.
    asked = body.model_dump_json(exclude_none=True)
    return IdempotencyKey(_sha256_of(key), _sha256_of(asked))


def _sha256_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()
