"""Looking at what a function answers."""

from typing import Any

from werkzeug.test import TestResponse


class Answer(TestResponse):
    """A response that is JSON, as every one with a body is."""

    json: Any


def problem(answer: Answer, status: int, code: str) -> dict[str, Any]:
    """Give the problem document, after seeing that it is the expected one."""
    assert answer.content_type == "application/problem+json", answer.text
    document: dict[str, Any] = answer.json
    assert (answer.status_code, document["code"]) == (status, code), document
    return document
