"""A bank over the database's URL: one transaction, in which questions go in as they are read."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from question_bank.banks.bank import COLUMNS, BankFailure, Counts, ImportRefused, question_of
from question_bank.faults import Fault
from question_bank.question import Question
from question_bank.reading import Placed

BATCH = 500
"""Questions a statement."""

REFUSED = "PT422"
"""The state in which `import_questions` refuses a question; its detail says which, from 1."""


class DatabaseBank:
    """The bank in a database, as its owner."""

    def __init__(self, url: str) -> None:
        """Know the database's URL; nothing is connected yet."""
        self._url = url

    def import_questions(self, items: Iterable[Placed]) -> Counts:
        """Bring questions in; see `Bank`."""
        counts = Counts()
        remaining = iter(items)
        with self._connection() as connection:
            while batch := list(islice(remaining, BATCH)):
                counts += _import(connection, batch)
        return counts

    def export(self, *, retired: bool) -> Iterator[Question]:
        """Give the bank's questions; see `Bank`."""
        columns = sql.SQL(", ").join(sql.Identifier("questions", name) for name in COLUMNS)
        query = sql.SQL(
            "select {}, to_jsonb(passages) as passage from public.questions"
            " left join public.passages on passages.id = passage_id"
            " where active or %s order by questions.id"
        ).format(columns)
        with self._connection() as connection, connection.cursor(name="export") as cursor:
            for row in cursor.execute(query, [retired]):
                yield question_of(row)

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        try:
            with psycopg.connect(self._url, row_factory=dict_row) as connection:
                yield connection
        except psycopg.Error as error:
            raise BankFailure(f"the database says: {str(error).strip()}") from None


def _import(connection: psycopg.Connection[dict[str, Any]], batch: list[Placed]) -> Counts:
    rows = Jsonb([one.question.fields() for one in batch])
    try:
        told = connection.execute("select public.import_questions(%s) as counts", [rows]).fetchone()
    except psycopg.Error as error:
        if error.sqlstate != REFUSED:
            raise
        place = batch[int(error.diag.message_detail or 1) - 1].place
        raise ImportRefused(Fault(place, "text", str(error.diag.message_primary))) from None
    assert told is not None  # noqa: S101 - a function answers one row
    return Counts(**told["counts"])
