"""A student sits one section at a time, over all sessions."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.conftest import Database, SignUp
from tests.functions.conftest import SetClock, Sit
from tests.functions.responses import problem
from tests.functions.sitting import Sitting


def finish_first(sitting: Sitting) -> None:
    assert sitting.complete().status_code == 200


def delete(sitting: Sitting) -> None:
    assert sitting.delete().status_code == 204


def test_another_section_that_runs_is_named_and_nothing_is_written(sit: Sit) -> None:
    other, sitting = sit(), sit()
    other.start()
    other.complete()
    other.start(2)
    before = sitting.row()
    document = problem(sitting.start(), 409, "another_section_running")
    assert (document["session_id"], document["section_id"]) == (other.id, 2)
    assert (sitting.row(), sitting.papers()) == (before, [])


def test_another_student_s_section_is_no_obstacle(sit: Sit, enrol: SignUp) -> None:
    sit(started=True)
    assert sit(of=enrol()).start().status_code == 200


def test_a_running_section_is_resumed_though_another_session_was_refused(sit: Sit) -> None:
    running, other = sit(started=True), sit()
    problem(other.start(), 409, "another_section_running")
    assert running.start().status_code == 200


@pytest.mark.parametrize("end", [finish_first, delete])
def test_what_ends_a_section_lets_the_next_one_start_at_once(
    sit: Sit, end: Callable[[Sitting], None]
) -> None:
    running, sitting = sit(started=True), sit()
    end(running)
    assert sitting.start().status_code == 200


def test_a_section_runs_until_15_seconds_after_its_deadline(sit: Sit, set_clock: SetClock) -> None:
    running, sitting = sit(started=True), sit()
    last = running.deadline() + timedelta(seconds=15)
    set_clock(last)
    problem(sitting.start(), 409, "another_section_running")
    assert running.section()["status"] == "in_progress"
    set_clock(last + timedelta(microseconds=1))
    assert sitting.start().status_code == 200


def test_an_overdue_section_is_graded_before_the_other_one_starts(sit: Sit) -> None:
    overdue, sitting = sit(started=True), sit()
    overdue.save(overdue.right())
    overdue.let_pass(60)
    assert sitting.start().status_code == 200
    section = overdue.section()
    assert (section["status"], section["timed_out"]) == ("completed", True)
    assert section["score"]["correct"] == 3
    assert overdue.paper()["closed_at"] == overdue.deadline()


def test_an_overdue_section_elsewhere_is_graded_though_the_start_is_refused(sit: Sit) -> None:
    overdue, sitting = sit(started=True), sit()
    overdue.let_pass(60)
    problem(sitting.start(2), 409, "previous_section_not_completed")
    assert overdue.section()["status"] == "completed"


@pytest.mark.parametrize(
    ("section", "status", "code"),
    [
        (3, 404, "section_not_found"),
        (1, 409, "section_completed"),
        (2, 409, "another_section_running"),
    ],
)
def test_the_rules_are_asked_in_the_order_of_the_contract(
    sit: Sit, section: int, status: int, code: str
) -> None:
    sitting = sit(started=True)
    sitting.complete()
    sit(started=True)
    problem(sitting.start(section), status, code)


def test_an_earlier_section_comes_before_another_session(sit: Sit) -> None:
    sitting = sit()
    sit(started=True)
    problem(sitting.start(2), 409, "previous_section_not_completed")


def test_of_two_sessions_that_are_started_at_once_one_runs(sit: Sit) -> None:
    for _ in range(5):
        sittings = [sit(), sit()]
        with ThreadPoolExecutor(2) as threads:
            responses = list(threads.map(Sitting.start, sittings))
        assert sorted(one.status_code for one in responses) == [200, 409]
        [(winner, loser)] = [
            (won, lost)
            for won, lost, response in zip(sittings, reversed(sittings), responses, strict=True)
            if response.status_code == 200
        ]
        [refused] = [one for one in responses if one.status_code == 409]
        document = problem(refused, 409, "another_section_running")
        assert (document["session_id"], document["section_id"]) == (winner.id, 1)
        assert (len(winner.papers()), loser.papers()) == (1, [])
        delete(winner)


def test_two_starts_at_once_settle_the_overdue_section_once(sit: Sit) -> None:
    overdue, *sittings = [sit(started=True), sit(), sit()]
    overdue.let_pass(60)
    with ThreadPoolExecutor(2) as threads:
        responses = list(threads.map(Sitting.start, sittings))
    assert sorted(response.status_code for response in responses) == [200, 409]
    assert overdue.row()["metadata"]["version"] == 3


def test_a_section_that_cannot_be_graded_locks_nobody_out(
    sit: Sit, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged, sitting = sit(started=True), sit()
    damaged.let_pass(60)
    damaged.patch_metadata("metadata - 'structure'")
    before = damaged.row()
    capsys.readouterr()
    assert sitting.start().status_code == 200
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [error] = [line for line in lines if line["severity"] == "ERROR"]
    assert error["message"] == "an overdue section was closed without a score"
    assert damaged.row() == before
    assert damaged.paper()["closed_at"] == damaged.deadline()
    assert sitting.start().status_code == 200


def test_a_damaged_section_that_still_runs_is_named_and_can_be_waited_for(
    sit: Sit, set_clock: SetClock
) -> None:
    damaged, sitting = sit(started=True), sit()
    damaged.patch_metadata("metadata - 'structure'")
    problem(sitting.start(), 409, "another_section_running")
    set_clock(damaged.deadline() + timedelta(seconds=16))
    assert sitting.start().status_code == 200


def test_a_paper_that_was_closed_before_this_rule_is_graded_when_its_session_is_opened(
    sit: Sit, database: Database
) -> None:
    sitting = sit(started=True)
    sitting.save(sitting.right())
    database.execute(
        "update section_papers set closed_at = now() where session_id = %s", [sitting.id]
    )
    assert sit().start().status_code == 200
    section = sitting.get().json["metadata"]["sections"][0]
    assert (section["status"], section["score"]["correct"]) == ("completed", 3)
