"""What is kept of sessions, and how a history lists it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from exam_simulation.domain.records import Cursor, ListedSection, ListedSession
from exam_simulation.domain.transitions import SectionStatus

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = START + timedelta(minutes=1)


def section(status: str, **members: Any) -> ListedSection:
    return ListedSection(id=1, code="logic", name="Logica", status=SectionStatus(status), **members)


def session(completed_at: datetime | None = None, **members: Any) -> ListedSession:
    return ListedSession(
        id=7,
        exam_type="DEMO",
        status="completed" if completed_at else "created",
        started_at=START,
        completed_at=completed_at,
        **members,
    )


def test_a_history_shows_what_is_completed_and_what_can_go_on() -> None:
    assert session(LATER).can_be_shown
    assert session(sections=(section("pending"),)).can_be_shown
    assert not session().can_be_shown
    assert not session(sections=()).can_be_shown


def test_a_session_stands_where_its_listing_sorts_it() -> None:
    assert session(LATER).cursor("completed") == Cursor(LATER, 7)
    assert session(LATER).cursor("unfinished") == Cursor(START, 7)
    assert session().cursor("completed") == Cursor(START, 7)
