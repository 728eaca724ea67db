"""The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), as hashes."""

import re
from hashlib import sha256

import flask
from pydantic import BaseModel

from .problems import Problem

HEADER = "Idempotency-Key"
KEY = re.compile(r"[!-~]{1,255}")


def key_of(request: flask.Request) -> str | None:
    """Give a request's key, or None where it carries none.

    Raises:
        Problem: `invalid_idempotency_key`.
    """
    key = request.headers.get(HEADER)
    if key is not None and not KEY.fullmatch(key):
        raise Problem("invalid_idempotency_key")
    return key


def sha256_of(key: str, body: BaseModel) -> tuple[str, str]:
    """Hash a key, and what is asked with it (defaults filled in); hex."""
    # What may be left out counts only where it is said: so the hash of older requests stays.
    asked = body.model_dump_json(exclude_none=True)
    return sha256(key.encode()).hexdigest(), sha256(asked.encode()).hexdigest()
