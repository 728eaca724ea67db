"""Supabase's answers, made up: for properties that want thousands of them, garbage most of all."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

from exam_simulation.store import client
from exam_simulation.store.transport import Connections

Respond = Callable[[httpx.Request], httpx.Response]


class MadeUp(Connections):
    """Stands where the functions' connections to Supabase are; `respond` may be replaced."""

    def __init__(self) -> None:
        super().__init__()
        self.respond: Respond = lambda _request: rows([])

    def take_the_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of the real one."""
        monkeypatch.setattr(client, "connections", lambda: self)

    def exchange(
        self, method: str, url: str, headers: Sequence[bytes], content: bytes | None
    ) -> tuple[int, bytes, dict[str, str]]:
        """Answer at once."""
        named = dict(line.decode().split(": ", 1) for line in headers)
        response = self.respond(httpx.Request(method, url, headers=named, content=content))
        return response.status_code, response.content, dict(response.headers)


def rows(content: Any, status: int = 200) -> httpx.Response:
    """An answer of this JSON, whatever it is."""
    counted = {"Content-Range": f"*/{len(content)}"} if isinstance(content, list) else {}
    return httpx.Response(status, headers=counted, content=json.dumps(content).encode())
