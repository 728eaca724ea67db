"""A whole stack whose question bank is empty, and the ways into it."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from emulator.stack import Stack
from question_bank.banks import Bank, DatabaseBank, RestBank
from tests.conftest import Database, passing_stack, without_triggers

Empty = Callable[[], None]


@pytest.fixture(scope="session")
def empty_stack() -> Iterator[Stack]:
    """Everything but the seed."""
    with passing_stack(seed=None) as running:
        yield running


@pytest.fixture
def held(empty_stack: Stack) -> Iterator[Database]:
    """What the bank holds, as the superuser sees it; empty before each test."""
    url = empty_stack.environment["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        with without_triggers(connection):
            connection.execute(
                "truncate exam_sessions, section_papers, session_keys, questions, passages"
                " restart identity"
            )
        yield connection


@pytest.fixture(params=["database", "rest"])
def bank(request: pytest.FixtureRequest, empty_stack: Stack, held: Database) -> Bank:  # noqa: ARG001
    """The bank, reached both ways."""
    message = empty_stack.environment
    if request.param == "database":
        return DatabaseBank(empty_stack.postgres.owner_url)
    return RestBank(message["SUPABASE_URL"], message["SUPABASE_SECRET_KEY"])
