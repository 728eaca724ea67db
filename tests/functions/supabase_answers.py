"""Supabase's answers, made up: for properties that want thousands of them, rubbish most of all."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from exam_simulation.store import client, transport

Respond = Callable[[httpx.Request], httpx.Response]


class MadeUp:
    """Stands where the functions' connections to Supabase are; `respond` may be replaced."""

    def __init__(self) -> None:
        self.respond: Respond = lambda _request: rows([])
        self.connections = httpx.Client(
            transport=httpx.MockTransport(self._answer), event_hooks={"response": [transport._note]}
        )

    def take_the_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of the real one."""
        monkeypatch.setattr(client, "_connections", lambda: self.connections)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        return self.respond(request)


def rows(content: Any, status: int = 200) -> httpx.Response:
    """An answer of this JSON, whatever it is."""
    return httpx.Response(status, content=json.dumps(content).encode())
