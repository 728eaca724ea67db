"""GET /sessions/{id}/results, and that nothing gives an answer away before."""

import json
from typing import Any

import pytest

from tests.conftest import Database, Student
from tests.functions.conftest import Api, Sit
from tests.functions.responses import problem
from tests.functions.sitting import Sitting


@pytest.fixture
def finished(sit: Sit) -> Sitting:
    """One right, one wrong and one blank answer in each section."""
    sitting = sit(extra_time_percent=30)
    for section in (1, 2):
        sitting.start(section)
        first, second, third = sitting.question_ids(section)
        answers = {
            first: sitting.right(section)[first],
            second: sitting.wrong(section)[second],
            third: None,
        }
        assert sitting.complete(section, answers).status_code == 200
    return sitting


@pytest.mark.parametrize("prepare", ["created", "running", "half"])
def test_there_are_no_results_before_all_sections_are_completed(sit: Sit, prepare: str) -> None:
    sitting = sit(started=prepare != "created")
    if prepare == "half":
        sitting.complete()
    problem(sitting.results(), 409, "session_not_completed")


def test_results_have_exactly_the_members_of_the_contract(finished: Sitting) -> None:
    response = finished.results()
    assert response.status_code == 200
    assert list(response.json) == [
        "session_id",
        "exam_type",
        "practice",
        "extra_time_percent",
        "started_at",
        "completed_at",
        "overall_score",
        "sections",
        "with_wrong_left_blank",
        "topics",
    ]
    for section in response.json["sections"]:
        assert list(section) == [
            "id",
            "code",
            "name",
            "score",
            "timed_out",
            "seconds_used",
            "questions",
        ]
        for question in section["questions"]:
            assert set(question) == {
                "id",
                "text",
                "options",
                "passage",
                "image_url",
                "image_alt",
                "answer",
                "flagged",
                "correct_answer",
                "is_correct",
                "explanation",
                "option_feedback",
            }


def test_results_repeat_what_the_session_says(finished: Sitting) -> None:
    results, session = finished.results().json, finished.get().json
    assert results["session_id"] == finished.id
    assert results["exam_type"] == "DEMO"
    assert results["extra_time_percent"] == 30
    assert results["started_at"] == session["started_at"]
    assert results["completed_at"] == session["completed_at"]
    assert results["overall_score"] == session["metadata"]["overall_score"]
    for shown, held in zip(results["sections"], session["metadata"]["sections"], strict=True):
        for name in ("id", "code", "name", "score", "timed_out"):
            assert shown[name] == held[name]


def test_results_score_every_section_and_the_whole(finished: Sitting) -> None:
    results = finished.results().json
    counts = {"correct": 1, "incorrect": 1, "unanswered": 1, "total": 3, "max": 3}
    logic = {**counts, "raw": 0.75, "percentage": 25, "penalty": 0.25}
    english = {**counts, "raw": 1, "percentage": 33.33, "penalty": 0}
    assert [section["score"] for section in results["sections"]] == [logic, english]
    assert results["overall_score"] == logic


def test_results_say_what_the_score_would_have_been_without_the_wrong_answers(
    finished: Sitting,
) -> None:
    # One of three right, one wrong, one blank: the wrong one cost a quarter, in English nothing.
    counts = {"correct": 1, "incorrect": 0, "unanswered": 2, "total": 3, "max": 3}
    without = {**counts, "raw": 1, "percentage": 33.33, "penalty": 0}
    assert finished.results().json["with_wrong_left_blank"] == {
        "overall_score": without,
        "sections": [{"id": 1, "score": without}, {"id": 2, "score": without}],
    }


def test_results_tell_strength_by_topic_over_all_sections(
    finished: Sitting, database: Database
) -> None:
    results = finished.results().json
    reviewed = {one["id"]: one for part in results["sections"] for one in part["questions"]}
    rows = database.execute(
        "select id, subject, topic from questions where id = any(%s)", [list(reviewed)]
    ).fetchall()
    held = {number: (subject, topic) for number, subject, topic in rows}
    message = [number for one in results["topics"] for number in one["question_ids"]]
    assert sorted(message) == sorted(reviewed)
    for one in results["topics"]:
        questions = [reviewed[number] for number in one["question_ids"]]
        assert {held[question["id"]] for question in questions} == {(one["subject"], one["topic"])}
        correct = sum(question["is_correct"] for question in questions)
        unanswered = sum(question["answer"] is None for question in questions)
        assert (one["correct"], one["unanswered"]) == (correct, unanswered)
        assert one["total"] == one["correct"] + one["incorrect"] + one["unanswered"]
        assert one["percentage"] == round(100 * correct / len(questions), 2)
    percentages = [one["percentage"] for one in results["topics"]]
    assert percentages == sorted(percentages)


def test_points_are_json_numbers_and_whole_ones_are_written_whole(finished: Sitting) -> None:
    text = finished.results().text
    assert '"raw":0.75' in text
    assert '"max":3,' in text
    assert '"percentage":25,' in text


def test_every_question_is_reviewed_in_the_order_of_the_paper(
    finished: Sitting, database: Database
) -> None:
    for section in finished.results().json["sections"]:
        right, wrong = finished.right(section["id"]), finished.wrong(section["id"])
        first, second, third = section["questions"]
        assert [first["id"], second["id"], third["id"]] == finished.question_ids(section["id"])
        assert [one["answer"] for one in (first, second, third)] == [
            right[first["id"]],
            wrong[second["id"]],
            None,
        ]
        assert [one["is_correct"] for one in (first, second, third)] == [True, False, False]
        for question in (first, second, third):
            row = database.execute(
                "select text, correct_answer, explanation from questions where id = %s",
                [question["id"]],
            ).fetchone()
            assert row == (question["text"], question["correct_answer"], question["explanation"])


def test_reading_results_writes_nothing(finished: Sitting) -> None:
    before = finished.row()
    assert finished.results().json == finished.results().json
    assert finished.row() == before


def members(content: Any) -> set[str]:
    """Every member name in some JSON, at any depth."""
    if isinstance(content, dict):
        return set(content).union(*(members(value) for value in content.values()))
    if isinstance(content, list):
        return set().union(*(members(value) for value in content))
    return set()


def test_nothing_but_results_ever_shows_a_right_answer_or_an_explanation(
    api: Api, sit: Sit, student: Student, database: Database
) -> None:
    sitting = sit()
    seen = [sitting.get()]
    for section in (1, 2):
        seen += [sitting.start(section), sitting.save({}, section), sitting.complete(section)]
        seen += [sitting.get(), api.get("/history?status=unfinished", headers=student.headers)]
    seen += [sitting.complete(1), api.get("/history", headers=student.headers), api.get("/config")]
    contents = [response.json for response in seen] + [sitting.row()["metadata"]]
    explanations = database.execute(
        "select explanation from questions where id = any(%s)",
        [sitting.question_ids(1) + sitting.question_ids(2)],
    ).fetchall()
    for content in contents:
        assert not members(content) & {"correct_answer", "explanation", "is_correct"}
        text = json.dumps(content, ensure_ascii=False)
        assert not [one for (one,) in explanations if json.dumps(one, ensure_ascii=False) in text]


def test_a_row_holds_no_texts_and_no_papers(finished: Sitting) -> None:
    texts = finished.database.execute(
        "select text from questions where id = any(%s)", [finished.question_ids()]
    ).fetchall()
    held = json.dumps(finished.row()["metadata"], ensure_ascii=False)
    assert "question_ids" not in held
    assert not [text for (text,) in texts if json.dumps(text, ensure_ascii=False) in held]


def test_what_was_flagged_is_shown(sit: Sit) -> None:
    sitting = sit(started=True)
    first, second, third = sitting.question_ids()
    sitting.save({first: "a"}, flagged=[first])
    sitting.complete(answers={first: "a", second: None})
    sitting.start(2)
    sitting.put_answers({"answers": {}, "flagged": [sitting.question_ids(2)[0]]}, 2)
    sitting.complete(2)
    shown = [
        [question["flagged"] for question in section["questions"]]
        for section in sitting.results().json["sections"]
    ]
    assert shown == [[False, False, False], [True, False, False]]
    assert third
