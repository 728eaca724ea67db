"""Rows of `exam_sessions` and the sessions that they hold.

`metadata` is the session but for what the table has columns for; beside it stand `version`, which
counts the row's writes, and what recognises a repeated creation. Keys that we do not know are kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..domain.session import Session
from ..errors import SessionUnreadable
from .client import Row

COLUMNS = (
    "id",
    "user_id",
    "exam_type",
    "status",
    "metadata",
    "started_at",
    "updated_at",
    "completed_at",
)
TIMES = ("started_at", "updated_at", "completed_at")

_session = TypeAdapter(Session)


@dataclass(frozen=True)
class StoredSession:
    """A row as it was read (times parsed), and its version (None: written by somebody else)."""

    row: Row
    version: int | None

    @property
    def session(self) -> Session:
        """The session that the row holds.

        Raises:
            SessionUnreadable: the row's `metadata` is none that these functions wrote.
        """
        content = {**(self.row["metadata"] or {}), "completed_at": self.row["completed_at"]}
        try:
            return _session.validate_python(content)
        except ValidationError as error:
            raise SessionUnreadable(f"session {self.row['id']}: {error}") from None

    def becoming(self, session: Session, version: int) -> Row:
        """The columns that change where the row is to hold `session`, as JSON."""
        content = _session.dump_python(session, mode="json", exclude_none=True)
        completed_at = content.pop("completed_at", None)
        metadata = _merged(self.row["metadata"] or {}, content)
        return {
            "status": session.status.value,
            "completed_at": completed_at,
            "metadata": {**metadata, "version": version},
        }

    def showing(self, session: Session) -> "StoredSession":
        """The row as it will look once `session` is written."""
        changes = self.becoming(session, self.version or 0)
        changes["completed_at"] = session.completed_at
        return StoredSession({**self.row, **changes}, self.version)


def parsed(row: Row) -> StoredSession:
    """Read a row as REST gives it."""
    metadata = row["metadata"]
    version = metadata.get("version") if isinstance(metadata, dict) else None
    return StoredSession(
        row={**row, **{name: parsed_time(row[name]) for name in TIMES}},
        version=version if isinstance(version, int) else None,
    )


def parsed_time(text: str | None) -> datetime | None:
    """Read a timestamp; a local server writes other forms than RFC 3339's."""
    return None if text is None else datetime.fromisoformat(text)


def new_metadata(session: Session) -> dict[str, Any]:
    """The `metadata` of a session that is being created."""
    return {**_session.dump_python(session, mode="json", exclude_none=True), "version": 1}


def _merged(old: Any, new: Any) -> Any:
    """`new`, and of `old` the keys that `new` knows nothing of, at every depth but in papers."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {
            **old,
            **{k: v if k == "papers" else _merged(old.get(k), v) for k, v in new.items()},
        }
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_merged(before, after) for before, after in zip(old, new, strict=True)]
    return new
