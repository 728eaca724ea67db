"""What the OpenAPI document says of each function beyond its contract in code."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exam_simulation.problem_codes import ProblemCode as Code

Links = Mapping[str, Mapping[str, str]]

ALWAYS = {
    Code.METHOD_NOT_ALLOWED,
    Code.MISCONFIGURED,
    Code.INTERNAL_ERROR,
    Code.UPSTREAM_UNAVAILABLE,
    Code.BUSY,
}
CALLER = {Code.TOKEN_MISSING, Code.TOKEN_INVALID, Code.TOKEN_EXPIRED, Code.TOKEN_REJECTED}
BODY = {
    Code.INCOMPLETE_BODY,
    Code.INVALID_JSON,
    Code.BODY_TOO_LARGE,
    Code.UNSUPPORTED_MEDIA_TYPE,
    Code.VALIDATION_FAILED,
}
SESSION = {Code.NOT_FOUND, Code.SESSION_NOT_FOUND}
SECTION = {*SESSION, Code.SESSION_UNREADABLE, Code.SECTION_NOT_FOUND}
ANSWERS = {*BODY, *SECTION, Code.SECTION_NOT_STARTED, Code.STALE_ANSWERS, Code.ANSWERS_NOT_ON_PAPER}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One function.

    `responses` describe each status of success, `codes` are those of its problems, and `links` are
    parameters of other functions that a response contains, by function.
    """

    tag: str
    responses: Mapping[int, str]
    codes: set[Code]
    headers: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    response_headers: tuple[str, ...] = ()
    links: Links = field(default_factory=dict)


_SAME_SESSION = {"session_id": "$request.path.session_id"}
_SAME_SECTION = {**_SAME_SESSION, "section_id": "$request.path.section_id"}

OPERATIONS = {
    "create_session": Operation(
        tag="Sessions",
        headers=("Idempotency-Key",),
        responses={
            201: "The new session.",
            200: "The session that was made before with this Idempotency-Key, as it is now.",
        },
        response_headers=("Location",),
        codes={
            *ALWAYS,
            *CALLER,
            *BODY,
            Code.INVALID_IDEMPOTENCY_KEY,
            Code.UNKNOWN_EXAM_TYPE,
            Code.IDEMPOTENCY_KEY_REUSED,
            Code.USER_UNKNOWN,
            Code.BANK_TOO_SMALL,
        },
        links={
            "get_session": {"session_id": "$response.body#/id"},
            "start_section": {
                "session_id": "$response.body#/id",
                "section_id": "$response.body#/metadata/sections/0/id",
            },
        },
    ),
    "get_session": Operation(
        tag="Sessions",
        responses={200: "The session."},
        codes={*ALWAYS, *CALLER, *SESSION, Code.SESSION_UNREADABLE},
        links={
            "start_section": _SAME_SESSION,
            "get_results": _SAME_SESSION,
            "delete_session": _SAME_SESSION,
        },
    ),
    "delete_session": Operation(
        tag="Sessions",
        responses={204: "The session and its papers have been deleted."},
        codes={*ALWAYS, *CALLER, *SESSION, Code.SESSION_UNREADABLE},
    ),
    "start_section": Operation(
        tag="Sections",
        responses={200: "The paper, and what was saved so far."},
        codes={
            *ALWAYS,
            *CALLER,
            *BODY,
            *SECTION,
            Code.PREVIOUS_SECTION_NOT_COMPLETED,
            Code.SECTION_COMPLETED,
            Code.ANOTHER_SECTION_RUNNING,
            Code.BANK_TOO_SMALL,
        },
        links={"save_answers": _SAME_SECTION, "complete_section": _SAME_SECTION},
    ),
    "save_answers": Operation(
        tag="Sections",
        responses={200: "What is stored now."},
        codes={*ALWAYS, *CALLER, *ANSWERS, Code.SECTION_COMPLETED},
        links={"save_answers": _SAME_SECTION, "complete_section": _SAME_SECTION},
    ),
    "complete_section": Operation(
        tag="Sections",
        responses={200: "The outcome of the section."},
        codes={*ALWAYS, *CALLER, *ANSWERS},
        links={
            "start_section": _SAME_SESSION,
            "get_session": _SAME_SESSION,
            "get_results": _SAME_SESSION,
        },
    ),
    "get_results": Operation(
        tag="Sessions",
        responses={200: "The reviewed session."},
        codes={*ALWAYS, *CALLER, *SESSION, Code.SESSION_NOT_COMPLETED, Code.SESSION_UNREADABLE},
        links={"get_session": _SAME_SESSION},
    ),
    "get_history": Operation(
        tag="Sessions",
        query=("status", "exam_type_filter", "limit", "cursor"),
        responses={200: "A page, newest first."},
        response_headers=("Link",),
        codes={*ALWAYS, *CALLER, Code.INVALID_QUERY_PARAMETER},
        links={
            "get_session": {"session_id": "$response.body#/0/id"},
            "get_results": {"session_id": "$response.body#/0/id"},
        },
    ),
    "get_progress": Operation(
        tag="Sessions",
        query=("exam_type_filter",),
        responses={200: "The progress."},
        codes={*ALWAYS, *CALLER, Code.INVALID_QUERY_PARAMETER},
        links={"get_results": {"session_id": "$response.body#/sessions/0/id"}},
    ),
    "get_config": Operation(
        tag="Exam types",
        responses={200: "Every exam type."},
        response_headers=("Cacheable",),
        codes=ALWAYS,
    ),
}
