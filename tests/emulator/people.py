"""Students as they reach a stack: over HTTP, knowing what .env.local says."""

from collections.abc import Mapping
from typing import Any

import httpx

PASSWORD = "a long test password"

# Connections are not kept: the next request may find another stack on the port.
_http = httpx.Client(timeout=30, limits=httpx.Limits(max_keepalive_connections=0))


def sign_up(settings: Mapping[str, str], email: str) -> str:
    """Sign up with Auth; give the token."""
    response = _auth(settings, "signup", email)
    response.raise_for_status()
    return str(response.json()["access_token"])


def sign_in(settings: Mapping[str, str], email: str) -> httpx.Response:
    """Try to sign in."""
    return _auth(settings, "token?grant_type=password", email)


def call(
    settings: Mapping[str, str], method: str, path: str, token: str | None = None, body: Any = None
) -> httpx.Response:
    """Call a function."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"{settings['FUNCTIONS_URL']}/api/exam-simulation{path}"
    return _http.request(method, url, headers=headers, json=body)


def exam_names(settings: Mapping[str, str]) -> list[str]:
    """Name the exams that the functions offer: none where they are away."""
    try:
        types = call(settings, "GET", "/config").json()["exam_types"]
    except httpx.TransportError:
        return []
    return [one["name"] for one in types]


def _auth(settings: Mapping[str, str], path: str, email: str) -> httpx.Response:
    return _http.post(
        f"{settings['SUPABASE_URL']}/auth/v1/{path}",
        headers={"apikey": settings["SUPABASE_PUBLISHABLE_KEY"]},
        json={"email": email, "password": PASSWORD},
    )
