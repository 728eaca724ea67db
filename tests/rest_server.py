"""The Supabase that the tests look at, and what its REST server does in its own way.

By default the tests start the local stack. `TEST_SUPABASE` names an environment file of another
one, with the variables that `make run` writes to `.env.local`. That stack has all migrations, the
seed and the functions' key. Then only those tests run that look at a Supabase and need nothing else
of the local stack.
"""

import os
from dataclasses import dataclass
from typing import Literal

from dotenv import dotenv_values

Grants = Literal["open", "closed"]


@dataclass(frozen=True)
class RestServer:
    """What one REST server does otherwise than another; `rls/test_rest_server.py` checks it."""

    refuses_critical_extensions: bool
    """Whether it refuses a token whose header names an extension (`crit`) that nobody knows."""

    reads_any_expiry: bool
    """Whether an `exp` may be a fraction, or need more than 64 bits; else the token is expired."""

    leeway_seconds: int
    """For how long an expired token is still accepted."""

    writes_1e308_as: str
    """How a large JSON number comes back."""

    estimates_few_rows: bool
    """Whether `count=estimated` estimates even fewer rows than the row cap; else it counts them."""

    head_heeds_range: bool
    """Whether HEAD counts the rows of its `Range` alone in `Content-Range`."""

    head_calls_functions: bool
    """Whether `HEAD /rpc/…` evaluates the function."""

    joins_equal_headers: bool
    """Whether two headers of one name become one, joined by a comma; else the last counts."""


LOCAL = RestServer(
    refuses_critical_extensions=True,
    reads_any_expiry=True,
    leeway_seconds=0,
    writes_1e308_as="1e+308",
    estimates_few_rows=True,
    head_heeds_range=True,
    head_calls_functions=True,
    joins_equal_headers=True,
)

POSTGREST = RestServer(
    refuses_critical_extensions=False,
    reads_any_expiry=False,
    leeway_seconds=30,
    writes_1e308_as="1" + 308 * "0",
    estimates_few_rows=False,
    head_heeds_range=False,
    head_calls_functions=False,
    joins_equal_headers=False,
)
"""PostgREST 14.17, on 2026-11-25.

It also sets `request.jwt.claims` alone; the local server sets `request.jwt.claim.sub` too. While
Postgres is down it answers 503 with 57P01, then PGRST002, and after a crash 400 with an empty code;
`tests/functions/test_upstream.py` sends these to the functions.
"""


def _other(path: str | None) -> dict[str, str] | None:
    if not path:
        return None
    found = {name: value for name, value in dotenv_values(path).items() if value}
    if "DATABASE_URL" not in found:
        raise RuntimeError(f"TEST_SUPABASE={path} is no environment file with a DATABASE_URL")
    return found


OTHER = _other(os.environ.get("TEST_SUPABASE"))
"""The environment of another stack; None where the tests start the local one."""

SERVER = POSTGREST if OTHER and OTHER.get("TEST_SERVER", "postgrest") == "postgrest" else LOCAL
"""The REST server under test. `TEST_SERVER=local` in the file says that it is the local one."""

ESTIMATES = ("planned", "estimated") if SERVER.estimates_few_rows else ("planned",)
"""The kinds of count that are the planner's estimate, however few the rows."""

GRANTS: Grants | None = None
if OTHER:
    GRANTS = "closed" if OTHER.get("TEST_GRANTS") == "closed" else "open"
"""Whether the other stack grants everything to everybody, or nothing (`TEST_GRANTS=closed`)."""
