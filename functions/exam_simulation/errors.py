"""Failures outside the rules of the exam: of Supabase, or of the deployment.

The text of each error is for the log only. The frontend gets `code`.
"""

from .problem_codes import ProblemCode


class Failure(Exception):
    """Something outside the rules of the exam went wrong."""

    code: ProblemCode


class Misconfigured(Failure):
    """A setting is missing, malformed or refused; the text says which."""

    code = ProblemCode.MISCONFIGURED


class UpstreamUnavailable(Failure):
    """Supabase cannot be reached, is overloaded, or is too slow.

    `retry_after` is how many seconds Supabase asks to wait; None if it does not say.
    """

    code = ProblemCode.UPSTREAM_UNAVAILABLE

    def __init__(self, text: str, retry_after: int | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class RowBusy(Failure):
    """Other requests changed the row each time that this one tried."""

    code = ProblemCode.BUSY


class TokenRejected(Failure):
    """Supabase did not accept the caller's token."""

    code = ProblemCode.TOKEN_REJECTED


class TokenExpired(TokenRejected):
    """Supabase says that the caller's token has expired."""

    code = ProblemCode.TOKEN_EXPIRED


class UserUnknown(Failure):
    """The token is valid, but its user has no row in `users`."""

    code = ProblemCode.USER_UNKNOWN


class SessionNotFound(Failure):
    """There is no such session, or it is someone else's: the response is the same."""

    code = ProblemCode.SESSION_NOT_FOUND


class SessionUnreadable(Failure):
    """The row holds something that these functions cannot read."""

    code = ProblemCode.SESSION_UNREADABLE


class QueryRefused(Failure):
    """The database refused a query as such: a bug of these functions."""

    code = ProblemCode.INTERNAL_ERROR


class KeyReused(Failure):
    """An Idempotency-Key was used before, with another request."""

    code = ProblemCode.IDEMPOTENCY_KEY_REUSED
