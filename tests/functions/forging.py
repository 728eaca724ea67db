"""How a forger makes tokens of all that is known of a good student.

The forger holds more than anybody could: the student's own token, another student's, every key that
is public, and, for what Supabase never signs, even the secret that it signs with.
"""

import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.functions.tokens import HS256, base64url, encoded, signed

ANOTHER_SECRET = "a secret that no Supabase signs with, of some length"


@dataclass(frozen=True)
class Good:
    """A good student's token and claims, and what else there is to forge with."""

    token: str
    claims: Mapping[str, Any]
    another_token: str
    refresh_token: str
    publishable_key: str
    secret_key: str
    secret: str
    """What Supabase signs with."""
    listener: str
    """The URL of a server of the forger's own."""

    def parts(self) -> tuple[str, str, str]:
        """Header, claims and signature of the good token."""
        header, claims, signature = self.token.split(".")
        return header, claims, signature


def forged(
    good: Good,
    secret: str = ANOTHER_SECRET,
    *,
    header: Mapping[str, object] | None = None,
    **claims: object,
) -> str:
    """Sign the good claims, with changes (`...` takes one out), with another secret."""
    changed = {name: value for name, value in {**good.claims, **claims}.items() if value is not ...}
    return signed(changed, secret, {**HS256, **(header or {})})


def genuine(good: Good, *, header: Mapping[str, object] | None = None, **claims: object) -> str:
    """Sign the good claims, with changes, as Supabase itself would if it made such a token."""
    return forged(good, good.secret, header=header, **claims)


def of_bytes(header: bytes, claims: bytes, secret: str | bytes = ANOTHER_SECRET) -> str:
    """Sign two parts that may be no JSON at all."""
    content = f"{base64url(header)}.{base64url(claims)}"
    key = secret.encode() if isinstance(secret, str) else secret
    return f"{content}.{base64url(hmac.digest(key, content.encode(), 'sha256'))}"


def with_claims(good: Good, claims: bytes) -> str:
    """A token of Supabase's own making but for these claims, as bytes."""
    return of_bytes(json.dumps(HS256).encode(), claims, good.secret)


def in_place(good: Good, member: str, value: str) -> str:
    """A token of Supabase's own making, with one claim written as no JSON library would."""
    rest = json.dumps({name: held for name, held in good.claims.items() if name != member})
    return with_claims(good, f'{rest[:-1]}, "{member}": {value}}}'.encode())


def with_signature(good: Good, signature: bytes) -> str:
    """The good token, under another signature."""
    header, claims, _ = good.parts()
    return f"{header}.{claims}.{base64url(signature)}"


def under_old_signature(good: Good, **claims: object) -> str:
    """Other claims, under the signature of the good ones."""
    header, _, signature = good.parts()
    return f"{header}.{encoded({**good.claims, **claims})}.{signature}"


def signature_of(token: str) -> bytes:
    """The signature's bytes."""
    part = token.split(".")[2]
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def flipped(content: bytes) -> bytes:
    """One bit changed."""
    return bytes([content[0] ^ 1, *content[1:]])


# ── the forger's own keys ────────────────────────────────────────────────────────────────────────


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """A key for RS256."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    """A key for ES256."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def ed_key() -> ed25519.Ed25519PrivateKey:
    """A key for EdDSA."""
    return ed25519.Ed25519PrivateKey.generate()


def rs256(content: bytes) -> bytes:
    """Sign as RS256 does."""
    return rsa_key().sign(content, padding.PKCS1v15(), hashes.SHA256())


def es256(content: bytes) -> bytes:
    """Sign as ES256 does: the two numbers, one after the other."""
    numbers = decode_dss_signature(ec_key().sign(content, ec.ECDSA(hashes.SHA256())))
    return b"".join(number.to_bytes(32, "big") for number in numbers)


def eddsa(content: bytes) -> bytes:
    """Sign as EdDSA does."""
    return ed_key().sign(content)


def number(value: int) -> str:
    """A number as a JWK holds it."""
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def rsa_jwk() -> dict[str, str]:
    """The forger's RSA key, for all to see."""
    public = rsa_key().public_key().public_numbers()
    return {"kty": "RSA", "alg": "RS256", "n": number(public.n), "e": number(public.e)}


def ec_jwk() -> dict[str, str]:
    """The forger's EC key, for all to see."""
    public = ec_key().public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": number(public.x), "y": number(public.y)}


def public_key(encoding: Encoding, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> bytes:
    """The forger's RSA key, as a file that anybody may have."""
    return rsa_key().public_key().public_bytes(encoding, form)


def by_own_key(good: Good, algorithm: str, **header: object) -> str:
    """The good claims, well signed with a key of the forger's."""
    sign = {"RS256": rs256, "ES256": es256, "EdDSA": eddsa}[algorithm]
    content = f"{encoded({'alg': algorithm, 'typ': 'JWT', **header})}.{encoded(good.claims)}"
    return f"{content}.{base64url(sign(content.encode()))}"


def by_public_key(good: Good, key: bytes) -> str:
    """HS256 with what a verifier of RS256 would look the signature up with."""
    return of_bytes(json.dumps(HS256).encode(), json.dumps(good.claims).encode(), key)
