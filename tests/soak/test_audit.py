"""The audit finds every kind of loss. Otherwise its zeros would mean nothing."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.soak.audit import audit
from tests.soak.findings import Kind
from tests.soak.ledger import Ledger

START = datetime(2026, 9, 1, 18, 0, tzinfo=UTC)
KEY = {11: "a", 12: "b"}
PAPER = {
    "started_at": START.isoformat(),
    "deadline_at": (START + timedelta(seconds=60)).isoformat(),
    "duration_seconds": 60,
    "questions": [{"id": 11}, {"id": 12}],
    "answers": {},
    "flagged": [],
    "revision": 0,
}
SCORE = {
    "correct": 1,
    "incorrect": 1,
    "unanswered": 0,
    "total": 2,
    "raw": 0.75,
    "max": 2,
    "penalty": 0.25,
    "percentage": 37.5,
}
OUTCOME = {"status": "completed", "timed_out": False, "score": SCORE}
SAVED = {"answers": {"11": "a", "12": "c"}, "flagged": [12], "revision": 1}

Versions = list[dict[str, Any]]


def version(
    number: int, section: Mapping[str, object], paper: Mapping[str, object] | None
) -> dict[str, Any]:
    is_completed = section["status"] == "completed"
    return {
        "id": 1,
        "status": "completed" if is_completed else "in_progress",
        "written_at": START + timedelta(seconds=10 * number),
        "papers": {"1": dict(paper)} if paper else {},
        "metadata": {
            "version": number,
            "sections": [dict(section)],
            "structure": {
                "sections": [{"scoring": {"correct": 1.0, "blank": 0.0, "wrong": -0.25}}]
            },
            "overall_score": SCORE if is_completed else None,
        },
    }


@pytest.fixture
def versions() -> Versions:
    """A session that went well: created, started, saved, completed."""
    clock = {name: PAPER[name] for name in ("started_at", "deadline_at", "duration_seconds")}
    drawn = {
        "question_ids": [11, 12],
        "answers": {},
        "flagged": [],
        "revision": 0,
        "deadline_at": PAPER["deadline_at"],
    }
    return deepcopy(
        [
            version(1, {"status": "pending"}, None),
            version(2, {**clock, "status": "in_progress"}, drawn),
            version(2, {**clock, "status": "in_progress"}, {**drawn, **SAVED}),
            version(3, {**clock, **OUTCOME}, {**drawn, **SAVED}),
        ]
    )


@pytest.fixture
def ledger() -> Ledger:
    """What its student was told."""
    acknowledged = Ledger(1, (1,))
    acknowledged.told_paper(1, PAPER)
    acknowledged.told_saved(1, SAVED)
    acknowledged.told_outcome(1, OUTCOME)
    acknowledged.results = {"overall_score": SCORE}
    return acknowledged


def found(ledger: Ledger, versions: Versions) -> set[Kind]:
    return {finding.kind for finding in audit(ledger, versions, KEY)}


def test_a_session_that_went_well_has_no_findings(ledger: Ledger, versions: Versions) -> None:
    assert list(audit(ledger, versions, KEY)) == []
    assert ledger.acknowledged == 4


def test_anyone_who_was_told_nothing_misses_nothing(versions: Versions) -> None:
    assert found(Ledger(1, (1,)), versions) == set()


def last_write_undone(versions: Versions) -> None:
    del versions[2:]


def save_written_over(versions: Versions) -> None:
    for one in versions[2:]:
        one["papers"]["1"]["answers"] = {"11": "a", "12": "d"}


def save_skipped(versions: Versions) -> None:
    for one in versions[2:]:
        one["papers"]["1"]["revision"] = 2


def answers_changed_on_the_way_to_grading(versions: Versions) -> None:
    versions[3]["papers"]["1"]["answers"] = {"11": "a", "12": "e"}


def version_written_twice(versions: Versions) -> None:
    versions[3]["metadata"]["version"] = 2


def flag_lost(versions: Versions) -> None:
    for one in versions[2:]:
        one["papers"]["1"]["flagged"] = []


def deadline_of_the_paper_moved(versions: Versions) -> None:
    versions[3]["papers"]["1"]["deadline_at"] = START.isoformat()


def row_deleted(versions: Versions) -> None:
    versions.append({"written_at": START})


def graded_again(versions: Versions) -> None:
    again = deepcopy(versions[3])
    again["metadata"]["version"] = 4
    again["metadata"]["sections"][0]["score"]["raw"] = 2
    versions.append(again)


def other_overall_score(versions: Versions) -> None:
    versions[3]["metadata"]["overall_score"] = None


def timed_out_early(versions: Versions) -> None:
    versions[3]["metadata"]["sections"][0]["timed_out"] = True


def clock_moved(versions: Versions) -> None:
    for one in versions[2:]:
        one["metadata"]["sections"][0]["deadline_at"] = START.isoformat()


def clock_longer_than_promised(versions: Versions) -> None:
    for one in versions[1:]:
        one["metadata"]["sections"][0]["deadline_at"] = (START + timedelta(hours=1)).isoformat()


def other_paper(versions: Versions) -> None:
    versions[3]["papers"]["1"]["question_ids"] = [12, 11]


def never_completed(versions: Versions) -> None:
    del versions[3:]


def graded_wrongly(versions: Versions) -> None:
    versions[3]["metadata"]["sections"][0]["score"]["raw"] = 2


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (last_write_undone, Kind.LOST_WRITE),
        (save_written_over, Kind.LOST_WRITE),
        (save_skipped, Kind.LOST_WRITE),
        (answers_changed_on_the_way_to_grading, Kind.LOST_WRITE),
        (version_written_twice, Kind.LOST_WRITE),
        (row_deleted, Kind.LOST_WRITE),
        (flag_lost, Kind.LOST_WRITE),
        (deadline_of_the_paper_moved, Kind.MOVED_CLOCK),
        (timed_out_early, Kind.LOST_WRITE),
        (graded_again, Kind.DOUBLE_GRADE),
        (other_overall_score, Kind.DOUBLE_GRADE),
        (clock_moved, Kind.MOVED_CLOCK),
        (clock_longer_than_promised, Kind.MOVED_CLOCK),
        (other_paper, Kind.MOVED_CLOCK),
        (never_completed, Kind.STUCK_SESSION),
        (graded_wrongly, Kind.UNEXPECTED),
    ],
)
def test_a_loss_is_found(
    ledger: Ledger, versions: Versions, spoil: Callable[[Versions], None], kind: Kind
) -> None:
    spoil(versions)
    assert kind in found(ledger, versions)


def test_a_session_that_was_discarded_is_gone(ledger: Ledger, versions: Versions) -> None:
    ledger.is_discarded = True
    assert found(ledger, versions) == {Kind.LOST_WRITE}
    row_deleted(versions)
    assert found(ledger, versions) == set()


def test_a_row_that_was_never_written_is_a_lost_write(ledger: Ledger) -> None:
    assert found(ledger, []) == {Kind.LOST_WRITE}


def test_a_ledger_notices_two_answers_to_one_save(ledger: Ledger, versions: Versions) -> None:
    ledger.told_stale(1, {"answers": {}, "flagged": [], "revision": 1})
    assert found(ledger, versions) == {Kind.LOST_WRITE}


def test_a_ledger_notices_a_second_outcome(ledger: Ledger, versions: Versions) -> None:
    ledger.told_outcome(1, {**OUTCOME, "timed_out": True})
    assert found(ledger, versions) == {Kind.DOUBLE_GRADE}


def test_a_ledger_notices_a_moved_clock(ledger: Ledger, versions: Versions) -> None:
    ledger.told_paper(1, {**PAPER, "deadline_at": START.isoformat()})
    assert found(ledger, versions) == {Kind.MOVED_CLOCK}


def test_a_ledger_notices_a_read_from_before_the_outcome(
    ledger: Ledger, versions: Versions
) -> None:
    ledger.told_session({"metadata": {"sections": [{"status": "in_progress"}]}})
    assert found(ledger, versions) == {Kind.LOST_WRITE}
