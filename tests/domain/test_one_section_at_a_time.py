"""A student sits one section at a time, over all sessions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exam_simulation.domain.errors import ExamError, IllegalMove
from exam_simulation.domain.moves import needs_paper, overdue_section_ids, settle
from exam_simulation.domain.session import Session
from exam_simulation.domain.transitions import RunningElsewhere
from tests.domain.exams import KEY, START, created, handed_in, started

ELSEWHERE = RunningElsewhere(session_id=7, section_id=3)


def test_a_section_does_not_start_while_another_runs_elsewhere() -> None:
    with pytest.raises(IllegalMove) as refusal:
        needs_paper(created(), 1, ELSEWHERE)
    error = refusal.value
    assert (error.code, error.session_id, error.section_id) == ("another_section_running", 7, 3)


def test_a_running_section_is_resumed_whatever_runs_elsewhere() -> None:
    assert not needs_paper(started(), 1, ELSEWHERE)


@pytest.mark.parametrize(
    ("session", "section_id", "code"),
    [
        (created(), 4, "section_not_found"),
        (handed_in(started(), 1), 1, "section_completed"),
        (created(), 2, "previous_section_not_completed"),
    ],
)
def test_what_the_session_itself_forbids_is_said_first(
    session: Session, section_id: int, code: str
) -> None:
    with pytest.raises(ExamError) as refusal:
        needs_paper(session, section_id, ELSEWHERE)
    assert refusal.value.code == code


def closed() -> Session:
    """A session whose running section takes no more answers."""
    session = started()
    return replace(session, papers={1: replace(session.papers[1], is_closed=True)})


def test_a_section_whose_paper_is_closed_is_overdue_before_its_deadline() -> None:
    now = START + timedelta(seconds=1)
    assert overdue_section_ids(started(), now) == ()
    assert overdue_section_ids(closed(), now) == (1,)
    section = settle(closed(), KEY, now).section(1)
    assert (section.status, section.timed_out, section.completed_at) == ("completed", True, now)


def test_a_graded_section_is_not_overdue_though_its_paper_is_closed() -> None:
    session = handed_in(started(), 1)
    assert session.papers[1].is_closed
    assert overdue_section_ids(session, START + timedelta(days=1)) == ()
