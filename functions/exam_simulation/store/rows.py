"""Rows of `exam_sessions` and the sessions that they hold.

`metadata` is the session but for what the table has columns for; beside it stand `version`, which
counts the row's writes, and what recognises a repeated creation. Keys that we do not know are kept.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from ..domain.exam_type import ExamType
from ..domain.session import Session, is_over
from ..domain.transitions import SectionStatus, SessionStatus
from ..errors import SessionUnreadable
from .client import Row, Shape, faults_of
from .recent import Recent

_session = TypeAdapter(Session)
_structure = TypeAdapter(ExamType)
_structures: Recent[str, tuple[Any, ExamType]] = Recent(64)
"""Structures by the names of their exam types, as stored and as read; room for more than all."""

_UNCOUNTABLE = 2**53
"""From here on numbers in JSON are not exact everywhere (RFC 8259, 6): none could be compared."""


def parsed_time(text: object) -> object:
    """Read a timestamp as Postgres writes it, in its own form or in JSON's; without a zone, UTC.

    What is no text is left alone, for validation to refuse.

    Raises:
        ValueError: the text is no timestamp.
    """
    if not isinstance(text, str):
        return text
    if text == "infinity" or _BEYOND_9999.match(text):
        return datetime.max.replace(tzinfo=UTC)
    if text == "-infinity" or text.endswith(" BC"):
        return datetime.min.replace(tzinfo=UTC)
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


# Postgres knows times that Python does not; they are shown as the nearest that it does.
_BEYOND_9999 = re.compile(r"\d{5,}-")
Time = Annotated[datetime, BeforeValidator(parsed_time)]


class SessionRow(Shape):
    """A row of the table."""

    id: int
    user_id: int
    exam_type: str
    status: str
    metadata: Any
    started_at: Time
    updated_at: Time
    completed_at: Time | None


COLUMNS = tuple(SessionRow.model_fields)


@dataclass(frozen=True)
class StoredSession:
    """A row as it was read, its times parsed."""

    row: Row

    @property
    def version(self) -> int | None:
        """How often the row was written; None where somebody else wrote it."""
        version = self.noted("version")
        return version if type(version) is int and abs(version) < _UNCOUNTABLE else None

    def noted(self, name: str) -> Any:
        """What `metadata` notes under a name; None where it is none of ours."""
        metadata = self.row["metadata"]
        return metadata.get(name) if isinstance(metadata, dict) else None

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
            "structure": _recognized(metadata.get("structure")),
            "sections": _with_times(metadata.get("sections")),
            "completed_at": self.row["completed_at"],
        }
        try:
            session = _session.validate_python(content)
        except ValidationError as error:
            raise SessionUnreadable(f"session {self.row['id']}: {faults_of(error)}") from None
        completed = SessionStatus.COMPLETED
        if self.row["status"] == completed and session.status is not completed:
            # The database would refuse every write.
            raise SessionUnreadable(f"session {self.row['id']} is completed, its sections are not")
        return session

    def is_settled(self, now: datetime) -> bool:
        """Whether nothing of it can be overdue, as far as can be told without reading all of it."""
        if self.row["status"] == SessionStatus.COMPLETED:
            return True
        try:
            deadlines: list[Any] = [
                parsed_time(section["deadline_at"])
                for section in self.row["metadata"]["sections"]
                if section["status"] == SectionStatus.IN_PROGRESS
            ]
            return not any(is_over(deadline, now) for deadline in deadlines)
        except (LookupError, TypeError, ValueError, OverflowError):
            return False

    def becoming(self, session: Session, version: int) -> Row:
        """The columns that change where the row is to hold `session`, as JSON."""
        completed_at = session.completed_at
        return {
            "status": session.status.value,
            "completed_at": completed_at.isoformat() if completed_at else None,
            "metadata": _over(self.row["metadata"], metadata_of(session, version)),
        }

    def showing(self, session: Session) -> "StoredSession":
        """The row as it will look once `session` is written."""
        changes = self.becoming(session, self.version or 0)
        return StoredSession({**self.row, **changes, "completed_at": session.completed_at})


def metadata_of(session: Session, version: int) -> dict[str, Any]:
    """What `metadata` holds of a session: all that the table has no column for, as JSON."""
    content = _session.dump_python(
        session, mode="json", exclude_none=True, exclude={"completed_at"}
    )
    return {**content, "version": version}


def _recognized(structure: Any) -> Any:
    """The structure that was read last of an exam type of this name, where this is the same again.

    Every session keeps a copy of its own, and reading it is a third of reading the session.
    """
    name = structure.get("exam_type") if isinstance(structure, dict) else None
    if not isinstance(name, str):
        return structure
    content, known = _structures.pick([name]).get(name, (None, None))
    if content == structure:
        return known
    try:
        read = _structure.validate_python(structure)
    except ValidationError:
        return structure  # which validation of the whole then refuses
    _structures.put({name: (structure, read)})
    return read


def _over(old: Any, new: Any) -> Any:
    """New content in the place of old; keys that we do not know are kept at every level."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{name: _over_member(name, old, value) for name, value in new.items()}}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_over(*pair) for pair in zip(old, new, strict=True)]
    return new


def _over_member(name: str, old: dict[str, Any], value: Any) -> Any:
    # Of the answers, those that are gone are gone: their keys are questions.
    return value if name == "answers" else _over(old.get(name), value)


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
