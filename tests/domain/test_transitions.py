"""Every move from every status: what the table allows, and what it does not."""

from itertools import product

import pytest

from exam_simulation.domain.errors import IllegalMove
from exam_simulation.domain.session import Session, needs_grading, save, settle, start
from exam_simulation.domain.transitions import Move, SectionStatus, SessionStatus, after
from tests.domain.exams import KEY, PAPERS, START, created, finished, handed_in, sheet, started

LEGAL = {
    ("pending", "start"): "in_progress",
    ("in_progress", "start"): "in_progress",
    ("in_progress", "save"): "in_progress",
    ("in_progress", "complete"): "completed",
    ("in_progress", "time_out"): "completed",
    ("completed", "complete"): "completed",
}
ILLEGAL = {
    ("pending", "save"): "section_not_started",
    ("pending", "complete"): "section_not_started",
    ("pending", "time_out"): "section_not_started",
    ("completed", "start"): "section_completed",
    ("completed", "save"): "section_completed",
    ("completed", "time_out"): "section_completed",
}
PAIRS = list(product(SectionStatus, Move))
SESSIONS = {
    "pending": created(),
    "in_progress": started(),
    "completed": handed_in(started(), 1),
}


def test_each_pair_of_status_and_move_is_either_legal_or_illegal() -> None:
    assert {*LEGAL, *ILLEGAL} == {(status.value, move.value) for status, move in PAIRS}
    assert not {*LEGAL} & {*ILLEGAL}


@pytest.mark.parametrize(("status", "move"), [pair for pair in PAIRS if pair in LEGAL])
def test_a_legal_move_leads_where_the_table_says(status: SectionStatus, move: Move) -> None:
    assert after(status, move) == LEGAL[status, move]


@pytest.mark.parametrize(("status", "move"), [pair for pair in PAIRS if pair in ILLEGAL])
def test_an_illegal_move_is_refused_by_the_status_that_forbids_it(
    status: SectionStatus, move: Move
) -> None:
    with pytest.raises(IllegalMove) as refusal:
        after(status, move)
    assert refusal.value.code == ILLEGAL[status, move]
    assert str(refusal.value).endswith(".")


def make(move: Move, session: Session) -> Session:
    match move:
        case Move.START:
            return start(session, 1, PAPERS[1], START)
        case Move.SAVE:
            return save(session, 1, sheet({}), None)
        case Move.COMPLETE:
            return handed_in(session, 1)
        case Move.TIME_OUT:
            return settle(session, KEY, START.replace(hour=12))


@pytest.mark.parametrize(("status", "move"), [pair for pair in PAIRS if pair in LEGAL])
def test_a_session_moves_as_the_table_says(status: SectionStatus, move: Move) -> None:
    assert make(move, SESSIONS[status]).section(1).status == LEGAL[status, move]


@pytest.mark.parametrize(
    ("status", "move"),
    [pair for pair in PAIRS if pair in ILLEGAL and pair[1] is not Move.TIME_OUT],
)
def test_a_session_refuses_what_the_table_does_not_have(status: SectionStatus, move: Move) -> None:
    with pytest.raises(IllegalMove) as refusal:
        make(move, SESSIONS[status])
    assert refusal.value.code == ILLEGAL[status, move]


@pytest.mark.parametrize("status", ["pending", "completed"])
def test_only_a_running_section_times_out(status: str) -> None:
    assert make(Move.TIME_OUT, SESSIONS[status]) is SESSIONS[status]


def test_completing_what_was_not_started_is_refused_before_a_key_is_fetched() -> None:
    with pytest.raises(IllegalMove) as refusal:
        needs_grading(created(), 1, None, None)
    assert refusal.value.code == "section_not_started"


@pytest.mark.parametrize(
    ("session", "status"),
    [
        (created(), SessionStatus.CREATED),
        (started(1), SessionStatus.IN_PROGRESS),
        (handed_in(started(1), 1), SessionStatus.IN_PROGRESS),
        (started(2), SessionStatus.IN_PROGRESS),
        (handed_in(started(2), 2), SessionStatus.IN_PROGRESS),
        (started(3), SessionStatus.IN_PROGRESS),
        (finished(), SessionStatus.COMPLETED),
    ],
)
def test_the_status_of_a_session_follows_from_its_sections(
    session: Session, status: SessionStatus
) -> None:
    assert session.status is status


def test_the_statuses_are_the_words_of_the_contract() -> None:
    assert list(SectionStatus) == ["pending", "in_progress", "completed"]
    assert list(SessionStatus) == ["created", "in_progress", "completed"]
