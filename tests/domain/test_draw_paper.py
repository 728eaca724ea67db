"""Drawing the paper of a section: nothing that was met before, retired questions last."""

import random

import pytest

from exam_simulation.domain.draw import Candidate, draw_paper
from exam_simulation.domain.errors import BankTooSmall, SectionNotFound
from exam_simulation.domain.session import Session, start
from tests.domain.exams import PAPERS, START, created, handed_in

SEEDS = range(20)


def candidates(*, active: range, retired: range = range(0)) -> list[Candidate]:
    return [
        *(Candidate(number, "logic", 1, None) for number in active),
        *(Candidate(number, "logic", 1, None, active=False) for number in retired),
    ]


def drawn(session: Session, section_id: int, bank: list[Candidate], seed: int) -> tuple[int, ...]:
    return draw_paper(session, section_id, bank, random.Random(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_paper_has_as_many_questions_as_its_section_asks_for(seed: int) -> None:
    paper = drawn(created(), 1, candidates(active=range(100, 110)), seed)
    assert len(set(paper)) == len(paper) == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_no_question_is_drawn_that_the_session_has_met(seed: int) -> None:
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


def test_a_bank_that_lost_its_questions_is_too_small() -> None:
    with pytest.raises(BankTooSmall, match="mathematics"):
        drawn(created(), 1, candidates(active=range(2), retired=range(2, 3)), 0)


def test_a_section_that_is_not_there_has_no_paper() -> None:
    with pytest.raises(SectionNotFound):
        drawn(created(), 4, candidates(active=range(9)), 0)
