"""The eleven exam types against the table of the HTTP contract."""

from itertools import groupby

import pytest

from exam_simulation.domain.exam_type import ExamType, Scoring
from exam_simulation.domain.grading import Score
from exam_simulation.domain.moves import complete, start
from exam_simulation.domain.session import Session, create
from exam_simulation.services.catalogue import exam_types
from tests.domain.exams import START, sheet, solutions

CONTRACT = {
    "TOLC-I": [
        ("Matematica", 20, 50),
        ("Logica", 10, 20),
        ("Scienze", 10, 20),
        ("Comprensione verbale", 10, 20),
    ],
    "TOLC-E": [("Logica", 13, 30), ("Comprensione verbale", 10, 30), ("Matematica", 13, 30)],
    "TOLC-F": [
        ("Biologia", 15, 20),
        ("Chimica", 15, 20),
        ("Matematica", 7, 12),
        ("Fisica", 7, 12),
        ("Logica", 6, 8),
    ],
    "TOLC-S": [
        ("Matematica di base", 20, 50),
        ("Ragionamento e problemi", 15, 30),
        ("Biologia", 5, 10),
        ("Chimica", 5, 10),
        ("Fisica", 5, 10),
        ("Scienze della Terra", 5, 10),
    ],
    "TOLC-B": [
        ("Matematica di base", 20, 50),
        ("Biologia", 10, 20),
        ("Fisica", 10, 20),
        ("Chimica", 10, 20),
    ],
    "TOLC-SU": [
        ("Comprensione del testo e conoscenza della lingua italiana", 30, 60),
        ("Conoscenze e competenze acquisite negli studi", 10, 20),
        ("Ragionamento logico", 10, 20),
    ],
    "TOLC-AV": [
        ("Biologia", 8, 16),
        ("Chimica", 8, 16),
        ("Fisica", 8, 16),
        ("Matematica", 8, 16),
        ("Logica", 8, 16),
        ("Comprensione del testo", 10, 20),
    ],
    "TOLC-PSI": [
        ("Comprensione del testo", 10, 20),
        ("Matematica di base", 10, 20),
        ("Ragionamento verbale", 10, 25),
        ("Ragionamento numerico", 10, 20),
        ("Biologia", 10, 15),
    ],
    "TOLC-SPS": [
        ("Comprensione del testo", 10, 30),
        ("Conoscenze", 15, 30),
        ("Ragionamento logico e matematica", 15, 30),
    ],
    "TOLC-LP": [("Logica", 10, 30), ("Comprensione verbale", 10, 30), ("Matematica", 10, 30)],
}
MAXIMA = {
    "TOLC-I": 50,
    "TOLC-E": 36,
    "TOLC-F": 50,
    "TOLC-S": 55,
    "TOLC-B": 50,
    "TOLC-SU": 50,
    "TOLC-AV": 50,
    "TOLC-PSI": 50,
    "TOLC-SPS": 40,
    "TOLC-LP": 30,
    "DEMO": 3,
}
TOLCS = list(CONTRACT)
ALL = list(MAXIMA)


def structure(exam_type: str) -> ExamType:
    return exam_types()[exam_type]


def test_there_are_the_eleven_exam_types_of_the_contract() -> None:
    assert set(exam_types()) >= {*TOLCS, "DEMO"}


@pytest.mark.parametrize("exam_type", TOLCS)
def test_the_sections_are_those_of_the_contract_in_order(exam_type: str) -> None:
    *sections, _ = structure(exam_type).sections
    shown = [(plan.name, plan.question_count, plan.duration_minutes) for plan in sections]
    assert shown == CONTRACT[exam_type]


@pytest.mark.parametrize("exam_type", TOLCS)
def test_every_section_but_english_counts_and_costs_a_quarter_for_a_wrong_answer(
    exam_type: str,
) -> None:
    *sections, _ = structure(exam_type).sections
    for plan in sections:
        assert plan.scoring == Scoring(1.0, 0.0, -0.25)
        assert plan.counts_into_total


@pytest.mark.parametrize("exam_type", TOLCS)
def test_every_tolc_ends_with_english_outside_the_total(exam_type: str) -> None:
    english = structure(exam_type).sections[-1]
    assert (english.code, english.name) == ("english", "Inglese")
    assert (english.question_count, english.duration_minutes) == (30, 15)
    assert english.scoring == Scoring(1.0, 0.0, 0.0)
    assert not english.counts_into_total


def test_the_demo_has_two_short_sections_the_second_scored_like_english() -> None:
    first, second = structure("DEMO").sections
    assert (first.question_count, first.duration_minutes) == (3, 1)
    assert (first.scoring, first.counts_into_total) == (Scoring(1.0, 0.0, -0.25), True)
    assert (second.question_count, second.duration_minutes) == (3, 1)
    assert (second.scoring, second.counts_into_total) == (Scoring(1.0, 0.0, 0.0), False)


@pytest.mark.parametrize("exam_type", ALL)
def test_codes_and_subjects_are_english_slugs(exam_type: str) -> None:
    for plan in structure(exam_type).sections:
        for slug in (plan.code, *plan.subjects):
            assert slug.replace("_", "").isascii()
            assert slug.replace("_", "").isalpha()
            assert slug == slug.lower()


def test_a_section_of_one_name_has_one_code_in_every_exam_type() -> None:
    named = sorted({(plan.name, plan.code) for it in exam_types().values() for plan in it.sections})
    for name, pairs in groupby(named, key=lambda pair: pair[0]):
        assert len(list(pairs)) == 1, name


def taken(exam_type: str, right: list[int], wrong: list[int]) -> Session:
    """Take an exam with so many right and wrong answers a section; every right option is `a`."""
    session = create(structure(exam_type), 0)
    for section, rights, wrongs in zip(session.sections, right, wrong, strict=True):
        paper = range(100 * section.id, 100 * section.id + section.question_count)
        session = start(session, section.id, paper, START)
        options = ["a"] * rights + ["b"] * wrongs
        session = complete(
            session,
            section.id,
            given=sheet(dict(zip(paper, options, strict=False))),
            base_revision=None,
            answer_key=solutions(dict.fromkeys(paper, "a")),
            now=START,
        )
    return session


@pytest.mark.parametrize("exam_type", ALL)
def test_a_perfect_paper_earns_what_the_counting_sections_are_worth(exam_type: str) -> None:
    counts = [plan.question_count for plan in structure(exam_type).sections]
    score = taken(exam_type, counts, [0] * len(counts)).overall_score
    assert score is not None
    assert (score.raw, score.max, score.percentage) == (MAXIMA[exam_type], MAXIMA[exam_type], 100)


def test_a_whole_tolc_i_by_hand() -> None:
    session = taken("TOLC-I", right=[12, 7, 4, 0, 17], wrong=[5, 2, 6, 10, 13])
    scores = [section.score for section in session.sections if section.score]
    assert [(score.raw, score.max, score.percentage, score.penalty) for score in scores] == [
        (10.75, 20, 53.75, 1.25),  # 12 − 5 × 0.25
        (6.5, 10, 65, 0.5),  # 7 − 2 × 0.25
        (2.5, 10, 25, 1.5),  # 4 − 6 × 0.25
        (-2.5, 10, -25, 2.5),  # 0 − 10 × 0.25
        (17, 30, 56.67, 0),  # 1700 / 30 = 56.666…, and the 13 wrong ones cost nothing
    ]
    overall = session.overall_score
    # 10.75 + 6.5 + 2.5 − 2.5 = 17.25 of 50; 1725 / 50 = 34.5; 23 wrong ones cost 5.75
    assert overall == Score(
        correct=23,
        incorrect=23,
        unanswered=4,
        total=50,
        raw=17.25,
        max=50.0,
        percentage=34.5,
        penalty=5.75,
    )
