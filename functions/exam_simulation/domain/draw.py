"""Drawing a paper: which questions, in which order."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Candidate:
    """A question that can be drawn, as far as drawing needs to know it."""

    id: int
    subject: str
    difficulty: int
    passage_id: int | None
    active: bool = True


def draw(candidates: Iterable[Candidate], count: int, rng: random.Random) -> tuple[int, ...]:
    """Draw a paper.

    Subjects and difficulties are spread as evenly as the candidates allow. The questions about
    one passage stand together; a passage is cut short only to fill the paper to its last question.

    Args:
        candidates: the questions to choose from, each once.
        count: how many to draw.
        rng: the source of randomness.

    Returns:
        `count` different question ids, in the order of the paper.

    Raises:
        ValueError: there are fewer candidates than `count`.
    """
    pool = list(candidates)
    if len(pool) < count:
        raise ValueError(f"{count} questions cannot be drawn from {len(pool)}")
    passages = _passages(pool, rng)
    singles = _spread([one for one in pool if one.passage_id is None], rng)

    # Passages get the share of the paper that they have of the pool, to the nearest whole passage.
    share = count * sum(map(len, passages)) / len(pool) if pool else 0
    units: list[Sequence[Candidate]] = []
    kept: list[Sequence[Candidate]] = []
    room = count
    for passage in passages:
        taken = count - room
        if len(passage) <= room and taken + len(passage) / 2 <= share:
            units.append(passage)
            room -= len(passage)
        else:
            kept.append(passage)
    units += [[single] for single in singles[:room]]
    room -= min(room, len(singles))
    for passage in kept:
        if room:
            part = _cut(passage, room, rng)
            units.append(part)
            room -= len(part)

    rng.shuffle(units)
    return tuple(candidate.id for unit in units for candidate in unit)


def _passages(pool: Iterable[Candidate], rng: random.Random) -> list[Sequence[Candidate]]:
    """The questions of each passage, in the bank's order; the passages spread over subjects."""
    by_passage: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in pool:
        if candidate.passage_id is not None:
            by_passage[candidate.passage_id].append(candidate)
    by_subject: dict[str, list[Sequence[Candidate]]] = defaultdict(list)
    for questions in by_passage.values():
        by_subject[questions[0].subject].append(sorted(questions, key=lambda one: one.id))
    return _interleave(by_subject, rng)


def _spread(singles: Iterable[Candidate], rng: random.Random) -> list[Candidate]:
    """All of them, in an order whose every beginning is spread over subjects and difficulties."""
    by_subject: dict[str, dict[int, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for candidate in singles:
        by_subject[candidate.subject][candidate.difficulty].append(candidate)
    spread = {subject: _interleave(levels, rng) for subject, levels in by_subject.items()}
    return _take_turns(spread, rng)


def _interleave(groups: Mapping[Key, list[Item]], rng: random.Random) -> list[Item]:
    for group in groups.values():
        rng.shuffle(group)
    return _take_turns(groups, rng)


def _take_turns(groups: Mapping[Key, list[Item]], rng: random.Random) -> list[Item]:
    order = list(groups.values())
    rng.shuffle(order)
    return [item for turn in zip_longest(*order) for item in turn if item is not None]


def _cut(passage: Sequence[Candidate], room: int, rng: random.Random) -> Sequence[Candidate]:
    if len(passage) <= room:
        return passage
    kept = sorted(rng.sample(range(len(passage)), room))
    return [passage[index] for index in kept]
