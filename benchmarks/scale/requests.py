"""Sends statements as PostgREST does: prepared, in a transaction that first says who asks what."""

import json
import time
from dataclasses import dataclass

import psycopg
from psycopg import pq

from benchmarks.scale.cluster import Connection
from benchmarks.scale.people import Copy
from benchmarks.scale.statements import Statement

_UNKNOWN, _JSON = 0, 114
"""Types of parameters: what an address says has none, a body is json."""

# As PostgREST sets them (src/PostgREST/Query/PreQuery.hs), in one statement.
_SETTINGS = (
    "select set_config('search_path', $1, true), set_config('role', $2, true),"
    " set_config('request.jwt.claims', $3, true), set_config('request.method', $4, true),"
    " set_config('request.path', $5, true), set_config('request.headers', $6, true),"
    " set_config('request.cookies', $7, true)"
)
_SEARCH_PATH = '"public", "extensions"'
_PAGE_TOTAL, _BODY = b"page_total", b"body"
_SCANS = """
select coalesce(sum(seq_scan), 0) from pg_stat_xact_all_tables
where schemaname = 'public' and relname in ('exam_sessions', 'users')
"""


class WrongAnswer(Exception):
    """A statement did not answer what it was to: what was measured would mean nothing."""


@dataclass(frozen=True)
class Answer:
    """What a statement answered, and how long it took from here to Postgres and back."""

    rows: int
    body: str
    seconds: float
    sequential_scans: int = 0


class Caller:
    """A connection of PostgREST's pool."""

    def __init__(
        self, connection: Connection, functions_key: str, *, with_security: bool = True
    ) -> None:
        """Take a connection.

        Args:
            connection: as one who may take the role `authenticated`, and who owns the tables.
            functions_key: what the functions send along.
            with_security: whether to be `authenticated`, under row-level security; else the owner,
                who is not, and filters.
        """
        self._pg = connection.pgconn
        self._with_security = with_security
        self._role = "authenticated" if with_security else "postgres"
        headers = {"accept": "application/json", "x-exam-functions-key": functions_key}
        self._headers = json.dumps(headers)
        self._prepared: dict[str, bytes] = {}

    def send(self, statement: Statement, copy: Copy, *, counting_scans: bool = False) -> Answer:
        """Send a statement about a session, and see that it answers what it should.

        Args:
            statement: what to send; where it writes, it is rolled back.
            copy: the session, in whose student's name it is sent.
            counting_scans: also count the sequential scans of the two tables, wherever they happen:
                in the plan, in functions or in triggers.

        Raises:
            WrongAnswer: it answers something else.
        """
        name, parameters = self.prepare(statement, copy)
        self.begin(statement, copy)
        encoded = [one.encode() for one in parameters]
        scans = self._scans() if counting_scans else 0
        started = time.perf_counter()
        result = self._pg.exec_prepared(name, encoded)
        seconds = time.perf_counter() - started
        refused = result.error_field(pq.DiagnosticField.SQLSTATE)
        if counting_scans:
            # After a refusal the transaction answers nothing any more.
            scans = 0 if refused else self._scans() - scans
        self.end(statement)
        return self._checked(statement, result, refused, seconds, scans)

    def _scans(self) -> int:
        # Since Postgres last collected its counts, which it does between transactions.
        return int(_value(self._run(_SCANS)))

    def explain(self, statement: Statement, copy: Copy, mode: str, options: str) -> str:
        """Run EXPLAIN on the prepared statement.

        Args:
            statement: what to explain; it is rolled back.
            copy: the session that it is about.
            mode: Postgres's `plan_cache_mode`.
            options: EXPLAIN's.
        """
        name, parameters = self.prepare(statement, copy)
        self.begin(statement, copy)
        self._run(f"select set_config('plan_cache_mode', '{mode}', true)")
        literals = b", ".join(map(self._literal, parameters))
        call = b'"' + name + b'"' + (b"(" + literals + b")" if literals else b"")
        explained = self._run(f"explain ({options}) execute ".encode() + call)
        self.end(statement)
        lines = [explained.get_value(row, 0) or b"" for row in range(explained.ntuples)]
        return b"\n".join(lines).decode()

    def prepare(self, statement: Statement, copy: Copy) -> tuple[bytes, list[str]]:
        """Prepare a statement where it is not yet; give its name, and its parameters."""
        parameters = [*statement.parameters(copy)]
        sql = statement.sql_for(with_security=self._with_security, parameters=len(parameters))
        if "{mine}" in statement.sql and not self._with_security:
            parameters.append(str(copy.user_id))
        name = self._prepared.get(sql)
        if name is None:
            name = f"statement {len(self._prepared)}".encode()
            self.begin(statement, copy)
            first = _JSON if statement.has_body else _UNKNOWN
            types = [first, *[_UNKNOWN] * (len(parameters) - 1)]
            _require(self._pg.prepare(name, sql.encode(), types))
            self.end(statement)
            self._prepared[sql] = name
        return name, parameters

    def begin(self, statement: Statement, copy: Copy) -> None:
        """Begin a transaction in a student's name."""
        access = "read write" if statement.has_body else "read only"
        self._run(f"begin isolation level read committed {access}")
        claims = {"sub": str(copy.auth_user_id), "role": "authenticated", "aud": "authenticated"}
        values = (
            _SEARCH_PATH,
            self._role,
            json.dumps(claims),
            statement.method,
            statement.path,
            self._headers,
            "{}",
        )
        if "settings" not in self._prepared:
            _require(self._pg.prepare(b"settings", _SETTINGS.encode(), [25] * len(values)))
            self._prepared["settings"] = b"settings"
        _require(self._pg.exec_prepared(b"settings", [one.encode() for one in values]))

    def end(self, statement: Statement) -> None:
        """End the transaction, leaving the table as it was."""
        self._run("rollback" if statement.has_body else "commit")

    def _checked(
        self,
        statement: Statement,
        result: pq.abc.PGresult,
        refused: bytes | None,
        seconds: float,
        scans: int,
    ) -> Answer:
        if (refused.decode() if refused else None) != statement.refused:
            raise WrongAnswer(f"{statement.name}: {result.error_message.decode()}")
        if refused:
            return Answer(0, "", seconds, scans)
        rows = int(_value(result, _PAGE_TOTAL))
        least, most = statement.rows
        if not least <= rows <= most:
            raise WrongAnswer(f"{statement.name}: {rows} rows, not {least} to {most}")
        return Answer(rows, _value(result, _BODY), seconds, scans)

    def _run(self, sql: str | bytes) -> pq.abc.PGresult:
        return _require(self._pg.exec_(sql if isinstance(sql, bytes) else sql.encode()))

    def _literal(self, value: str) -> bytes:
        return pq.Escaping(self._pg).escape_literal(value.encode())


def _value(result: pq.abc.PGresult, column: bytes | None = None) -> str:
    names = [result.fname(number) for number in range(result.nfields)]
    number = 0 if column is None else names.index(column)
    return (result.get_value(0, number) or b"").decode()


def _require(result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        raise psycopg.DatabaseError(result.error_message.decode())
    return result
