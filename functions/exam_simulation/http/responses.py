"""From an endpoint's response, or a problem, to Flask's response."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import flask
from pydantic import BaseModel

from .problems import Problem


@dataclass(frozen=True)
class Response:
    """The response of an endpoint: status, body and headers; for the log, a new session's id."""

    status: int
    body: BaseModel | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    session_id: int | None = None


def to_flask(response: Response) -> flask.Response:
    """Make Flask's response. `Cache-Control` is `no-store` unless its headers say otherwise."""
    if response.body is None:
        return _response(response.status, "", None, response.headers)
    return _response(
        response.status, response.body.model_dump_json(), "application/json", response.headers
    )


def problem_to_flask(problem: Problem, instance: str) -> flask.Response:
    """Make Flask's response of a problem."""
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
