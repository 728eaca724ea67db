"""Whatever goes wrong, no key, token or answer is in a log, an error, a response or a row."""

import json
import shutil
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest

from emulator.functions import Functions
from emulator.ports import HOST, Ports
from emulator.stack import PROJECT, Stack
from tests.conftest import (
    Database,
    Student,
    new_student,
    passing_stack,
    supabase_client,
    without_triggers,
)
from tests.e2e.conftest import BASE_PATH
from tests.e2e.operations import do_as_documented
from tests.emulator.copies import until
from tests.functions.tokens import claims_of, signed
from tests.rls.rest import FUNCTIONS_KEY_HEADER

WRONG_KEY = "a-functions-key-that-the-database-does-not-know"
NEXT_KEY = "the-functions-key-that-an-operator-adds-as-documented"
IDEMPOTENCY_KEY = "the-idempotency-key-of-a-student"
ANSWER = "the-answer-of-a-student"
FORGED = signed(claims_of(str(uuid4())), "the secret of a forger, of some length")

SECRETS: dict[str, Callable[[Stack, Student], str]] = {
    "the functions' key": lambda stack, _: stack.credentials.functions_key,
    "a functions' key that is refused": lambda _stack, _student: WRONG_KEY,
    "a functions' key that is added as documented": lambda _stack, _student: NEXT_KEY,
    "the secret key": lambda stack, _: stack.credentials.secret_key,
    "what signs the tokens": lambda stack, _: stack.credentials.jwt_secret,
    "the owner's password": lambda stack, _: stack.credentials.owner_password,
    "the superuser's password": lambda stack, _: stack.credentials.superuser_password,
    "a token": lambda _, student: student.token,
    "a token's signature": lambda _, student: student.token.split(".")[2],
    "a forged token": lambda _stack, _student: FORGED,
    "an Idempotency-Key": lambda _stack, _student: IDEMPOTENCY_KEY,
    "an answer": lambda _stack, _student: ANSWER,
}
PLACES = [
    *("functions.log", "supabase.log", "postgres.log"),
    *("the functions' answers", "REST's answers"),
    *("the tables", "Postgres's views", "the command lines"),
]


class OtherFunctions(Functions):
    """The functions once more, set up otherwise."""

    name = "functions-other"


@dataclass
class Scene:
    """A stack, a student, and all that the two were answered."""

    stack: Stack
    student: Student
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def client(self, whose: str, url: str, headers: dict[str, str]) -> httpx.Client:
        """A client of the functions or of REST, all of whose answers are kept."""

        def keep(response: httpx.Response) -> None:
            response.read()
            head = [f"{name}: {value}" for name, value in response.headers.multi_items()]
            self.answers[whose].append("\n".join([*head, "", response.text]))
            self.statuses[whose].add(response.status_code)

        return httpx.Client(
            base_url=url, headers=headers, timeout=30, event_hooks={"response": [keep]}
        )

    def functions(self, url: str | None = None) -> httpx.Client:
        """The functions, as the student's frontend calls them."""
        base_url = (url or self.stack.environment["FUNCTIONS_URL"]) + BASE_PATH
        return self.client("the functions' answers", base_url, self.student.headers)

    def rest(self) -> httpx.Client:
        """REST, as the functions call it for the student."""
        environment = self.stack.environment
        headers = {
            **self.student.headers,
            "apikey": environment["SUPABASE_PUBLISHABLE_KEY"],
            FUNCTIONS_KEY_HEADER: environment["EXAM_FUNCTIONS_KEY"],
        }
        return self.client("REST's answers", environment["SUPABASE_URL"] + "/rest/v1", headers)

    def database(self) -> psycopg.Connection[Any]:
        """The database as its superuser sees it; a connection dies with Postgres."""
        return psycopg.connect(self.stack.postgres.superuser_url, autocommit=True)

    def everywhere(self) -> dict[str, str]:
        """All that could hold a secret, as text."""
        logs = self.stack.postgres.log.parent.glob("*.log")
        text: dict[str, str] = defaultdict(str)
        for log in logs:
            # The functions that are set up otherwise log beside the others.
            text[f"{log.stem.split('-')[0]}.log"] += log.read_text(errors="replace")
        return {
            **text,
            **{whose: "\n".join(said) for whose, said in self.answers.items()},
            "the tables": "\n".join(self.dump("table").values()),
            "Postgres's views": "\n".join(self.dump("view").values()),
            "the command lines": "\n".join(map(_command_line, _processes())),
        }

    def dump(self, kind: Literal["table", "view"]) -> dict[str, str]:
        """Every row of every table outside of Postgres's own; or of what it shows of its doings."""
        where = {
            "table": "relkind in ('r', 'm', 'p') and nspname !~ '^(pg_|information_schema)'",
            "view": "relname ~ '^pg_(stat|prepared|cursors|settings|file_settings)'"
            " and relkind = 'v'",
        }[kind]
        with self.database() as database:
            names = database.execute(
                f"""select format('%I.%I', nspname, relname)
                    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                    where {where}"""
            ).fetchall()
            return {
                name: "\n".join(row for (row,) in database.execute(_rows_of(name)))
                for (name,) in names
            }


def _processes() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def _command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a connection of Postgres's that has ended
        return ""


def _rows_of(relation: str) -> str:
    # What this very connection asks would be found in what Postgres says of its connections.
    own = " where pid <> pg_backend_pid()" if relation.endswith("pg_stat_activity") else ""
    return f"select t::text from {relation} t{own}"


# ── what goes right, and what goes wrong ─────────────────────────────────────────────────────────


def take_an_exam(http: httpx.Client) -> int:
    """What a good frontend does; nothing of the answer key is asked for."""
    once = {"Idempotency-Key": IDEMPOTENCY_KEY}
    for status in (201, 200):
        created = http.post("/sessions", json={"exam_type": "DEMO"}, headers=once)
        assert created.status_code == status
    http.post("/sessions", json={"exam_type": "TOLC-I"}, headers=once)
    session: int = created.json()["id"]
    path = f"/sessions/{session}/sections/1"
    number = http.post(f"{path}/start").json()["questions"][0]["id"]
    body = {"answers": [{"question_id": number, "answer": "a"}], "base_revision": 0}
    assert http.put(f"{path}/answers", json=body).status_code == 200
    for stale in ({**body, "answers": []}, {**body, "base_revision": 7}):
        assert http.put(f"{path}/answers", json=stale).status_code == 409
    for get in ("", "/results"):
        http.get(f"/sessions/{session}{get}")
    http.get("/history?status=unfinished")
    http.get("/config")
    http.options("/config", headers={"Origin": "http://localhost:3000"})
    return session


def make_mistakes(http: httpx.Client, session: int) -> None:
    """Every mistake that a caller can make, always with something in hand."""
    path = f"/sessions/{session}/sections/1/answers"
    response = {"question_id": 1, "answer": ANSWER}
    for content in (
        {"answers": [response]},
        {"answers": [{**response, "colour": ANSWER}]},
        {"answers": ANSWER},
        {"answers": [], "colour": ANSWER},
        {"answers": [], "base_revision": ANSWER},
        [ANSWER],
    ):
        http.put(path, json=content)
    json_type = {"Content-Type": "application/json"}
    http.put(path, content=f'{{"answers": "{ANSWER}', headers=json_type)
    http.put(path, content=ANSWER * 4000, headers=json_type)
    http.put(path, content=ANSWER, headers={"Content-Type": "text/plain"})
    http.post("/sessions", json={"exam_type": ANSWER})
    http.post("/sessions", headers={"Idempotency-Key": f"{IDEMPOTENCY_KEY} {IDEMPOTENCY_KEY}"})
    http.delete(path)
    http.get("/sessions/2147483647")
    http.get("/history?limit=0")
    http.get("/nowhere")
    http.post(f"/sessions/{session}/sections/2/start")
    for headers in (
        {"Authorization": f"Bearer {FORGED}"},
        {"Authorization": f"Bearer {FORGED}, Bearer {FORGED}"},
        {"Authorization": f"Basic {FORGED}"},
        {"Authorization": ""},
        {FUNCTIONS_KEY_HEADER: WRONG_KEY},
    ):
        http.get("/history", headers=headers)
    http.get("/history", headers=[("Authorization", f"Bearer {FORGED}" + "A" * 9000)])


def err_at_rest(http: httpx.Client, session: int) -> None:
    """Requests that PostgREST or Postgres refuses, some with a hint, as the functions send them."""
    http.get("/question_ban")
    http.get("/questions?select=nothing")
    http.get("/questions?id=eq.many")
    http.get("/questions?nonsense")
    http.get("/questions?order=&limit=many")
    http.post("/rpc/called_by_function", json={})
    http.post("/rpc/called_by_functions", content="no JSON")
    http.post("/exam_sessions", json={"id": 1, "user_id": 1})
    http.post("/exam_sessions", json={"exam_type": None})
    http.delete(f"/section_papers?session_id=eq.{session}")
    changes: list[dict[str, object]] = [
        {"status": "unheard-of"},
        {"completed_at": "never"},
        {"metadata": {}, "nothing": 1},
        {"status": "completed", "completed_at": "2030-01-01T00:00:00Z"},
        {"metadata": {}},
    ]
    for change in changes:
        http.patch(f"/exam_sessions?id=eq.{session}", json=change)
    for headers in (
        {"Authorization": f"Bearer {FORGED}"},
        {"apikey": WRONG_KEY},
        {FUNCTIONS_KEY_HEADER: WRONG_KEY},
        {"Accept-Profile": "private"},
    ):
        http.get("/exam_sessions", headers=headers)


def be_badly_deployed(scene: Scene, session: int, folder: Path) -> None:
    """Functions with a key that the database does not know, and a bug in one of them."""
    shutil.copytree(PROJECT / "functions", folder)
    with (folder / "save_answers.py").open("a") as code:
        code.write("\n\nExamService = None\n")
    stack, port = scene.stack, Ports.free().functions
    settings = {**stack.environment, "EXAM_FUNCTIONS_KEY": WRONG_KEY}
    other = OtherFunctions(stack.state_dir, port, stack.stopping, folder=folder, settings=settings)
    other.start()
    try:
        with scene.functions(f"http://{HOST}:{port}") as http:
            assert http.get("/config").json()["code"] == "misconfigured"
            http.post("/sessions")
            body = {"answers": [{"question_id": 1, "answer": ANSWER}]}
            crashed = http.put(f"/sessions/{session}/sections/1/answers", json=body)
            assert crashed.json()["code"] == "internal_error"
    finally:
        other.stop()


def add_a_key(scene: Scene) -> None:
    """As documented, and once more by mistake, which Postgres logs."""
    with psycopg.connect(scene.stack.postgres.owner_url, autocommit=True) as operator:
        do_as_documented("insert", NEXT_KEY, operator)
        with pytest.raises(psycopg.errors.UniqueViolation):
            do_as_documented("insert", NEXT_KEY, operator)


def lose_supabase(scene: Scene, http: httpx.Client) -> None:
    """Postgres cannot be reached, and then REST cannot."""
    scene.stack.postgres.stop()
    http.get("/history")
    scene.stack.supabase.stop()
    http.get("/history")
    http.get("/config")
    scene.stack.postgres.start()
    scene.stack.supabase.start()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A stack in which everything has gone right once, and wrong in every way."""
    with ExitStack() as cleanup:
        stack = cleanup.enter_context(passing_stack())
        auth = cleanup.enter_context(supabase_client(stack.environment, "/auth/v1"))
        made = Scene(stack, new_student(auth))
        http = cleanup.enter_context(made.functions())
        session = take_an_exam(http)
        make_mistakes(http, session)
        be_badly_deployed(made, session, tmp_path_factory.mktemp("deployed") / "functions")
        err_at_rest(cleanup.enter_context(made.rest()), session)
        add_a_key(made)
        lose_supabase(made, http)
        yield made


@pytest.fixture(scope="module")
def found(scene: Scene) -> dict[str, str]:
    """What was to be found everywhere after that."""
    return scene.everywhere()


# ── what is to be found of it ────────────────────────────────────────────────────────────────────


def disguises(secret: str) -> set[str]:
    """A secret as it is, and as it would come out of usual encodings."""
    raw = secret.encode()
    return {secret, b64encode(raw).decode()[:-4], urlsafe_b64encode(raw).decode()[:-4], raw.hex()}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_is_anywhere(scene: Scene, found: dict[str, str], name: str, place: str) -> None:
    for form in disguises(SECRETS[name](scene.stack, scene.student)):
        at = found[place].find(form)
        assert at == -1, f"…{found[place][max(0, at - 200) : at]}[{name}]"


def test_the_database_holds_of_the_functions_key_its_sha256_alone(scene: Scene) -> None:
    digest = sha256(scene.stack.credentials.functions_key.encode()).hexdigest()
    tables = scene.dump("table")
    assert [name for name in tables if digest in tables[name]] == ["private.functions_keys"]


def test_everything_did_go_wrong(scene: Scene, found: dict[str, str]) -> None:
    expected = {200, 201, 204, 400, 401, 404, 405, 409, 413, 415, 422, 431, 500, 503}
    assert scene.statuses["the functions' answers"] == expected
    assert {400, 401, 404, 406, 409} <= scene.statuses["REST's answers"]
    for sign in (
        '"stack_trace"',
        '"misconfigured"',
        '"upstream_unavailable"',
        "EXAM_FUNCTIONS_KEY",
    ):
        assert sign in found["functions.log"]
    assert '"hint":"Perhaps' in found["REST's answers"]
    for sign in ("STATEMENT:", "violates unique constraint", "violates check constraint"):
        assert sign in found["postgres.log"]


def test_before_the_results_nothing_of_the_answer_key_is_told(
    scene: Scene, found: dict[str, str]
) -> None:
    with scene.database() as database:
        rows = database.execute("select explanation from public.questions").fetchall()
    assert len(rows) > 100
    message = found["the functions' answers"]
    assert [text for (text,) in rows if json.dumps(text, ensure_ascii=False)[1:-1] in message] == []
    assert "correct_answer" not in message


def remove_planted(database: Database) -> None:
    with without_triggers(database):
        database.execute("delete from public.passages where subject = 'planted'")


def test_what_is_planted_is_found_everywhere(scene: Scene) -> None:
    planted = f"planted-{uuid4().hex}"
    with ExitStack() as cleanup:
        # A request id is logged and sent back; a bad value is logged by Postgres, and by REST.
        http = cleanup.enter_context(scene.functions())
        http.get("/config", headers={"X-Request-Id": planted})
        cleanup.enter_context(scene.rest()).get(f"/questions?id=eq.{planted}")
        database = cleanup.enter_context(scene.database())
        database.execute(
            "insert into public.passages (subject, title, text) values ('planted', %s, 'planted')",
            [planted],
        )
        cleanup.callback(remove_planted, database)
        database.execute(f"select /* {planted} */")
        sleeper = subprocess.Popen(
            [sys.executable, "-c", "input()", planted], stdin=subprocess.PIPE
        )
        cleanup.callback(sleeper.communicate)
        everywhere = scene.everywhere()
    assert [place for place in PLACES if planted not in everywhere[place]] == []


@pytest.mark.usefixtures("found")  # what this test has Postgres log is not to be found there
def test_only_a_database_that_is_told_to_log_parameters_logs_the_key(scene: Scene) -> None:
    key, log = scene.stack.credentials.functions_key, scene.stack.postgres.log

    def logged() -> list[str]:
        """What one request makes Postgres log."""
        before = log.stat().st_size
        with scene.functions() as http:
            assert http.get("/history").status_code == 200
        return log.read_bytes()[before:].decode().splitlines()

    def the_key_is(logged_at_all: bool) -> bool:
        lines = logged()
        message = [line for line in lines if key in line]
        assert all("DETAIL:  Parameters: " in line for line in message)
        return any("request.headers" in line for line in lines) and bool(message) is logged_at_all

    # Connections take a setting up one by one, and do not say when.
    with scene.database() as database:
        database.execute("alter system set log_statement = 'all'")
        database.execute("select pg_reload_conf()")
        until(lambda: the_key_is(True), "the key is logged")
        database.execute("alter system set log_parameter_max_length = 0")
        database.execute("select pg_reload_conf()")
        until(lambda: the_key_is(False), "statements are logged without the key")
        database.execute("alter system reset all")
        database.execute("select pg_reload_conf()")
