"""The table `exam_sessions`: create, read, list, delete, and change by compare-and-swap."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from postgrest import CountMethod, SyncRequestBuilder
from supabase import Client

from ..domain.errors import BankTooSmall
from ..domain.progress import CompletedSession
from ..domain.records import Cursor, ListedSession, Listing, SessionRecord
from ..domain.session import Session
from ..errors import KeyReused, RowBusy, SessionNotFound, UpstreamUnavailable, UserUnknown
from ..idempotency import IdempotencyKey
from .client import RowModel, counted, may_be_cut, run, truth_of
from .refusals import CompletedRow, DuplicateRow, SecondOpenPaper, ShortSection
from .rows import (
    PaperRow,
    SessionRow,
    SessionWithPapers,
    StoredSession,
    Time,
    closing_as_json,
    metadata_of,
    opening_as_json,
    read_completed,
    read_listed,
)

_WITH_PAPERS = "*,section_papers(*)"
_FOR_DRAWING = f"{_WITH_PAPERS},met_questions,bank_version,open_paper"
_LISTED = (
    "id,exam_type,status,started_at,completed_at,version:metadata->version,"
    "practice:metadata->practice,extra_time_percent:metadata->extra_time_percent,"
    "overall_score:metadata->overall_score,sections:metadata->sections"
)
_COMPLETED = (
    "id,completed_at,overall_score:metadata->overall_score,"
    "sections:metadata->sections,topics:metadata->topics"
)


class _OpenPaper(PaperRow):
    session: SessionWithPapers | None


class _DrawingRow(SessionWithPapers):
    # Computed columns: functions of these names in docs/schema.sql.
    met_questions: list[list[Any]]
    bank_version: str | None
    open_paper: _OpenPaper | None


class _Key(RowModel):
    request_sha256: str
    session: SessionRow


class _Id(RowModel):
    id: int


class _Listed(RowModel):
    id: int
    exam_type: str
    status: str
    started_at: Time
    completed_at: Time | None
    version: Any
    practice: Any
    extra_time_percent: Any
    overall_score: Any
    sections: Any


class _Completed(RowModel):
    id: int
    completed_at: Time
    overall_score: Any
    sections: Any
    topics: Any


@dataclass(frozen=True)
class OpenPaper:
    """The section that a student is taking. `other` is its session if that is not the one read."""

    session_id: int
    section_id: int
    deadline_at: datetime
    revision: int
    other: StoredSession | None


@dataclass(frozen=True)
class SessionChange:
    """Writes `after` in the place of `before`, which was read."""

    stored: StoredSession
    before: Session
    after: Session

    def as_json(self) -> dict[str, Any]:
        """The change in the form that `change_sessions` takes."""
        row_version = self.stored.row_version or 0
        opened, closed = [], []
        for section in self.after.sections:
            paper = self.after.papers.get(section.id)
            old = self.before.papers.get(section.id)
            if paper and old is None and section.deadline_at:
                opened.append(opening_as_json(section.id, paper, section.deadline_at))
            elif paper and old and paper.is_closed > old.is_closed and section.completed_at:
                closed.append(closing_as_json(section.id, old, section.completed_at, paper))
        return {
            "id": self.stored.record.id,
            "version": str(row_version),
            **self.stored.columns_after(self.after, row_version + 1),
            "close": closed,
            "open": opened,
        }


@dataclass(frozen=True)
class PaperClosing:
    """Closes an open paper, whatever its session holds."""

    paper: OpenPaper
    closed_at: datetime

    def as_json(self) -> dict[str, Any]:
        """The change in the form that `change_sessions` takes."""
        close = {
            "section_id": self.paper.section_id,
            "revision": self.paper.revision,
            "closed_at": self.closed_at.isoformat(),
        }
        return {"id": self.paper.session_id, "close": [close]}


Change = SessionChange | PaperClosing


@dataclass(frozen=True)
class DrawingContext:
    """A session, and what drawing a paper for it needs.

    `seen` are question ids of the student's earlier papers, the latest first. `bank_version` is the
    bank's version when the session was read; None means unknown: the cache is not used.
    """

    stored: StoredSession
    seen: tuple[tuple[int, ...], ...]
    bank_version: str | None
    open_paper: OpenPaper | None


class Sessions:
    """The sessions of the student whose token the client has."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def add(
        self, session: Session, now: datetime, idempotency_key: IdempotencyKey | None
    ) -> tuple[SessionRecord, bool]:
        """Store a new session, or find the one that was made with the same key.

        Returns:
            The session's record, and whether it is new.

        Raises:
            KeyReused: the key came before, with another request.
            UserUnknown: the student has no row in `users`.
            BankTooSmall: the bank cannot fill a section.
        """
        metadata = metadata_of(session, row_version=1)
        if idempotency_key:
            metadata["idempotency_key_sha256"] = idempotency_key.key_sha256
            metadata["request_sha256"] = idempotency_key.request_sha256
        row = {
            "exam_type": session.structure.exam_type,
            "metadata": metadata,
            "started_at": now.isoformat(),
        }
        try:
            return self._inserted(row), True
        except DuplicateRow:
            if idempotency_key is None:
                raise
            if first := self.made_with(idempotency_key):
                return first, False
            raise RowBusy("the session with this Idempotency-Key has been deleted") from None
        except ShortSection as refusal:
            codes = [plan.code for plan in session.structure.sections]
            if refusal.section_code in codes:
                raise BankTooSmall(str(refusal.section_code)) from None
            raise

    def _inserted(self, row: dict[str, Any]) -> SessionRecord:
        def insert() -> SessionRecord:
            for stored in run(self._table().insert(row), SessionRow):
                return stored.record
            raise UpstreamUnavailable("Supabase did not return the session that it stored")

        try:
            return insert()
        except UserUnknown:
            # The row must exist before the insert: the policy cannot see one that a trigger adds.
            if not truth_of(self._client.rpc("register_student", {})):
                raise
            return insert()

    def made_with(self, idempotency_key: IdempotencyKey) -> SessionRecord | None:
        """Find the session that was made with this key; None if there is none.

        Raises:
            KeyReused: it was made by another request.
        """
        keys = self._client.table("session_keys").select("request_sha256,session:exam_sessions(*)")
        for found in run(keys.eq("key_sha256", idempotency_key.key_sha256), _Key):
            if found.request_sha256 != idempotency_key.request_sha256:
                raise KeyReused("Idempotency-Key was used with another request")
            return found.session.record
        return None

    def get(self, session_id: int) -> StoredSession:
        """Read a session and its papers.

        Raises:
            SessionNotFound: there is no such session, or it is someone else's.
        """
        query = self._table().select(_WITH_PAPERS).eq("id", session_id)
        for row in run(query, SessionWithPapers):
            return StoredSession.of(row)
        raise SessionNotFound(f"session {session_id}")

    def get_for_drawing(self, session_id: int) -> DrawingContext:
        """Read a session and its papers, and what drawing a paper needs.

        Raises:
            SessionNotFound: as `get`.
        """
        query = self._table().select(_FOR_DRAWING).eq("id", session_id)
        for row in run(query, _DrawingRow):
            seen = (
                tuple(question_id for question_id in ids if question_id)
                for ids in row.met_questions
            )
            paper = _open_paper(row.open_paper)
            return DrawingContext(StoredSession.of(row), tuple(seen), row.bank_version, paper)
        raise SessionNotFound(f"session {session_id}")

    def change(self, changes: Sequence[Change]) -> dict[int, SessionRecord] | None:
        """Make all changes or, if another request was faster with one of them, none.

        Returns:
            The changed records by id; None if nothing was changed.
        """
        try:
            sent: dict[str, Any] = {"changes": [change.as_json() for change in changes]}
            rows = run(self._client.rpc("change_sessions", sent), SessionRow)
        except (CompletedRow, SecondOpenPaper):
            return None
        return {row.id: row.record for row in rows} or None

    def delete(self, session_id: int) -> bool:
        """Delete a session and its papers; whether it existed."""
        return bool(run(self._table().delete().eq("id", session_id).select("id"), _Id))

    def completed(self, exam_type: str, limit: int) -> tuple[list[CompletedSession], int]:
        """Give the newest completed full simulations of an exam type, and count all of them."""
        query = self._table().select(_COMPLETED, count=CountMethod.exact)
        query = query.eq("exam_type", exam_type).eq("status", "completed")
        query = query.not_.is_("completed_at", None)
        query = query.not_.is_("metadata->version", None).is_("metadata->practice", None)
        newest = query.order("completed_at", desc=True).order("id", desc=True).limit(limit)
        rows, count = counted(newest, _Completed)
        ours = [session for row in rows if (session := read_completed(dict(row)))]
        return ours, count - (len(rows) - len(ours))

    def page(
        self, listing: Listing, exam_type: str | None, limit: int, after: Cursor | None
    ) -> tuple[list[ListedSession], bool]:
        """List sessions, newest first.

        Args:
            listing: completed ones by `completed_at`, or unfinished ones by `started_at`.
            exam_type: only those of this type.
            limit: the most sessions.
            after: only what comes after this cursor.

        Returns:
            The sessions, and whether there are more after them.
        """
        found = self._listed(listing, exam_type, limit + 1, after)
        if len(found) > limit:
            return found[:limit], True
        if not may_be_cut(len(found)):
            return found, False
        return found, bool(self._listed(listing, exam_type, 1, found[-1].cursor(listing)))

    def _listed(
        self, listing: Listing, exam_type: str | None, limit: int, after: Cursor | None
    ) -> list[ListedSession]:
        asked: dict[str, Any] = {"completed": listing == "completed", "most": limit}
        if exam_type is not None:
            # As a list, for PostgREST takes an argument such as `eq.DEMO` for a condition.
            asked["of_types"] = f"{{{json.dumps(exam_type)}}}"
        if after is not None:
            asked |= {"before": after.at.isoformat(), "before_id": after.id}
        query = self._client.rpc("listed_sessions", asked, get=True).select(_LISTED)
        return [read_listed(dict(row)) for row in run(query, _Listed)]

    def _table(self) -> SyncRequestBuilder:
        return self._client.table("exam_sessions")


def _open_paper(paper: _OpenPaper | None) -> OpenPaper | None:
    if paper is None:
        return None
    other = StoredSession.of(paper.session) if paper.session else None
    return OpenPaper(paper.session_id, paper.section_id, paper.deadline_at, paper.revision, other)
