"""What can go wrong around the exam: between us and Supabase, or in how we were deployed.

The text of each error is for the log alone; `code` is what the student's frontend gets to see.
"""


class Failure(Exception):
    """Something outside the exam's rules went wrong. `code` is stable."""

    code: str


class Misconfigured(Failure):
    """We were deployed with a missing, malformed or refused setting; the text says which."""

    code = "misconfigured"


class UpstreamUnavailable(Failure):
    """Supabase cannot be reached, is overloaded or is too slow."""

    code = "upstream_unavailable"


class RowBusy(Failure):
    """Others kept changing the row while we tried to."""

    code = "busy"


class TokenRejected(Failure):
    """Supabase did not accept the caller's token."""

    code = "token_rejected"


class UserUnknown(Failure):
    """The token is good, but its user has no row in `users`."""

    code = "user_unknown"


class SessionNotFound(Failure):
    """There is no such session, or it is someone else's: the two are never told apart."""

    code = "session_not_found"


class SessionUnreadable(Failure):
    """The row holds a session that these functions did not write and cannot read."""

    code = "session_unreadable"


class QueryRefused(Failure):
    """The database refused a query of ours itself: a bug."""

    code = "internal_error"


class KeyReused(Failure):
    """An Idempotency-Key came again with another request."""

    code = "idempotency_key_reused"
