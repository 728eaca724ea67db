"""What every test may ask for: one real stack for the whole run, and students of their own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from emulator.functions import Functions
from emulator.part import Stopping
from emulator.ports import HOST
from emulator.stack import PROJECT, Ports, Stack, reset
from exam_simulation import settings
from tests.rest_server import GRANTS, OTHER
from tests.schema.projects import Cluster, Kind, Project

Database = psycopg.Connection[tuple[object, ...]]


LOCAL_ALONE = {"stack", "closed_stack"}
"""Fixtures that only the local stack can give."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that another Supabase can be held to, where `TEST_SUPABASE` names one."""
    if OTHER is None:
        return
    if "PYTEST_XDIST_WORKER" in os.environ:
        raise pytest.UsageError("TEST_SUPABASE is one stack: run its tests in one process")

    def is_kept(item: pytest.Item) -> bool:
        if not isinstance(item, pytest.Function):
            return False
        platform = item.callspec.params.get("platform") if hasattr(item, "callspec") else None
        if platform not in (None, GRANTS):
            return False
        return "environment" in item.fixturenames and LOCAL_ALONE.isdisjoint(item.fixturenames)

    kept = [item for item in items if is_kept(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


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


@contextmanager
def passing_stack(**options: Any) -> Iterator[Stack]:
    """A stack with ports and data of its own, of which nothing is left."""
    # Not below pytest's own temporary folder: as root, Postgres could not pass through it.
    state_dir = Path(tempfile.mkdtemp(prefix="exam-simulation-"))
    try:
        with Stack(state_dir, Ports.free(), **options) as running:
            yield running
    finally:
        reset(state_dir)
        shutil.rmtree(state_dir, ignore_errors=True)


@contextmanager
def functions_alone(settings: dict[str, str]) -> Iterator[str]:
    """Serve the functions, with the Supabase of these settings; give their URL."""
    port, folder = Ports.free().functions, PROJECT / "functions"
    with tempfile.TemporaryDirectory(prefix="exam-simulation-") as logs:
        served = Functions(Path(logs), port, Stopping(), folder=folder, settings=settings)
        served.start()
        try:
            yield f"http://{HOST}:{port}"
        finally:
            served.stop()


def supabase_client(environment: dict[str, str], path: str = "") -> httpx.Client:
    """Supabase, as a caller reaches it who has the publishable key alone."""
    return httpx.Client(
        base_url=environment["SUPABASE_URL"] + path,
        headers={"apikey": environment["SUPABASE_PUBLISHABLE_KEY"]},
        timeout=30,
    )


def new_student(auth: httpx.Client) -> Student:
    """Sign up a student with a name that nobody else has."""
    credentials = {"email": f"{uuid4()}@example.com", "password": "a long test password"}
    session = auth.post("/signup", json=credentials).raise_for_status().json()
    return Student(session["user"]["id"], session["access_token"])


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Postgres, Auth, REST and all functions."""
    with passing_stack() as running:
        yield running


@pytest.fixture(scope="session")
def closed_stack() -> Iterator[Stack]:
    """Postgres, Auth and REST, where nobody may do what is not granted by name."""
    with passing_stack(expose="nothing", functions=None) as running:
        yield running


@pytest.fixture(scope="session")
def cluster(stack: Stack) -> Iterator[Cluster]:
    """The shared Postgres, for databases like a hosted project's."""
    with Cluster.on(stack.postgres.superuser_url, stack.postgres.owner_url) as made:
        yield made


@pytest.fixture(scope="session")
def empty_projects(cluster: Cluster) -> dict[Kind, Project]:
    """A project of each kind before any migration, to be copied and never changed."""
    return {"new": cluster.hosted("new"), "older": cluster.hosted("older")}


@pytest.fixture(scope="session")
def environment(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The variables that describe the stack under test."""
    if OTHER is None:
        # Not as an argument: `TEST_SUPABASE` takes the local stack's own tests out by it.
        yield request.getfixturevalue("stack").environment
    else:
        with functions_alone(OTHER) as url:
            yield OTHER | {"FUNCTIONS_URL": url}


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
    settings.allowed_origins.cache_clear()
    yield
    settings.current.cache_clear()
    settings.allowed_origins.cache_clear()


@contextmanager
def without_triggers(database: Database) -> Iterator[None]:
    """Let the superuser do what the database keeps everybody else from."""
    database.execute("set session_replication_role = replica")
    try:
        yield
    finally:
        database.execute("set session_replication_role = origin")


@pytest.fixture
def database(environment: dict[str, str]) -> Iterator[Database]:
    """The database as its superuser sees it, every statement committed at once."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def auth(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """Supabase Auth, as a frontend reaches it."""
    with supabase_client(environment, "/auth/v1") as client:
        yield client


@pytest.fixture
def sign_up(auth: httpx.Client) -> SignUp:
    """Make students, each with a name that nobody else has."""
    return lambda: new_student(auth)


@pytest.fixture
def student(sign_up: SignUp) -> Student:
    """A student who has just signed up."""
    return sign_up()
