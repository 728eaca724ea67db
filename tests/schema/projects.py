"""Databases like a hosted project's, and what may be done with them."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

HERE = Path(__file__).resolve().parent
SUPABASE = HERE.parents[1] / "supabase"
MIGRATIONS = sorted((SUPABASE / "migrations").glob("*.sql"))
FUNCTIONS_KEY = "the functions' key of these schema tests"

Connection = psycopg.Connection[tuple[object, ...]]
Kind = Literal["older", "new"]


@dataclass(frozen=True)
class Project:
    """A database with Supabase's roles and an Auth schema of its own."""

    name: str
    superuser_url: str = field(repr=False)
    owner_url: str = field(repr=False)

    @property
    def cli_url(self) -> str:
        """The owner's address as the Supabase CLI takes it, for a server that speaks no TLS."""
        return f"{self.owner_url}?sslmode=disable"

    @contextmanager
    def as_superuser(self) -> Iterator[Connection]:
        """Connect as one who may see and do everything."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            yield connection

    @contextmanager
    def as_owner(self) -> Iterator[Connection]:
        """Connect as the role that owns the project's tables."""
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            yield connection

    @contextmanager
    def as_student(
        self, auth_user_id: UUID, functions_key: str | None = None
    ) -> Iterator[Connection]:
        """Do in one transaction what PostgREST does for a request with this student's token."""
        headers = {} if functions_key is None else {"x-exam-functions-key": functions_key}
        with psycopg.connect(self.superuser_url) as connection:
            connection.execute("set local role authenticated")
            for name, value in {
                "request.jwt.claims": {"sub": str(auth_user_id)},
                "request.headers": headers,
            }.items():
                connection.execute("select set_config(%s, %s, true)", [name, json.dumps(value)])
            yield connection

    def sign_up(self) -> UUID:
        """Make a user, as Supabase Auth does."""
        auth_user_id = uuid4()
        with self.as_superuser() as connection:
            connection.execute("set role supabase_auth_admin")
            connection.execute("insert into auth.users (id) values (%s)", [auth_user_id])
        return auth_user_id

    def know_functions_key(self) -> None:
        """Register the functions' key, as an operator does."""
        digest = hashlib.sha256(FUNCTIONS_KEY.encode()).hexdigest()
        with self.as_owner() as connection:
            connection.execute("insert into private.functions_keys values (%s)", [digest])

    def apply(self, *files: Path) -> None:
        """Run SQL files as the owner, each in a transaction."""
        for file in files:
            with psycopg.connect(self.owner_url) as connection:
                connection.execute(file.read_bytes())


class Cluster:
    """The server that the databases are made on; it drops what it made."""

    def __init__(self, superuser_url: str, owner_url: str) -> None:
        self._superuser_url = superuser_url
        self._owner_url = owner_url
        self._made: list[str] = []

    @classmethod
    @contextmanager
    def on(cls, superuser_url: str, owner_url: str) -> Iterator["Cluster"]:
        """Prepare a server, with the role of Supabase Auth on a hosted one, and clean up after."""
        made = cls(superuser_url, owner_url)
        with psycopg.connect(superuser_url, autocommit=True) as connection:
            connection.execute("create role supabase_auth_admin noinherit")
            try:
                yield made
            finally:
                made.drop_all()
                connection.execute("drop role supabase_auth_admin")

    def hosted(self, kind: Kind) -> Project:
        """Make a database as a hosted project of this kind has it before anybody's migrations."""
        project = self.project()
        with project.as_superuser() as connection:
            connection.execute((HERE / "hosted.sql").read_bytes())
            if kind == "older":
                connection.execute((HERE / "exposing.sql").read_bytes())
        return project

    def project(self, template: Project | None = None) -> Project:
        """Make a database, empty or a copy of one that nobody is connected to."""
        name = f"project_{uuid4().hex[:12]}"
        with psycopg.connect(self._superuser_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} owner postgres template {}").format(
                    sql.Identifier(name), sql.Identifier(template.name if template else "template1")
                )
            )
        self._made.append(name)
        urls = (self._superuser_url, self._owner_url)
        return Project(name, *(f"{url.rpartition('/')[0]}/{name}" for url in urls))

    def drop_all(self) -> None:
        """Drop every database that was made here."""
        with psycopg.connect(self._superuser_url, autocommit=True) as connection:
            for name in self._made:
                statement = sql.SQL("drop database {} with (force)")
                connection.execute(statement.format(sql.Identifier(name)))
