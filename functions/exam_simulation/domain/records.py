"""Sessions as they are stored and listed, for reading only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from .grading import Score
from .transitions import SectionStatus

Listing = Literal["completed", "unfinished"]


@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """A session as its row holds it, `metadata` as JSON. Another program may have written it."""

    id: int
    user_id: int
    exam_type: str
    status: str
    metadata: Any
    started_at: datetime
    updated_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True)
class Cursor:
    """A place in a listing, newest first: after the session with this time and id."""

    at: datetime
    id: int


@dataclass(frozen=True, kw_only=True)
class ListedSection:
    """A section as a history lists it: as `session.Section`, but for what is not shown."""

    id: int
    code: str
    name: str
    status: SectionStatus
    started_at: datetime | None = None
    deadline_at: datetime | None = None
    completed_at: datetime | None = None
    timed_out: bool | None = None
    score: Score | None = None


@dataclass(frozen=True)
class ListedSession:
    """A session as a history lists it.

    `sections` is None if these functions did not write the session.
    """

    id: int
    exam_type: str
    status: str
    started_at: datetime
    completed_at: datetime | None
    practice: bool = False
    extra_time_percent: int = 0
    overall_score: Score | None = None
    sections: tuple[ListedSection, ...] | None = None

    @property
    def can_be_shown(self) -> bool:
        """Whether a history shows it: it is completed or can be continued."""
        return self.completed_at is not None or bool(self.sections)

    def cursor(self, listing: Listing) -> Cursor:
        """Its place in a listing."""
        at = self.completed_at if listing == "completed" else None
        return Cursor(at or self.started_at, self.id)
