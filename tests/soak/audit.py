"""Does the database agree with what a student was told, and with itself at every version?

Written without the functions' code, so that a mistake of theirs is not made here again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from math import floor
from typing import Any

from tests.soak.findings import Finding, Kind
from tests.soak.ledger import Ledger
from tests.soak.ledger import Section as Told
from tests.soak.witness import Row

GRACE = timedelta(seconds=15)

Json = Mapping[str, Any]


def audit(
    ledger: Ledger, versions: Sequence[Row], answer_key: Mapping[int, str]
) -> Iterator[Finding]:
    """Compare one session's ledger with every version of its row, oldest first.

    Args:
        ledger: what its student was told.
        versions: all that was ever written.
        answer_key: the right option of every question.
    """
    yield from ledger.findings
    for kind, what in _findings(ledger, versions, answer_key):
        yield Finding(kind, f"session {ledger.session_id}: {what}")


def _findings(
    ledger: Ledger, versions: Sequence[Row], answer_key: Mapping[int, str]
) -> Iterator[tuple[Kind, str]]:
    is_gone = bool(versions) and "id" not in versions[-1]
    if ledger.is_discarded and is_gone:
        return
    if not versions or is_gone or ledger.is_discarded:
        yield Kind.LOST_WRITE, "its row is gone, or came back"
        return
    counted = [version["metadata"]["version"] for version in versions]
    written = [number for number, _ in groupby(counted)]
    if written != list(range(1, len(written) + 1)):
        yield Kind.LOST_WRITE, f"versions {counted}"
    if any(one["metadata"] != two["metadata"] for one, two in _of_one_version(versions)):
        yield Kind.LOST_WRITE, f"two writes of one version: {counted}"
    if versions[-1]["status"] != "completed":
        yield Kind.STUCK_SESSION, f"is {versions[-1]['status']}"
    for number, acknowledged in ledger.sections.items():
        history = [_Held(version, number) for version in versions]
        for kind, what in _of_section(acknowledged, history, answer_key):
            yield kind, f"section {number}: {what}"
    if ledger.results and ledger.results["overall_score"] != _overall_score(versions[-1]):
        yield Kind.DOUBLE_GRADE, "its results show another score than its row"


def _of_one_version(versions: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Neighbours that count the same: between them a paper alone was written."""
    for one, two in pairwise(versions):
        if one["metadata"]["version"] == two["metadata"]["version"]:
            yield one, two


class _Held:
    """A section as one version of the row holds it."""

    def __init__(self, version: Row, number: int) -> None:
        metadata = version["metadata"]
        self.written_at: datetime = version["written_at"]
        self.section: Json = metadata["sections"][number - 1]
        self.plan: Json = metadata["structure"]["sections"][number - 1]
        self.paper: Json | None = version["papers"].get(str(number))

    @property
    def clock(self) -> tuple[object, ...] | None:
        if self.paper is None:
            return None
        return (
            _moment(self.section, "started_at"),
            _moment(self.section, "deadline_at"),
            _moment(self.paper, "deadline_at"),
        )

    @property
    def save(self) -> tuple[int, Json] | None:
        if self.paper is None:
            return None
        saved = {name: self.paper[name] for name in ("answers", "flagged")}
        return self.paper["revision"], saved

    @property
    def outcome(self) -> Json | None:
        if self.section["status"] != "completed":
            return None
        return {name: self.section[name] for name in ("status", "timed_out", "score")}


def _of_section(
    acknowledged: Told, history: Sequence[_Held], answer_key: Mapping[int, str]
) -> Iterator[tuple[Kind, str]]:
    yield from _clock(acknowledged, history)
    yield from _saves(acknowledged, history)
    yield from _outcome(acknowledged, history, answer_key)


def _clock(acknowledged: Told, history: Sequence[_Held]) -> Iterator[tuple[Kind, str]]:
    for before, after in pairwise(history):
        if before.clock is None:
            continue
        if after.paper is None or before.clock != after.clock:
            yield Kind.MOVED_CLOCK, f"{before.clock}, then {after.clock}"
        elif before.paper and before.paper["question_ids"] != after.paper["question_ids"]:
            yield Kind.MOVED_CLOCK, "another paper on the same clock"
    last = history[-1]
    if acknowledged.paper is None:
        return
    started, deadline = (
        _moment(acknowledged.paper, "started_at"),
        _moment(acknowledged.paper, "deadline_at"),
    )
    clock = started, deadline, deadline
    ids = last.paper and last.paper["question_ids"]
    if last.clock != clock or ids != acknowledged.paper["question_ids"]:
        yield Kind.MOVED_CLOCK, f"told {acknowledged.paper}, holds {last.clock} and {ids}"
    if deadline - started != timedelta(seconds=acknowledged.paper["duration_seconds"]):
        yield Kind.MOVED_CLOCK, f"runs from {started} to {deadline}"


def _saves(acknowledged: Told, history: Sequence[_Held]) -> Iterator[tuple[Kind, str]]:
    written = [held.save for held in history if held.save]
    for before, after in pairwise(written):
        if before != after and after[0] != before[0] + 1:
            yield Kind.LOST_WRITE, f"{before}, then {after}"
    for save in acknowledged.saves.items():
        if save not in written:
            yield Kind.LOST_WRITE, f"told {save}, which was never written"


def _outcome(
    acknowledged: Told, history: Sequence[_Held], answer_key: Mapping[int, str]
) -> Iterator[tuple[Kind, str]]:
    outcomes = [held.outcome for held in history if held.outcome]
    if any(outcome != outcomes[0] for outcome in outcomes):
        yield Kind.DOUBLE_GRADE, f"{outcomes}"
    if acknowledged.outcome and acknowledged.outcome not in outcomes:
        yield Kind.LOST_WRITE, f"told {acknowledged.outcome}, holds {outcomes[-1:]}"
    graded = next((held for held in history if held.outcome), None)
    if graded is None or graded.paper is None:
        return
    if graded.section["score"] != _score(graded, answer_key):
        yield Kind.UNEXPECTED, f"graded {graded.section['score']} for {graded.paper}"
    before = [held for held in history if held.save and not held.outcome][-1]
    saved = before.save and before.save[1]["answers"]
    is_late = graded.written_at > _moment(graded.section, "deadline_at") + GRACE
    if graded.section["timed_out"] and (not is_late or graded.paper["answers"] != saved):
        yield Kind.LOST_WRITE, "timed out before its time, or with other answers than were saved"
    if graded.paper["answers"] not in (saved, *acknowledged.handed_in):
        yield Kind.LOST_WRITE, f"graded answers that nobody gave: {graded.paper['answers']}"


def _score(held: _Held, answer_key: Mapping[int, str]) -> Json:
    assert held.paper is not None
    ids, answers = held.paper["question_ids"], held.paper["answers"]
    given = [(answers.get(str(number)), answer_key[number]) for number in ids]
    correct = sum(answer == right for answer, right in given)
    blank = sum(answer is None for answer, _ in given)
    wrong = len(ids) - correct - blank
    points = held.plan["scoring"]
    raw = correct * points["correct"] + blank * points["blank"] + wrong * points["wrong"]
    highest = len(ids) * points["correct"]
    return {
        "correct": correct,
        "incorrect": wrong,
        "unanswered": blank,
        "total": len(ids),
        "raw": raw,
        "max": highest,
        "penalty": abs(wrong * points["wrong"]),
        "percentage": _percentage(raw, highest),
    }


def _percentage(raw: float, highest: float) -> float:
    # To two decimals, halves away from zero; quarters are exact.
    hundredths = floor(abs(Fraction(raw) / Fraction(highest)) * 10_000 + Fraction(1, 2))
    return hundredths / 100 if raw >= 0 else -hundredths / 100


def _overall_score(version: Row) -> object:
    return version["metadata"]["overall_score"]


def _moment(of: Json, name: str) -> datetime:
    return datetime.fromisoformat(of[name])
