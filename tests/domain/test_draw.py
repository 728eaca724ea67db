"""Drawing a paper: exact, without repetition, evenly spread, passages together."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, product
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_simulation.domain.draw import Candidate, draw
from tests.domain.properties import repeatable


def single(number: int, subject: str = "logic", difficulty: int = 1) -> Candidate:
    """A question that stands alone."""
    return Candidate(number, subject, difficulty, None)


def passage(passage_id: int, size: int, subject: str = "reading") -> list[Candidate]:
    """The questions about one passage: 100, 101, … for passage 1."""
    first = 100 * passage_id
    return [Candidate(first + n, subject, 1 + n % 3, passage_id) for n in range(size)]


def full_bank(subjects: Iterable[str], of_each: int) -> list[Candidate]:
    """So many single questions of every subject and each of the three difficulties."""
    kinds = product(subjects, (1, 2, 3), range(of_each))
    return [single(n, subject, difficulty) for n, (subject, difficulty, _) in enumerate(kinds)]


@dataclass(frozen=True)
class Case:
    """A bank, how many to draw from it, and the seed."""

    pool: list[Candidate]
    count: int
    seed: int

    def paper(self) -> list[Candidate]:
        """The questions drawn, in order."""
        by_id = {one.id: one for one in self.pool}
        drawn = draw(self.pool, self.count, [], random.Random(self.seed))
        return [by_id[number] for number in drawn]


@st.composite
def cases(draw_from: st.DrawFn, *, subjects: str = "xyz", with_passages: bool = True) -> Case:
    """Any bank, passages of any size, each of one subject, and any possible count."""
    alone = list(product(subjects, (1, 2, 3), (None,)))
    about = [(subjects[n % len(subjects)], level, n) for n, level in product((1, 2, 3), (1, 2, 3))]
    kinds = st.sampled_from([*alone, *about] if with_passages else alone)
    size = draw_from(st.integers(0, 24))
    chosen = draw_from(st.lists(kinds, min_size=size, max_size=size))
    pool = [Candidate(100 - number, *kind) for number, kind in enumerate(chosen)]
    return Case(pool, draw_from(st.integers(0, len(pool))), draw_from(st.integers(0, 2**32)))


def unevenness(paper: Iterable[Candidate], pool: Iterable[Candidate], kind: str) -> int:
    """How much the most drawn kind is ahead of the least drawn of which some were left."""
    drawn = Counter(getattr(one, kind) for one in paper)
    held = Counter(getattr(one, kind) for one in pool)
    left = [drawn[name] for name in held if drawn[name] < held[name]]
    return max(drawn.values(), default=0) - min(left) if left else 0


@repeatable
@given(cases())
def test_a_paper_has_exactly_as_many_questions_as_asked_and_none_twice(case: Case) -> None:
    paper = [one.id for one in case.paper()]
    assert len(paper) == case.count
    assert len(set(paper)) == case.count
    assert set(paper) <= {one.id for one in case.pool}


@repeatable
@given(cases())
def test_the_same_randomness_draws_the_same_paper(case: Case) -> None:
    assert case.paper() == case.paper()


@repeatable
@given(cases())
def test_drawing_changes_nothing_of_the_bank(case: Case) -> None:
    before = list(case.pool)
    case.paper()
    assert case.pool == before


@repeatable
@given(cases())
def test_questions_of_a_passage_stand_together_in_the_order_of_the_bank(case: Case) -> None:
    runs = [
        (key, [one.id for one in run])
        for key, run in groupby(case.paper(), key=lambda one: one.passage_id)
        if key is not None
    ]
    assert len({key for key, _ in runs}) == len(runs)
    for _, ids in runs:
        assert ids == sorted(ids)


@repeatable
@given(cases(subjects="x"))
def test_a_passage_is_cut_only_where_nothing_whole_could_fill_the_paper(case: Case) -> None:
    paper = case.paper()
    drawn = Counter(one.passage_id for one in paper)
    held = Counter(one.passage_id for one in case.pool)
    cut = [key for key in drawn if key is not None and drawn[key] < held[key]]
    assert len(cut) <= 1
    if cut:
        assert drawn[None] == held[None]
        untouched = [held[key] for key in held if key is not None and key not in drawn]
        assert all(size > drawn[cut[0]] for size in untouched)


@repeatable
@given(cases(with_passages=False))
def test_subjects_are_spread_as_evenly_as_the_bank_allows(case: Case) -> None:
    assert unevenness(case.paper(), case.pool, "subject") <= 1


@repeatable
@given(cases(with_passages=False))
def test_difficulties_are_spread_as_evenly_as_the_bank_allows_within_a_subject(case: Case) -> None:
    for subject in "xyz":
        paper, pool = (
            [question for question in questions if question.subject == subject]
            for questions in (case.paper(), case.pool)
        )
        assert unevenness(paper, pool, "difficulty") <= 1


@pytest.mark.parametrize("subjects", [["logic"], ["physics", "chemistry"], ["x", "y", "z"]])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 10, 15])
def test_over_the_whole_paper_no_difficulty_is_ahead_by_more_than_one_question_a_subject(
    subjects: Sequence[str], count: int
) -> None:
    pool = full_bank(subjects, of_each=15)
    for seed in range(20):
        paper = Case(pool, count, seed).paper()
        assert unevenness(paper, pool, "difficulty") <= len(subjects)


@repeatable
@given(st.integers(2, 6), st.integers(1, 5), st.integers(0, 40), st.data())
def test_passages_get_their_share_of_the_paper_to_the_nearest_whole_one_that_fits(
    size: int, passages: int, singles: int, data: st.DataObject
) -> None:
    pool = [one for n in range(1, passages + 1) for one in passage(n, size)]
    pool += [single(number, "reading") for number in range(singles)]
    count = data.draw(st.integers(0, len(pool)), label="count")
    paper = Case(pool, count, seed=data.draw(st.integers(0, 99), label="seed")).paper()
    nearest = floor(Fraction(count * passages, len(pool)) + Fraction(1, 2))
    fitting = min(nearest, count // size)
    assert sum(one.passage_id is not None for one in paper) == max(fitting * size, count - singles)


@pytest.mark.parametrize("seed", range(20))
def test_single_questions_even_out_the_difficulties_of_the_passages(seed: int) -> None:
    hard = [Candidate(100 + n, "english", 3, 1) for n in range(4)]
    pool = [*hard, *full_bank(["english"], of_each=8)]
    paper = Case(pool, 15, seed).paper()
    if any(one.passage_id for one in paper):
        assert Counter(one.difficulty for one in paper) == {1: 5, 2: 5, 3: 5}


@pytest.mark.parametrize("seed", range(20))
def test_passages_are_spread_over_subjects(seed: int) -> None:
    pool = [*passage(1, 5, "x"), *passage(2, 5, "x"), *passage(3, 5, "x"), *passage(4, 5, "y")]
    subjects = Counter(one.subject for one in Case(pool, 10, seed).paper())
    assert subjects == {"x": 5, "y": 5}


@pytest.mark.parametrize("seed", range(10))
def test_a_subject_of_passages_and_one_of_single_questions_share_a_paper(seed: int) -> None:
    pool = [*(one for n in range(1, 10) for one in passage(n, 5)), *full_bank(["y"], of_each=20)]
    assert Counter(one.subject for one in Case(pool, 30, seed).paper()) == {"reading": 15, "y": 15}


@pytest.mark.parametrize("seed", range(10))
def test_two_passages_of_five_fill_a_paper_of_ten_whole(seed: int) -> None:
    pool = [one for n in (1, 2, 3) for one in passage(n, 5)]
    paper = Case(pool, 10, seed).paper()
    assert sorted(Counter(one.passage_id for one in paper).values()) == [5, 5]


@pytest.mark.parametrize("seed", range(10))
def test_a_passage_that_is_too_long_for_the_paper_is_cut_to_it(seed: int) -> None:
    paper = [one.id for one in Case(passage(1, 9), 4, seed).paper()]
    assert len(paper) == 4
    assert paper == sorted(paper)


def test_which_questions_of_a_passage_are_cut_is_left_to_chance() -> None:
    seen = {one.id for seed in range(50) for one in Case(passage(1, 6), 2, seed).paper()}
    assert seen == set(range(100, 106))


def test_every_question_can_be_drawn_and_one_that_stands_alone_at_every_place() -> None:
    pool = [*full_bank(["x", "y"], of_each=2), *passage(1, 2, "x"), *passage(2, 3, "y")]
    papers = [Case(pool, 9, seed).paper() for seed in range(600)]
    assert {one.id for paper in papers for one in paper} == {one.id for one in pool}
    for place in range(9):
        assert {paper[place].id for paper in papers} >= set(range(12))


def test_another_seed_draws_another_paper() -> None:
    pool = full_bank(["logic"], of_each=10)
    assert len({tuple(one.id for one in Case(pool, 10, seed).paper()) for seed in range(20)}) == 20


def test_candidates_may_come_one_by_one() -> None:
    stream = (single(number) for number in range(5))
    assert sorted(draw(stream, 5, [], random.Random(1))) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("pool", "count"), [([], 1), ([single(1)], 2), (passage(1, 4), 5), (passage(1, 2), 99)]
)
def test_a_paper_cannot_be_drawn_from_too_few(pool: list[Candidate], count: int) -> None:
    with pytest.raises(ValueError, match=f"^{count} questions cannot be drawn from {len(pool)}$"):
        draw(pool, count, [], random.Random(1))


def test_nothing_is_drawn_from_nothing() -> None:
    assert draw([], 0, [], random.Random(1)) == ()
