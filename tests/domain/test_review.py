"""What a completed session teaches: hand-worked examples."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_simulation.domain.exam_type import Scoring
from exam_simulation.domain.grading import grade, with_wrong_left_blank
from exam_simulation.domain.moves import start
from exam_simulation.domain.question import Question
from exam_simulation.domain.review import (
    Outcome,
    TopicStrength,
    outcomes_of,
    scores_with_wrong_left_blank,
    strength_by_topic,
)
from tests.domain.exams import (
    NO_PENALTY,
    PAPERS,
    PENALTY,
    RIGHT_OPTIONS,
    START,
    created,
    handed_in,
    solutions,
    started,
)
from tests.domain.properties import repeatable

RIGHT, WRONG, BLANK = True, False, None


def outcome(number: int, topic: str, result: bool | None, subject: str = "logic") -> Outcome:
    answer = None if result is None else "b" if result else "a"
    return Outcome(
        question_id=number, subject=subject, topic=topic, answer=answer, correct_answer="b"
    )


def outcomes(
    topic: str, *results: bool | None, subject: str = "logic", first_id: int = 1
) -> list[Outcome]:
    return [
        outcome(number, topic, result, subject) for number, result in enumerate(results, first_id)
    ]


def test_each_topic_is_counted_by_itself() -> None:
    seen = [
        *outcomes("Deduzioni", RIGHT, WRONG, BLANK),
        *outcomes("Sillogismi", RIGHT, RIGHT, first_id=7),
    ]
    assert strength_by_topic(seen) == [
        TopicStrength("logic", "Deduzioni", (1, 2, 3), 1, 1, 1, 3, 33.33),
        TopicStrength("logic", "Sillogismi", (7, 8), 2, 0, 0, 2, 100.0),
    ]


def test_one_topic_in_two_sections_is_one_and_in_two_subjects_is_two() -> None:
    seen = [*outcomes("Dati", RIGHT), *outcomes("Dati", WRONG, subject="physics")]
    strengths = strength_by_topic([*seen, *outcomes("Dati", RIGHT)])
    assert [(strength.subject, strength.total) for strength in strengths] == [
        ("physics", 1),
        ("logic", 2),
    ]


def test_the_weakest_comes_first_and_of_equals_the_one_that_was_asked_more() -> None:
    seen = [
        *outcomes("Strong", RIGHT),
        *outcomes("Half of two", RIGHT, WRONG),
        *outcomes("Half of four", RIGHT, RIGHT, BLANK, BLANK),
        *outcomes("Weak", BLANK),
    ]
    order = [one.topic for one in strength_by_topic(seen)]
    assert order == ["Weak", "Half of four", "Half of two", "Strong"]


def test_without_questions_there_is_no_strength() -> None:
    assert strength_by_topic([]) == []


@repeatable
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from([RIGHT, WRONG, BLANK]))))
def test_every_question_counts_once(seen: list[tuple[str, bool | None]]) -> None:
    strengths = strength_by_topic(
        outcome(number, topic, result) for number, (topic, result) in enumerate(seen)
    )
    message = [number for one in strengths for number in one.question_ids]
    assert sorted(message) == [*range(len(seen))]
    assert [strength.total for strength in strengths] == [
        len(strength.question_ids) for strength in strengths
    ]
    assert all(
        strength.correct + strength.incorrect + strength.unanswered == strength.total
        for strength in strengths
    )
    assert sum(strength.correct for strength in strengths) == sum(
        result is RIGHT for _, result in seen
    )


@pytest.mark.parametrize(
    ("scoring", "raw"),
    [
        (PENALTY, 2.0),  # 2 − 2 × 0.25 = 1.5 becomes 2
        (NO_PENALTY, 2.0),
        (Scoring(3.0, 0.5, -1.0), 7.5),  # 6 + 0.5 − 2 = 4.5 becomes 6 + 3 × 0.5 = 7.5
    ],
)
def test_wrong_answers_left_blank_earn_what_a_blank_earns(scoring: Scoring, raw: float) -> None:
    key = solutions(dict.fromkeys(range(1, 6), "a"))
    score = grade(range(1, 6), {1: "a", 2: "a", 3: "b", 4: "c"}, key, scoring)
    without_wrong = with_wrong_left_blank(score, scoring)
    assert without_wrong == grade(range(1, 6), {1: "a", 2: "a"}, key, scoring)
    assert without_wrong.raw == raw


def test_the_overall_score_with_wrong_left_blank_leaves_english_out() -> None:
    session = created()
    for section_id, paper in PAPERS.items():
        # The first of each paper is wrong, the rest right: 3 − 0.25, 2 − 0.25, and 1 in English.
        wrong = "a" if RIGHT_OPTIONS[paper[0]] != "a" else "b"
        answers = {number: RIGHT_OPTIONS[number] for number in paper} | {paper[0]: wrong}
        session = handed_in(start(session, section_id, paper, START), section_id, answers)
    assert session.overall_score is not None
    assert (session.overall_score.raw, session.overall_score.max) == (4.5, 7.0)
    scores = scores_with_wrong_left_blank(session)
    assert [(section.id, section.score.raw) for section in scores.sections] == [
        (1, 3.0),
        (2, 2.0),
        (3, 1.0),
    ]
    overall = scores.overall_score
    assert (overall.raw, overall.max) == (5.0, 7.0)
    assert (overall.incorrect, overall.unanswered, overall.penalty) == (0, 2, 0)


def test_a_session_that_is_not_completed_has_no_such_scores() -> None:
    with pytest.raises(ValueError, match="zip"):
        scores_with_wrong_left_blank(created())


def test_a_paper_is_reviewed_in_its_order() -> None:
    session = started()
    paper = replace(session.papers[1], question_ids=(12, 11), answers={11: "b"})
    questions = {
        number: Question(
            id=number,
            subject="mathematics",
            topic="odd",
            text="?",
            options={},
            passage=None,
            image_url=None,
            correct_answer=RIGHT_OPTIONS[number],
            explanation="",
        )
        for number in (11, 12, 13)
    }
    assert outcomes_of(paper, questions) == [
        reviewed(12, None, "b"),
        reviewed(11, "b", "a"),
    ]


def reviewed(question_id: int, answer: str | None, correct_answer: str) -> Outcome:
    return Outcome(
        question_id=question_id,
        subject="mathematics",
        topic="odd",
        answer=answer,
        correct_answer=correct_answer,
    )
