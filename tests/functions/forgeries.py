"""What a forger may try: each forgery, and what it is answered with."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote
from uuid import uuid4

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.functions.forging import (
    ANOTHER_SECRET,
    Good,
    by_own_key,
    by_public_key,
    ec_jwk,
    flipped,
    forged,
    genuine,
    in_place,
    of_bytes,
    public_key,
    rsa_jwk,
    signature_of,
    under_old_signature,
    with_claims,
    with_signature,
)
from tests.functions.tokens import HS256, base64url, claims_of, encoded, signed
from tests.rest_server import SERVER


class Sent(NamedTuple):
    """What of a request can carry a token."""

    headers: list[tuple[str, str]]
    query: str = ""
    form: str | None = None


class Forgery(NamedTuple):
    """What is sent, and the code that it is answered with."""

    sent: Callable[[Good], Sent]
    code: str

    @property
    def round_trips(self) -> int:
        """How often Supabase is asked: only where nothing but the signature betrays a token."""
        return 1 if self.code == "token_rejected" else 0


Token = Callable[[Good], str]
Headers = Callable[[Good], list[tuple[str, str]]]


def claiming(name: str, value: object) -> Token:
    """One claim changed, and signed by Supabase itself."""
    return lambda good: signed({**good.claims, name: value}, good.secret)


def spelling(name: str, value: str) -> Token:
    """One claim written as no JSON library would, and signed by Supabase itself."""
    return lambda good: in_place(good, name, value)


def by_algorithm(algorithm: object) -> Token:
    """A header that names another algorithm, and signed by Supabase itself."""
    return lambda good: genuine(good, header={"alg": algorithm})


def by_old_key(role: str) -> Token:
    """An API key of the old form, which is a token."""
    return lambda good: genuine(good, iss="supabase", ref="abc", role=role, sub=..., aud=...)


def in_authorization(form: str) -> Headers:
    """The good token in another form."""
    return lambda good: [("Authorization", form.format(token=good.token))]


def in_header(name: str) -> Headers:
    """The good token in another header."""
    return lambda good: [(name, f"Bearer {good.token}")]


# ── tokens that are refused as soon as they are looked at ────────────────────────────────────────

LOOKS_WRONG: dict[str, Token] = {
    # not three parts
    "garbage": lambda _: "garbage",
    "dots alone": lambda _: "..",
    "no signature": lambda good: ".".join(good.parts()[:2]),
    "an empty signature": lambda good: ".".join(good.parts()[:2]) + ".",
    "no first part": lambda good: good.token[good.token.index(".") :],
    "no claims": lambda good: f"{good.parts()[0]}..{good.parts()[2]}",
    "two signatures": lambda good: f"{good.token}.{good.parts()[2]}",
    "five parts, encrypted": lambda good: ".".join(
        [encoded({"alg": "dir", "enc": "A256GCM"}), "", *good.parts()]
    ),
    "five full parts": lambda good: f"{good.token}.{good.parts()[1]}.{good.parts()[2]}",
    "another token for claims": lambda good: with_claims(good, good.token.encode()),
    "wrapped once more": lambda good: base64url(good.token.encode()),
    # not base64url
    "padded claims": lambda good: good.token.replace(".", "=.", 2).replace("=.", ".", 1),
    "a padded signature": lambda good: good.token + "=",
    "standard base64": lambda good: ".".join([*good.parts()[:2], "+/" + good.parts()[2][2:]]),
    "a signature of one letter": lambda good: ".".join([*good.parts()[:2], "A"]),
    "percent-encoded": lambda good: good.token.replace(".", "%2E"),
    "quoted": lambda good: f'"{good.token}"',
    "in brackets": lambda good: f"<{good.token}>",
    "a semicolon after it": lambda good: f"{good.token};",
    "lower case": lambda good: good.token.lower(),
    "upper case": lambda good: good.token.upper(),
    "backwards": lambda good: good.token[::-1],
    "letters that are not ASCII": lambda good: good.token.replace(
        "e", "\u0435".encode().decode("latin-1")
    ),
    "a zero-width space at its end": lambda good: good.token + "\u200b".encode().decode("latin-1"),
    "a byte order mark before it": lambda good: "\ufeff".encode().decode("latin-1") + good.token,
    # not JSON, or not an object
    "a header that is no JSON": lambda good: of_bytes(b"HS256", json.dumps(good.claims).encode()),
    "a header that is a list": lambda good: of_bytes(
        json.dumps([HS256]).encode(), json.dumps(good.claims).encode()
    ),
    "claims that are no JSON": lambda good: with_claims(good, b"role=authenticated"),
    "claims in a list": lambda good: with_claims(good, json.dumps([good.claims]).encode()),
    "claims in a string": lambda good: with_claims(
        good, json.dumps(json.dumps(good.claims)).encode()
    ),
    "claims that are null": lambda good: with_claims(good, b"null"),
    "single quotes": lambda good: with_claims(good, str(good.claims).encode()),
    "more after the claims": lambda good: with_claims(
        good, json.dumps(good.claims).encode() + b"{}"
    ),
    "NUL after the claims": lambda good: with_claims(
        good, json.dumps(good.claims).encode() + b"\0"
    ),
    "claims too deep": lambda good: in_place(good, "deep", "[" * 2000 + "]" * 2000),
    "UTF-8 with a byte order mark": lambda good: with_claims(
        good, json.dumps(good.claims).encode("utf-8-sig")
    ),
    "UTF-16": lambda good: with_claims(good, json.dumps(good.claims).encode("utf-16")),
    "UTF-16 without a mark": lambda good: with_claims(
        good, json.dumps(good.claims).encode("utf-16-le")
    ),
    "UTF-32": lambda good: with_claims(good, json.dumps(good.claims).encode("utf-32")),
    "UTF-7": lambda good: with_claims(good, json.dumps(good.claims).replace("{", "+AHs-").encode()),
    "no UTF-8": lambda good: with_claims(
        good, json.dumps(good.claims).encode().replace(b"{", b'{"\xff": 1, ', 1)
    ),
    "an overlong UTF-8 form": lambda good: with_claims(
        good, json.dumps(good.claims).encode().replace(b"{", b'{"\xc0\xae": 1, ', 1)
    ),
    # the algorithm
    **{
        f"algorithm {json.dumps(algorithm)}": by_algorithm(algorithm)
        for algorithm in (
            *("none", "None", "NONE", "nOnE", "none ", "", "hs256", "HS1", "HS384", "HS512"),
            *("RS384", "PS256", "ES256K", "dir", "A256KW", "HS256\0", "HS256,none"),
            *(None, 256, True, ["HS256"], {"HS256": True}),
        )
    },
    "no algorithm": lambda good: signed(good.claims, good.secret, {"typ": "JWT"}),
    "algorithm none, unsigned": lambda good: (
        f"{encoded({'alg': 'none'})}.{encoded(good.claims)}.{base64url(b'none')}"
    ),
    "two algorithms, none the last": lambda good: of_bytes(
        b'{"alg": "HS256", "alg": "none"}', json.dumps(good.claims).encode(), good.secret
    ),
    # who it is for
    **{
        f"role {json.dumps(role)}": claiming("role", role)
        for role in (
            *("anon", "service_role", "supabase_admin", "postgres", "Authenticated", ""),
            *("authenticated ", "authenticated\0", "authenticated\u200b", "\u0430uthenticated"),
            *("authenticated,service_role", ["authenticated"], {"authenticated": True}),
            *(True, 1, None),
        )
    },
    "no role": lambda good: genuine(good, role=...),
    "two roles, the student's first": lambda good: in_place(
        good, "role", '"authenticated", "role": "service_role"'
    ),
    **{
        f"subject {json.dumps(subject)}": claiming("sub", subject)
        for subject in (None, 17, "17", "", " ", "*", "null", "' or true --", True)
    },
    "no subject": lambda good: genuine(good, sub=...),
    "a subject in a list": lambda good: genuine(good, sub=[good.claims["sub"]]),
    "a subject without hyphens": lambda good: genuine(
        good, sub=good.claims["sub"].replace("-", "")
    ),
    "a subject that is a URN": lambda good: genuine(good, sub=f"urn:uuid:{good.claims['sub']}"),
    "a subject in braces": lambda good: genuine(good, sub=f"{{{good.claims['sub']}}}"),
    "a subject with a line break": lambda good: genuine(good, sub=good.claims["sub"] + "\n"),
    # how long it lasts
    **{
        f"expiry {text}": spelling("exp", text)
        for text in (
            *("NaN", "Infinity", "-Infinity", "1e400", "-1e400"),
            *("null", "true", "[9999999999]", '"9999999999"', '"2030-01-01"', "1e16", "0x7fffffff"),
        )
    },
    "expiry of 4000 digits": spelling("exp", "9" * 4000),
    "expiry of 5000 digits": spelling("exp", "9" * 5000),
    "no expiry": lambda good: genuine(good, exp=...),
    "begins in an hour": lambda good: genuine(good, nbf=good.claims["iat"] + 3600),
    "begins in years": lambda good: genuine(good, nbf=9_999_999_999),
    **{
        f"begins {text}": spelling("nbf", text)
        for text in ("NaN", "Infinity", "1e400", '"now"', "false", "null")
    },
    # no access tokens at all
    "the publishable key": lambda good: good.publishable_key,
    "the secret key": lambda good: good.secret_key,
    **{f"the old {role} key": by_old_key(role) for role in ("anon", "service_role")},
    "the refresh token": lambda good: good.refresh_token,
    # too long
    "8 KiB": lambda good: genuine(good, filler="x" * 8192),
    "64 KiB": lambda good: genuine(good, filler="x" * 65_536),
    "a signature of 8 KiB": lambda good: good.token + "A" * 8192,
}

EXPIRED: dict[str, Token] = {
    "expired a second ago": lambda good: genuine(good, exp=good.claims["iat"] - 1),
    "expired half a second ago": lambda good: genuine(good, exp=good.claims["iat"] - 0.5),
    "expired as it was issued": lambda good: genuine(good, exp=good.claims["iat"]),
    "expired yesterday": lambda good: genuine(good, exp=good.claims["iat"] - 86_400),
    "expired in 1970": lambda good: genuine(good, exp=0),
    "expired before 1970": lambda good: genuine(good, exp=-1),
    "expiry in days, not seconds": lambda good: genuine(good, exp=good.claims["exp"] // 86_400),
    "two expiries, the past one last": lambda good: in_place(good, "exp", '9999999999, "exp": 1'),
}

CRITICAL: dict[str, Token] = {
    "an extension that is critical, signed": lambda good: genuine(
        good, header={"crit": ["unheard-of"], "unheard-of": True}
    ),
}
"""Signed by Supabase itself; whether it refuses them is the REST server's business."""

# ── tokens that nothing but their signature betrays ──────────────────────────────────────────────

BADLY_SIGNED: dict[str, Token] = {
    # HMAC with what is not the secret
    "another secret": forged,
    "an empty secret": lambda good: forged(good, ""),
    "the secret 'secret'": lambda good: forged(good, "secret"),
    "the secret of Supabase's examples": lambda good: forged(
        good, "super-secret-jwt-token-with-at-least-32-characters-long"
    ),
    "the publishable key as the secret": lambda good: forged(good, good.publishable_key),
    "the secret key as the secret": lambda good: forged(good, good.secret_key),
    "the secret in upper case": lambda good: forged(good, good.secret.upper()),
    "the secret cut short": lambda good: forged(good, good.secret[:-1]),
    "the secret with a line break": lambda good: forged(good, good.secret + "\n"),
    "the secret in base64": lambda good: forged(good, b64encode(good.secret.encode()).decode()),
    "the secret as the bytes it spells": lambda good: by_public_key(
        good, bytes.fromhex(good.secret)
    ),
    # HMAC with a public key
    "a public key's PEM": lambda good: by_public_key(good, public_key(Encoding.PEM)),
    "a public key's PEM, stripped": lambda good: by_public_key(
        good, public_key(Encoding.PEM).strip()
    ),
    "a public key's PKCS 1": lambda good: by_public_key(
        good, public_key(Encoding.PEM, PublicFormat.PKCS1)
    ),
    "a public key's DER": lambda good: by_public_key(good, public_key(Encoding.DER)),
    "a public key's JWK": lambda good: by_public_key(good, json.dumps(rsa_jwk()).encode()),
    "a public key's modulus": lambda good: by_public_key(good, rsa_jwk()["n"].encode()),
    # the forger's own key, offered along
    "RS256 by a key of one's own": lambda good: by_own_key(good, "RS256"),
    "ES256 by a key of one's own": lambda good: by_own_key(good, "ES256"),
    "EdDSA by a key of one's own": lambda good: by_own_key(good, "EdDSA"),
    "RS256 with its jwk": lambda good: by_own_key(good, "RS256", jwk=rsa_jwk()),
    "ES256 with its jwk": lambda good: by_own_key(good, "ES256", jwk=ec_jwk()),
    "RS256 with its jku": lambda good: by_own_key(
        good, "RS256", jku=f"{good.listener}/jwks.json", kid="1"
    ),
    "RS256 with its x5u": lambda good: by_own_key(good, "RS256", x5u=f"{good.listener}/chain.pem"),
    "RS256 with its x5c": lambda good: by_own_key(
        good, "RS256", x5c=[b64encode(public_key(Encoding.DER)).decode()]
    ),
    "another issuer's keys": lambda good: forged(good, iss=f"{good.listener}/auth/v1"),
    "HS256 with its key as a jwk": lambda good: forged(
        good,
        header={"jwk": {"kty": "oct", "alg": "HS256", "k": base64url(ANOTHER_SECRET.encode())}},
    ),
    **{
        f"{algorithm} by the secret": by_algorithm(algorithm)
        for algorithm in ("RS256", "ES256", "EdDSA")
    },
    "ES256 by two zeros": lambda good: (
        f"{encoded({'alg': 'ES256'})}.{encoded(good.claims)}.{base64url(bytes(64))}"
    ),
    # odd headers
    "the key of an empty file": lambda good: forged(good, "", header={"kid": "../../../dev/null"}),
    "a key by SQL": lambda good: forged(
        good, "known", header={"kid": "x' union select 'known' --"}
    ),
    "a key by URL": lambda good: forged(good, header={"kid": f"{good.listener}/key"}),
    "a key by command": lambda good: forged(good, header={"kid": f"|curl {good.listener}"}),
    "a key that is a list": lambda good: forged(good, header={"kid": [1]}),
    "an extension that is critical": lambda good: forged(
        good, header={"crit": ["exp"], "exp": 9_999_999_999}
    ),
    **(CRITICAL if SERVER.refuses_critical_extensions else {}),
    "claims not encoded": lambda good: forged(good, header={"b64": False, "crit": ["b64"]}),
    "claims compressed": lambda good: forged(good, header={"zip": "DEF"}),
    "typed as another kind": lambda good: forged(good, header={"typ": "at+jwt", "cty": "JWT"}),
    "two algorithms, HS256 the last": lambda good: of_bytes(
        b'{"alg": "none", "alg": "HS256"}', json.dumps(good.claims).encode()
    ),
    "two roles, the student's last": lambda good: of_bytes(
        json.dumps(HS256).encode(),
        json.dumps(good.claims).encode().replace(b"{", b'{"role": "service_role", ', 1),
    ),
    # a good signature, of something else
    "signed for another student": lambda good: with_signature(
        good, signature_of(good.another_token)
    ),
    "claims of another student": lambda good: ".".join(
        [good.parts()[0], good.another_token.split(".")[1], good.parts()[2]]
    ),
    "a later expiry": lambda good: under_old_signature(good, exp=good.claims["exp"] + 1),
    "one more claim": lambda good: under_old_signature(good, is_anonymous=False),
    "another header": lambda good: ".".join(
        [encoded({"typ": "JWT", "alg": "HS256"}), *good.parts()[1:]]
    ),
    "the same claims, spaced": lambda good: ".".join(
        [
            good.parts()[0],
            base64url(json.dumps(good.claims, indent=1).encode()),
            good.parts()[2],
        ]
    ),
    "a bit of the signature changed": lambda good: with_signature(
        good, flipped(signature_of(good.token))
    ),
    "a signature cut short": lambda good: with_signature(good, signature_of(good.token)[:16]),
    "a signature of one byte": lambda good: with_signature(good, b"\0"),
    "a signature of zeros": lambda good: with_signature(good, bytes(32)),
    "a signature made longer": lambda good: with_signature(good, signature_of(good.token) + b"\0"),
    "a signature twice": lambda good: with_signature(good, 2 * signature_of(good.token)),
    "a signature in hex": lambda good: with_signature(
        good, signature_of(good.token).hex().encode()
    ),
    # of another project, or of the future
    "another project": lambda good: forged(
        good, iss="https://another.supabase.co/auth/v1", aud="authenticated"
    ),
    "another audience": lambda good: forged(good, aud="somebody else"),
}

# ── headers that carry a good token, but not as a header should ──────────────────────────────────

NO_BEARER: dict[str, Headers] = {
    name: in_authorization(form)
    for name, form in {
        "the scheme alone": "Bearer",
        "the scheme and a blank": "Bearer ",
        "no scheme": "{token}",
        "Basic": "Basic {token}",
        "Basic, a user's": "Basic dXNlcjpwYXNzd29yZA==",
        "Token": "Token {token}",
        "JWT": "JWT {token}",
        "DPoP": "DPoP {token}",
        "a longer scheme": "Bearers {token}",
        "a shorter scheme": "Beare {token}",
        "a colon after the scheme": "Bearer: {token}",
        "an equals sign after the scheme": "Bearer={token}",
        "no blank after the scheme": "Bearer{token}",
        "a tab after the scheme": "Bearer\t{token}",
        "a hard blank after the scheme": "Bearer\xa0{token}",
        "the scheme twice": "Bearer Bearer {token}",
        "two schemes": "Basic Bearer {token}",
        "a parameter": 'Bearer token="{token}"',
        "two tokens": "Bearer {token} {token}",
        "two, joined by a comma": "Bearer {token}, Bearer {token}",
        "two, joined by a comma alone": "Bearer {token},{token}",
        "a comma after it": "Bearer {token},",
        "a letter of Latin-1 after it": "Bearer {token}é",
        "a blank in it": "Bearer {token} .",
    }.items()
} | {
    "the header twice": lambda good: 2 * [("Authorization", f"Bearer {good.token}")],
    "a forged one beside the good": lambda good: [
        ("Authorization", f"Bearer {good.token}"),
        ("authorization", f"Bearer {forged(good)}"),
    ],
    "an empty one beside the good": lambda good: [
        ("Authorization", f"Bearer {good.token}"),
        ("Authorization", ""),
    ],
}

NOT_THERE: dict[str, Headers] = {
    "no header at all": lambda _: [],
    "an empty header": lambda _: [("Authorization", "")],
    "a blank header": lambda _: [("Authorization", " ")],
    "a tab for a header": lambda _: [("Authorization", "\t")],
    **{
        f"as {name}": in_header(name)
        for name in (
            *("apikey", "X-API-Key", "Token", "Access-Token", "X-Access-Token", "X-Auth-Token"),
            *("X-Authorization", "X-Forwarded-Authorization", "X-Original-Authorization"),
            *("Proxy-Authorization", "X-Serverless-Authorization", "X-Supabase-Auth"),
            *("Authentication", "WWW-Authenticate", "Authentication-Info"),
            *("X-Goog-IAP-JWT-Assertion", "X-Apigateway-Api-Userinfo", "Sec-WebSocket-Protocol"),
        )
    },
    "as a cookie": lambda good: [
        (
            "Cookie",
            f"access_token={good.token}; sb-access-token={good.token}; Authorization={good.token}",
        )
    ],
    "its claims for a proxy's": lambda good: [
        ("X-Forwarded-User", good.claims["sub"]),
        ("X-User-Id", good.claims["sub"]),
        ("X-Forwarded-For", "127.0.0.1"),
        ("Forwarded", f"for=127.0.0.1;by={good.claims['sub']}"),
    ],
    "its claims for PostgREST's": lambda good: [
        ("Role", "authenticated"),
        ("Request.Jwt.Claims", json.dumps(good.claims)),
        ("Request.Jwt.Claim.Sub", good.claims["sub"]),
    ],
}


def _bearing(make: Token) -> Callable[[Good], Sent]:
    return lambda good: Sent([("Authorization", f"Bearer {make(good)}")])


def _with(make: Headers) -> Callable[[Good], Sent]:
    return lambda good: Sent(make(good))


def _asking(name: str) -> Callable[[Good], Sent]:
    return lambda good: Sent([], query=f"?{name}={quote(good.token)}")


IN_THE_BODY_OR_ADDRESS: dict[str, Callable[[Good], Sent]] = {
    **{
        f"in the query as {name}": _asking(name)
        for name in ("access_token", "token", "jwt", "apikey", "Authorization")
    },
    "in a form": lambda good: Sent([], form=f"access_token={quote(good.token)}"),
}

FORGERIES: dict[str, Forgery] = {
    **{name: Forgery(_bearing(make), "token_invalid") for name, make in LOOKS_WRONG.items()},
    **{name: Forgery(_bearing(make), "token_expired") for name, make in EXPIRED.items()},
    **{name: Forgery(_bearing(make), "token_rejected") for name, make in BADLY_SIGNED.items()},
    **{name: Forgery(_with(make), "token_invalid") for name, make in NO_BEARER.items()},
    **{name: Forgery(_with(make), "token_missing") for name, make in NOT_THERE.items()},
    **{name: Forgery(make, "token_missing") for name, make in IN_THE_BODY_OR_ADDRESS.items()},
}
"""Every forgery that a server for WSGI hands on as it came."""

# ── forgeries that only the bytes on the wire can hold ───────────────────────────────────────────

LIMIT = 8190
"""How long a line of the head may be: the server's own limit, which functions-framework keeps."""

Lines = Callable[[bytes], bytes]
"""Makes header lines of the good token."""


def line_of(length: int) -> bytes:
    """A line of exactly this length, its end included."""
    start = b"Authorization: Bearer "
    token = signed(claims_of(str(uuid4())), ANOTHER_SECRET).encode()
    return start + token + b"A" * (length - len(start) - len(token) - 2) + b"\r\n"


def bearing(token: bytes) -> bytes:
    """The line that a frontend sends."""
    return b"Authorization: Bearer " + token + b"\r\n"


ON_THE_WIRE: dict[str, Lines] = {
    "the header twice": lambda token: bearing(token) + bearing(token),
    "the header twice, in another case": lambda token: (
        bearing(token) + b"aUTHORIZATION: bearer " + token + b"\r\n"
    ),
    "the scheme in one, the token in the next": lambda token: (
        b"Authorization: Bearer\r\nAuthorization: " + token + b"\r\n"
    ),
    "an empty one before it": lambda token: b"Authorization:\r\n" + bearing(token),
    "an empty one after it": lambda token: bearing(token) + b"Authorization:\r\n",
    "bytes of Latin-1": lambda token: bearing(token + b"\xe9"),
    "a zero-width space": lambda token: bearing(token + "\u200b".encode()),
    "an overlong UTF-8 dot": lambda token: bearing(token.replace(b".", b"\xc0\xae")),
    "an underscore for a hyphen": lambda token: b"HTTP_AUTHORIZATION: Bearer " + token + b"\r\n",
    "a hyphen after the name": lambda token: b"Authorization-: Bearer " + token + b"\r\n",
    "the longest line there may be": lambda _: line_of(LIMIT),
}
"""These the functions' own server reads, and the functions refuse."""

MALFORMED: dict[str, tuple[Lines, int]] = {
    "a blank before the colon": (lambda token: b"Authorization : Bearer " + token + b"\r\n", 400),
    "no colon": (lambda token: b"Authorization Bearer " + token + b"\r\n", 400),
    "folded": (lambda token: b"Authorization: Bearer\r\n " + token + b"\r\n", 400),
    "folded after a blank header": (lambda token: b"Authorization:\r\n\t" + bearing(token), 400),
    "NUL": (lambda token: bearing(token + b"\0"), 400),
    "NUL before the name": (lambda token: b"\0" + bearing(token), 400),
    "a control byte": (lambda token: bearing(b"\x01" + token), 400),
    "DEL": (lambda token: bearing(token + b"\x7f"), 400),
    "a line feed alone": (lambda token: bearing(token + b"\nX-Role: service_role"), 400),
    "a carriage return alone": (lambda token: bearing(token + b"\rX-Role: service_role"), 400),
    "UTF-16": (lambda token: bearing(token.decode().encode("utf-16-le")), 400),
    "a name that is not ASCII": (
        lambda token: b"Author\xc4\xb1zation: Bearer " + token + b"\r\n",
        400,
    ),
    "one byte more than a line may have": (lambda _: line_of(LIMIT + 1), 431),
    "16 KiB": (lambda _: line_of(16_384), 431),
    "64 KiB": (lambda _: line_of(65_536), 431),
    "after too many headers": (lambda token: b"X: y\r\n" * 100 + bearing(token), 431),
}
"""These it refuses by itself, with these statuses; no function runs."""
