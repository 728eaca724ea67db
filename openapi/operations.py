"""The reviewed table: what each function takes, answers, refuses, and leads to.

What its file, its route and its models say is not repeated here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Links = Mapping[str, Mapping[str, str]]

ALWAYS = {
    "method_not_allowed",
    "misconfigured",
    "internal_error",
    "upstream_unavailable",
    "busy",
}
CALLER = {"token_missing", "token_invalid", "token_expired", "token_rejected"}
BODY = {
    "incomplete_body",
    "invalid_json",
    "body_too_large",
    "unsupported_media_type",
    "validation_failed",
}
SESSION = {"not_found", "session_not_found"}
SECTION = {*SESSION, "session_unreadable", "section_not_found"}
ANSWERS = {*BODY, *SECTION, "section_not_started", "stale_answers", "answers_not_on_paper"}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One function.

    `replies` say what each status of success means, `codes` are those of the problems; `links` are
    parameters of other functions, by function, found in a reply.
    """

    tag: str
    replies: Mapping[int, str]
    codes: set[str]
    headers: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    reply_headers: tuple[str, ...] = ()
    links: Links = field(default_factory=dict)


_SAME_SESSION = {"session_id": "$request.path.session_id"}
_SAME_SECTION = {**_SAME_SESSION, "section_id": "$request.path.section_id"}

OPERATIONS = {
    "create_session": Operation(
        tag="Sessions",
        headers=("Idempotency-Key",),
        replies={
            201: "The new session.",
            200: "The session that this Idempotency-Key made before, as it is now.",
        },
        reply_headers=("Location",),
        codes={
            *ALWAYS,
            *CALLER,
            *BODY,
            "invalid_idempotency_key",
            "unknown_exam_type",
            "idempotency_key_reused",
            "user_unknown",
            "bank_too_small",
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
        replies={200: "The session."},
        codes={*ALWAYS, *CALLER, *SESSION, "session_unreadable"},
        links={
            "start_section": _SAME_SESSION,
            "get_results": _SAME_SESSION,
            "delete_session": _SAME_SESSION,
        },
    ),
    "delete_session": Operation(
        tag="Sessions",
        replies={204: "The session and its papers are gone."},
        codes={*ALWAYS, *CALLER, *SESSION, "session_unreadable"},
    ),
    "start_section": Operation(
        tag="Sections",
        replies={200: "The paper, and what was saved so far."},
        codes={
            *ALWAYS,
            *CALLER,
            *BODY,
            *SECTION,
            "previous_section_not_completed",
            "section_completed",
            "another_section_running",
            "bank_too_small",
        },
        links={"save_answers": _SAME_SECTION, "complete_section": _SAME_SECTION},
    ),
    "save_answers": Operation(
        tag="Sections",
        replies={200: "What is stored now."},
        codes={*ALWAYS, *CALLER, *ANSWERS, "section_completed"},
        links={"save_answers": _SAME_SECTION, "complete_section": _SAME_SECTION},
    ),
    "complete_section": Operation(
        tag="Sections",
        replies={200: "What the section came to."},
        codes={*ALWAYS, *CALLER, *ANSWERS},
        links={
            "start_section": _SAME_SESSION,
            "get_session": _SAME_SESSION,
            "get_results": _SAME_SESSION,
        },
    ),
    "get_results": Operation(
        tag="Sessions",
        replies={200: "The reviewed session."},
        codes={*ALWAYS, *CALLER, *SESSION, "session_not_completed", "session_unreadable"},
        links={"get_session": _SAME_SESSION},
    ),
    "get_history": Operation(
        tag="Sessions",
        query=("status", "exam_type", "limit", "cursor"),
        replies={200: "A page, newest first."},
        reply_headers=("Link",),
        codes={*ALWAYS, *CALLER, "invalid_query_parameter"},
        links={
            "get_session": {"session_id": "$response.body#/0/id"},
            "get_results": {"session_id": "$response.body#/0/id"},
        },
    ),
    "get_progress": Operation(
        tag="Sessions",
        query=("exam_type",),
        replies={200: "The progress."},
        codes={*ALWAYS, *CALLER, "invalid_query_parameter"},
        links={"get_results": {"session_id": "$response.body#/sessions/0/id"}},
    ),
    "get_config": Operation(
        tag="Exam types",
        replies={200: "Every exam type."},
        reply_headers=("Cacheable",),
        codes=ALWAYS,
    ),
}
