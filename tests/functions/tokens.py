"""Access tokens, good and bad, made here instead of by Auth."""

import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

HS256 = {"alg": "HS256", "typ": "JWT"}


def claims_of(auth_user_id: str) -> dict[str, Any]:
    """What Auth says of a user, for a day from now."""
    now = int(time.time())
    return {
        "sub": auth_user_id,
        "aud": "authenticated",
        "role": "authenticated",
        "iat": now,
        "exp": now + 86_400,
    }


def signed(claims: object, secret: str, header: Mapping[str, object] = HS256) -> str:
    """Sign claims (JSON, whatever it is) with HMAC-SHA-256, whatever the header says."""
    content = f"{encoded(header)}.{encoded(claims)}"
    signature = hmac.digest(secret.encode(), content.encode(), "sha256")
    return f"{content}.{base64url(signature)}"


def encoded(part: object) -> str:
    """One JSON part of a token."""
    return base64url(json.dumps(part).encode())


def base64url(content: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def decoded(token: str) -> dict[str, Any]:
    """Give the claims of a token."""
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims
