"""Every way in which a request can fail: code, status, and what the caller is told (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ..domain.errors import (
    AnotherSectionRunning,
    AnswersNotOnPaper,
    ExamError,
    StaleAnswers,
    UnknownExamType,
    UnknownSections,
)
from ..errors import Failure

RETRY_AFTER_SECONDS = 1
MAX_FAULTS = 20
"""How many faults of a body are named: a small request is not to fetch a large answer."""

# code: (status, detail); a detail of None is the exam error's own text.
PROBLEMS: Mapping[str, tuple[int, str | None]] = {
    # the request
    "not_found": (404, "There is nothing at this path."),
    "method_not_allowed": (405, "This path does not know this method."),
    "body_too_large": (413, "A body may have 64 KiB at most."),
    "unsupported_media_type": (415, "A body must be application/json, without content coding."),
    "incomplete_body": (400, "The body ended early, came too slowly, or is badly chunked."),
    "invalid_json": (400, "The body is not JSON in UTF-8."),
    "invalid_idempotency_key": (400, "Idempotency-Key takes 1 to 255 visible ASCII characters."),
    "invalid_query_parameter": (400, "A query parameter is malformed."),
    "validation_failed": (422, "The body does not have the shape that this endpoint takes."),
    "unknown_exam_type": (422, None),
    "idempotency_key_reused": (422, "This Idempotency-Key came before, with another request."),
    # the caller
    "token_missing": (401, "An access token is needed: Authorization: Bearer <token>."),
    "token_invalid": (401, "This is not an access token of a signed-in user."),
    "token_expired": (401, "The access token has expired."),
    "token_rejected": (401, "The access token was not accepted."),
    "user_unknown": (401, "This user is not registered with the exam simulation."),
    # the exam
    "session_not_found": (404, "There is no such session."),
    "section_not_found": (404, None),
    "section_not_started": (409, None),
    "section_completed": (409, None),
    "previous_section_not_completed": (409, None),
    "another_section_running": (409, None),
    "session_not_completed": (409, None),
    "stale_answers": (409, None),
    "session_unreadable": (409, "This session is of another version and cannot go on."),
    "answers_not_on_paper": (422, None),
    "bank_too_small": (503, None),
    # ourselves and Supabase
    "busy": (503, "The session is being changed by other requests; please try again."),
    "upstream_unavailable": (503, "The service cannot reach its data; please try again."),
    "misconfigured": (500, "The service is not set up correctly."),
    "internal_error": (500, "Something went wrong on our side."),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of the body; `pointer` is a JSON Pointer as a URI fragment."""

    pointer: str
    detail: str


class Problem(Exception):
    """A request fails with this code; `extra` are further members of the problem document."""

    def __init__(
        self,
        code: str,
        *,
        detail: str | None = None,
        faults: Sequence[Fault] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status, stock_detail = PROBLEMS[code]
        self.detail = detail or stock_detail or ""
        self.faults = tuple(faults)
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
        if self.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            document["errors"] = [
                {"pointer": fault.pointer, "detail": fault.detail} for fault in self.faults
            ]
        return document


def problem_of(error: Exception) -> Problem:
    """Tell what the caller gets to see of any error; what is unforeseen is our bug."""
    match error:
        case Problem():
            return error
        case ExamError():
            faults, members = _faults(error)[:MAX_FAULTS], _members(error)
            return Problem(error.code, detail=str(error), faults=faults, extra=members)
        case Failure():
            return Problem(error.code)
        case _:
            return Problem("internal_error")


def _faults(error: ExamError) -> list[Fault]:
    """What is wrong where in the body."""
    match error:
        case AnswersNotOnPaper():
            return [Fault(one.place, one.detail) for one in error.faults]
        case UnknownExamType():
            return [Fault("#/exam_type", "is not one of the exam types")]
        case UnknownSections():
            return [Fault(f"#/sections/{index}", why) for index, why in error.faults.items()]
        case _:
            return []


def _members(error: ExamError) -> dict[str, Any]:
    """What else the problem document says."""
    match error:
        case StaleAnswers():
            return {
                "answers": {str(number): option for number, option in error.answers.items()},
                "flagged": list(error.flagged),
                "revision": error.revision,
            }
        case AnotherSectionRunning():
            return {"session_id": error.session_id, "section_id": error.section_id}
        case _:
            return {}


def _headers(code: str, status: int) -> dict[str, str]:
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if status == HTTPStatus.UNAUTHORIZED:
        # RFC 6750: no error code where no token came
        error = "" if code == "token_missing" else ', error="invalid_token"'
        return {"WWW-Authenticate": f'Bearer realm="exam-simulation"{error}'}
    return {}
