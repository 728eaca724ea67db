"""Papers drawn from this project's own questions, one after another by the same student."""

import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from exam_simulation.domain.answers import OPTIONS
from exam_simulation.domain.draw import Candidate, draw_paper
from exam_simulation.domain.exam_type import ExamType
from exam_simulation.domain.grading import Solution
from exam_simulation.domain.moves import complete, start
from exam_simulation.domain.session import Session, create
from exam_simulation.services.catalogue import exam_types
from tests.question_bank.bank import active

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
PASSAGES = {text: number for number, text in enumerate({one.passage_text for one in active()}, 1)}
CANDIDATES = [
    Candidate(
        number,
        one.subject,
        one.difficulty,
        PASSAGES[one.passage_text] if one.passage_text else None,
    )
    for number, one in enumerate(active(), start=1)
]
KEY = {one.id: Solution(OPTIONS[0], one.subject, "any") for one in CANDIDATES}


def taken(structure: ExamType, seen: list[list[int]], rng: random.Random) -> Session:
    """A whole session, every section handed in blank."""
    session = create(structure, 0)
    for section in session.sections:
        subjects = session.plan(section.id).subjects
        candidates = [one for one in CANDIDATES if one.subject in subjects]
        paper = draw_paper(session, section.id, candidates, seen, rng)
        session = start(session, section.id, paper, NOW)
        session = complete(
            session, section.id, given=None, base_revision=None, answer_key=KEY, now=NOW
        )
    return session


def history(structure: ExamType, sessions: int, seed: int) -> list[list[int]]:
    """The questions of so many sessions one after another, the latest first."""
    rng = random.Random(seed)
    seen: list[list[int]] = []
    for _ in range(sessions):
        seen.insert(0, [*taken(structure, seen, rng).drawn_question_ids()])
    return seen


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", exam_types())
def test_a_student_meets_no_question_twice_in_two_sessions_and_three_of_tolc_i(
    name: str, seed: int
) -> None:
    seen = history(exam_types()[name], 3 if name == "TOLC-I" else 2, seed)
    times = Counter(number for ids in seen for number in ids)
    assert max(times.values()) == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_question_comes_again_only_when_all_others_of_its_subject_have_come(seed: int) -> None:
    seen = history(exam_types()["TOLC-I"], 8, seed)
    times = Counter(number for ids in seen for number in ids)
    subject_of = {one.id: one.subject for one in CANDIDATES}
    for subject in ("mathematics", "logic", "reading_comprehension", "english"):
        counts = [times[number] for number, name in subject_of.items() if name == subject]
        assert max(counts) - min(counts) <= 1, subject


@pytest.mark.parametrize("seed", range(20))
def test_a_first_comprehension_paper_is_two_whole_passages(seed: int) -> None:
    session = create(exam_types()["TOLC-I"], 0)
    candidates = [one for one in CANDIDATES if one.subject == "reading_comprehension"]
    paper = draw_paper(session, 4, candidates, [], random.Random(seed))
    by_id = {candidate.id: candidate.passage_id for candidate in candidates}
    assert sorted(Counter(by_id[number] for number in paper).values()) == [5, 5]
