"""Supabase's REST API over plain HTTP, and who calls it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx

FUNCTIONS_KEY_HEADER = "x-exam-functions-key"

Json = Mapping[str, object] | list[Mapping[str, object]]


class Caller(StrEnum):
    """Who sends a request: whose token, and which of our keys."""

    NOBODY = "nobody"
    NOBODY_WITH_KEY = "nobody, with the functions' key"
    STUDENT = "the student"
    STUDENT_WITH_KEY = "the student, with the functions' key"
    ANOTHER = "another student"
    ANOTHER_WITH_KEY = "another student, with the functions' key"
    SECRET = "the secret key"
    SECRET_WITH_KEY = "the secret key, with the functions' key"


@dataclass(frozen=True)
class Rest:
    """The API, with the headers of each caller."""

    client: httpx.Client
    headers: Mapping[Caller, Mapping[str, str]]

    def send(
        self,
        caller: Caller,
        method: str,
        path: str,
        body: Json | None = None,
        **more_headers: str,
    ) -> httpx.Response:
        """Send a request.

        Args:
            caller: who sends it.
            method: the HTTP method.
            path: below `/rest/v1/`, with the query.
            body: sent as JSON.
            more_headers: their names with underscores for hyphens.
        """
        named = {name.replace("_", "-"): value for name, value in more_headers.items()}
        headers = {**self.headers[caller], **named}
        return self.client.request(method, f"/rest/v1/{path}", json=body, headers=headers)

    def rows(self, caller: Caller, path: str) -> list[dict[str, Any]]:
        """Get rows; none where the caller is refused."""
        response = self.send(caller, "GET", path)
        assert response.is_success or response.status_code in {401, 403}, response.text
        rows: list[dict[str, Any]] = response.json() if response.is_success else []
        return rows
