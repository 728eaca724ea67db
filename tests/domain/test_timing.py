"""Durations, deadlines and the grace after them, to the microsecond."""

from datetime import datetime, timedelta

import pytest

from exam_simulation.domain.moves import overdue_section_ids, settle, start
from exam_simulation.domain.session import create
from tests.domain.exams import EXAM, KEY, PAPERS, START, created, handed_in, started

MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
DEADLINE = START + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("extra_time_percent", "seconds"),
    [
        (0, [600, 720, 60]),
        # 606, 727.2, 60.6
        (1, [606, 728, 61]),
        # 660, 792, 66
        (10, [660, 792, 66]),
        # 780, 936, 78
        (30, [780, 936, 78]),
        # 798, 957.6, 79.8
        (33, [798, 958, 80]),
        # 1194, 1432.8, 119.4
        (99, [1194, 1433, 120]),
        (100, [1200, 1440, 120]),
    ],
)
def test_extra_time_lengthens_every_section_and_is_rounded_up(
    extra_time_percent: int, seconds: list[int]
) -> None:
    session = create(EXAM, extra_time_percent)
    assert [section.duration_seconds for section in session.sections] == seconds
    assert [section.duration_minutes for section in session.sections] == [10, 12, 1]


def test_the_clock_starts_with_the_section() -> None:
    section = start(created(30), 1, PAPERS[1], START).section(1)
    assert section.started_at == START
    assert section.deadline_at == START + timedelta(seconds=780)


def test_starting_again_leaves_the_clock_and_the_paper_alone() -> None:
    running = started()
    assert start(running, 1, (91, 92, 93, 94), START + 90 * SECOND) is running


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (START - SECOND, 601),
        (START, 600),
        (START + MICROSECOND, 599),
        (START + SECOND, 599),
        (DEADLINE - SECOND, 1),
        (DEADLINE - MICROSECOND, 0),
        (DEADLINE, 0),
        (DEADLINE + MICROSECOND, 0),
        (DEADLINE + timedelta(hours=1), 0),
    ],
)
def test_remaining_seconds_are_whole_and_never_negative(now: datetime, seconds: int) -> None:
    assert started().section(1).remaining_seconds(now) == seconds


def test_no_seconds_remain_where_no_clock_runs() -> None:
    assert created().section(1).remaining_seconds(START) == 0
    assert handed_in(started(), 1).section(1).remaining_seconds(START) == 0


@pytest.mark.parametrize(
    ("late", "overdue"),
    [
        (-600 * SECOND, False),
        (timedelta(), False),
        (15 * SECOND - MICROSECOND, False),
        (15 * SECOND, False),
        (15 * SECOND + MICROSECOND, True),
        (timedelta(days=400), True),
    ],
)
def test_a_section_runs_until_fifteen_seconds_after_its_deadline_inclusive(
    late: timedelta, overdue: bool
) -> None:
    session, now = started(), DEADLINE + late
    assert session.section(1).is_overdue(now) is overdue
    assert overdue_section_ids(session, now) == ((1,) if overdue else ())
    assert (settle(session, KEY, now) is session) is not overdue


def test_only_a_running_section_can_be_overdue() -> None:
    late = START + timedelta(days=1)
    assert not created().section(1).is_overdue(late)
    assert not handed_in(started(), 1).section(1).is_overdue(late)


@pytest.mark.parametrize(
    ("now", "completed_at", "seconds_used"),
    [
        (START, START, 0),
        (START + SECOND - MICROSECOND, START + SECOND - MICROSECOND, 0),
        (START + 90 * SECOND, START + 90 * SECOND, 90),
        (DEADLINE - MICROSECOND, DEADLINE - MICROSECOND, 599),
        (DEADLINE, DEADLINE, 600),
        (DEADLINE + MICROSECOND, DEADLINE, 600),
        (DEADLINE + 15 * SECOND, DEADLINE, 600),
    ],
)
def test_what_is_handed_in_within_the_grace_counts_as_handed_in_at_the_deadline(
    now: datetime, completed_at: datetime, seconds_used: int
) -> None:
    section = handed_in(started(), 1, now=now).section(1)
    assert (section.completed_at, section.seconds_used) == (completed_at, seconds_used)
    assert section.timed_out is False


def test_an_overdue_section_was_completed_at_its_deadline() -> None:
    section = settle(started(), KEY, DEADLINE + timedelta(days=1)).section(1)
    assert (section.completed_at, section.seconds_used) == (DEADLINE, 600)
    assert section.timed_out is True


def test_no_seconds_are_used_before_a_section_is_completed() -> None:
    assert created().section(1).seconds_used == 0
    assert started().section(1).seconds_used == 0


def test_a_clock_that_was_set_back_uses_no_negative_seconds() -> None:
    assert handed_in(started(), 1, now=START - 5 * SECOND).section(1).seconds_used == 0


def test_a_session_was_completed_when_its_last_section_was() -> None:
    session = handed_in(started(1), 1, now=START + 8 * SECOND)
    session = handed_in(started(2, session=session), 2, now=START + 9 * SECOND)
    running = started(3, session=session)
    assert running.completed_at is None
    assert handed_in(running, 3, now=START + 7 * SECOND).completed_at == START + 9 * SECOND
    assert handed_in(running, 3, now=START + 75 * SECOND).completed_at == START + 60 * SECOND
