"""Rows of `exam_sessions` and `section_papers`, and the session that they hold together.

`metadata` holds what the session has no column for, except its papers. It also has `version`, which
counts the writes of the row, `topics`, the tallies of each graded section, and the hashes of the
idempotency key. Unknown members are kept.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, NonNegativeInt, TypeAdapter, ValidationError

from ..domain.exam_type import ExamType
from ..domain.grading import Score, Tally
from ..domain.progress import CompletedSession
from ..domain.records import ListedSection, ListedSession, SessionRecord
from ..domain.session import Paper, Section, Session
from ..domain.transitions import SessionStatus
from ..errors import SessionUnreadable
from .client import Row, RowModel, faults_of
from .integrity import (
    DamagedRow,
    check_listed_sections,
    check_score,
    check_sections,
    check_session,
)
from .lru_cache import LRUCache

_session = TypeAdapter(Session)
_sections = TypeAdapter(tuple[Section, ...])
_score = TypeAdapter(Score | None)
_completed = TypeAdapter(CompletedSession)
_Counts = tuple[NonNegativeInt, NonNegativeInt, NonNegativeInt]
_topics = TypeAdapter(dict[str, dict[str, dict[str, _Counts]]] | None)
"""By section id, subject and topic: how many were right, wrong and blank."""
_structure = TypeAdapter(ExamType)
_structures: LRUCache[str, tuple[Any, ExamType]] = LRUCache(64)
"""By exam type and section codes: the stored JSON and its parsed form. 64 is more than all."""

_MAX_SAFE_INTEGER = 2**53
"""Larger numbers are not exact in every JSON parser (RFC 8259, section 6)."""


def parsed_time(text: object) -> object:
    """Read a timestamp as Postgres writes it, in its own form or in JSON. Without a zone it is UTC.

    What is not a text is returned as it is, and validation refuses it.

    Raises:
        ValueError: the text is not a timestamp.
    """
    if not isinstance(text, str):
        return text
    if text == "infinity" or _BEYOND_9999.match(text):
        return datetime.max.replace(tzinfo=UTC)
    if text == "-infinity" or text.endswith(" BC"):
        return datetime.min.replace(tzinfo=UTC)
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


# Postgres has times that Python does not have; the nearest time of Python stands for them.
_BEYOND_9999 = re.compile(r"\d{5,}-")
Time = Annotated[datetime, BeforeValidator(parsed_time)]


class SessionRow(RowModel):
    """A row of the table."""

    id: int
    user_id: int
    exam_type: str
    status: str
    metadata: Any
    started_at: Time
    updated_at: Time
    completed_at: Time | None

    @property
    def record(self) -> SessionRecord:
        """The row for the domain."""
        return SessionRecord(**{name: getattr(self, name) for name in _COLUMNS})


_COLUMNS = tuple(SessionRow.model_fields)


class PaperRow(RowModel):
    """A row of `section_papers`, without its owner."""

    session_id: int
    section_id: int
    deadline_at: Time
    closed_at: Time | None
    option_count: int
    revision: int
    flagged: list[Any]
    answers: Any
    question_ids: list[Any]

    @property
    def content(self) -> dict[str, Any]:
        """The paper in the form in which a session is validated."""
        return {
            "question_ids": self.question_ids,
            "option_count": self.option_count,
            "answers": self.answers,
            "flagged": self.flagged,
            "revision": self.revision,
            "is_closed": self.closed_at is not None,
        }


class SessionWithPapers(SessionRow):
    """A row of `exam_sessions`, with the rows of its papers."""

    section_papers: list[PaperRow] | None


def _countable(row_version: Any) -> int | None:
    return (
        row_version if type(row_version) is int and abs(row_version) < _MAX_SAFE_INTEGER else None
    )


@dataclass(frozen=True)
class StoredSession:
    """The rows of a session and its papers, as they were read."""

    record: SessionRecord
    papers: tuple[PaperRow, ...] = ()

    @classmethod
    def of(cls, read: SessionWithPapers) -> "StoredSession":
        """Make it from rows that were read together."""
        return cls(read.record, tuple(read.section_papers or ()))

    @property
    def row_version(self) -> int | None:
        """How often the row was written; None if another program wrote it."""
        metadata = self.record.metadata
        return _countable(metadata.get("version")) if isinstance(metadata, dict) else None

    @property
    def session(self) -> Session:
        """The session in the rows.

        Raises:
            SessionUnreadable: these functions did not write the row, or it is damaged.
        """
        metadata = self.record.metadata
        if not isinstance(metadata, dict) or self.row_version is None:
            raise SessionUnreadable(f"session {self.record.id} has no version")
        if "papers" in metadata:
            raise SessionUnreadable(f"session {self.record.id} holds papers that were not moved")
        deadlines = {paper.section_id: paper.deadline_at for paper in self.papers}
        content = {
            **metadata,
            "structure": _recognized(metadata.get("structure")),
            "sections": _with_times(metadata.get("sections"), deadlines),
            "papers": {paper.section_id: paper.content for paper in self.papers},
            "completed_at": self.record.completed_at,
        }
        try:
            session = _session.validate_python(content)
            check_session(session)
        except ValidationError as error:
            raise SessionUnreadable(f"session {self.record.id}: {faults_of(error)}") from None
        except DamagedRow as damage:
            raise SessionUnreadable(f"session {self.record.id}: rule broken: {damage}") from None
        completed = SessionStatus.COMPLETED
        if self.record.status == completed and session.status is not completed:
            # The database refuses every write to a completed row.
            raise SessionUnreadable(f"session {self.record.id} is completed, its sections are not")
        return session

    def columns_after(self, session: Session, row_version: int) -> Row:
        """The changed columns of the row that holds `session`, as JSON."""
        completed_at = session.completed_at
        return {
            "status": session.status.value,
            "completed_at": completed_at.isoformat() if completed_at else None,
            "metadata": _merge(self.record.metadata, metadata_of(session, row_version)),
        }

    def record_after(self, session: Session) -> SessionRecord:
        """The record after `session` is written."""
        changes = self.columns_after(session, self.row_version or 0)
        return replace(self.record, **{**changes, "completed_at": session.completed_at})


_listed_sections = TypeAdapter(tuple[ListedSection, ...])


def read_listed(row: Row) -> ListedSession:
    """Read a row of a history."""
    columns = {name: row[name] for name in _LISTED_COLUMNS}
    extra, practice = row["extra_time_percent"], row["practice"]
    if _countable(row["version"]) is None or type(extra) is not int or practice not in (None, True):
        return ListedSession(**columns)
    try:
        if row["completed_at"] is None:
            # A session that can be resumed must be sound. A completed one is only shown.
            check_sections(_sections.validate_python(_with_times(row["sections"], {})))
        score = _score.validate_python(row["overall_score"])
        check_score(score)
        sections = _listed_sections.validate_python(row["sections"])
        check_listed_sections(sections)
    except (ValidationError, DamagedRow, OverflowError):
        return ListedSession(**columns)
    return ListedSession(
        **columns,
        practice=practice is True,
        extra_time_percent=extra,
        overall_score=score,
        sections=sections,
    )


_LISTED_COLUMNS = ("id", "exam_type", "status", "started_at", "completed_at")


def read_completed(row: Row) -> CompletedSession | None:
    """Read a row for progress; None if these functions did not write it."""
    try:
        sections = _topics.validate_python(row["topics"]) or {}
        topics = tuple(tally for subjects in sections.values() for tally in _tallies(subjects))
        session = _completed.validate_python({**row, "topics": topics})
        for score in (session.overall_score, *(section.score for section in session.sections)):
            check_score(score)
    except (ValidationError, DamagedRow):
        return None
    return session


def _tallies(subjects: Mapping[str, Mapping[str, _Counts]]) -> Iterator[Tally]:
    for subject, topics in subjects.items():
        for topic, (right, wrong, blank) in topics.items():
            yield Tally(
                subject=subject, topic=topic, correct=right, incorrect=wrong, unanswered=blank
            )


def closing_as_json(
    section_id: int, before: Paper, closed_at: datetime, after: Paper | None = None
) -> dict[str, Any]:
    """The change that closes a paper, as JSON; with answers if other ones were handed in."""
    change: dict[str, Any] = {
        "section_id": section_id,
        "revision": before.revision,
        "closed_at": closed_at.isoformat(),
    }
    if after and after.revision != before.revision:
        change |= {"answers": answers_as_json(after.answers), "flagged": list(after.flagged)}
    return change


def opening_as_json(section_id: int, paper: Paper, deadline_at: datetime) -> dict[str, Any]:
    """The change that adds a paper, as JSON."""
    return {
        "section_id": section_id,
        "question_ids": list(paper.question_ids),
        "option_count": paper.option_count,
        "deadline_at": deadline_at.isoformat(),
    }


def answers_as_json(answers: Mapping[int, str]) -> dict[str, str]:
    """Answers as JSON."""
    return {str(question_id): option for question_id, option in answers.items()}


def metadata_of(session: Session, row_version: int) -> dict[str, Any]:
    """The `metadata` of a session, as JSON: everything that the table has no column for."""
    content = _session.dump_python(
        session,
        mode="json",
        exclude_none=True,
        exclude={"completed_at": True, "papers": True, "sections": {"__all__": {"topics"}}},
    )
    if not session.practice:
        del content["practice"]
    if topics := {
        str(section.id): _counts(section.topics) for section in session.sections if section.topics
    }:
        content["topics"] = topics
    return {**content, "version": row_version}


def _counts(tallies: Iterable[Tally]) -> dict[str, dict[str, _Counts]]:
    counts: dict[str, dict[str, _Counts]] = {}
    for tally in tallies:
        topics = counts.setdefault(tally.subject, {})
        topics[tally.topic] = (tally.correct, tally.incorrect, tally.unanswered)
    return counts


def _recognized(structure: Any) -> Any:
    """The cached structure of this exam type, if the stored one is equal.

    Every session keeps its own copy. Validating it takes a third of the time of reading a session.
    """
    name = _name_of(structure)
    if name is None:
        return structure
    content, known = _structures.get_many([name]).get(name, (None, None))
    if content == structure:
        return known
    try:
        read = _structure.validate_python(structure)
    except ValidationError:
        return structure  # validation of the session refuses it
    _structures.put_many({name: (structure, read)})
    return read


def _name_of(structure: Any) -> str | None:
    """The exam type and the codes of the sections; practice has only some of them."""
    try:
        codes = [section["code"] for section in structure["sections"]]
        return " ".join([structure["exam_type"], *codes])
    except (LookupError, TypeError):
        return None


def _merge(old: Any, new: Any) -> Any:
    """Replace old content with new. Unknown members are kept at every level."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{name: _merge(old.get(name), value) for name, value in new.items()}}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_merge(*pair) for pair in zip(old, new, strict=True)]
    return new


def _with_times(sections: Any, deadlines: Mapping[int, datetime]) -> Any:
    """The sections with parsed times. What is not as it should be stays, for validation to refuse.

    The deadline of a started section is the deadline of its paper.
    """
    if not isinstance(sections, list):
        return sections
    return [_with_time(section, deadlines) for section in sections]


def _with_time(section: Any, deadlines: Mapping[int, datetime]) -> Any:
    if not isinstance(section, dict):
        return section
    timed = {name: _time_if_any(name, value) for name, value in section.items()}
    section_id = section.get("id")
    if type(section_id) is int and section_id in deadlines and "deadline_at" in timed:
        timed["deadline_at"] = deadlines[section_id]
    return timed


def _time_if_any(name: str, value: Any) -> Any:
    if not name.endswith("_at") or not isinstance(value, str):
        return value
    try:
        return parsed_time(value)
    except ValueError:
        return value  # validation refuses it
