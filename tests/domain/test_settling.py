"""Settling: what is overdue is graded from what was saved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exam_simulation.domain.errors import IllegalMove
from exam_simulation.domain.moves import overdue_section_ids, save, settle
from exam_simulation.domain.session import Session
from exam_simulation.domain.transitions import SectionStatus, SessionStatus
from tests.domain.exams import KEY, PAPERS, START, created, handed_in, sheet, started

LONG_AFTER = START + timedelta(days=30)
SAVED = save(started(), 1, sheet({11: "a", 12: "e"}), None)


def test_an_overdue_section_is_graded_from_what_was_saved() -> None:
    settled = settle(SAVED, KEY, LONG_AFTER)
    section = settled.section(1)
    assert section.status is SectionStatus.COMPLETED
    assert section.timed_out is True
    assert section.score is not None
    # 1 − 0.25 of 4
    assert (section.score.raw, section.score.unanswered) == (0.75, 2)
    assert settled.papers[1] == replace(SAVED.papers[1], is_closed=True)


def test_the_key_of_the_overdue_section_is_enough() -> None:
    assert overdue_section_ids(SAVED, LONG_AFTER) == (1,)
    assert settle(SAVED, {number: KEY[number] for number in PAPERS[1]}, LONG_AFTER) == settle(
        SAVED, KEY, LONG_AFTER
    )


def test_answers_that_come_too_late_are_not_counted() -> None:
    settled = settle(SAVED, KEY, LONG_AFTER)
    assert handed_in(settled, 1, {11: "a", 12: "b", 13: "c", 14: "d"}, now=LONG_AFTER) is settled


def test_nothing_can_be_saved_any_more() -> None:
    with pytest.raises(IllegalMove) as refusal:
        save(settle(SAVED, KEY, LONG_AFTER), 1, sheet({}), None)
    assert refusal.value.code == "section_completed"


def test_settling_twice_is_settling_once() -> None:
    settled = settle(SAVED, KEY, LONG_AFTER)
    assert overdue_section_ids(settled, LONG_AFTER) == ()
    assert settle(settled, {}, LONG_AFTER) is settled


@pytest.mark.parametrize("session", [created(), SAVED, handed_in(started(), 1)])
def test_where_nothing_is_overdue_nothing_changes_and_no_key_is_needed(session: Session) -> None:
    assert overdue_section_ids(session, START) == ()
    assert settle(session, {}, START) is session


def test_the_next_section_can_be_started_once_an_overdue_one_is_settled() -> None:
    assert started(2, session=settle(SAVED, KEY, LONG_AFTER)).section(2).started_at == START


def test_the_last_section_that_runs_out_completes_the_session_at_its_deadline() -> None:
    settled = settle(started(3), KEY, LONG_AFTER)
    assert settled.status is SessionStatus.COMPLETED
    assert settled.completed_at == START + timedelta(minutes=1)
    assert settled.overall_score is not None
    assert settled.overall_score.unanswered == 7


def test_settling_changes_nothing_of_what_it_was_given() -> None:
    before = started()
    settle(before, KEY, LONG_AFTER)
    assert before == started()
