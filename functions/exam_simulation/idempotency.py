"""The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), as it is kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IdempotencyKey:
    """The SHA-256 of a key, and of what was asked with it (hex)."""

    key_sha256: str
    request_sha256: str
