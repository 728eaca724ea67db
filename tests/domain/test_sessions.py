"""A session: how it begins, the order of its sections, its results, and damaged ones."""

from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from exam_simulation.domain.errors import ExamError, IllegalMove, SectionNotFound
from exam_simulation.domain.session import (
    Paper,
    Section,
    Session,
    needs_paper,
    require_results,
    start,
)
from exam_simulation.domain.transitions import SectionStatus, SessionStatus
from tests.domain.exams import EXAM, PAPERS, START, created, finished, handed_in, started


def test_a_session_begins_with_the_sections_of_its_exam_type_in_order() -> None:
    session = created()
    assert [
        (one.id, one.code, one.name, one.question_count, one.duration_minutes)
        for one in session.sections
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
    for one in session.sections:
        assert (one.started_at, one.deadline_at, one.completed_at) == (None, None, None)
        assert (one.timed_out, one.score) == (None, None)


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


def test_every_refusal_has_a_code_and_a_sentence_for_the_student() -> None:
    refusals: list[ExamError] = []
    for refused in (
        lambda: start(created(), 9, (), START),
        lambda: start(created(), 2, (), START),
        lambda: require_results(created()),
    ):
        with pytest.raises(ExamError) as refusal:
            refused()
        refusals.append(refusal.value)
    assert [one.code for one in refusals] == [
        "section_not_found",
        "previous_section_not_completed",
        "session_not_completed",
    ]
    assert all(str(one)[0].isupper() and str(one).endswith(".") for one in refusals)


Damage = Callable[[Session], Session]


def in_section(section_id: int, **changes: Any) -> Damage:
    """Change what is written of one section."""

    def damage(session: Session) -> Session:
        sections: Sequence[Section] = [
            replace(one, **changes) if one.id == section_id else one for one in session.sections
        ]
        return replace(session, sections=tuple(sections))

    return damage


@pytest.mark.parametrize(
    ("session", "damage"),
    [
        (created(), in_section(2, id=3)),
        (created(), in_section(1, id=0)),
        (created(), in_section(2, code="physics")),
        (created(), lambda it: replace(it, sections=it.sections[:2])),
        (created(), lambda it: replace(it, sections=())),
        (created(), lambda it: replace(it, sections=it.sections[::-1])),
        (created(), in_section(1, status=SectionStatus.IN_PROGRESS)),
        (created(), in_section(1, status=SectionStatus.COMPLETED)),
        (started(), in_section(1, started_at=None)),
        (started(), in_section(1, deadline_at=None)),
        (started(), lambda it: replace(it, papers={})),
        (started(), lambda it: replace(it, papers={2: it.papers[1]})),
        (finished(), in_section(3, score=None)),
        (finished(), lambda it: replace(it, papers={1: it.papers[1], 2: it.papers[2]})),
        (started(), in_section(1, status=SectionStatus.COMPLETED)),
    ],
)
def test_what_no_moves_could_have_made_is_refused(session: Session, damage: Damage) -> None:
    with pytest.raises(ValueError, match=r"section"):
        damage(session)


@pytest.mark.parametrize(
    ("session", "damage"),
    [
        pytest.param(finished(), in_section(3, timed_out=None), id="whether it timed out"),
        pytest.param(finished(), in_section(3, completed_at=None), id="when it was completed"),
        pytest.param(
            finished(), lambda it: replace(it, overall_score=None), id="the overall score"
        ),
        pytest.param(
            finished(), lambda it: replace(it, completed_at=None), id="the session's completion"
        ),
    ],
)
def test_a_session_without_what_its_answers_will_show_is_refused(
    session: Session, damage: Damage
) -> None:
    with pytest.raises(ValueError, match=r"section|session"):
        damage(session)


def test_a_session_tells_what_some_sections_asked_and_draw_from() -> None:
    session = started(2)
    assert session.asked([2, 1]) == [*PAPERS[2], *PAPERS[1]]
    assert session.subjects([2, 1]) == ["logic", "mathematics"]
