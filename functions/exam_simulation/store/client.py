"""A Supabase client a request: the student's token, our two keys, the process's connections."""

from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from postgrest.exceptions import APIError
from pydantic import BaseModel, ConfigDict, ValidationError
from supabase import Client, ClientOptions, create_client

from .. import budget
from ..errors import UpstreamUnavailable
from ..settings import Settings
from .refusals import failure_of
from .transport import Connections

FUNCTIONS_KEY_HEADER = "x-exam-functions-key"
MAX_FAULTS = 20
"""How many faults of what was read are noted in the log."""

Row = dict[str, Any]


class RowModel(BaseModel):
    """The columns that a query asks for."""

    # Deferred: a function reads few of them, and is to start fast.
    model_config = ConfigDict(defer_build=True, strict=True, frozen=True, extra="ignore")


AnyRow = TypeVar("AnyRow", bound=RowModel)


class Query(Protocol):
    """What postgrest's builders have in common."""

    def execute(self) -> Any:
        """Send it."""


@lru_cache(maxsize=1)
def connections() -> Connections:
    """Give the connections of this process."""
    return Connections()


def connect(settings: Settings, token: str | None) -> Client:
    """Make a client that acts for a student, or for nobody where there is no token.

    Args:
        settings: where Supabase is, and our keys.
        token: the student's access token, as it came.
    """
    client = copy(_anonymous(settings))
    headers = dict(client.options.headers)
    if token:
        headers["Authorization"] = f"Bearer {token}"
    client.options = replace(client.options, headers=headers, httpx_client=connections())
    return client


@lru_cache(maxsize=1)
def _anonymous(settings: Settings) -> Client:
    """The client that every request's is a copy of; it is never used itself.

    Making one takes five times as long as copying one: most of that is for Auth, Storage and
    Realtime, which these functions do not use.
    """
    options = ClientOptions(
        headers={FUNCTIONS_KEY_HEADER: settings.exam_functions_key.get_secret_value()},
        auto_refresh_token=False,
        persist_session=False,
        postgrest_client_retry=False,
        httpx_client=connections(),
    )
    client = create_client(settings.supabase_url, settings.supabase_publishable_key, options)
    # The client puts the publishable key here, which is no bearer token.
    del client.options.headers["Authorization"]
    return client


def run(query: Query, shape: type[AnyRow]) -> list[AnyRow]:
    """Send a query that answers rows of this shape.

    Raises:
        Failure: as `refusals.failure_of`; UpstreamUnavailable where something else came than rows.
    """
    data = _send(query)
    if not isinstance(data, list):
        raise UpstreamUnavailable("Supabase answered something else than rows")
    return _validated(data, shape)


def _validated(data: list[Any], shape: type[AnyRow]) -> list[AnyRow]:
    try:
        return [shape.model_validate(row) for row in data]
    except ValidationError as error:
        raise UpstreamUnavailable(f"Supabase answered other rows: {faults_of(error)}") from None


def counted(query: Query, shape: type[AnyRow]) -> tuple[list[AnyRow], int]:
    """Send a query that also counts all rows that it would have without its limit.

    Returns:
        The rows, and how many there are in all.

    Raises:
        As `run`.
    """
    answer = _send_whole(query)
    if not isinstance(answer.data, list) or not isinstance(answer.count, int):
        raise UpstreamUnavailable("Supabase answered something else than counted rows")
    return _validated(answer.data, shape), answer.count


def faults_of(error: ValidationError) -> str:
    """Tell where something read is wrong, and how, without quoting it: it may hold answers."""
    return "; ".join(f"{fault['loc']}: {fault['type']}" for fault in error.errors()[:MAX_FAULTS])


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
            raise failure_of(spent.status, error) from None
        except (ValueError, RecursionError) as error:
            # The body is no JSON, or not the JSON that the client expects.
            raise UpstreamUnavailable(f"{type(error).__name__}: {error}") from error
