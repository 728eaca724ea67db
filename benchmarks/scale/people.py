"""Whose session each one is: most students have a few, some a hundred, one has thousands."""

import random
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import md5, sha256
from math import exp, log
from statistics import NormalDist
from uuid import UUID

from benchmarks.scale.templates import DAY, KEY_SHA256, Kind, Template

DEEP_STUDENT = 1
"""The one who has thousands, all completed."""
MEAN, SIGMA, MOST = 12, 1.2, 200
"""Sessions of a student who has any: log-normal; the median is half the mean, 1 of 100 has 100."""
FIRST_DAY = datetime(2024, 11, 24, tzinfo=UTC)
DAYS, EACH = 730, 5
"""Over how many days the sessions are spread, in the order of their ids: on each fifth."""


@dataclass(frozen=True)
class Copy:
    """One session of many: whose, which template it is a copy of, and days after the first."""

    id: int
    user_id: int
    number: int
    template: Template
    days: int

    def at(self, time: datetime) -> datetime:
        """A time of the template, as it is here."""
        return time - DAY + self.day

    @property
    def ended_at(self) -> datetime:
        """When it was completed or, before that, written last."""
        return self.at(self.template.completed_at or self.template.updated_at)

    @property
    def is_claimed(self) -> bool:
        """Whether it was created with an Idempotency-Key."""
        return is_claimed(self.template)

    def text(self, of_template: str) -> str:
        """JSON of the template, as it is here."""
        own = of_template.replace(f"{DAY:%Y-%m-%d}", f"{self.day:%Y-%m-%d}")
        return own.replace(KEY_SHA256, self.key_sha256)

    @property
    def key_sha256(self) -> str:
        """The hash of its Idempotency-Key."""
        return sha256(f"{self.number} {self.days}".encode()).hexdigest()

    @property
    def day(self) -> datetime:
        """The day on which it was taken."""
        return FIRST_DAY + timedelta(days=self.days)

    @property
    def auth_user_id(self) -> UUID:
        """Its student, in Supabase Auth."""
        return auth_user_id(self.user_id)


def is_claimed(template: Template) -> bool:
    """Whether a session was created with an Idempotency-Key."""
    return "idempotency_key_sha256" in template.metadata


def auth_user_id(user_id: int) -> UUID:
    """Give a student's UUID: anything, as long as it looks like chance."""
    return UUID(md5(f"student {user_id}".encode(), usedforsecurity=False).hexdigest())


class People:
    """All sessions of a database, as they are dealt out; ids count from 1."""

    def __init__(
        self, templates: Sequence[Template], users: int, sessions: int, deep: int, seed: int
    ) -> None:
        """Deal.

        Args:
            templates: what the sessions are copies of; of every kind.
            users: how many students there are, some of them without a session.
            sessions: how many sessions there are.
            deep: how many of them are the deep student's.
            seed: deals the same again.
        """
        rng = random.Random(seed)  # noqa: S311 - no secret
        self.templates, self.users, self.sessions, self.deep = templates, users, sessions, deep
        self._user_ids = array("i", _owners(users, sessions, deep, rng))
        completed = [number for number, one in enumerate(templates) if one.kind == "completed"]
        self._rankings: dict[tuple[Kind | None, bool], array[int]] = {}
        self._numbers = array("h", _numbers(self._user_ids, range(len(templates)), completed, rng))

    def rows(self) -> str:
        """All of them as lines of COPY: id, user, template, days since the first."""
        columns = enumerate(zip(self._user_ids, self._numbers, strict=True), 1)
        return "".join(
            f"{session_id}\t{user_id}\t{number}\t{self._days(session_id)}\n"
            for session_id, (user_id, number) in columns
        )

    def copy(self, session_id: int) -> Copy:
        """Give the session with this id."""
        index = session_id - 1
        return Copy(
            id=session_id,
            user_id=self._user_ids[index],
            number=self._numbers[index],
            template=self.templates[self._numbers[index]],
            days=self._days(session_id),
        )

    def pick(self, rank: float, kind: Kind | None = None, *, claimed: bool = False) -> Copy:
        """Pick a session of a student who is not the deep one.

        Args:
            rank: where among all such sessions, from 0 to less than 1, in the order of how many
                their student has: the same rank is a student with as many in either size.
            kind: only one of this kind.
            claimed: only one that was created with an Idempotency-Key.
        """
        ranked = self._ranked(kind, claimed)
        return self.copy(ranked[int(rank * len(ranked))])

    def deep_history(self) -> list[Copy]:
        """The deep student's sessions, the one first that was completed last."""
        owners = enumerate(self._user_ids, 1)
        deep = (self.copy(session_id) for session_id, user in owners if user == DEEP_STUDENT)
        return sorted(deep, key=lambda one: (one.ended_at, one.id), reverse=True)

    @cached_property
    def _all_ranked(self) -> list[int]:
        counts = Counter(self._user_ids)
        by_count = sorted(range(self.sessions), key=lambda index: counts[self._user_ids[index]])
        return [index for index in by_count if self._user_ids[index] != DEEP_STUDENT]

    def _ranked(self, kind: Kind | None, claimed: bool) -> "array[int]":
        if (kind, claimed) not in self._rankings:
            wanted = {
                number
                for number, one in enumerate(self.templates)
                if kind in (None, one.kind) and (is_claimed(one) or not claimed)
            }
            indexes = (index for index in self._all_ranked if self._numbers[index] in wanted)
            self._rankings[kind, claimed] = array("i", (index + 1 for index in indexes))
        return self._rankings[kind, claimed]

    def _days(self, session_id: int) -> int:
        return session_id * (DAYS // EACH) // (self.sessions + 1) * EACH


def _owners(users: int, sessions: int, deep: int, rng: random.Random) -> list[int]:
    """The user of each session.

    How many a student has is no matter of chance: the same share of them has few in either size.
    """
    wanted = sessions - deep
    active = max(1, min(users - 1, round(wanted / MEAN)))
    owners: list[int] = []
    normal = NormalDist(log(MEAN) - SIGMA**2 / 2, SIGMA)
    for index in range(active):
        count = round(exp(normal.inv_cdf((index + 0.5) / active)))
        owners += [index + 2] * min(MOST, max(1, count))
    owners += rng.choices(range(2, active + 2), k=max(0, wanted - len(owners)))
    rng.shuffle(owners)
    owners = [DEEP_STUDENT] * deep + owners[:wanted]
    rng.shuffle(owners)
    return owners


def _numbers(
    user_ids: Sequence[int], every: Sequence[int], completed: Sequence[int], rng: random.Random
) -> list[int]:
    """The template of each session. A student has each in turn, so never twice on one day.

    The deep student begins with the first: their pages hold the same in either size.
    """
    turns = [rng.randrange(len(every)) for _ in range(max(user_ids) + 1)]
    turns[DEEP_STUDENT] = 0
    numbers = []
    for user_id in user_ids:
        templates = completed if user_id == DEEP_STUDENT else every
        numbers.append(templates[turns[user_id] % len(templates)])
        turns[user_id] += 1
    return numbers
