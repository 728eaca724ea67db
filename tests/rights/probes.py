"""Attempts, as each caller in turn, of which nothing is left."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

import psycopg
from psycopg import errors

from tests.rights.callers import Caller, Connection, Students, becoming

# Whose rows; for rows without an owner, how many; `yes` if it is not about rows.
Reach = Literal["own", "other", "all", "some", "yes"]
Attempt = Callable[[], Reach | None]

# Not granted; what a view cannot do; a value for what the database alone fills; our own PTxyz.
_REFUSALS = ("42501", "55000", "42809", "0A000", "428C9", "PT")


class Right(NamedTuple):
    """What a line of the matrix is about."""

    kind: str
    object: str
    verb: str


class Probes:
    """Makes attempts on a connection as superuser, and notes who reached what."""

    def __init__(self, connection: Connection, students: Students) -> None:
        self.connection = connection
        self.students = students
        self.reached: dict[Right, dict[Caller, set[Reach]]] = {}
        self._becoming = {caller: becoming(caller, students) for caller in Caller}

    def note(self, right: Right, attempt: Attempt, let_in: Reach = "yes") -> None:
        """Make an attempt as every caller; note what it reached with what others of its right did.

        A caller who breaks a constraint was let in, and has reached `let_in`: Postgres checks
        rights and policies before constraints.
        """
        line = self.reached.setdefault(right, defaultdict(set))
        for caller in Caller:
            one = self._reach(caller, attempt, let_in)
            line[caller] |= {one} if one else set()

    def note_statement(self, right: Right, statement: str) -> None:
        """Run a statement as every caller, and note who is not refused."""

        def attempt() -> Reach:
            self.connection.execute(statement)
            return "yes"

        self.note(right, attempt)

    @contextmanager
    def undone(self, beginning: str = "") -> Iterator[None]:
        """Take back what is done within, the beginning too."""
        # By hand, with one round trip before and one after: there are thousands.
        self.connection.execute(f"savepoint untouched; {beginning}")
        try:
            yield
        finally:
            self.connection.execute("rollback to untouched; release untouched")

    def as_superuser(self) -> None:
        """Stop being the caller, until what is tried is rolled back."""
        self.connection.execute("select set_config('role', 'none', true)")

    def _reach(self, caller: Caller, attempt: Attempt, let_in: Reach) -> Reach | None:
        try:
            with self.undone(self._becoming[caller]):
                return attempt()
        except errors.IntegrityError:
            return let_in
        except psycopg.Error as error:
            if (error.sqlstate or "").startswith(_REFUSALS):
                return None
            raise
