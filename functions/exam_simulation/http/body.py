"""Reading a request's body: bounded, JSON, and valid for the endpoint's schema."""

from typing import Any, TypeVar
from urllib.parse import quote

import flask
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from ..problem_codes import ProblemCode
from . import socket_limits
from .problems import MAX_FAULTS, Fault, Problem
from .schemas.requests import LISTED, MAPPED

MAX_BYTES = 64 * 1024
DISCARDED_BYTES = 32 * 1024 * 1024
"""How much of an unread body is read and thrown away, so that the caller can read the response.
Cloud Run accepts no larger request."""

_WORDS = {"model_type": "Input should be an object"}
"""Messages of pydantic's that speak of Python."""

Body = TypeVar("Body", bound=BaseModel)


def read_body(request: flask.Request, schema: type[Body], *, required: bool = False) -> Body:
    """Read a request's body.

    Args:
        request: the request.
        schema: the model of the body.
        required: whether a request without a body is an error. If not, it is an empty object.

    Raises:
        Problem: `body_too_large`, `unsupported_media_type`, `incomplete_body`, `invalid_json` or
            `validation_failed`.
    """
    data = _bytes(request)
    if not data and not required:
        return _validated({}, schema)
    coding = request.headers.get("Content-Encoding", "identity")
    if data and (request.mimetype != "application/json" or coding.lower() != "identity"):
        raise Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE)
    try:
        # pydantic-core's parser is strict about UTF-8, and limits the depth.
        content = from_json(data, allow_inf_nan=False)
    except ValueError:
        raise Problem(ProblemCode.INVALID_JSON) from None
    return _validated(content, schema)


def discard_body(request: flask.Request) -> bool:
    """Read and drop the rest of a body, within bounds; whether the body has ended."""
    if not request.content_length and not request.headers.get("Transfer-Encoding"):
        return True  # there is none (RFC 9112, 6.3)
    left = DISCARDED_BYTES
    try:
        while left > 0 and (chunk := _read(request, min(left, MAX_BYTES))):
            left -= len(chunk)
    except Problem:
        return False
    return left > 0


def _bytes(request: flask.Request) -> bytes:
    if (request.content_length or 0) > MAX_BYTES:
        raise Problem(ProblemCode.BODY_TOO_LARGE)
    data = b""
    while chunk := _read(request, MAX_BYTES + 1 - len(data)):
        data += chunk
        if len(data) > MAX_BYTES:
            raise Problem(ProblemCode.BODY_TOO_LARGE)
    if len(data) < (request.content_length or 0):
        raise Problem(ProblemCode.INCOMPLETE_BODY)
    return data


def _read(request: flask.Request, size: int) -> bytes:
    socket_limits.allow(size)
    try:
        return request.stream.read(size)
    except Exception:  # noqa: BLE001 - each server raises its own errors for a broken body
        raise Problem(ProblemCode.INCOMPLETE_BODY) from None


def _validated(content: Any, schema: type[Body]) -> Body:
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        faults = [
            Fault(_pointer(fault["loc"]), _WORDS.get(fault["type"], fault["msg"]))
            for fault in errors[:MAX_FAULTS]
        ]
        raise Problem(ProblemCode.VALIDATION_FAILED, faults=faults) from None


def _pointer(location: tuple[int | str, ...]) -> str:
    named = (part for part in location if part not in (LISTED, MAPPED, "[key]"))
    tokens = (str(part).replace("~", "~0").replace("/", "~1") for part in named)
    return "#" + "".join(f"/{quote(token)}" for token in tokens)
