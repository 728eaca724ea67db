"""What every test may ask for: one real stack for the whole run, and students of their own."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import httpx
import psycopg
import pytest

from emulator.stack import Ports, Stack
from exam_simulation import settings

Database = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Student:
    """A signed-up user of Supabase Auth."""

    auth_user_id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What a frontend sends with every request."""
        return {"Authorization": f"Bearer {self.token}"}


SignUp = Callable[[], Student]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Postgres, Auth, REST and all functions, with ports and data of their own."""
    with Stack(tmp_path_factory.mktemp("stack"), Ports.free()) as running:
        yield running


@pytest.fixture(scope="session")
def environment(stack: Stack) -> dict[str, str]:
    """The variables that describe the running stack."""
    return stack.environment


@pytest.fixture
def functions_environment(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Let functions that run in this process use the running stack."""
    for name in list(os.environ):
        if name.startswith(("SUPABASE_", "EXAM_", "CORS_", "GOOGLE_CLOUD_")):
            monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


@pytest.fixture
def database(environment: dict[str, str]) -> Iterator[Database]:
    """The database as its superuser sees it, every statement committed at once."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def auth(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """Supabase Auth, as a frontend reaches it."""
    with httpx.Client(
        base_url=environment["SUPABASE_URL"] + "/auth/v1",
        headers={"apikey": environment["SUPABASE_PUBLISHABLE_KEY"]},
        timeout=30,
    ) as client:
        yield client


@pytest.fixture
def sign_up(auth: httpx.Client) -> SignUp:
    """Make students, each with a name that nobody else has."""

    def make() -> Student:
        credentials = {"email": f"{uuid4()}@example.com", "password": "a long test password"}
        answer = auth.post("/signup", json=credentials)
        answer.raise_for_status()
        session = answer.json()
        return Student(session["user"]["id"], session["access_token"])

    return make


@pytest.fixture
def student(sign_up: SignUp) -> Student:
    """A student who has just signed up."""
    return sign_up()
