"""Problem documents (RFC 9457): the status and the text of each code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ..domain.errors import (
    AnswersNotOnPaper,
    BankTooSmall,
    ExamError,
    IllegalMove,
    StaleAnswers,
    UnknownExamType,
    UnknownSections,
)
from ..errors import Failure, UpstreamUnavailable
from ..problem_codes import ProblemCode
from ..problem_codes import ProblemCode as Code

RETRY_AFTER_SECONDS = 1
LONG_RETRY_AFTER_SECONDS = 60
"""For what only an operator can change."""
MAX_FAULTS = 20
"""How many faults of a body are listed: a small request must not cause a large response."""

PROBLEMS: Mapping[ProblemCode, tuple[int, str]] = {
    # the request
    Code.NOT_FOUND: (404, "There is nothing at this path."),
    Code.METHOD_NOT_ALLOWED: (405, "This path has no such method."),
    Code.BODY_TOO_LARGE: (413, "A body may have at most 64 KiB."),
    Code.UNSUPPORTED_MEDIA_TYPE: (
        415,
        "A body must be application/json, without a content coding.",
    ),
    Code.INCOMPLETE_BODY: (
        400,
        "The body ended early, came too slowly, or is badly chunked.",
    ),
    Code.INVALID_JSON: (400, "The body is not JSON in UTF-8."),
    Code.INVALID_IDEMPOTENCY_KEY: (
        400,
        "Idempotency-Key takes 1 to 255 visible ASCII characters.",
    ),
    Code.INVALID_QUERY_PARAMETER: (400, "A query parameter is malformed."),
    Code.VALIDATION_FAILED: (
        422,
        "The body does not match the schema of this endpoint.",
    ),
    Code.UNKNOWN_EXAM_TYPE: (422, "There is no such exam type; GET /config lists them."),
    Code.IDEMPOTENCY_KEY_REUSED: (
        422,
        "This Idempotency-Key was used before, with another request.",
    ),
    # the caller
    Code.TOKEN_MISSING: (401, "An access token is needed: Authorization: Bearer <token>."),
    Code.TOKEN_INVALID: (401, "This is not an access token of a signed-in user."),
    Code.TOKEN_EXPIRED: (401, "The access token has expired."),
    Code.TOKEN_REJECTED: (401, "The access token was not accepted."),
    Code.USER_UNKNOWN: (403, "This user is not registered with the exam simulation."),
    # the exam
    Code.SESSION_NOT_FOUND: (404, "There is no such session."),
    Code.SECTION_NOT_FOUND: (404, "This session has no such section."),
    Code.SECTION_NOT_STARTED: (409, "This section has not been started."),
    Code.SECTION_COMPLETED: (409, "This section is completed."),
    Code.PREVIOUS_SECTION_NOT_COMPLETED: (
        409,
        "An earlier section has not been completed yet.",
    ),
    Code.ANOTHER_SECTION_RUNNING: (
        409,
        "Another section is running: complete it, or delete its session, first.",
    ),
    Code.SESSION_NOT_COMPLETED: (409, "Not all sections have been completed yet."),
    Code.STALE_ANSWERS: (
        409,
        "The saved answers have changed since the revision that this builds on.",
    ),
    Code.SESSION_UNREADABLE: (409, "This session is of another version and cannot be continued."),
    Code.ANSWERS_NOT_ON_PAPER: (422, "Some answers do not fit the paper of this section."),
    Code.BANK_TOO_SMALL: (503, "The question bank has too few questions at the moment."),
    # ourselves and Supabase
    Code.BUSY: (503, "The session is being changed by other requests; please try again."),
    Code.UPSTREAM_UNAVAILABLE: (503, "The service cannot reach its data; please try again."),
    Code.MISCONFIGURED: (500, "The service is not set up correctly."),
    Code.INTERNAL_ERROR: (500, "Something went wrong on our side."),
}
"""The status of each code, and its text."""


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of the body; `pointer` is a JSON Pointer as a URI fragment."""

    pointer: str
    detail: str


@dataclass(frozen=True)
class ParameterFault:
    """What a query parameter or a header may be."""

    parameter: str
    detail: str


class Problem(Exception):
    """A request fails with this code. `extra` are further members of the problem document."""

    def __init__(
        self,
        code: ProblemCode,
        *,
        detail: str | None = None,
        faults: Sequence[Fault] = (),
        parameters: Sequence[ParameterFault] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status, stock_detail = PROBLEMS[code]
        self.detail = detail or stock_detail
        self.faults = tuple(faults)
        self.parameters = tuple(parameters)
        self.extra = dict(extra or {})
        self.headers = {**_headers(code, self.status), **(headers or {})}

    def document(self, instance: str) -> dict[str, Any]:
        """The problem as JSON, for the request to `instance` (a path)."""
        document: dict[str, Any] = {
            **self.extra,
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "instance": instance,
        }
        if self.parameters or self.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            document["errors"] = [vars(fault) for fault in (*self.faults, *self.parameters)]
        return document


def problem_of(error: Exception) -> Problem:
    """Give the problem for any error. An unexpected error is `internal_error`."""
    match error:
        case Problem():
            return error
        case ExamError():
            faults, members = _faults(error)[:MAX_FAULTS], _members(error)
            return Problem(error.code, detail=_detail(error), faults=faults, extra=members)
        case UpstreamUnavailable() if error.retry_after:
            return Problem(error.code, headers={"Retry-After": str(error.retry_after)})
        case Failure():
            return Problem(error.code)
        case _:
            return Problem(ProblemCode.INTERNAL_ERROR)


def _detail(error: ExamError) -> str | None:
    """A text that is more exact than the text of the code; None if there is none."""
    match error:
        case UnknownSections():
            return "Some of the sections cannot be practised."
        case BankTooSmall():
            return f"The question bank cannot fill the section {error.section_code} at the moment."
        case _:
            return None


def _faults(error: ExamError) -> list[Fault]:
    """The faults in the body."""
    match error:
        case AnswersNotOnPaper():
            return [Fault(fault.place, fault.detail) for fault in error.faults]
        case UnknownExamType():
            return [Fault("#/exam_type", "is not one of the exam types")]
        case UnknownSections():
            return [Fault(f"#/sections/{index}", why) for index, why in error.faults.items()]
        case _:
            return []


def _members(error: ExamError) -> dict[str, Any]:
    """Further members of the problem document."""
    match error:
        case StaleAnswers():
            return {
                "answers": {
                    str(question_id): option for question_id, option in error.answers.items()
                },
                "flagged": list(error.flagged),
                "revision": error.revision,
            }
        case IllegalMove() if error.session_id is not None:
            return {"session_id": error.session_id, "section_id": error.section_id}
        case _:
            return {}


def _headers(code: ProblemCode, status: int) -> dict[str, str]:
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        is_lasting = code is ProblemCode.BANK_TOO_SMALL
        seconds = LONG_RETRY_AFTER_SECONDS if is_lasting else RETRY_AFTER_SECONDS
        return {"Retry-After": str(seconds)}
    if status == HTTPStatus.UNAUTHORIZED:
        # RFC 6750: no error code if no token was sent
        error = "" if code is ProblemCode.TOKEN_MISSING else ', error="invalid_token"'
        return {"WWW-Authenticate": f'Bearer realm="exam-simulation"{error}'}
    return {}
