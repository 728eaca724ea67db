"""What contradicts itself in a row is refused as it is read, before anybody calculates with it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from exam_simulation.domain.grading import Score
from exam_simulation.domain.records import ListedSection
from exam_simulation.domain.session import Paper, Section, Session
from exam_simulation.domain.transitions import SectionStatus
from exam_simulation.store.integrity import (
    DamagedRow,
    check_listed_sections,
    check_paper,
    check_score,
    check_session,
)
from tests.domain.exams import START, created, finished, started

CLOCK = {"started_at": START, "deadline_at": START + timedelta(minutes=1)}


def with_section(session: Session, section_id: int, **changes: Any) -> Session:
    sections = [
        replace(section, **changes) if section.id == section_id else section
        for section in session.sections
    ]
    return replace(session, sections=tuple(sections))


def a_score(**changes: Any) -> Score:
    score = finished().section(1).score
    assert score is not None
    return replace(score, **changes)


OUTCOME = {"completed_at": START, "timed_out": False, "score": a_score()}


@pytest.mark.parametrize("session", [created(), started(1), started(2), finished()])
def test_a_session_that_moves_have_made_is_sound(session: Session) -> None:
    check_session(session)


@pytest.mark.parametrize(
    "changes",
    [{"started_at": START}, {"deadline_at": START}, CLOCK],
)
def test_a_pending_section_has_no_clock(changes: dict[str, Any]) -> None:
    with pytest.raises(DamagedRow, match="a section has a clock once it is started"):
        check_session(with_section(created(), 1, **changes))


@pytest.mark.parametrize("name", ["started_at", "deadline_at"])
def test_a_started_section_has_a_whole_clock(name: str) -> None:
    with pytest.raises(DamagedRow, match="a section has a clock once it is started"):
        check_session(with_section(started(), 1, **{name: None}))


@pytest.mark.parametrize(
    "changes", [{"completed_at": START}, {"timed_out": False}, {"score": a_score()}, OUTCOME]
)
@pytest.mark.parametrize("make", [created, started])
def test_only_a_completed_section_has_an_outcome(
    make: Callable[[], Session], changes: dict[str, Any]
) -> None:
    with pytest.raises(DamagedRow, match="a section has an outcome once it is completed"):
        check_session(with_section(make(), 1, **changes))


@pytest.mark.parametrize("name", ["started_at", "deadline_at", "completed_at"])
@pytest.mark.parametrize(
    "time",
    [
        START.replace(year=1),
        START.replace(year=1969),
        START.replace(year=9000),
        START.replace(year=9999),
        START.replace(tzinfo=None),
    ],
)
def test_times_are_such_that_a_duration_can_be_added(name: str, time: datetime) -> None:
    with pytest.raises(DamagedRow, match="times have a time zone and a year"):
        check_session(with_section(finished(), 1, **{name: time}))


@pytest.mark.parametrize("seconds", [-1, 0, 366 * 86_400 + 1, 10**15])
def test_a_section_lasts_from_a_second_to_a_year(seconds: int) -> None:
    with pytest.raises(DamagedRow, match="a section lasts from a second to a year"):
        check_session(with_section(created(), 1, duration_seconds=seconds))


@pytest.mark.parametrize("seconds", [1, 366 * 86_400])
def test_a_second_and_a_year_are_durations(seconds: int) -> None:
    check_session(with_section(created(), 1, duration_seconds=seconds))


@pytest.mark.parametrize("name", ["raw", "max", "percentage", "penalty"])
@pytest.mark.parametrize("points", [float("nan"), float("inf"), float("-inf"), 1e9 + 1])
def test_a_score_is_finite_and_can_be_summed(name: str, points: float) -> None:
    with pytest.raises(DamagedRow, match="a score is finite"):
        check_score(a_score(**{name: points}))


@pytest.mark.parametrize("points", [0, -1, 0.2])
def test_a_score_is_of_something(points: float) -> None:
    with pytest.raises(DamagedRow, match="the maximum of a score is at least a quarter point"):
        check_score(a_score(max=points))
    check_score(a_score(max=0.25))


@pytest.mark.parametrize("place", ["section", "overall"])
def test_every_score_of_a_session_is_checked(place: str) -> None:
    bad = a_score(raw=float("nan"))
    session = finished()
    damaged = (
        replace(session, overall_score=bad)
        if place == "overall"
        else with_section(session, 2, score=bad)
    )
    with pytest.raises(DamagedRow, match="a score is finite"):
        check_session(damaged)


@pytest.mark.parametrize("question_ids", [(), (1, 1), (1, 2, 1)])
def test_a_paper_has_questions_each_once(question_ids: tuple[int, ...]) -> None:
    with pytest.raises(DamagedRow, match="a paper has questions, each once"):
        check_paper(Paper(question_ids=question_ids))
    with pytest.raises(DamagedRow, match="a paper has questions, each once"):
        check_session(replace(started(), papers={1: Paper(question_ids=question_ids)}))


def test_a_started_section_has_a_paper() -> None:
    with pytest.raises(DamagedRow, match="a started section has a paper"):
        check_session(replace(started(), papers={}))


def test_sections_are_numbered_and_in_the_order_of_the_exam_type() -> None:
    with pytest.raises(DamagedRow, match="sections are numbered"):
        check_session(with_section(created(), 2, id=5))
    with pytest.raises(DamagedRow, match="the sections are those of the exam type"):
        check_session(with_section(created(), 2, code="physics"))
    with pytest.raises(DamagedRow, match="the sections are those of the exam type"):
        check_session(replace(created(), sections=created().sections[:2]))


@pytest.mark.parametrize("make", [created, started])
@pytest.mark.parametrize(
    "changes",
    [
        {"completed_at": START},
        {"overall_score": a_score()},
        {"completed_at": START, "overall_score": a_score()},
    ],
)
def test_only_a_completed_session_has_a_score_and_a_time(
    make: Callable[[], Session], changes: dict[str, Any]
) -> None:
    with pytest.raises(DamagedRow, match="a session has a score and a time once it is completed"):
        check_session(replace(make(), **changes))


def listed(status: str, **members: Any) -> ListedSection:
    return ListedSection(id=1, code="logic", name="Logica", status=SectionStatus(status), **members)


def test_a_listed_section_is_sound_at_each_status() -> None:
    check_listed_sections(
        [listed("pending"), listed("in_progress", **CLOCK), listed("completed", **CLOCK, **OUTCOME)]
    )


@pytest.mark.parametrize(
    ("section", "rule"),
    [
        (listed("pending", **CLOCK), "clock"),
        (listed("in_progress"), "clock"),
        (listed("in_progress", **CLOCK, **OUTCOME), "outcome"),
        (listed("completed", **CLOCK), "outcome"),
        (listed("completed", **CLOCK, **{**OUTCOME, "score": None}), "outcome"),
        (
            listed("in_progress", **{**CLOCK, "started_at": START.replace(tzinfo=None)}),
            "time zone",
        ),
        (
            listed("completed", **CLOCK, **{**OUTCOME, "score": a_score(raw=float("nan"))}),
            "a score is finite",
        ),
    ],
)
def test_a_listed_section_that_contradicts_itself_is_refused(
    section: ListedSection, rule: str
) -> None:
    with pytest.raises(DamagedRow, match=rule):
        check_listed_sections([section])


def test_what_is_wrong_is_told_without_a_value() -> None:
    damaged: Section = replace(created().section(1), started_at=START)
    with pytest.raises(DamagedRow) as refusal:
        check_session(replace(created(), sections=(damaged, *created().sections[1:])))
    assert str(refusal.value) == "a section has a clock once it is started"


Damage = Callable[[Session], Session]


def in_section(section_id: int, **changes: Any) -> Damage:
    """Change what is written of one section."""

    def damage(session: Session) -> Session:
        sections: Sequence[Section] = [
            replace(section, **changes) if section.id == section_id else section
            for section in session.sections
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
    with pytest.raises(DamagedRow, match=r"section"):
        check_session(damage(session))


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
    with pytest.raises(DamagedRow, match=r"section|session"):
        check_session(damage(session))
