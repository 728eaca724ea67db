"""A session: how it begins, the order of its sections, its results, and damaged ones."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from exam_simulation.domain.errors import IllegalMove, SectionNotFound
from exam_simulation.domain.moves import needs_paper, require_results, start
from exam_simulation.domain.session import Paper, Session
from exam_simulation.domain.transitions import SessionStatus
from tests.domain.exams import EXAM, PAPERS, START, created, finished, handed_in, started


def test_a_session_begins_with_the_sections_of_its_exam_type_in_order() -> None:
    session = created()
    assert [
        (section.id, section.code, section.name, section.question_count, section.duration_minutes)
        for section in session.sections
    ] == [
        (1, "mathematics", "Matematica", 4, 10),
        (2, "logic", "Logica", 3, 12),
        (3, "english", "Inglese", 2, 1),
    ]


def test_a_session_begins_with_nothing_started() -> None:
    session = created(30)
    assert session.status is SessionStatus.CREATED
    assert session.papers == {}
    assert (session.overall_score, session.completed_at) == (None, None)
    for section in session.sections:
        assert (section.started_at, section.deadline_at, section.completed_at) == (None, None, None)
        assert (section.timed_out, section.score) == (None, None)


def test_a_session_keeps_the_structure_and_the_extra_time_it_was_created_with() -> None:
    session = created(30)
    assert session.structure == EXAM
    assert session.extra_time_percent == 30


def test_sections_are_found_by_their_number() -> None:
    session = created()
    assert [session.section(n).code for n in (1, 2, 3)] == ["mathematics", "logic", "english"]
    assert [session.plan(n) for n in (1, 2, 3)] == list(EXAM.sections)


@pytest.mark.parametrize("section_id", [-1, 0, 4, 2147483647])
def test_a_number_outside_the_exam_is_no_section(section_id: int) -> None:
    session = created()
    with pytest.raises(SectionNotFound):
        session.section(section_id)
    with pytest.raises(SectionNotFound):
        session.plan(section_id)
    with pytest.raises(SectionNotFound):
        needs_paper(session, section_id)
    with pytest.raises(SectionNotFound):
        start(session, section_id, (), START)


@pytest.mark.parametrize("section_id", [1, 2, 3])
def test_a_section_that_has_not_been_started_wants_a_paper(section_id: int) -> None:
    before = created() if section_id == 1 else handed_in(started(section_id - 1), section_id - 1)
    assert needs_paper(before, section_id)
    running = start(before, section_id, PAPERS[section_id], START)
    assert not needs_paper(running, section_id)
    assert running.papers[section_id].question_ids == PAPERS[section_id]


@pytest.mark.parametrize(
    ("session", "section_id"),
    [
        (created(), 2),
        (created(), 3),
        (started(1), 2),
        (started(1), 3),
        (handed_in(started(1), 1), 3),
        (started(2), 3),
    ],
)
def test_no_section_starts_before_every_earlier_one_is_completed(
    session: Session, section_id: int
) -> None:
    for refused in (
        lambda: needs_paper(session, section_id),
        lambda: start(session, section_id, PAPERS[section_id], START),
    ):
        with pytest.raises(IllegalMove) as refusal:
            refused()
        assert refusal.value.code == "previous_section_not_completed"


def test_a_completed_section_is_not_started_again() -> None:
    with pytest.raises(IllegalMove) as refusal:
        needs_paper(finished(), 1)
    assert refusal.value.code == "section_completed"


def test_what_was_drawn_is_known_over_all_sections() -> None:
    assert created().drawn_question_ids() == set()
    assert started(2).drawn_question_ids() == {11, 12, 13, 14, 21, 22, 23}


@pytest.mark.parametrize("session", [created(), started(1), started(3)])
def test_there_are_no_results_until_every_section_is_completed(session: Session) -> None:
    with pytest.raises(IllegalMove) as refusal:
        require_results(session)
    assert refusal.value.code == "session_not_completed"


def test_the_results_of_a_completed_session_begin_with_its_overall_score() -> None:
    session = finished()
    assert require_results(session) is session.overall_score


@pytest.mark.parametrize("value", [created(), created().sections[0], Paper(question_ids=(1,))])
def test_what_a_session_is_made_of_is_frozen(value: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        value.papers = {}


def test_a_session_tells_what_some_sections_asked_and_draw_from() -> None:
    session = started(2)
    assert session.asked([2, 1]) == [*PAPERS[2], *PAPERS[1]]
    assert session.subjects([2, 1]) == ["logic", "mathematics"]
