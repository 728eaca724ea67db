"""Students, and sessions of theirs in every situation that a function may find.

One student takes an exam through the functions; what its rows then hold is copied to the others by
the thousand, so that every request that is measured finds a session of its own.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Literal
from uuid import uuid4

import psycopg

from benchmarks.request.load import Call, Connection

BASE = "/api/exam-simulation"
EXAM_TYPE = "TOLC-I"
STUDENTS = 40
COMPLETED = 12
"""Sessions in each student's history."""

Situation = Literal["created", "running", "completed"]

_COPY = """
insert into exam_sessions (user_id, exam_type, status, metadata, started_at, completed_at)
select (%(users)s::int[])[1 + number %% cardinality(%(users)s::int[])], exam_type, status, metadata,
  now(), completed_at
from exam_sessions, generate_series(0, %(count)s - 1) as number
where id = %(template)s
returning id, user_id
"""


@dataclass(frozen=True)
class Student:
    """A user of Supabase Auth, and their row in `users`."""

    user_id: int
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What a frontend sends with every request that has a body."""
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}


class Exams:
    """Gives requests that each find what they need."""

    def __init__(
        self, environment: dict[str, str], functions_port: int, *, students: int = STUDENTS
    ) -> None:
        """Sign up the students, and let one of them take an exam.

        Args:
            environment: of the stack.
            functions_port: where all functions are served.
            students: how many.
        """
        self._environment = environment
        self._database = psycopg.connect(environment["DATABASE_URL"], autocommit=True)
        self._students = {one.user_id: one for one in self._sign_up(students)}
        self._templates: dict[Situation, int] = {}
        self._answers: dict[str, Any] = {}
        with Connection(functions_port) as functions:
            self._take_exam(functions, self.students[0])
        self._completed = self._copies("completed", COMPLETED * len(self._students))

    @property
    def students(self) -> list[Student]:
        """All of them."""
        return list(self._students.values())

    def close(self) -> None:
        """Disconnect."""
        self._database.close()

    def calls(self, function: str, count: int) -> list[Call]:
        """Make requests to a function, each by another student than the one before.

        Args:
            function: its name.
            count: how many; sessions that they use up are made for them now.
        """
        return list(_CALLS[function](self, count))

    def of_sessions(
        self, situation: Situation, count: int, make: Callable[[str, Student], Call]
    ) -> Iterator[Call]:
        """Make requests to sessions of their own, by their paths."""
        for session_id, student in self._copies(situation, count):
            yield make(f"{BASE}/sessions/{session_id}", student)

    def of_completed(self, count: int, make: Callable[[str, Student], Call]) -> Iterator[Call]:
        """Make requests to the sessions of the students' histories in turn, by their paths."""
        for _, (session_id, student) in zip(range(count), cycle(self._completed), strict=False):
            yield make(f"{BASE}/sessions/{session_id}", student)

    def of_students(self, count: int, make: Callable[[Student], Call]) -> Iterator[Call]:
        """Make requests by students in turn."""
        for _, student in zip(range(count), cycle(self.students), strict=False):
            yield make(student)

    def body(self) -> bytes:
        """The answers to the first section that every running session has saved."""
        return json.dumps(self._answers).encode()

    def _sign_up(self, count: int) -> Iterator[Student]:
        port = int(self._environment["SUPABASE_URL"].rpartition(":")[2])
        key = {"apikey": self._environment["SUPABASE_PUBLISHABLE_KEY"]}
        with Connection(port) as auth:
            for _ in range(count):
                credentials = {"email": f"{uuid4()}@example.com", "password": str(uuid4())}
                body = json.dumps(credentials).encode()
                headers = {**key, "Content-Type": "application/json"}
                told = auth.json(Call("POST", "/auth/v1/signup", headers, body))
                yield Student(self._user_id(told["user"]["id"]), told["access_token"])

    def _user_id(self, auth_user_id: str) -> int:
        query = "select id from users where auth_user_id = %s"
        [(user_id,)] = self._database.execute(query, [auth_user_id])
        return int(user_id)

    def _take_exam(self, functions: Connection, student: Student) -> None:
        headers, exam = student.headers, json.dumps({"exam_type": EXAM_TYPE}).encode()
        create = Call("POST", f"{BASE}/sessions", headers, exam, status=201)
        for situation in ("created", "running", "completed"):
            session = functions.json(create)
            self._templates[situation] = session["id"]
            path = f"{BASE}/sessions/{session['id']}/sections"
            sections = {
                "created": 0,
                "running": 1,
                "completed": len(session["metadata"]["sections"]),
            }
            for number in range(1, sections[situation] + 1):
                paper = functions.json(Call("POST", f"{path}/{number}/start", headers))
                answers = [
                    {"question_id": question["id"], "answer": "b"}
                    for question in paper["questions"]
                ]
                saved = {"answers": answers}
                body = json.dumps(saved).encode()
                functions.send(Call("PUT", f"{path}/{number}/answers", headers, body))
                if situation == "running":
                    self._answers = saved
                else:
                    functions.send(Call("POST", f"{path}/{number}/complete", headers))

    def _copies(self, situation: Situation, count: int) -> list[tuple[int, Student]]:
        values = {
            "users": list(self._students),
            "count": count,
            "template": self._templates[situation],
        }
        with self._database.transaction():
            # Whose a session is and how it may begin is the functions' business, not a copy's.
            self._database.execute("set local session_replication_role = replica")
            rows = self._database.execute(_COPY, values).fetchall()
        return [(int(session_id), self._students[user_id]) for session_id, user_id in rows]


def _get(path: str, student: Student) -> Call:
    return Call("GET", path, student.headers)


def _create(student: Student) -> Call:
    body = json.dumps({"exam_type": EXAM_TYPE}).encode()
    return Call("POST", f"{BASE}/sessions", student.headers, body, status=201)


def _start(path: str, student: Student) -> Call:
    return Call("POST", f"{path}/sections/1/start", student.headers)


def _complete(path: str, student: Student) -> Call:
    return Call("POST", f"{path}/sections/1/complete", student.headers)


_CALLS: dict[str, Callable[[Exams, int], Iterator[Call]]] = {
    "create_session": lambda exams, count: exams.of_students(count, _create),
    "get_session": lambda exams, count: exams.of_sessions("running", count, _get),
    "start_section": lambda exams, count: exams.of_sessions("created", count, _start),
    "save_answers": lambda exams, count: exams.of_sessions(
        "running",
        count,
        lambda path, student: Call(
            "PUT", f"{path}/sections/1/answers", student.headers, exams.body()
        ),
    ),
    "complete_section": lambda exams, count: exams.of_sessions("running", count, _complete),
    "get_results": lambda exams, count: exams.of_completed(
        count, lambda path, student: _get(f"{path}/results", student)
    ),
    "get_history": lambda exams, count: exams.of_students(
        count, lambda student: _get(f"{BASE}/history", student)
    ),
    "get_config": lambda _exams, count: iter([Call("GET", f"{BASE}/config")] * count),
}

FUNCTIONS = tuple(_CALLS)
