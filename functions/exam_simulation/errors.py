"""What can go wrong around the exam: between us and Supabase, or in how we were deployed.

The text of each error is for the log alone; `code` is what the student's frontend gets to see.
"""

from .problem_codes import ProblemCode


class Failure(Exception):
    """Something outside the exam's rules went wrong. `code` is stable."""

    code: ProblemCode


class Misconfigured(Failure):
    """We were deployed with a missing, malformed or refused setting; the text says which."""

    code = ProblemCode.MISCONFIGURED


class UpstreamUnavailable(Failure):
    """Supabase cannot be reached, is overloaded or is too slow."""

    code = ProblemCode.UPSTREAM_UNAVAILABLE


class RowBusy(Failure):
    """Others kept changing the row while we tried to."""

    code = ProblemCode.BUSY


class TokenRejected(Failure):
    """Supabase did not accept the caller's token."""

    code = ProblemCode.TOKEN_REJECTED


class UserUnknown(Failure):
    """The token is good, but its user has no row in `users`."""

    code = ProblemCode.USER_UNKNOWN


class SessionNotFound(Failure):
    """There is no such session, or it is someone else's: the two are never told apart."""

    code = ProblemCode.SESSION_NOT_FOUND


class SessionUnreadable(Failure):
    """The row holds a session that these functions did not write and cannot read."""

    code = ProblemCode.SESSION_UNREADABLE


class QueryRefused(Failure):
    """The database refused a query of ours itself: a bug."""

    code = ProblemCode.INTERNAL_ERROR


class KeyReused(Failure):
    """An Idempotency-Key came again with another request."""

    code = ProblemCode.IDEMPOTENCY_KEY_REUSED
