"""Looking at what a function answers."""

from typing import Any

from werkzeug.test import TestResponse


class Response(TestResponse):
    """A response that is JSON, as every one with a body is."""

    json: Any


def problem(response: Response, status: int, code: str) -> dict[str, Any]:
    """Give the problem document, after seeing that it is the expected one."""
    assert response.content_type == "application/problem+json", response.text
    document: dict[str, Any] = response.json
    assert (response.status_code, document["code"]) == (status, code), document
    return document
