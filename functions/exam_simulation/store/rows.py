"""Rows of `exam_sessions` and the sessions that they hold.

`metadata` is the session but for what the table has columns for; beside it stand `version`, which
counts the row's writes, and what recognises a repeated creation. Keys that we do not know are kept.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
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
    """A row as it was read, its times parsed."""

    row: Row

    @property
    def version(self) -> int | None:
        """How often the row was written; None where somebody else wrote it."""
        metadata = self.row["metadata"]
        version = metadata.get("version") if isinstance(metadata, dict) else None
        return version if type(version) is int else None

    @property
    def session(self) -> Session:
        """The session that the row holds.

        Raises:
            SessionUnreadable: the row's `metadata` is none that these functions wrote.
        """
        metadata = self.row["metadata"]
        if not isinstance(metadata, dict) or self.version is None:
            raise SessionUnreadable(f"session {self.row['id']} has no version")
        content = {
            **metadata,
            "sections": _with_times(metadata.get("sections")),
            "completed_at": self.row["completed_at"],
        }
        try:
            return _session.validate_python(content)
        except ValidationError as error:
            # Where and what, but not the input: it may hold answers.
            faults = [f"{fault['loc']}: {fault['type']}" for fault in error.errors()]
            raise SessionUnreadable(f"session {self.row['id']}: {'; '.join(faults)}") from None

    def becoming(self, session: Session, version: int) -> Row:
        """The columns that change where the row is to hold `session`, as JSON."""
        completed_at = session.completed_at
        return {
            "status": session.status.value,
            "completed_at": completed_at.isoformat() if completed_at else None,
            "metadata": {**self.row["metadata"], **metadata_of(session, version)},
        }

    def showing(self, session: Session) -> "StoredSession":
        """The row as it will look once `session` is written."""
        changes = self.becoming(session, self.version or 0)
        return StoredSession({**self.row, **changes, "completed_at": session.completed_at})


def parsed(row: Row) -> StoredSession:
    """Read a row as REST gives it."""
    return StoredSession({**row, **{name: parsed_time(row[name]) for name in TIMES}})


def parsed_time(text: str | None) -> datetime | None:
    """Read a timestamp as Postgres writes it, in its own form or in JSON's; without a zone, UTC.

    Raises:
        ValueError: it is none.
    """
    if text is None:
        return None
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def metadata_of(session: Session, version: int) -> dict[str, Any]:
    """What `metadata` holds of a session: all that the table has no column for, as JSON."""
    content = _session.dump_python(
        session, mode="json", exclude_none=True, exclude={"completed_at"}
    )
    return {**content, "version": version}


def _with_times(sections: Any) -> Any:
    """The sections with their times parsed, as far as they are what they should be."""
    if not isinstance(sections, list):
        return sections
    return [
        {name: _time_if_any(name, value) for name, value in section.items()}
        if isinstance(section, dict)
        else section
        for section in sections
    ]


def _time_if_any(name: str, value: Any) -> Any:
    if not name.endswith("_at") or not isinstance(value, str):
        return value
    try:
        return parsed_time(value)
    except ValueError:
        return value  # which validation then refuses
