"""The Supabase client over our transport does what it does over an unmodified httpx.Client."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from postgrest import CountMethod
from postgrest.exceptions import APIError
from supabase import Client, ClientOptions, create_client

from exam_simulation import budget
from exam_simulation.settings import current
from exam_simulation.store.client import FUNCTIONS_KEY_HEADER, connect
from exam_simulation.store.transport import Connections
from tests.conftest import Student
from tests.functions.conftest import Configure, Sit
from tests.functions.sitting import Sitting
from tests.functions.upstream import Upstream, responds

Ask = Callable[[Client, Sitting], Any]

QUERIES: dict[str, Ask] = {
    "a table": lambda client, _: client.table("exam_sessions").select("*"),
    "embedded rows": lambda client, sitting: (
        client.table("exam_sessions").select("*,section_papers(*)").eq("id", sitting.id)
    ),
    "json": lambda client, _: client.table("exam_sessions").select("id,v:metadata->version"),
    "no rows": lambda client, _: client.table("exam_sessions").select("id").eq("id", 0),
    "a count": lambda client, _: (
        client.table("exam_sessions").select("id", count=CountMethod.exact).limit(1)
    ),
    "or": lambda client, sitting: (
        client.table("exam_sessions").select("id").or_(f'id.eq.{sitting.id},exam_type.eq."ö, &+%"')
    ),
    "text with everything in it": lambda client, _: (
        client.table("exam_sessions").select("id").eq("exam_type", "a&b=c +%25 è \"'#?/\\")
    ),
    "a list": lambda client, sitting: (
        client.table("exam_sessions").select("id").in_("id", [sitting.id, 0])
    ),
    "an update": lambda client, sitting: (
        client.table("section_papers")
        .update({"answers": {}, "flagged": []})
        .eq("session_id", sitting.id)
        .eq("revision", -1)
        .select("answers")
    ),
    "an insert that is refused": lambda client, _: client.table("exam_sessions").insert(
        {"exam_type": "x", "status": "completed"}
    ),
    "a deletion of nothing": lambda client, _: (
        client.table("exam_sessions").delete().eq("id", 0).select("id")
    ),
    "a function": lambda client, _: client.rpc("called_by_functions", {}),
    "a function with json": lambda client, _: client.rpc("change_sessions", {"changes": []}),
    "an unknown table": lambda client, _: client.table("nowhere").select("*"),
    "an unknown column": lambda client, _: client.table("exam_sessions").select("nothing"),
    "an unknown function": lambda client, _: client.rpc("nothing", {}),
}


def made(http: httpx.Client, student: Student) -> Client:
    """The client as the functions make it, over this transport."""
    settings = current()
    headers = {
        **student.headers,
        FUNCTIONS_KEY_HEADER: settings.exam_functions_key.get_secret_value(),
    }
    options = ClientOptions(headers=headers, httpx_client=http, postgrest_client_retry=False)
    return create_client(settings.supabase_url, settings.supabase_publishable_key, options)


def outcome(query: Any) -> object:
    """What a query comes to."""
    try:
        response = query.execute()
    except APIError as error:
        return error.json()
    return response.data, response.count


@pytest.fixture(autouse=True)
def a_minute() -> None:
    """Let there be time for what is sent."""
    budget.begin(60)


@pytest.mark.usefixtures("functions_environment")
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_comes_to_the_same_over_both(sit: Sit, student: Student, name: str) -> None:
    sitting = sit(started=True)
    with httpx.Client() as plain, Connections() as ours:
        expected = outcome(QUERIES[name](made(plain, student), sitting))
        assert outcome(QUERIES[name](made(ours, student), sitting)) == expected


@pytest.mark.parametrize("token", ["a.student.token", None])
def test_without_a_student_no_bearer_token_is_sent(configure: Configure, token: str | None) -> None:
    with Upstream(responds(200, "[]")) as upstream:
        configure(SUPABASE_URL=upstream.url)
        connect(current(), token).table("exam_sessions").select("id").execute()
    [request] = upstream.requests
    assert ("authorization: bearer a.student.token" in request.lower()) == bool(token)
    assert ("authorization:" in request.lower()) == bool(token)
    assert f"apikey: {current().supabase_publishable_key}".lower() in request.lower()


def test_each_client_carries_its_own_token_alone(configure: Configure) -> None:
    with Upstream(*[responds(200, "[]")] * 3) as upstream:
        configure(SUPABASE_URL=upstream.url)
        clients = {token: connect(current(), token) for token in ("first", "second", None)}
        for client in clients.values():
            client.table("exam_sessions").select("id").execute()
    assert [bearer_of(request) for request in upstream.requests] == ["first", "second", None]


def bearer_of(request: str) -> str | None:
    found = re.search(r"^authorization: bearer (\S+)", request, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else None


def test_a_function_without_arguments_is_called_without_a_question_mark(
    configure: Configure,
) -> None:
    with Upstream(responds(200, "true")) as upstream:
        configure(SUPABASE_URL=upstream.url)
        connect(current(), None).rpc("called_by_functions", {}).execute()
    [request] = upstream.requests
    assert request.startswith("POST /rest/v1/rpc/called_by_functions HTTP/1.1")
