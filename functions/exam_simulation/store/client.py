"""A Supabase client a request: the student's token, our two keys, the process's connections."""

from functools import lru_cache
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

from postgrest import SyncPostgrestClient
from postgrest.exceptions import APIError
from pydantic import BaseModel, ConfigDict, ValidationError

from .. import budget
from ..domain.errors import BankTooSmall
from ..errors import (
    Failure,
    Misconfigured,
    QueryRefused,
    RowBusy,
    TokenRejected,
    UpstreamUnavailable,
    UserUnknown,
)
from ..settings import Settings
from .transport import Connections

FUNCTIONS_KEY_HEADER = "x-exam-functions-key"
MAX_FAULTS = 20
"""How many faults of what was read are noted in the log."""

Row = dict[str, Any]
Client = SyncPostgrestClient
"""Supabase's client for tables, without those for what these functions never use."""


class Shape(BaseModel):
    """The columns that a query asks for."""

    # Deferred: a function reads few of them, and is to start fast.
    model_config = ConfigDict(defer_build=True, strict=True, frozen=True, extra="ignore")


AnyShape = TypeVar("AnyShape", bound=Shape)


class DuplicateRow(QueryRefused):
    """A unique index refused the row (23505)."""


class AnotherOpenPaper(DuplicateRow):
    """The student has an open paper already: the index `section_papers_open` refused a second."""


class FinishedRow(QueryRefused):
    """The row is a completed session, which the database lets nobody change (PT409)."""


class ShortSection(QueryRefused):
    """The bank cannot fill a section of the new session (PT422); `section_code` says which."""

    def __init__(self, text: str, section_code: object) -> None:
        super().__init__(text)
        self.section_code = section_code


class Query(Protocol):
    """What postgrest's builders have in common."""

    def execute(self) -> Any:
        """Send it."""


@lru_cache(maxsize=1)
def _connections() -> Connections:
    return Connections()


def connect(settings: Settings, token: str | None) -> Client:
    """Make a client that acts for a student, or for nobody where there is no token.

    Args:
        settings: where Supabase is, and our keys.
        token: the student's access token, as it came.
    """
    headers = {
        "apikey": settings.supabase_publishable_key,
        "Authorization": f"Bearer {token or settings.supabase_publishable_key}",
        FUNCTIONS_KEY_HEADER: settings.exam_functions_key.get_secret_value(),
    }
    return SyncPostgrestClient(
        f"{settings.supabase_url}/rest/v1",
        headers=headers,
        http_client=_connections(),
        retry_enabled=False,
    )


def run(query: Query, shape: type[AnyShape]) -> list[AnyShape]:
    """Send a query that answers rows of this shape.

    Raises:
        TokenRejected, UserUnknown: the caller is not who they say, or not known.
        DuplicateRow, FinishedRow, ShortSection: the database refused the write by one of our rules.
        Misconfigured, UpstreamUnavailable, RowBusy, QueryRefused: see `exam_simulation.errors`.
    """
    data = _send(query)
    if not isinstance(data, list):
        raise UpstreamUnavailable("Supabase answered something else than rows")
    return _shaped(data, shape)


def _shaped(data: list[Any], shape: type[AnyShape]) -> list[AnyShape]:
    try:
        return [shape.model_validate(row) for row in data]
    except ValidationError as error:
        raise UpstreamUnavailable(f"Supabase answered other rows: {faults_of(error)}") from None


def counted(query: Query, shape: type[AnyShape]) -> tuple[list[AnyShape], int]:
    """Send a query that also counts all rows that it would have without its limit.

    Returns:
        The rows, and how many there are in all.

    Raises:
        As `run`.
    """
    answer = _send_whole(query)
    if not isinstance(answer.data, list) or not isinstance(answer.count, int):
        raise UpstreamUnavailable("Supabase answered something else than counted rows")
    return _shaped(answer.data, shape), answer.count


def faults_of(error: ValidationError) -> str:
    """Tell where something read is wrong, and how, without quoting it: it may hold answers."""
    return "; ".join(f"{one['loc']}: {one['type']}" for one in error.errors()[:MAX_FAULTS])


class Access:
    """Whether the database knows our functions' key; row-level security never says so."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def is_granted(self) -> bool:
        """Ask the database.

        Raises:
            UpstreamUnavailable: it is not the database that answers.
        """
        granted = _send(self._client.rpc("called_by_functions", {}))
        if not isinstance(granted, bool):
            raise UpstreamUnavailable("Supabase answered something else than yes or no")
        return granted


def _send(query: Query) -> Any:
    return _send_whole(query).data


def _send_whole(query: Query) -> Any:
    with budget.round_trip() as spent:
        try:
            return query.execute()
        except APIError as error:
            # Without its cause, whose details may quote a row.
            raise _refusal(spent.status, error) from None
        except (ValueError, RecursionError) as error:
            # The body is no JSON, or not the JSON that the client expects.
            raise UpstreamUnavailable(f"{type(error).__name__}: {error}") from error


_NOT_ACCEPTED = "Supabase did not accept the token"
_OBJECTS = "the database lacks our objects (migrations?)"
_REFUSALS: dict[str, tuple[type[Failure], str]] = {
    "PGRST301": (TokenRejected, _NOT_ACCEPTED),
    "PGRST302": (TokenRejected, _NOT_ACCEPTED),
    "PGRST303": (TokenRejected, _NOT_ACCEPTED),
    "PT401": (UserUnknown, "no row in public.users"),
    "PT409": (FinishedRow, "completed meanwhile"),
    "23505": (DuplicateRow, "unique index"),
    "40001": (RowBusy, "serialization failure"),
    "40P01": (RowBusy, "deadlock"),
    "55P03": (RowBusy, "lock not available"),
    "42501": (Misconfigured, "the database refused this (EXAM_FUNCTIONS_KEY, grants?)"),
    "42P01": (Misconfigured, _OBJECTS),
    "42703": (Misconfigured, _OBJECTS),
    "42883": (Misconfigured, _OBJECTS),
    "PGRST202": (Misconfigured, _OBJECTS),
    "PGRST204": (Misconfigured, _OBJECTS),
    "PGRST205": (Misconfigured, _OBJECTS),
    "PGRST300": (Misconfigured, "Supabase has no JWT secret"),
}
"""What PostgREST's and Postgres's codes mean here (docs.postgrest.org, "Errors")."""


def _refusal(status: int | None, error: APIError) -> Failure:
    code, said = error.code or "", f"HTTP {status}, {error.code}: {error.message}"
    if code == "23505" and '"section_papers_open"' in str(error.message):
        return AnotherOpenPaper(said)
    if code in _REFUSALS:
        kind, meaning = _REFUSALS[code]
        return kind(f"{meaning}: {said}")
    if code == "PT422" and error.hint == BankTooSmall.code:
        return ShortSection(said, error.details)
    if code.startswith(("22", "23", "PGRST1")):
        # a bad value, a violated constraint, a malformed request: our own doing
        return QueryRefused(said)
    is_page = code == str(status) and not str(error.details).startswith("{")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and not is_page:
        # Supabase's gateway refuses an API key in JSON, and not with a code of PostgREST's. A proxy
        # sends a page, for which postgrest makes a code of the status.
        return Misconfigured(f"Supabase refused SUPABASE_PUBLISHABLE_KEY: {said}")
    return UpstreamUnavailable(said)
