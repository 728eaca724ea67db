"""The table `exam_sessions`: create, read, list, and replace by compare-and-swap."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from postgrest import SyncRequestBuilder, SyncSelectRequestBuilder

from ..domain.errors import BankTooSmall
from ..domain.session import Session
from ..errors import KeyReused, RowBusy, SessionNotFound, UpstreamUnavailable
from .client import Client, DuplicateRow, FinishedRow, Query, Row, Shape, ShortSection, run
from .rows import COLUMNS, SessionRow, StoredSession, Time, metadata_of

Listing = Literal["completed", "unfinished"]
_LISTED = (
    "id,exam_type,status,started_at,completed_at,extra_time_percent:metadata->extra_time_percent,"
    "overall_score:metadata->overall_score,sections:metadata->sections"
)


class _RowToDrawFor(SessionRow):
    # Two columns that the database computes: see its functions of these names.
    # In a row that somebody else wrote, anything may stand where ids should.
    met_questions: list[list[Any]]
    bank_version: str | None


_COMPUTED = ("met_questions", "bank_version")


class _Listed(Shape):
    id: int
    exam_type: str
    status: str
    started_at: Time
    completed_at: Time | None
    extra_time_percent: Any
    overall_score: Any
    sections: Any


@dataclass(frozen=True)
class Claim:
    """What makes a creation repeatable: the SHA-256 of the key and of what was asked (hex)."""

    key_sha256: str
    request_sha256: str


@dataclass(frozen=True)
class Place:
    """A place in a listing, newest first: after the row with this time and id."""

    at: datetime
    id: int


class Sessions:
    """The sessions of the student whose token the client carries."""

    def __init__(self, client: Client, *, to_draw: bool = False) -> None:
        """Know the client.

        Args:
            client: acts for the student.
            to_draw: also read, with each session, what drawing a paper needs to know.
        """
        self._client = client
        self._computed = _COMPUTED if to_draw else ()
        self._shape = _RowToDrawFor if to_draw else SessionRow
        self.met: list[list[int]] = []
        """Question ids of the sessions before the one read last, a list each, the latest first."""
        self.bank_version: str | None = None
        """The version of the question bank when that session was read; None is never a version."""

    def add(
        self, session: Session, now: datetime, claim: Claim | None
    ) -> tuple[StoredSession, bool]:
        """Store a new session, or find the one that the same claim already made.

        Returns:
            The stored session, and whether it is new.

        Raises:
            KeyReused: the claim's key came before, with another request.
            UserUnknown: the student has no row in `users`.
            BankTooSmall: the bank cannot fill a section.
        """
        metadata = metadata_of(session, version=1)
        if claim:
            metadata["idempotency_key_sha256"] = claim.key_sha256
            metadata["request_sha256"] = claim.request_sha256
        row = {
            "exam_type": session.structure.exam_type,
            "metadata": metadata,
            "started_at": now.isoformat(),
        }
        try:
            if stored := _first(self._table().insert(row)):
                return stored, True
            raise UpstreamUnavailable("Supabase did not show the session that it stored")
        except DuplicateRow:
            if claim is None:
                raise
            if first := self.claimed(claim):
                return first, False
            raise RowBusy("the session that holds this Idempotency-Key is gone again") from None
        except ShortSection as refusal:
            codes = [plan.code for plan in session.structure.sections]
            if refusal.section_code in codes:
                raise BankTooSmall(str(refusal.section_code)) from None
            raise

    def claimed(self, claim: Claim) -> StoredSession | None:
        """Find the session that this claim made, if there is one.

        Raises:
            KeyReused: its request was another.
        """
        column = "metadata->>idempotency_key_sha256"
        mine = self._select().eq(column, claim.key_sha256)
        # A repeat comes soon after: from the latest on, it is found at once. Under row-level
        # security, what `metadata` holds is no condition of an index (`->>` is not leakproof).
        first = _first(mine.order("id", desc=True).limit(1))
        if first and first.noted("request_sha256") != claim.request_sha256:
            raise KeyReused("Idempotency-Key was used with another request")
        return first

    def get(self, session_id: int) -> StoredSession:
        """Read a session.

        Raises:
            SessionNotFound: there is none, or it is someone else's.
        """
        stored = _first(self._select(*self._computed).eq("id", session_id), self._shape)
        if stored is None:
            raise SessionNotFound(f"session {session_id}")
        met = stored.row.get("met_questions", [])
        self.met = [[number for number in ids if type(number) is int] for ids in met]
        self.bank_version = stored.row.get("bank_version")
        return stored

    def replace(self, stored: StoredSession, session: Session) -> StoredSession | None:
        """Write a session over the row that was read, unless somebody else was faster.

        Returns:
            The row as written, or None where its version is no longer the one that was read.
        """
        version = stored.version or 0
        changes = stored.becoming(session, version + 1)
        update = self._table().update(changes).eq("id", stored.row["id"])
        try:
            return _first(update.eq("metadata->>version", version))
        except FinishedRow:
            return None

    def page(
        self, listing: Listing, exam_type: str | None, limit: int, after: Place | None
    ) -> list[Row]:
        """List sessions as they were written, newest first, at most `limit`.

        Args:
            listing: completed ones by `completed_at`, or unfinished ones by `started_at`.
            exam_type: only those of this type.
            limit: 1 to 1,000, which is where Supabase cuts an answer.
            after: only what comes after this place.
        """
        time = "completed_at" if listing == "completed" else "started_at"
        query = self._table().select(_LISTED)
        finished = query.not_ if listing == "completed" else query
        query = finished.is_("completed_at", None)
        if exam_type is not None:
            query = query.eq("exam_type", exam_type)
        if after is not None:
            at = after.at.isoformat()
            # The either-or alone would make Postgres read its way from the newest to this place.
            query = query.lte(time, at).or_(
                f'{time}.lt."{at}",and({time}.eq."{at}",id.lt.{after.id})'
            )
        query = query.order(time, desc=True).order("id", desc=True).limit(limit)
        return [dict(row) for row in run(query, _Listed)]

    def _table(self) -> SyncRequestBuilder:
        return self._client.table("exam_sessions")

    def _select(self, *computed: str) -> SyncSelectRequestBuilder:
        return self._table().select(",".join([*COLUMNS, *computed]))


def _first(query: Query, shape: type[SessionRow] = SessionRow) -> StoredSession | None:
    rows = run(query, shape)
    return StoredSession(dict(rows[0])) if rows else None
