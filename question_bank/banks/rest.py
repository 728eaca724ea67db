"""A bank through Supabase's REST API, with an operator's secret key: one request, all or none."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import supabase
from postgrest.exceptions import APIError

from question_bank.banks.bank import COLUMNS, BankFailure, Counts, ImportRefused, question_of
from question_bank.banks.database import REFUSED
from question_bank.faults import Fault
from question_bank.question import Question
from question_bank.reading import Placed

PAGE = 1000
"""Rows a request: where Supabase cuts an answer."""


class RestBank:
    """The bank of a Supabase project, as `service_role`."""

    def __init__(self, url: str, secret_key: str) -> None:
        """Make a client; nothing is asked yet.

        Args:
            url: the project's.
            secret_key: an operator's (`sb_secret_…`, or an older project's `service_role` key).
        """
        self._client = supabase.create_client(url, secret_key)

    def import_questions(self, items: Iterable[Placed]) -> Counts:
        """Bring questions in; see `Bank`."""
        # A request is a transaction; so all questions must go in one.
        held = list(items)
        rows = [one.question.fields() for one in held]
        try:
            told = self._send(self._client.rpc("import_questions", {"questions": rows}))
        except APIError as error:
            if error.code != REFUSED:
                raise BankFailure(_told(error)) from None
            place = held[int(str(error.details)) - 1].place
            raise ImportRefused(Fault(place, "text", str(error.message))) from None
        # A server that encodes JSON once more than PostgREST does answers a string.
        return Counts(**(json.loads(told) if isinstance(told, str) else told))

    def export(self, *, retired: bool) -> Iterator[Question]:
        """Give the bank's questions; see `Bank`."""
        last = 0
        rows: list[dict[str, Any]] = [{}]
        while rows:
            query = self._client.table("questions").select(
                f"id,{','.join(COLUMNS)},passage:passages(title,text)"
            )
            if not retired:
                query = query.is_("active", True)
            try:
                rows = self._send(query.gt("id", last).order("id").limit(PAGE))
            except APIError as error:
                raise BankFailure(_told(error)) from None
            for row in rows:
                yield question_of(row)
                last = row["id"]

    def _send(self, query: Any) -> Any:
        try:
            return query.execute().data
        except httpx.LocalProtocolError:
            # It would quote the header, and so the key.
            raise BankFailure("SUPABASE_SECRET_KEY holds a character that no header can") from None
        except httpx.HTTPError as error:
            raise BankFailure(f"Supabase was not reached: {error}") from None


def _told(error: APIError) -> str:
    return f"Supabase says: {error.code}: {error.message}"
