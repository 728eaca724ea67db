"""The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), as hashes."""

import re
from hashlib import sha256

import flask
from pydantic import BaseModel

from .problems import Problem

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")


def key_and_request_sha256(request: flask.Request, body: BaseModel) -> tuple[str, str] | None:
    """Hash the key and what is asked with it (defaults filled in); hex.

    Args:
        request: the request.
        body: its body.

    Returns:
        The two hashes, or None where the request carries no key.

    Raises:
        Problem: `invalid_idempotency_key`.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Problem("invalid_idempotency_key")
    asked = body.model_dump_json()
    return sha256(key.encode()).hexdigest(), sha256(asked.encode()).hexdigest()
