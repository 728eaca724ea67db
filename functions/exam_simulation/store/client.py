"""The Supabase client of a request, with the student's token and the process's connections."""

from copy import copy
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from postgrest.exceptions import APIError
from pydantic import BaseModel, ConfigDict, ValidationError
from supabase import Client, ClientOptions, create_client

from .. import budget
from ..errors import UpstreamUnavailable
from ..settings import Settings
from .refusals import failure_of, is_of_database
from .transport import Connections

FUNCTIONS_KEY_HEADER = "x-exam-functions-key"
MAX_FAULTS = 20
"""The most faults of a row that are written to the log."""

Row = dict[str, Any]


class RowModel(BaseModel):
    """The columns of a query."""

    # Deferred: a function needs few of these models, and should start fast.
    model_config = ConfigDict(defer_build=True, strict=True, frozen=True, extra="ignore")


AnyRow = TypeVar("AnyRow", bound=RowModel)


class Query(Protocol):
    """The part that all query builders of postgrest share."""

    def execute(self) -> Any:
        """Send it."""


@lru_cache(maxsize=1)
def connections() -> Connections:
    """Give the connections of this process."""
    return Connections()


def connect(settings: Settings, token: str | None) -> Client:
    """Make a client that acts for a student, or without a student if there is no token.

    Args:
        settings: the address of Supabase, and the keys.
        token: the student's access token.
    """
    client = copy(_anonymous(settings))
    headers = dict(client.options.headers)
    if token:
        headers["Authorization"] = f"Bearer {token}"
    client.options = copy(client.options)
    client.options.headers = headers
    client.options.httpx_client = connections()
    return client


@lru_cache(maxsize=1)
def _anonymous(settings: Settings) -> Client:
    """The client that each request copies. It is never used itself.

    Making a client takes five times as long as copying one, mostly for Auth and Realtime, which
    these functions do not use.
    """
    options = ClientOptions(
        headers={FUNCTIONS_KEY_HEADER: settings.exam_functions_key.get_secret_value()},
        auto_refresh_token=False,
        persist_session=False,
        postgrest_client_retry=False,
        httpx_client=connections(),
    )
    client = create_client(settings.supabase_url, settings.supabase_publishable_key, options)
    # create_client puts the publishable key here, which is not a bearer token.
    del client.options.headers["Authorization"]
    return client


def run(query: Query, shape: type[AnyRow]) -> list[AnyRow]:
    """Send a query, and validate its rows.

    Raises:
        Failure: as `refusals.failure_of`; UpstreamUnavailable if the response is not such rows.
    """
    data = _send(query)
    if not isinstance(data, list):
        raise UpstreamUnavailable("Supabase's response is not rows")
    longest_response.rows = max(longest_response.rows, len(data))
    return _validated(data, shape)


class _Longest:
    """The length of the longest response that this process has had."""

    rows = 0


longest_response = _Longest()


def may_be_cut(rows: int) -> bool:
    """Whether a response of so many rows may lack some, because Supabase limits their number.

    A project may set any limit (`db-max-rows`). It is not below the longest response so far.
    """
    return 0 < rows >= longest_response.rows


def _validated(data: list[Any], shape: type[AnyRow]) -> list[AnyRow]:
    try:
        return [shape.model_validate(row) for row in data]
    except ValidationError as error:
        raise UpstreamUnavailable(
            f"Supabase's rows are not as expected: {faults_of(error)}"
        ) from None


def counted(query: Query, shape: type[AnyRow]) -> tuple[list[AnyRow], int]:
    """Send a query that also counts the rows that it would have without its limit.

    Returns:
        The rows, and the count.

    Raises:
        As `run`.
    """
    answer = _send_whole(query)
    if not isinstance(answer.data, list) or not isinstance(answer.count, int):
        raise UpstreamUnavailable("Supabase's response is not counted rows")
    return _validated(answer.data, shape), answer.count


def truth_of(query: Query) -> bool:
    """Send a query whose response is true or false.

    Raises:
        Failure: as `refusals.failure_of`; UpstreamUnavailable if the response is neither.
    """
    answer = _send(query)
    if not isinstance(answer, bool):
        raise UpstreamUnavailable("Supabase's response is neither true nor false")
    return answer


def faults_of(error: ValidationError) -> str:
    """Say where data is wrong, and how. Values are not quoted: they may be answers."""
    return "; ".join(f"{fault['loc']}: {fault['type']}" for fault in error.errors()[:MAX_FAULTS])


class Access:
    """Whether the database knows the functions' key. Row-level security itself never says so."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def is_granted(self) -> bool:
        """Ask the database.

        Raises:
            UpstreamUnavailable: the response is not the database's.
        """
        return truth_of(self._client.rpc("called_by_functions", {}))


def _send(query: Query) -> Any:
    return _send_whole(query).data


def _send_whole(query: Query) -> Any:
    with budget.round_trip() as spent:
        try:
            answer = query.execute()
        except APIError as error:
            spent.is_token_accepted |= is_of_database(error)
            # Without the cause: its details may quote a row.
            raise failure_of(spent.status, error, spent.retry_after) from None
        except (ValueError, RecursionError) as error:
            # The body is not JSON, or not the JSON that the client expects.
            raise UpstreamUnavailable(f"{type(error).__name__}: {error}") from error
        spent.is_token_accepted = True
        return answer
