"""The functions' key is replaced as docs/operations.md says, and no request is lost."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from operator import ge
from typing import Any, Self

import httpx
import psycopg

from emulator.functions import Functions
from emulator.ports import HOST, Ports
from emulator.stack import PROJECT, Stack
from tests.conftest import new_student, passing_stack, supabase_client
from tests.e2e.conftest import BASE_PATH
from tests.e2e.operations import do_as_documented
from tests.rls.rest import FUNCTIONS_KEY_HEADER

STUDENTS = 2
NEW_KEY = "the-key-that-comes-next-and-is-long-enough"


class NextFunctions(Functions):
    """The functions once more, deployed beside those that run."""

    name = "functions-next"


class Balancer:
    """What stands before the functions: sends each request to those that are to have it.

    `sent` counts them by address.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.sent: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def route(self) -> Iterator[str]:
        """Give the address for one request."""
        with self._changed:
            url = self._url
            self._running[url] += 1
            self.sent[url] += 1
        try:
            yield url
        finally:
            with self._changed:
                self._running[url] -= 1
                self._changed.notify_all()

    def move(self, url: str) -> None:
        """Send what comes from now on elsewhere, and wait until the rest is answered."""
        with self._changed:
            before, self._url = self._url, url
            assert self._changed.wait_for(lambda: not self._running[before], timeout=30)


@dataclass
class Ledger:
    """What one student was told."""

    exams: int = 0
    requests: int = 0
    sections: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Frontend:
    """One student's, who takes one exam after the other."""

    balancer: Balancer
    http: httpx.Client
    ledger: Ledger

    def send(self, method: str, path: str, body: object = None) -> Any:
        """Send a request and insist on success: there is no second try."""
        with self.balancer.route() as url:
            response = self.http.request(method, url + BASE_PATH + path, json=body)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        self.ledger.requests += 1
        return response.json()

    def take_an_exam(self) -> None:
        """Call every function, and note what was acknowledged."""
        session = self.send("POST", "/sessions", {"exam_type": "DEMO"})["id"]
        for section in (1, 2):
            path = f"/sessions/{session}/sections/{section}"
            first, *_ = self.send("POST", f"{path}/start")["questions"]
            answers = [{"question_id": first["id"], "answer": "a"}]
            saved = self.send("PUT", f"{path}/answers", {"answers": answers, "base_revision": 0})
            outcome = self.send("POST", f"{path}/complete")
            saved = {name: saved[name] for name in ("answers", "revision")}
            self.ledger.sections[session, section] = {**saved, "score": outcome["score"]}
        for path in (f"/sessions/{session}", f"/sessions/{session}/results", "/history", "/config"):
            self.send("GET", path)
        self.ledger.exams += 1


class Crowd:
    """Students who take exams all at once, as long as this context lasts."""

    def __init__(self, frontends: list[Frontend]) -> None:
        self.frontends = frontends
        self._pool = ThreadPoolExecutor(len(frontends))
        self._exam_taken = threading.Condition()
        self._leaving = threading.Event()

    def __enter__(self) -> Self:
        """Begin."""
        self._done = [self._pool.submit(self._take_exams, frontend) for frontend in self.frontends]
        return self

    def __exit__(self, *_: object) -> None:
        """Let everybody finish; raises what went wrong for one of them."""
        self._leaving.set()
        self._pool.shutdown()
        for one in self._done:
            one.result()

    def go_on(self, exams: int) -> None:
        """Wait until everybody has taken so many more exams, or somebody could not."""
        goals = [frontend.ledger.exams + exams for frontend in self.frontends]

        def reached() -> bool:
            taken = [frontend.ledger.exams for frontend in self.frontends]
            return self._leaving.is_set() or all(map(ge, taken, goals))

        with self._exam_taken:
            assert self._exam_taken.wait_for(reached, timeout=60)

    def _take_exams(self, frontend: Frontend) -> None:
        try:
            while not self._leaving.is_set():
                frontend.take_an_exam()
                with self._exam_taken:
                    self._exam_taken.notify_all()
        finally:
            self._leaving.set()
            with self._exam_taken:
                self._exam_taken.notify_all()


def written(database: psycopg.Connection[Any]) -> dict[tuple[int, int], dict[str, Any]]:
    """What the database holds of every section."""
    rows = database.execute(
        """select session_id, section_id, answers, revision,
             metadata -> 'sections' -> (section_id - 1) -> 'score'
           from public.section_papers join public.exam_sessions on id = session_id"""
    ).fetchall()
    return {
        (session, section): {"answers": answers, "revision": revision, "score": score}
        for session, section, answers, revision, score in rows
    }


def opened_by(key: str, environment: dict[str, str]) -> bool:
    """Tell whether a key opens the question bank."""
    with supabase_client(environment) as rest:
        response = rest.get("/rest/v1/questions?limit=1", headers={FUNCTIONS_KEY_HEADER: key})
    return bool(response.raise_for_status().json())


def beside(stack: Stack, key: str) -> tuple[Functions, str]:
    """Functions with another key, not yet running, and where they will be."""
    kept = ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY")
    settings = {name: stack.environment[name] for name in kept} | {"EXAM_FUNCTIONS_KEY": key}
    port = Ports.free().functions
    folder = PROJECT / "functions"
    made = NextFunctions(stack.state_dir, port, stack.stopping, folder=folder, settings=settings)
    return made, f"http://{HOST}:{port}"


def test_a_rotation_as_documented_loses_no_request() -> None:
    with ExitStack() as cleanup:
        stack = cleanup.enter_context(passing_stack())
        old_key, environment = stack.credentials.functions_key, stack.environment
        database = cleanup.enter_context(
            psycopg.connect(environment["DATABASE_URL"], autocommit=True)
        )
        auth = cleanup.enter_context(supabase_client(environment, "/auth/v1"))
        balancer = Balancer(environment["FUNCTIONS_URL"])
        frontends = [
            Frontend(
                balancer,
                cleanup.enter_context(httpx.Client(headers=new_student(auth).headers, timeout=30)),
                Ledger(),
            )
            for _ in range(STUDENTS)
        ]
        next_functions, url = beside(stack, NEW_KEY)
        cleanup.callback(next_functions.stop)

        with Crowd(frontends) as crowd:
            do_as_documented("insert", NEW_KEY, database)
            next_functions.start()
            balancer.move(url)
            stack.functions.stop()
            do_as_documented("delete", old_key, database)
            crowd.go_on(exams=2)

        ledgers = [frontend.ledger for frontend in frontends]
        assert balancer.sent[environment["FUNCTIONS_URL"]] > 0
        assert sum(ledger.requests for ledger in ledgers) == balancer.sent.total()
        acknowledged = {place: saved for one in ledgers for place, saved in one.sections.items()}
        assert written(database) == acknowledged
        assert opened_by(NEW_KEY, environment)
        assert not opened_by(old_key, environment)
