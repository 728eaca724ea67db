"""From what an endpoint says to the bytes and headers on the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import flask
from pydantic import BaseModel

from .problems import Problem


@dataclass(frozen=True)
class Reply:
    """What an endpoint answers: a status, a body, and headers of its own."""

    status: int
    body: BaseModel | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def response_to(reply: Reply) -> flask.Response:
    """Put a reply on the wire; nobody may store it unless its own headers say so."""
    body = reply.body.model_dump_json() if reply.body is not None else ""
    response = flask.Response(body, reply.status, content_type="application/json")
    if reply.body is None:
        del response.headers["Content-Type"]
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(reply.headers)
    return response


def response_to_problem(problem: Problem, instance: str) -> flask.Response:
    """Put a problem on the wire."""
    response = _json(problem.document(instance), problem.status)
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(problem.headers)
    return response


def _json(document: Mapping[str, Any], status: int) -> flask.Response:
    body = json.dumps(document, ensure_ascii=False)
    return flask.Response(body, status, content_type="application/problem+json")
