"""The codes of problem documents. Clients go by them, so a code never changes its meaning."""

from enum import StrEnum, auto


class ProblemCode(StrEnum):
    """Why a request failed: the name in lower case. `http.problems` has the status and the text."""

    # the request
    NOT_FOUND = auto()
    METHOD_NOT_ALLOWED = auto()
    BODY_TOO_LARGE = auto()
    UNSUPPORTED_MEDIA_TYPE = auto()
    INCOMPLETE_BODY = auto()
    INVALID_JSON = auto()
    INVALID_IDEMPOTENCY_KEY = auto()
    INVALID_QUERY_PARAMETER = auto()
    VALIDATION_FAILED = auto()
    UNKNOWN_EXAM_TYPE = auto()
    IDEMPOTENCY_KEY_REUSED = auto()
    # the caller
    TOKEN_MISSING = auto()
    TOKEN_INVALID = auto()
    TOKEN_EXPIRED = auto()
    TOKEN_REJECTED = auto()
    USER_UNKNOWN = auto()
    # the exam
    SESSION_NOT_FOUND = auto()
    SECTION_NOT_FOUND = auto()
    SECTION_NOT_STARTED = auto()
    SECTION_COMPLETED = auto()
    PREVIOUS_SECTION_NOT_COMPLETED = auto()
    ANOTHER_SECTION_RUNNING = auto()
    SESSION_NOT_COMPLETED = auto()
    STALE_ANSWERS = auto()
    SESSION_UNREADABLE = auto()
    ANSWERS_NOT_ON_PAPER = auto()
    BANK_TOO_SMALL = auto()
    # the functions and Supabase
    BUSY = auto()
    UPSTREAM_UNAVAILABLE = auto()
    MISCONFIGURED = auto()
    INTERNAL_ERROR = auto()
