"""Every move from every status: what the table allows, and what it does not."""

from collections.abc import Callable
from itertools import product

import pytest

from exam_simulation.domain.errors import IllegalMove
from exam_simulation.domain.moves import needs_grading, require_results, save, settle, start
from exam_simulation.domain.session import Session
from exam_simulation.domain.transitions import (
    TRANSITIONS,
    Move,
    RunningElsewhere,
    SectionStatus,
    SessionStatus,
    Stage,
    status_after,
)
from exam_simulation.problem_codes import ProblemCode
from tests.domain.exams import KEY, PAPERS, START, created, finished, handed_in, sheet, started

# What each move makes of a section at each stage, or the code that refuses it.
EXPECTED = {
    "start": {
        "waiting": "previous_section_not_completed",
        "blocked": "another_section_running",
        "ready": "in_progress",
        "in_progress": "in_progress",
        "completed": "section_completed",
    },
    "save": {
        "waiting": "section_not_started",
        "blocked": "section_not_started",
        "ready": "section_not_started",
        "in_progress": "in_progress",
        "completed": "section_completed",
    },
    "complete": {
        "waiting": "section_not_started",
        "blocked": "section_not_started",
        "ready": "section_not_started",
        "in_progress": "completed",
        "completed": "completed",
    },
    "time_out": {
        "waiting": "section_not_started",
        "blocked": "section_not_started",
        "ready": "section_not_started",
        "in_progress": "completed",
        "completed": "section_completed",
    },
    "show_results": {
        "waiting": "session_not_completed",
        "blocked": "session_not_completed",
        "ready": "session_not_completed",
        "in_progress": "session_not_completed",
        "completed": "completed",
    },
}
PAIRS = list(product(Stage, Move))
# A session, and which of its sections is at the stage.
SESSIONS = {
    Stage.WAITING: (created(), 2),
    Stage.READY: (created(), 1),
    Stage.IN_PROGRESS: (started(), 1),
    Stage.COMPLETED: (handed_in(started(), 1), 1),
}


def result_of(move: Callable[[], object]) -> object:
    try:
        return move()
    except IllegalMove as refusal:
        return refusal.code


@pytest.mark.parametrize(("stage", "move"), PAIRS)
def test_the_table_has_every_stage_and_every_move(stage: Stage, move: Move) -> None:
    assert result_of(lambda: status_after(stage, move)) == EXPECTED[move][stage]


def test_the_table_leads_to_nothing_but_statuses_and_refusals() -> None:
    assert set(TRANSITIONS) == set(PAIRS)
    assert {type(result) for result in TRANSITIONS.values()} == {SectionStatus, ProblemCode}


def test_a_refusal_names_the_section_that_blocks_this_one() -> None:
    with pytest.raises(IllegalMove) as refusal:
        status_after(Stage.BLOCKED, Move.START, RunningElsewhere(7, 3))
    assert (refusal.value.session_id, refusal.value.section_id) == (7, 3)
    with pytest.raises(IllegalMove) as refusal:
        status_after(Stage.COMPLETED, Move.START, RunningElsewhere(7, 3))
    assert refusal.value.session_id is None


def make(move: Move, session: Session, section_id: int) -> Session:
    match move:
        case Move.START:
            return start(session, section_id, PAPERS[section_id], START)
        case Move.SAVE:
            return save(session, section_id, sheet({}), None)
        case _:
            return handed_in(session, section_id)


@pytest.mark.parametrize("stage", SESSIONS)
@pytest.mark.parametrize("move", [Move.START, Move.SAVE, Move.COMPLETE])
def test_a_session_moves_as_the_table_says(stage: Stage, move: Move) -> None:
    session, section_id = SESSIONS[stage]
    result = result_of(lambda: make(move, session, section_id).section(section_id).status)
    assert result == EXPECTED[move][stage]


@pytest.mark.parametrize("stage", [Stage.READY, Stage.COMPLETED])
def test_only_a_running_section_times_out(stage: Stage) -> None:
    session, _ = SESSIONS[stage]
    assert settle(session, KEY, START.replace(hour=12)) is session


def test_completing_what_was_not_started_is_refused_before_a_key_is_fetched() -> None:
    assert result_of(lambda: needs_grading(created(), 1, None, None)) == "section_not_started"


@pytest.mark.parametrize("session", [created(), started(), handed_in(started(), 1)])
def test_results_wait_for_every_section(session: Session) -> None:
    assert result_of(lambda: require_results(session)) == "session_not_completed"


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
