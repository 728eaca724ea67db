"""Drawing a paper: which questions, in which order."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from .errors import BankTooSmall
from .session import Session


@dataclass(frozen=True)
class Candidate:
    """A question that can be drawn, as far as drawing needs to know it; not active is retired."""

    id: int
    subject: str
    difficulty: int
    passage_id: int | None
    active: bool = True


def draw_paper(
    session: Session, section_id: int, candidates: Iterable[Candidate], rng: random.Random
) -> tuple[int, ...]:
    """Draw the paper of a section: no question that the session has met, retired ones last.

    A session that was created can be taken: where questions were retired since, so that the active
    ones do not suffice, as many retired ones as are missing fill the paper.

    Args:
        session: the session.
        section_id: the section that is being started.
        candidates: the questions of its subjects.
        rng: the source of randomness.

    Returns:
        Question ids, in the order of the paper.

    Raises:
        SectionNotFound: the session has no such section.
        BankTooSmall: even with retired questions there are too few.
    """
    plan = session.plan(section_id)
    met = session.drawn_question_ids()
    pool = [one for one in candidates if one.id not in met]
    if len(pool) < plan.question_count:
        raise BankTooSmall(plan.code)
    active = [one for one in pool if one.active]
    retired = [one for one in pool if not one.active]
    missing = max(0, plan.question_count - len(active))
    return draw([*active, *rng.sample(retired, missing)], plan.question_count, rng)


def draw(candidates: Iterable[Candidate], count: int, rng: random.Random) -> tuple[int, ...]:
    """Draw from candidates that are all alike welcome.

    Single questions are spread over subjects and difficulties as evenly as the candidates allow.
    The questions about one passage stand together; passages get the share of the paper that they
    have of the candidates, to the nearest whole passage, and one at most is cut short to fill it.

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
    singles = [one for one in pool if one.passage_id is None]
    share = count * (len(pool) - len(singles)) / max(1, len(pool))
    units: list[list[Candidate]] = []
    left_out: list[list[Candidate]] = []
    taken = 0
    for passage in _passages(pool, rng):
        if taken + len(passage) / 2 <= share and taken + len(passage) <= count:
            units.append(passage)
            taken += len(passage)
        else:
            left_out.append(passage)
    for single in _spread(singles, rng)[: count - taken]:
        units.append([single])
        taken += 1
    if taken < count:
        # Any passage that was left out has more questions than are still wanted.
        units.append(_cut(left_out[0], count - taken, rng))
    rng.shuffle(units)
    return tuple(one.id for unit in units for one in unit)


def _passages(candidates: Iterable[Candidate], rng: random.Random) -> list[list[Candidate]]:
    """The questions of each passage in the bank's order; the subjects of the passages in turn."""
    passages: dict[int, list[Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: one.id):
        if one.passage_id is not None:
            passages[one.passage_id].append(one)
    turns: dict[str, list[list[Candidate]]] = defaultdict(list)
    for passage in rng.sample(list(passages.values()), len(passages)):
        turns[passage[0].subject].append(passage)
    in_turn = zip_longest(*rng.sample(list(turns.values()), len(turns)))
    return [passage for turn in in_turn for passage in turn if passage is not None]


def _spread(singles: Sequence[Candidate], rng: random.Random) -> list[Candidate]:
    """All of them, in an order whose every beginning is spread over subjects and difficulties."""
    kinds: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for one in rng.sample(singles, len(singles)):
        kinds[one.subject, one.difficulty].append(one)
    taken: Counter[object] = Counter()
    order = []
    while kinds:
        # The subject that was taken least; in it the level; of equals the level least taken in all.
        subject, level = kind = min(
            rng.sample(list(kinds), len(kinds)),
            key=lambda kind: (taken[kind[0]], taken[kind], taken[kind[1]]),
        )
        order.append(kinds[kind].pop())
        taken.update((subject, kind, level))
        if not kinds[kind]:
            del kinds[kind]
    return order


def _cut(passage: Sequence[Candidate], size: int, rng: random.Random) -> list[Candidate]:
    kept = sorted(rng.sample(range(len(passage)), size))
    return [passage[index] for index in kept]
