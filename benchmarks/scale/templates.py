"""Sessions as the functions' own code makes them, to be copied into many rows."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from exam_simulation.domain import session as exam
from exam_simulation.domain.answers import OPTIONS, GivenAnswer
from exam_simulation.domain.draw import Candidate, draw_paper
from exam_simulation.domain.exam_type import ExamType
from exam_simulation.domain.session import Session
from exam_simulation.store.exam_types import exam_types
from exam_simulation.store.rows import StoredSession, metadata_of

DAY = datetime(2001, 1, 1, tzinfo=UTC)
"""All times of a template are of this day, which its copies put another in the place of."""
KEY_SHA256 = "0" * 64
"""Stands for the hash of a copy's own Idempotency-Key."""

Kind = Literal["completed", "created", "running", "last"]
"""How far a session has come; `last` is running its last section."""

SHARES: Mapping[Kind, int] = {"completed": 78, "created": 9, "running": 9, "last": 4}
MOST_TAKEN, MOST_TAKEN_SHARE = "TOLC-I", 0.6
CLAIMED_SHARE = 0.6
SAVES = 3
"""Of each section."""


@dataclass(frozen=True)
class Template:
    """A row, and what the next request of its student would write over it."""

    kind: Kind
    exam_type: str
    status: str
    metadata: dict[str, Any]
    started_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    changes: dict[str, Any] | None = None

    @property
    def version(self) -> int:
        """How often the row was written."""
        return int(self.metadata["version"])

    @property
    def text(self) -> str:
        """The metadata as JSON."""
        return json.dumps(self.metadata)


@dataclass(frozen=True)
class Bank:
    """What can be drawn, and the right answers."""

    candidates: Sequence[Candidate]
    answer_key: Mapping[int, str]


def make(bank: Bank, count: int, rng: random.Random) -> list[Template]:
    """Make so many templates, most of the exam that most take, in every state.

    Args:
        bank: the questions.
        count: how many; at least one of each kind comes for 100.
        rng: the source of randomness.
    """
    # In turn and not by chance: however few there are, no kind is missing.
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    types = exam_types()
    others = [one for name, one in types.items() if name != MOST_TAKEN]
    made = []
    for number in range(count):
        is_most_taken = rng.random() < MOST_TAKEN_SHARE
        structure = types[MOST_TAKEN] if is_most_taken else rng.choice(others)
        kind = kinds[number * len(kinds) // count]
        made.append(_Sitting(structure, bank, rng).template(kind))
    rng.shuffle(made)
    return made


class _Sitting:
    """A student takes an exam, by the moves that the functions make."""

    def __init__(self, structure: ExamType, bank: Bank, rng: random.Random) -> None:
        self._bank, self._rng = bank, rng
        self._now = self._started_at = DAY + timedelta(
            seconds=rng.randrange(6 * 3600, 18 * 3600), microseconds=rng.randrange(10**6)
        )
        extra_time = rng.choice([0] * 9 + [30])
        self._session = exam.create(structure, extra_time)
        self._noted = self._claim(structure) if rng.random() < CLAIMED_SHARE else {}
        self._version = 1

    def template(self, kind: Kind) -> Template:
        """Go as far as the kind says."""
        count = len(self._session.sections)
        done = {"completed": count, "last": count - 1, "created": 0}.get(
            kind, self._rng.randrange(count - 1)
        )
        for section_id in range(1, done + 1):
            self._write(self._start(section_id))
            for _ in range(SAVES):
                self._write(self._save(section_id))
            self._write(self._complete(section_id))
        if kind in ("running", "last"):
            self._write(self._start(done + 1))
            self._write(self._save(done + 1))
        return self._as_it_is(kind, done + 1)

    def _as_it_is(self, kind: Kind, section_id: int) -> Template:
        session = self._session
        template = Template(
            kind=kind,
            exam_type=session.structure.exam_type,
            status=session.status.value,
            metadata={**metadata_of(session, self._version), **self._noted},
            started_at=self._started_at,
            updated_at=self._now,
            completed_at=session.completed_at,
        )
        moves = {"created": self._start, "running": self._save, "last": self._complete}
        if kind not in moves:
            return template
        row = StoredSession({"metadata": template.metadata})
        changes = row.becoming(moves[kind](section_id), self._version + 1)
        return replace(template, changes=changes)

    def _write(self, session: Session) -> None:
        self._session = session
        self._version += 1

    def _start(self, section_id: int) -> Session:
        self._let_pass(20)
        subjects = self._session.plan(section_id).subjects
        candidates = [one for one in self._bank.candidates if one.subject in subjects]
        drawn = draw_paper(self._session, section_id, candidates, [], self._rng)
        return exam.start(self._session, section_id, drawn, self._now)

    def _save(self, section_id: int) -> Session:
        self._let_pass(self._session.section(section_id).duration_seconds // (SAVES + 2))
        given = [self._answer(one) for one in self._session.papers[section_id].question_ids]
        return exam.save(self._session, section_id, given, None)

    def _complete(self, section_id: int) -> Session:
        self._let_pass(5)
        return exam.complete(
            self._session,
            section_id,
            given=None,
            base_revision=None,
            answer_key=self._bank.answer_key,
            now=self._now,
        )

    def _answer(self, question_id: int) -> GivenAnswer:
        right = self._bank.answer_key[question_id]
        return GivenAnswer(question_id, self._rng.choice([right, right, *OPTIONS, None]))

    def _let_pass(self, seconds: int) -> None:
        self._now += timedelta(seconds=seconds * self._rng.uniform(0.2, 1))

    def _claim(self, structure: ExamType) -> dict[str, str]:
        request = json.dumps({"exam_type": structure.exam_type})
        return {
            "idempotency_key_sha256": KEY_SHA256,
            "request_sha256": sha256(request.encode()).hexdigest(),
        }
