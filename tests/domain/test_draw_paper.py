"""Drawing the paper of a section: the new first, the seen longest ago next, the retired last."""

import random
from collections.abc import Collection, Sequence

import pytest

from exam_simulation.domain.draw import Candidate, draw, draw_paper
from exam_simulation.domain.errors import BankTooSmall, SectionNotFound
from exam_simulation.domain.moves import start
from exam_simulation.domain.session import Session
from tests.domain.exams import PAPERS, START, created, handed_in

SEEDS = range(20)


def candidates(*, active: range, retired: range = range(0)) -> list[Candidate]:
    return [
        *(Candidate(number, "logic", 1, None) for number in active),
        *(Candidate(number, "logic", 1, None, active=False) for number in retired),
    ]


def drawn(
    session: Session,
    section_id: int,
    bank: list[Candidate],
    seed: int,
    seen: Sequence[Collection[int]] = (),
) -> tuple[int, ...]:
    return draw_paper(session, section_id, bank, seen, random.Random(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_paper_has_as_many_questions_as_its_section_asks_for(seed: int) -> None:
    paper = drawn(created(), 1, candidates(active=range(100, 110)), seed)
    assert len(set(paper)) == len(paper) == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_no_question_is_drawn_twice_in_a_session(seed: int) -> None:
    session = handed_in(start(created(), 1, PAPERS[1], START), 1)
    bank = candidates(active=range(11, 18))  # 11 to 14 were on the first paper
    assert set(drawn(session, 2, bank, seed)) == {15, 16, 17}


@pytest.mark.parametrize("seed", SEEDS)
def test_retired_questions_are_not_drawn_while_the_active_ones_suffice(seed: int) -> None:
    bank = candidates(active=range(4), retired=range(4, 50))
    assert set(drawn(created(), 1, bank, seed)) == {0, 1, 2, 3}


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_retired_questions_as_are_missing_fill_a_paper(seed: int) -> None:
    paper = drawn(created(), 1, candidates(active=range(3), retired=range(3, 50)), seed)
    assert len(paper) == 4
    assert {0, 1, 2} < set(paper)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_the_student_has_seen_is_drawn_while_the_rest_suffices(seed: int) -> None:
    bank = candidates(active=range(10))
    assert set(drawn(created(), 1, bank, seed, [{0, 1, 2}, [3, 4, 5]])) == {6, 7, 8, 9}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_seen_longest_ago_fills_a_paper(seed: int) -> None:
    bank = candidates(active=range(8))
    paper = drawn(created(), 1, bank, seed, [{0, 1, 2}, {3, 4}, {2, 5, 6}])
    # 7 is new, 5 and 6 were seen three sessions ago; 2 was seen then, and lately.
    assert {5, 6, 7} < set(paper)
    assert set(paper) < {3, 4, 5, 6, 7}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_question_that_was_seen_is_drawn_rather_than_a_retired_one(seed: int) -> None:
    bank = candidates(active=range(4), retired=range(4, 50))
    assert set(drawn(created(), 1, bank, seed, [range(4)])) == {0, 1, 2, 3}


@pytest.mark.parametrize("seed", SEEDS)
def test_new_and_met_questions_of_one_passage_stand_together(seed: int) -> None:
    bank = [Candidate(number, "logic", 1, 1) for number in (1, 2, 5, 6)]
    bank += [Candidate(number, "logic", 1, None) for number in (3, 4)]
    paper = draw_paper(created(), 1, bank, [[1, 2, 3, 4]], random.Random(seed))
    assert len(paper) == 4
    of_passage = [number for number in paper if number in (1, 2, 5, 6)]
    place = paper.index(of_passage[0])
    assert list(paper[place : place + len(of_passage)]) == sorted(of_passage)
    assert {5, 6} < set(paper)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_question_that_was_edited_since_counts_as_seen(seed: int) -> None:
    older = [
        Candidate(number, "logic", 1, None, active=False, question_key=f"k{number}")
        for number in (1, 2)
    ]
    newer = [
        Candidate(10 + number, "logic", 1, None, question_key=f"k{number}") for number in (1, 2)
    ]
    fresh = candidates(active=range(100, 104))
    assert set(drawn(created(), 1, [*older, *newer, *fresh], seed, [[1, 2]])) == {
        100,
        101,
        102,
        103,
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_no_paper_holds_two_versions_of_a_question(seed: int) -> None:
    versions = [
        Candidate(number, "logic", 1, None, active=number == 7, question_key="k")
        for number in (5, 6, 7)
    ]
    retired = [
        Candidate(number, "logic", 1, None, active=False, question_key="r") for number in (8, 9)
    ]
    bank = [*versions, *retired, *candidates(active=range(100, 102))]
    # Of what is retired altogether, the last version.
    assert set(drawn(created(), 1, bank, seed)) == {7, 9, 100, 101}
    with pytest.raises(BankTooSmall):
        drawn(created(), 1, bank[:-1], seed)


def test_a_session_has_no_two_versions_of_a_question() -> None:
    session = handed_in(start(created(), 1, PAPERS[1], START), 1)
    versions = [Candidate(11, "logic", 1, None, active=False, question_key="k")]
    versions += [Candidate(111, "logic", 1, None, question_key="k")]
    assert set(drawn(session, 2, [*versions, *candidates(active=range(3))], 0)) == {0, 1, 2}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_section_of_two_subjects_is_drawn_from_both_whatever_was_seen(seed: int) -> None:
    pool = [Candidate(n, "xy"[n % 2], 1 + n % 3, None) for n in range(40)]
    seen = [[n for n in range(40) if n % 2 == 0]]  # all of one subject
    paper = draw(pool, 10, seen, random.Random(seed))
    assert sum(number % 2 for number in paper) == 5


@pytest.mark.parametrize("seed", SEEDS)
def test_of_two_subjects_one_that_is_retired_leaves_its_share_to_the_other(seed: int) -> None:
    pool = [Candidate(n, "xy"[n % 2], 1, None, active=n % 2 == 0 or n == 1) for n in range(40)]
    paper = draw(pool, 10, [], random.Random(seed))
    assert [number for number in paper if number % 2] == [1]
    scarce = [one for one in pool if one.id < 10]  # five and one in use, four retired
    paper = draw(scarce, 8, [], random.Random(seed))
    assert {0, 1, 2, 4, 6, 8} < set(paper)


def test_every_question_is_as_likely_as_any_other_that_is_alike_welcome() -> None:
    bank = candidates(active=range(9))
    papers = [drawn(created(), 1, bank, seed, [{0, 1, 2}]) for seed in range(300)]
    times = [sum(number in paper for paper in papers) for number in range(9)]
    assert times[:3] == [0, 0, 0]
    assert min(times[3:]) > 150  # of 300, four of six: 200 are to be expected


def test_a_bank_that_lost_its_questions_is_too_small() -> None:
    with pytest.raises(BankTooSmall, match="mathematics"):
        drawn(created(), 1, candidates(active=range(2), retired=range(2, 3)), 0)


def test_a_section_that_is_not_there_has_no_paper() -> None:
    with pytest.raises(SectionNotFound):
        drawn(created(), 4, candidates(active=range(9)), 0)
