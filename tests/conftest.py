"""What every test may ask for: one real stack for the whole run, and students of their own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from emulator.stack import Ports, Stack, reset
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
def stack() -> Iterator[Stack]:
    """Postgres, Auth, REST and all functions, with ports and data of their own."""
    # Not below pytest's own temporary folder: as root, Postgres could not pass through it.
    state_dir = Path(tempfile.mkdtemp(prefix="exam-simulation-"))
    try:
        with Stack(state_dir, Ports.free()) as running:
            yield running
    finally:
        reset(state_dir)
        shutil.rmtree(state_dir, ignore_errors=True)


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
