"""Students, and sessions of theirs in every situation that a function may find.

One student takes an exam through the functions; what its rows then hold is copied to others, so
that every request that is measured finds a session, and where it must a student, of its own.
"""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Literal

import psycopg

from benchmarks.request.load import Call, Connection
from emulator.stack import Stack

BASE = "/api/exam-simulation"
EXAM_TYPE = "TOLC-I"
STUDENTS = 40
"""Students with a history, who ask for what several of them may ask for at once."""
COMPLETED = 12
"""Sessions in each one's history."""

Situation = Literal["created", "running", "completed"]

_ENROL = """
with auth_users as (
  insert into auth.users (id) select gen_random_uuid() from generate_series(1, %s) returning id
)
select id::text from auth_users
"""
_COPY = """
with copies as (
  insert into exam_sessions (user_id, exam_type, status, metadata, started_at, completed_at)
  select whose, exam_type, status, metadata, now(), completed_at
  from exam_sessions, unnest(%(users)s::int[]) as whose
  where id = %(template)s
  returning id, user_id
), papers as (
  insert into section_papers (session_id, user_id, deadline_at, closed_at, section_id, option_count,
    revision, flagged, answers, question_ids)
  select copies.id, copies.user_id, deadline_at, closed_at, section_id, option_count, revision,
    flagged, answers, question_ids
  from copies, section_papers where session_id = %(template)s
)
select id, user_id from copies
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

    def __init__(self, stack: Stack, functions_port: int, *, students: int = STUDENTS) -> None:
        """Enrol the students, and let one of them take an exam.

        Args:
            stack: what it runs on.
            functions_port: where all functions are served.
            students: how many have a history.
        """
        self._secret = stack.credentials.jwt_secret
        self._database = psycopg.connect(stack.environment["DATABASE_URL"], autocommit=True)
        self.templates: dict[Situation, int] = {}
        """The sessions that the others are copies of."""
        self._answers: dict[str, Any] = {}
        self.students = self.enrol(students)
        with Connection(functions_port) as functions:
            self._take_exam(functions, *self.enrol(1))
        self._completed = self._copies("completed", self.students * COMPLETED)

    def close(self) -> None:
        """Disconnect."""
        self._database.close()

    def enrol(self, count: int) -> list[Student]:
        """Make students as Auth does, without the time that hashing a password takes."""
        ids = [str(one) for (one,) in self._database.execute(_ENROL, [count])]
        rows = self._database.execute(
            "select id, auth_user_id::text from users where auth_user_id = any(%s::uuid[])", [ids]
        )
        return [Student(int(number), _token(str(one), self._secret)) for number, one in rows]

    def deepen(self, count: int) -> None:
        """Give the first student so many completed sessions more."""
        first = self.students[:1]
        self._copies("completed", first * count)
        with self._database.transaction():
            self._database.execute("set local session_replication_role = replica")
            self._database.execute(
                """update exam_sessions set completed_at = completed_at - make_interval(hours => id)
                   where user_id = %s and completed_at is not null""",
                [first[0].user_id],
            )

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
        """Make requests to sessions of their own, by their paths, each by a student of its own.

        A student sits one section at a time.
        """
        for session_id, student in self._copies(situation, self.enrol(count)):
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

    def _take_exam(self, functions: Connection, student: Student) -> None:
        headers, exam = student.headers, json.dumps({"exam_type": EXAM_TYPE}).encode()
        create = Call("POST", f"{BASE}/sessions", headers, exam, status=201)
        # The one that is left running comes last.
        sections = {"created": 0, "completed": 5, "running": 1}
        for situation in ("created", "completed", "running"):
            session = functions.json(create)
            self.templates[situation] = session["id"]
            path = f"{BASE}/sessions/{session['id']}/sections"
            for number in range(1, sections[situation] + 1):
                paper = functions.json(Call("POST", f"{path}/{number}/start", headers))
                self._answers = {
                    "answers": {str(question["id"]): "b" for question in paper["questions"]}
                }
                functions.send(Call("PUT", f"{path}/{number}/answers", headers, self.body()))
                if situation == "completed":
                    functions.send(Call("POST", f"{path}/{number}/complete", headers))

    def _copies(self, situation: Situation, students: list[Student]) -> list[tuple[int, Student]]:
        by_id = {student.user_id: student for student in students}
        users = [student.user_id for student in students]
        values = {"users": users, "template": self.templates[situation]}
        with self._database.transaction():
            # Whose a session is and how it may begin is the functions' business, not a copy's.
            self._database.execute("set local session_replication_role = replica")
            rows = self._database.execute(_COPY, values).fetchall()
        return [(int(session_id), by_id[user_id]) for session_id, user_id in rows]


def _token(auth_user_id: str, secret: str) -> str:
    """An access token such as Auth issues, good for a day."""
    claims = {
        "sub": auth_user_id,
        "aud": "authenticated",
        "role": "authenticated",
        "exp": int(time.time()) + 86_400,
    }
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    content = b".".join(_base64url(json.dumps(part).encode()) for part in parts)
    signature = hmac.digest(secret.encode(), content, "sha256")
    return b".".join([content, _base64url(signature)]).decode()


def _base64url(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


def _get(path: str, student: Student) -> Call:
    return Call("GET", path, student.headers)


def _create(student: Student) -> Call:
    body = json.dumps({"exam_type": EXAM_TYPE}).encode()
    return Call("POST", f"{BASE}/sessions", student.headers, body, status=201)


def _delete(path: str, student: Student) -> Call:
    return Call("DELETE", path, student.headers, status=204)


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
    "get_progress": lambda exams, count: exams.of_students(
        count, lambda student: _get(f"{BASE}/progress", student)
    ),
    "get_config": lambda _exams, count: iter([Call("GET", f"{BASE}/config")] * count),
    "delete_session": lambda exams, count: exams.of_sessions("created", count, _delete),
}

FUNCTIONS = tuple(_CALLS)
