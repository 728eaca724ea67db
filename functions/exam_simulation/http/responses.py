"""From what an endpoint says to the bytes and headers on the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import flask
from pydantic import BaseModel

from .problems import Problem


@dataclass(frozen=True)
class Response:
    """What an endpoint answers: a status, a body, headers of its own."""

    status: int
    body: BaseModel | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def to_flask(response: Response) -> flask.Response:
    """Put a reply on the wire; nobody may store it unless its own headers say so."""
    if response.body is None:
        return _response(response.status, "", None, response.headers)
    return _response(
        response.status, response.body.model_dump_json(), "application/json", response.headers
    )


def problem_to_flask(problem: Problem, instance: str) -> flask.Response:
    """Put a problem on the wire."""
    body = json.dumps(problem.document(instance), ensure_ascii=False)
    return _response(problem.status, body, "application/problem+json", problem.headers)


def _response(
    status: int, body: str, content_type: str | None, headers: Mapping[str, str]
) -> flask.Response:
    stored = {"Cache-Control": "no-store", **headers}
    response = flask.Response(body, status, stored, content_type=content_type)
    if content_type is None:
        del response.headers["Content-Type"]  # Flask's default
    return response
