"""Request bodies: bounded, JSON, and of the shape that the endpoint takes."""

from typing import Annotated, Any, TypeVar
from urllib.parse import quote

import flask
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError, from_json

from ..domain.answers import GivenAnswer
from .problems import MAX_FAULTS, Fault, Problem

MAX_BYTES = 64 * 1024
DISCARDED_BYTES = 32 * 1024 * 1024
"""How much of an unread body is read away, so that the caller gets to read our answer. Cloud Run
admits no larger request."""

_WORDS = {"model_type": "Input should be an object"}
"""Where pydantic's own words speak of Python."""

Body = TypeVar("Body", bound=BaseModel)


def _given(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null", "may be left out, but is not null")
    return value


def _not_null(kind: Any) -> BeforeValidator:
    return BeforeValidator(_given, json_schema_input_type=kind)


_Revision = Annotated[int, Field(ge=0)]
Revision = Annotated[
    _Revision | None,
    _not_null(_Revision),
    Field(description="The revision that this builds on; where another is stored, 409."),
]


class _Strict(BaseModel):
    model_config = ConfigDict(defer_build=True, strict=True, extra="forbid", frozen=True)


class Nothing(_Strict):
    """An endpoint that takes no body; an empty object is none."""


class CreateSession(_Strict):
    """What `create_session` takes."""

    exam_type: str = "TOLC-I"
    extra_time_percent: Annotated[
        int, Field(ge=0, le=100, description="Lengthens every section, in whole percent.")
    ] = 0


class Answer(_Strict):
    """One answer; null is a blank."""

    question_id: int
    answer: str | None = Field(description="The key of an option of this question.")

    def given(self) -> GivenAnswer:
        """The answer as the exam knows it."""
        return GivenAnswer(self.question_id, self.answer)


class SaveAnswers(_Strict):
    """What `save_answers` takes."""

    answers: list[Answer] = Field(description="The whole set; it replaces what was saved.")
    base_revision: Revision = None

    def given(self) -> list[GivenAnswer]:
        """The answers as the exam knows them."""
        return [one.given() for one in self.answers]


class CompleteSection(_Strict):
    """What `complete_section` takes."""

    answers: Annotated[
        list[Answer] | None,
        _not_null(list[Answer]),
        Field(description="The whole set to grade; without it, what was saved is graded."),
    ] = None
    base_revision: Revision = None

    def given(self) -> list[GivenAnswer] | None:
        """The answers as the exam knows them; None where none were sent."""
        return None if self.answers is None else [one.given() for one in self.answers]


def read_body(request: flask.Request, shape: type[Body], *, required: bool = False) -> Body:
    """Read a request's body.

    Args:
        request: the request.
        shape: the model of the body.
        required: whether a request without a body is an error, and not an empty object.

    Raises:
        Problem: `body_too_large`, `unsupported_media_type`, `incomplete_body`, `invalid_json` or
            `validation_failed`.
    """
    data = _bytes(request)
    if not data and not required:
        return _shaped({}, shape)
    coding = request.headers.get("Content-Encoding", "identity")
    if data and (request.mimetype != "application/json" or coding.lower() != "identity"):
        raise Problem("unsupported_media_type")
    try:
        # pydantic-core's parser is strict about UTF-8 and bounded in depth.
        content = from_json(data, allow_inf_nan=False)
    except ValueError:
        raise Problem("invalid_json") from None
    return _shaped(content, shape)


def discard_body(request: flask.Request) -> bool:
    """Read away what was not read of a body, within bounds; tell whether that was all of it."""
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
        raise Problem("body_too_large")
    data = b""
    while chunk := _read(request, MAX_BYTES + 1 - len(data)):
        data += chunk
        if len(data) > MAX_BYTES:
            raise Problem("body_too_large")
    if len(data) < (request.content_length or 0):
        raise Problem("incomplete_body")
    return data


def _read(request: flask.Request, size: int) -> bytes:
    try:
        return request.stream.read(size)
    except Exception:  # noqa: BLE001 - each server has errors of its own for a body that is none
        raise Problem("incomplete_body") from None


def _shaped(content: Any, shape: type[Body]) -> Body:
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        faults = [
            Fault(_pointer(one["loc"]), _WORDS.get(one["type"], one["msg"]))
            for one in error.errors()[:MAX_FAULTS]
        ]
        raise Problem("validation_failed", faults=faults) from None


def _pointer(location: tuple[int | str, ...]) -> str:
    tokens = (str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "#" + "".join(f"/{quote(token)}" for token in tokens)
