"""Drawing a paper: which questions, in which order."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .errors import BankTooSmall
from .session import Session


@dataclass(frozen=True)
class Candidate:
    """What drawing needs to know of a question.

    A question that is not active is retired. All versions of one question have the same
    `question_key`; it is None for a question without a key.
    """

    id: int
    subject: str
    difficulty: int
    passage_id: int | None
    active: bool = True
    question_key: str | None = None

    @property
    def identity(self) -> str | int:
        """The same for all versions of one question, and different for different questions."""
        return self.id if self.question_key is None else self.question_key


def draw_paper(
    session: Session,
    section_id: int,
    candidates: Iterable[Candidate],
    seen: Sequence[Collection[int]],
    rng: random.Random,
) -> tuple[int, ...]:
    """Draw the paper of a section, from questions that are new to the student if possible.

    No question comes twice in a session. If too few are new, those seen longest ago fill the
    paper. If questions were retired since the session was created, and too few active ones are
    left, retired ones fill the rest.

    Args:
        session: the session.
        section_id: the section that is being started.
        candidates: the questions of its subjects.
        seen: question ids of the student's earlier papers, one collection each, the latest first.
        rng: the source of randomness.

    Returns:
        Question ids, in the order of the paper.

    Raises:
        SectionNotFound: the session has no such section.
        BankTooSmall: there are too few questions, retired ones included.
    """
    plan = session.plan(section_id)
    versions = list(candidates)
    drawn = session.drawn_question_ids()
    taken = {candidate.identity for candidate in versions if candidate.id in drawn}
    pool = [candidate for candidate in _latest(versions) if candidate.identity not in taken]
    if len(pool) < plan.question_count:
        raise BankTooSmall(plan.code)
    identity_of = {candidate.id: candidate.identity for candidate in versions}
    identities_seen = [
        {identity_of.get(question_id, question_id) for question_id in ids} for ids in seen
    ]
    return draw(pool, plan.question_count, identities_seen, rng)


def draw(
    candidates: Iterable[Candidate],
    count: int,
    seen: Sequence[Collection[str | int]],
    rng: random.Random,
) -> tuple[int, ...]:
    """Draw candidates: new ones first, then those seen longest ago, then retired ones.

    Each subject gets an equal part of the paper. Within a subject, single questions are spread
    over the difficulties. Questions about one passage stay together, and their share is about the
    same as among the candidates. At most one passage is cut, to fill the rest.

    Args:
        candidates: the questions to choose from, each once.
        count: how many to draw.
        seen: identities of the questions of earlier papers, one collection each, the latest first.
        rng: the source of randomness.

    Returns:
        `count` different question ids, in the order of the paper.

    Raises:
        ValueError: there are fewer candidates than `count`.
    """
    pool = list(candidates)
    if len(pool) < count:
        raise ValueError(f"{count} questions cannot be drawn from {len(pool)}")
    chosen: list[Candidate] = []
    for part, size in _shares(pool, count, rng):
        wanted = len(chosen) + size
        for ties in _by_preference(part, seen):
            missing = wanted - len(chosen)
            chosen += ties if len(ties) <= missing else _sample(ties, missing, chosen, rng)
    return _in_order(chosen, rng)


def _latest(versions: Iterable[Candidate]) -> list[Candidate]:
    """The version of each question that is in use, or else the latest one."""
    by_identity: dict[str | int, Candidate] = {}
    for candidate in sorted(versions, key=lambda candidate: (candidate.active, candidate.id)):
        by_identity[candidate.identity] = candidate
    return list(by_identity.values())


def _shares(
    pool: Iterable[Candidate], count: int, rng: random.Random
) -> Iterator[tuple[list[Candidate], int]]:
    """Divide a paper among the subjects, as evenly as their active questions allow."""
    parts: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in pool:
        parts[candidate.subject].append(candidate)
    in_use = {
        subject: sum(candidate.active for candidate in part) for subject, part in parts.items()
    }
    sizes = dict.fromkeys(rng.sample(list(parts), len(parts)), 0)
    for _ in range(count):
        able = [subject for subject, size in sizes.items() if size < in_use[subject]]
        able = able or [subject for subject, size in sizes.items() if size < len(parts[subject])]
        sizes[min(able, key=lambda subject: sizes[subject])] += 1
    for subject, size in sizes.items():
        yield parts[subject], size


def _by_preference(
    pool: Iterable[Candidate], seen: Sequence[Collection[str | int]]
) -> Iterator[list[Candidate]]:
    """Group candidates of equal preference, the most preferred group first."""
    # How many papers ago each question was last seen. Longer ago is better, never is best.
    ago = {
        identity: number
        for number, identities in reversed([*enumerate(seen)])
        for identity in identities
    }

    def rank(candidate: Candidate) -> tuple[bool, int]:
        return not candidate.active, -ago.get(candidate.identity, len(seen))

    for _, ties in groupby(sorted(pool, key=rank), key=rank):
        yield [*ties]


def _sample(
    pool: Sequence[Candidate],
    count: int,
    alongside: Sequence[Candidate],
    rng: random.Random,
) -> list[Candidate]:
    """Choose among equally preferred candidates of a subject as `draw` says, in no order."""
    if count == 0:
        return []
    singles = [candidate for candidate in pool if candidate.passage_id is None]
    share = count * (len(pool) - len(singles)) / len(pool)
    chosen: list[Candidate] = []
    left_out: list[list[Candidate]] = []
    for passage in _passages(pool, rng):
        if len(chosen) + len(passage) / 2 <= share and len(chosen) + len(passage) <= count:
            chosen += passage
        else:
            left_out.append(passage)
    chosen += _spread(singles, [*alongside, *chosen], rng)[: count - len(chosen)]
    if len(chosen) < count:
        # No single question is left, and a passage that was left out does not fit as a whole.
        chosen += _cut(left_out[0], count - len(chosen), rng)
    return chosen


def _in_order(chosen: Iterable[Candidate], rng: random.Random) -> tuple[int, ...]:
    """A random order that keeps the questions of a passage together, in the bank's order."""
    units: dict[tuple[str, int], list[int]] = defaultdict(list)
    for candidate in sorted(chosen, key=lambda candidate: candidate.id):
        alone = candidate.passage_id is None
        units["single" if alone else "passage", candidate.passage_id or candidate.id].append(
            candidate.id
        )
    shuffled = rng.sample(list(units.values()), len(units))
    return tuple(question_id for unit in shuffled for question_id in unit)


def _passages(candidates: Iterable[Candidate], rng: random.Random) -> list[list[Candidate]]:
    """The questions of each passage, in the bank's order; the passages in random order."""
    passages: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda candidate: candidate.id):
        if candidate.passage_id is not None:
            passages[candidate.passage_id].append(candidate)
    return rng.sample(list(passages.values()), len(passages))


def _spread(
    singles: Sequence[Candidate], alongside: Sequence[Candidate], rng: random.Random
) -> list[Candidate]:
    """Order questions so that the difficulties are balanced, however many are taken from the front.

    They are balanced within the subject; ties are broken by the balance over the paper. `alongside`
    are the questions that were chosen already.
    """
    levels: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in rng.sample(singles, len(singles)):
        levels[candidate.difficulty].append(candidate)
    subjects = {candidate.subject for candidate in singles}
    of_subject = Counter(
        candidate.difficulty for candidate in alongside if candidate.subject in subjects
    )
    of_paper = Counter(candidate.difficulty for candidate in alongside)
    order = []
    while levels:
        level = min(
            rng.sample(list(levels), len(levels)),
            key=lambda level: (of_subject[level], of_paper[level]),
        )
        order.append(levels[level].pop())
        of_subject[level] += 1
        of_paper[level] += 1
        if not levels[level]:
            del levels[level]
    return order


def _cut(passage: Sequence[Candidate], size: int, rng: random.Random) -> list[Candidate]:
    kept = sorted(rng.sample(range(len(passage)), size))
    return [passage[index] for index in kept]
