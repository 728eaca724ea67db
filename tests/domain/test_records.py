"""What is kept of sessions, and how a history lists it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exam_simulation.domain.grading import Score
from exam_simulation.domain.records import ListedSection, ListedSession, Place
from exam_simulation.domain.transitions import SectionStatus

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = START + timedelta(minutes=1)
SCORE = Score(
    correct=1, incorrect=0, unanswered=0, total=1, raw=1, max=1, percentage=100, penalty=0
)
CLOCK = {"started_at": START, "deadline_at": LATER}
OUTCOME = {"completed_at": LATER, "timed_out": False, "score": SCORE}


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


def test_a_section_is_listed_at_each_stage() -> None:
    assert section("pending").score is None
    assert section("in_progress", **CLOCK).deadline_at == LATER
    assert section("completed", **CLOCK, **OUTCOME).score == SCORE


@pytest.mark.parametrize(
    ("status", "members", "why"),
    [
        ("pending", CLOCK, "clock"),
        ("in_progress", {}, "clock"),
        ("in_progress", {**CLOCK, **OUTCOME}, "outcome"),
        ("completed", CLOCK, "outcome"),
        ("completed", {**CLOCK, **OUTCOME, "score": None}, "outcome"),
        ("in_progress", {**CLOCK, "started_at": datetime(2026, 11, 22)}, "time zone"),  # noqa: DTZ001
    ],
)
def test_a_section_that_no_sequence_of_moves_could_have_made_is_refused(
    status: str, members: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        section(status, **members)


def test_a_history_shows_what_is_completed_and_what_can_go_on() -> None:
    assert session(LATER).can_be_shown
    assert session(sections=(section("pending"),)).can_be_shown
    assert not session().can_be_shown
    assert not session(sections=()).can_be_shown


def test_a_session_stands_where_its_listing_sorts_it() -> None:
    assert session(LATER).place("completed") == Place(LATER, 7)
    assert session(LATER).place("unfinished") == Place(START, 7)
    assert session().place("completed") == Place(START, 7)
