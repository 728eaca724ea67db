"""A bank through Supabase's REST API, with an operator's secret key: one request, all or none."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import httpx
import supabase
from postgrest.exceptions import APIError
from supabase.lib.client_options import SyncClientOptions

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

SECONDS = 130
"""How long to wait for an answer: an import may take the database 120 seconds."""

PAGE = 1000
"""Rows a request: where Supabase cuts an answer."""


class RestBank:
    """The bank of a Supabase project, as `service_role`."""

    def __init__(self, url: str, secret_key: str) -> None:
        """Know the bank; nothing is connected yet.

        Args:
            url: the project's.
            secret_key: an operator's (`sb_secret_…`, or an older project's `service_role` key).
        """
        self.name = self._url = url
        self._secret_key = secret_key

    def import_questions(self, items: Iterable[Placed]) -> Counts:
        """Import questions; see `Bank`."""
        # A request is a transaction; so all questions must go in one.
        held = list(items)
        rows = [one.question.fields() for one in held]
        with self._client() as client:
            try:
                counts: Any = client.rpc("import_questions", {"questions": rows}).execute().data
            except APIError as error:
                if error.code != REFUSED:
                    raise
                fault = refusal(held, error.details, error.hint, str(error.message))
                raise ImportRefused(fault) from None
            if not isinstance(counts, dict):
                raise ValueError("what came is no JSON object")
            return Counts(**counts)

    def export(self, subject: str | None = None) -> Iterator[Question]:
        """Give the bank's questions; see `Bank`."""
        columns = f"id,{','.join(COLUMNS)},passage:passages(title,text)"
        with self._client() as client:
            last = 0
            rows: Any = [None]
            while rows:
                query = client.table("questions").select(columns).is_("active", True)
                if subject is not None:
                    query = query.eq("subject", subject)
                rows = query.gt("id", last).order("id").limit(PAGE).execute().data
                for row in rows:
                    yield question_of(row)
                    last = row["id"]

    @contextmanager
    def _client(self) -> Iterator[supabase.Client]:
        with httpx.Client(timeout=SECONDS) as connections:
            options = SyncClientOptions(
                httpx_client=connections, auto_refresh_token=False, persist_session=False
            )
            try:
                yield supabase.create_client(self._url, self._secret_key, options)
            except APIError as error:
                if error.code == str(HTTPStatus.OK):  # what came is no JSON
                    raise BankFailure(_unanswered(error)) from None
                raise BankFailure(f"Supabase says: {error.code}: {error.message}") from None
            except httpx.LocalProtocolError:
                # It would quote the header, and so the key.
                text = "SUPABASE_SECRET_KEY holds a character that no header can"
                raise BankFailure(text) from None
            except supabase.SupabaseException as error:
                raise BankFailure(f"SUPABASE_URL, SUPABASE_SECRET_KEY: {error}") from None
            except httpx.ConnectError as error:
                raise BankFailure(f"Supabase was not reached: {error}") from None
            except (httpx.HTTPError, ValueError) as error:
                raise BankFailure(_unanswered(error)) from None


def _unanswered(error: Exception) -> str:
    # It may have been done all the same.
    return f"no answer of Supabase's came ({type(error).__name__}); the same again is harmless"
