"""Who asks Postgres: the three roles of the API, each with the functions' key and without it."""

import hashlib
import json
from enum import StrEnum
from typing import NamedTuple
from uuid import uuid4

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]

_FUNCTIONS_KEY = "the functions' key of the rights matrix"


class Caller(StrEnum):
    """A column of the matrix: a role, and whether the functions' key comes with it."""

    ANON = "anon"
    ANON_KEY = "anon +key"
    STUDENT = "student"
    STUDENT_KEY = "student +key"
    SERVICE = "service"
    SERVICE_KEY = "service +key"

    @property
    def role(self) -> str:
        """The role that PostgREST takes on."""
        name = self.removesuffix(" +key")
        return {"student": "authenticated", "service": "service_role"}.get(name, name)

    @property
    def has_key(self) -> bool:
        """Whether the request carries the functions' key."""
        return self.endswith("+key")


class Students(NamedTuple):
    """The student who asks, and another, as Auth and as `users` know them."""

    auth_user_id: str
    user_id: str
    other_auth_user_id: str
    other_user_id: str

    @property
    def own(self) -> set[str]:
        """What a foreign key may say of a row that is the student's."""
        return {self.auth_user_id, self.user_id}


def enrol(connection: Connection) -> Students:
    """Make two students as Auth does, and a functions' key as an operator does."""
    ids: list[str] = []
    for _ in range(2):
        auth_user_id = str(uuid4())
        connection.execute("insert into auth.users (id) values (%s)", [auth_user_id])
        row = connection.execute(
            "select id::text from public.users where auth_user_id = %s", [auth_user_id]
        ).fetchone()
        assert row is not None
        ids += [auth_user_id, str(row[0])]
    digest = hashlib.sha256(_FUNCTIONS_KEY.encode()).hexdigest()
    connection.execute("insert into private.functions_keys values (%s)", [digest])
    return Students(*ids)


def becoming(caller: Caller, students: Students) -> str:
    """Give what PostgREST says at the start of a request, in force until the transaction ends."""
    subject = students.auth_user_id if caller.role == "authenticated" else ""
    claims = {"role": caller.role, **({"sub": subject} if subject else {})}
    headers = {"x-exam-functions-key": _FUNCTIONS_KEY} if caller.has_key else {}
    settings = {
        "request.jwt.claims": json.dumps(claims),
        # The older form, which the local server's auth.uid() reads.
        "request.jwt.claim.sub": subject,
        "request.headers": json.dumps(headers),
        "role": caller.role,
    }
    one = sql.SQL("set_config({}, {}, true)")
    every = sql.SQL(", ").join(one.format(*pair) for pair in settings.items())
    return sql.SQL("select {}").format(every).as_string()
