"""The functions in this process, exactly as functions-framework would serve them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit
from uuid import uuid4

import flask
import functions_framework
import pytest

import main
from exam_simulation import clock, settings
from exam_simulation.store import client
from exam_simulation.store.bank_cache import bank_cache_of
from tests.conftest import Database, SignUp, Student, without_triggers
from tests.functions.responses import Response
from tests.functions.sitting import Sitting
from tests.functions.tokens import claims_of, signed
from tests.openapi.conformance import require_documented

MAIN = Path(main.__file__)
ENTRY_POINTS = [getattr(main, name) for name in main.__all__]

SetClock = Callable[[datetime], None]
Configure = Callable[..., None]
Sit = Callable[..., Sitting]
Retire = Callable[..., None]
BringIn = Callable[..., int]


class Api:
    """Sends requests to whichever function's path they name, as the emulator does."""

    def __init__(self) -> None:
        create_app: Callable[[str, str], flask.Flask] = functions_framework.create_app
        self.apps: dict[str, flask.Flask] = {
            entry.__name__: create_app(entry.__name__, str(MAIN)) for entry in ENTRY_POINTS
        }

    def request(self, method: str, path: str, **options: object) -> Response:
        """Send a request to `path`, below the base path."""
        whole = f"/api/exam-simulation{path}"
        bare = whole.partition("?")[0]
        matching = [entry for entry in ENTRY_POINTS if entry.matches(bare)]
        serving = [entry for entry in matching if method in entry.methods]
        showing = [entry for entry in matching if "GET" in entry.methods]
        found = serving or showing or matching
        name = found[0].__name__ if found else "get_config"
        return self.call(name, method, whole, **options)

    def call(self, function: str, method: str, whole_path: str, **options: object) -> Response:
        """Send a request to one function, as where it is deployed alone, whatever the path."""
        client = self.apps[function].test_client()
        response = cast(Response, client.open(whole_path, method=method, **options))  # type: ignore[arg-type]
        require_documented(getattr(main, function), method, response.request.path, response)
        return response

    def get(self, path: str, **options: object) -> Response:
        """GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: object) -> Response:
        """POST."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: object) -> Response:
        """PUT."""
        return self.request("PUT", path, **options)

    def delete(self, path: str, **options: object) -> Response:
        """DELETE."""
        return self.request("DELETE", path, **options)


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Let each test begin with nothing remembered of the bank, and after a long response."""
    bank_cache_of.cache_clear()
    client.longest_response.rows = 1000


@pytest.fixture(scope="session")
def apps() -> Api:
    """The apps of all functions, made once."""
    return Api()


@pytest.fixture
def api(apps: Api, functions_environment: None) -> Api:  # noqa: ARG001
    """The apps of all functions, on the running stack."""
    return apps


@pytest.fixture
def enrol(environment: dict[str, str], database: Database) -> SignUp:
    """Make students as Auth does, without the time that hashing a password takes."""

    def make() -> Student:
        auth_user_id = str(uuid4())
        database.execute("insert into auth.users (id) values (%s)", [auth_user_id])
        token = signed(claims_of(auth_user_id), environment["SUPABASE_JWT_SECRET"])
        return Student(auth_user_id, token)

    return make


@pytest.fixture
def student(enrol: SignUp) -> Student:
    """A student who has just signed up."""
    return enrol()


@pytest.fixture
def sit(api: Api, database: Database, student: Student) -> Sit:
    """Create a session, DEMO unless told otherwise, and perhaps start its first section."""

    def make(*, of: Student = student, started: bool = False, **body: object) -> Sitting:
        response = api.post("/sessions", headers=of.headers, json={"exam_type": "DEMO", **body})
        assert response.status_code == 201, response.text
        sitting = Sitting(api, database, of, response.json["id"])
        if started:
            assert sitting.start().status_code == 200
        return sitting

    return make


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Sitting]:
    """What tests of one module share."""
    return {}


@pytest.fixture
def untouched(snapshot: dict[str, Sitting], sit: Sit, api: Api, database: Database) -> Sitting:
    """A session under way that tests of one module share, because they change nothing."""
    if "untouched" not in snapshot:
        snapshot["untouched"] = sit(started=True)
    return replace(snapshot["untouched"], api=api, database=database)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Make it another time, for the functions alone."""

    def put(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    return put


@pytest.fixture
def configure(
    functions_environment: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Configure:
    """Change settings (None: unset), far from anybody's settings file."""
    monkeypatch.chdir(tmp_path)

    def put(**variables: str | None) -> None:
        for name, value in variables.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        settings.current.cache_clear()
        settings.allowed_origins.cache_clear()

    return put


@pytest.fixture
def port(environment: dict[str, str]) -> int:
    """Where the running stack's Supabase listens on loopback."""
    return int(str(urlsplit(environment["SUPABASE_URL"]).port))


@pytest.fixture
def retire(database: Database) -> Iterator[Retire]:
    """Retire all questions of a subject but `leaving`; they come back after the test."""
    retired: list[int] = []

    def make(subject: str, *, leaving: int) -> None:
        rows = database.execute(
            """update questions set active = false where id in (
                 select id from questions where subject = %s and active order by id offset %s
               ) returning id""",
            [subject, leaving],
        )
        retired.extend(int(str(number)) for (number,) in rows)

    yield make
    database.execute("update questions set active = true where id = any(%s)", [retired])


@pytest.fixture
def bring_in(database: Database) -> Iterator[BringIn]:
    """Bring a question of a subject in as an operator does, with an id; gone after the test."""
    brought: list[int] = []

    def make(subject: str, **members: object) -> int:
        text = f"A question of {uuid4()}"
        options = {f"option_{letter}": letter for letter in "abcde"}
        question = {
            "key": text,
            "subject": subject,
            "topic": "x",
            "text": text,
            "explanation": "x",
            **options,
            "correct_answer": "a",
            "difficulty": 1,
            **members,
        }
        database.execute("select import_questions(%s::jsonb)", [json.dumps([question])])
        row = database.execute("select id from questions where text = %s", [text]).fetchone()
        assert row is not None
        brought.append(int(str(row[0])))
        return brought[-1]

    yield make
    database.execute("update questions set active = false where id = any(%s)", [brought])
    with without_triggers(database):
        database.execute("delete from questions where id = any(%s)", [brought])
