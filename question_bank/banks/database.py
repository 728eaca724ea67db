"""A bank over the database's URL: one transaction, in which questions go in as they are read."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from question_bank.banks.bank import (
    COLUMNS,
    REFUSED,
    BankFailure,
    Counts,
    ImportRefused,
    question_of,
    refusal,
)
from question_bank.question import Question
from question_bank.reading import Placed

BATCH = 500
"""Questions a statement."""


class DatabaseBank:
    """The bank in a database, as its owner."""

    def __init__(self, url: str) -> None:
        """Know the database's URL; nothing is connected yet.

        Raises:
            BankFailure: it is no URL of a database.
        """
        self._url = url
        self.name = _name_of(url)

    def import_questions(self, items: Iterable[Placed]) -> Counts:
        """Import questions; see `Bank`."""
        counts = Counts()
        remaining = iter(items)
        with self._connection() as connection:
            while batch := list(islice(remaining, BATCH)):
                counts += _import(connection, batch)
        return counts

    def export(self, subject: str | None = None) -> Iterator[Question]:
        """Give the bank's questions; see `Bank`."""
        columns = sql.SQL(", ").join(sql.Identifier("questions", name) for name in COLUMNS)
        query = sql.SQL(
            "select {}, to_jsonb(passages) as passage from public.questions"
            " left join public.passages on passages.id = passage_id"
            " where active and questions.subject = coalesce(%s, questions.subject)"
            " order by questions.id"
        ).format(columns)
        with self._connection() as connection, connection.cursor(name="export") as cursor:
            for row in cursor.execute(query, [subject]):
                yield question_of(row)

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        try:
            with psycopg.connect(self._url, row_factory=dict_row) as connection:
                yield connection
        except psycopg.Error as error:
            raise BankFailure(f"the database says: {str(error).strip()}") from None


_NO_URL = (
    "DATABASE_URL is no URL of a database (postgresql://…); special characters of its"
    " password are written as %40 and the like"
)


def _name_of(url: str) -> str:
    # What the library says of a URL that it cannot read, or reads amiss, may quote the password.
    try:
        parts = conninfo_to_dict(url)
    except (psycopg.ProgrammingError, UnicodeDecodeError):
        raise BankFailure(_NO_URL) from None
    host, port, database = (
        str(parts.get(name, usual))
        for name, usual in (("host", "localhost"), ("port", "5432"), ("dbname", "postgres"))
    )
    if "@" in host or "@" in database or not port.isdecimal():
        raise BankFailure(_NO_URL)
    return f"{host}:{port}/{database}"


def _import(connection: psycopg.Connection[dict[str, Any]], batch: list[Placed]) -> Counts:
    rows = Jsonb([one.question.fields() for one in batch])
    try:
        row = connection.execute("select public.import_questions(%s) as counts", [rows]).fetchone()
    except psycopg.Error as error:
        if error.sqlstate != REFUSED:
            raise
        diag = error.diag
        fault = refusal(batch, diag.message_detail, diag.message_hint, str(diag.message_primary))
        raise ImportRefused(fault) from None
    assert row is not None  # noqa: S101 - a function answers one row
    return Counts(**row["counts"])
