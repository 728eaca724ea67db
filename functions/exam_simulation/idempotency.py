"""The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), as it is stored."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IdempotencyKey:
    """The SHA-256 of the key, and of the request that it came with (hex)."""

    key_sha256: str
    request_sha256: str
