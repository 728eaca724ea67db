"""The use cases over repositories in memory: what is loaded, decided and written, in order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from exam_simulation.domain.draw import Candidate
from exam_simulation.domain.errors import IllegalMove
from exam_simulation.domain.grading import Solution
from exam_simulation.domain.question import Question
from exam_simulation.domain.session import Session
from exam_simulation.errors import Misconfigured, RowBusy
from exam_simulation.services import ExamService
from exam_simulation.store import DrawingContext, SessionChange
from tests.domain.exams import EXAM, KEY, PAPERS, START, created, handed_in, sheet, started

LATE = START + timedelta(hours=1)


@dataclass(frozen=True)
class Stored:
    """A stored session, as far as the services look at it."""

    session: Session
    version: int = 1
    record: Any = None


@dataclass
class Memory:
    """The four repositories at once. The first `lost` writes find that somebody was faster."""

    session: Session
    lost: int = 0
    key_is_known: bool = True
    someone_writes: bool = True
    version: int = 1
    written: list[Session] = field(default_factory=list)

    def get(self, _session_id: int) -> Stored:
        """Read."""
        return Stored(self.session, self.version)

    def get_for_drawing(self, session_id: int) -> DrawingContext:
        """Read, with what drawing needs; nothing was seen before, and nothing runs elsewhere."""
        return DrawingContext(cast(Any, self.get(session_id)), (), "version", None)

    def change(self, changes: Sequence[SessionChange]) -> dict[int, Any] | None:
        """Write, unless somebody was faster."""
        if self.lost:
            self.lost -= 1
            self.version += self.someone_writes
            return None
        self.session = changes[-1].after
        self.written.append(self.session)
        return {1: "the record"}

    def save(self, *_: object) -> None:
        """No paper is open: only a read can tell why."""

    def is_granted(self) -> bool:
        """Whether the functions' key is known."""
        return self.key_is_known

    def answer_key(self, ids: Sequence[int], _subjects: Sequence[str]) -> dict[int, Solution]:
        """The solutions."""
        return {number: KEY[number] for number in ids}

    def candidates(self, subjects: Sequence[str], _version: str | None) -> list[Candidate]:
        """Exactly the questions of the papers."""
        codes = {plan.subjects[0]: PAPERS[n] for n, plan in enumerate(EXAM.sections, start=1)}
        return [Candidate(number, it, 1, None) for it in subjects for number in codes[it]]

    def questions(self, ids: Sequence[int], _subjects: Sequence[str] = ()) -> list[Question]:
        """Questions of five options."""
        return [
            Question(
                id=number,
                subject="x",
                topic="x",
                text="x",
                options=dict.fromkeys("abcde", "x"),
                passage=None,
                image_url=None,
                correct_answer="a",
                explanation="x",
            )
            for number in ids
        ]


def service(memory: Memory, now: datetime = START) -> ExamService:
    repositories = cast(Any, memory)
    return ExamService(
        repositories, repositories, repositories, repositories, now=now, rng=random.Random(1)
    )


def test_a_start_draws_a_paper_and_sets_the_clock_by_the_given_time() -> None:
    memory = Memory(created())
    session, questions = service(memory, LATE).start(1, 1)
    assert sorted(question.id for question in questions) == list(PAPERS[1])
    assert session.section(1).deadline_at == LATE + timedelta(minutes=10)
    assert memory.written == [session]


def test_a_resumed_section_writes_nothing() -> None:
    memory = Memory(started())
    session, questions = service(memory).start(1, 1)
    assert [question.id for question in questions] == list(PAPERS[1])
    assert session is memory.session
    assert memory.written == []


def test_what_is_overdue_is_graded_and_written_before_a_save_is_judged() -> None:
    memory = Memory(started())
    with pytest.raises(IllegalMove) as refusal:
        service(memory, LATE).save(1, 1, sheet({11: "a"}), None)
    assert refusal.value.code == "section_completed"
    [written] = memory.written
    assert (written.section(1).timed_out, written.section(1).status) == (True, "completed")


def test_a_read_settles_what_is_overdue_and_shows_it_settled() -> None:
    memory = Memory(started())
    record, session = service(memory, LATE).get(1)
    assert str(record) == "the record"
    assert session.section(1).timed_out


@pytest.mark.parametrize("lost", [1, 7])
def test_a_completion_is_decided_again_where_somebody_was_faster(lost: int) -> None:
    memory = Memory(started(), lost=lost)
    session = service(memory).complete(1, 1, sheet({11: "a"}), None)
    assert session.section(1).status == "completed"
    assert memory.written == [session]


def test_a_completion_that_is_always_too_late_is_busy() -> None:
    memory = Memory(started(), lost=8)
    with pytest.raises(RowBusy):
        service(memory).complete(1, 1, None, None)
    assert memory.written == []


def test_a_write_that_is_ignored_though_nobody_was_faster_is_a_refused_key() -> None:
    memory = Memory(started(), lost=8, key_is_known=False, someone_writes=False)
    with pytest.raises(Misconfigured, match="EXAM_FUNCTIONS_KEY"):
        service(memory).complete(1, 1, None, None)


def test_a_completed_section_keeps_its_first_outcome_and_writes_nothing() -> None:
    memory = Memory(handed_in(started(), 1, {11: "a"}))
    session = service(memory, LATE).complete(1, 1, sheet({11: "b"}), None)
    assert session is memory.session
    assert memory.written == []
