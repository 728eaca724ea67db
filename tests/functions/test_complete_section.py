"""POST /sessions/{id}/sections/{section_id}/complete."""

from datetime import timedelta

import pytest

from tests.conftest import Student
from tests.functions.conftest import Api, SetClock, Sit
from tests.functions.responses import problem
from tests.functions.sitting import Sitting


@pytest.fixture
def running(sit: Sit) -> Sitting:
    return sit(started=True)


BLANK = {
    "correct": 0,
    "incorrect": 0,
    "unanswered": 3,
    "total": 3,
    "raw": 0,
    "max": 3,
    "percentage": 0,
    "penalty": 0,
}


def graded(
    correct: int, incorrect: int, *, raw: float, percentage: float, penalty: float
) -> dict[str, float]:
    return {
        "correct": correct,
        "incorrect": incorrect,
        "unanswered": 3 - correct - incorrect,
        "total": 3,
        "raw": raw,
        "max": 3,
        "percentage": percentage,
        "penalty": penalty,
    }


def test_an_outcome_has_exactly_the_members_of_the_contract(running: Sitting) -> None:
    response = running.complete()
    assert response.status_code == 200
    assert response.json == {
        "session_id": running.id,
        "section_id": 1,
        "status": "completed",
        "timed_out": False,
        "score": BLANK,
        "overall_score": None,
        "all_completed": False,
    }


@pytest.mark.parametrize(
    ("right", "wrong", "score"),
    [
        (3, 0, graded(3, 0, raw=3, percentage=100, penalty=0)),
        (2, 1, graded(2, 1, raw=1.75, percentage=58.33, penalty=0.25)),
        (1, 1, graded(1, 1, raw=0.75, percentage=25, penalty=0.25)),
        (1, 2, graded(1, 2, raw=0.5, percentage=16.67, penalty=0.5)),
        (0, 1, graded(0, 1, raw=-0.25, percentage=-8.33, penalty=0.25)),
        (0, 3, graded(0, 3, raw=-0.75, percentage=-25, penalty=0.75)),
        (0, 0, graded(0, 0, raw=0, percentage=0, penalty=0)),
    ],
)
def test_a_section_scores_one_a_right_answer_and_loses_a_quarter_a_wrong_one(
    running: Sitting, right: int, wrong: int, score: dict[str, float]
) -> None:
    first = dict(list(running.right().items())[:right])
    then = dict(list(running.wrong().items())[right : right + wrong])
    assert running.complete(answers=first | then).json["score"] == score


def test_the_last_section_brings_the_overall_score_without_english(running: Sitting) -> None:
    running.complete(answers=running.wrong())
    running.start(2)
    outcome = running.complete(2, running.right(2)).json
    assert outcome["overall_score"] == graded(0, 3, raw=-0.75, percentage=-25, penalty=0.75)
    assert outcome["all_completed"] is True


def test_without_answers_what_was_saved_is_graded(running: Sitting) -> None:
    running.save(running.right())
    assert running.complete().json["score"]["correct"] == 3


@pytest.mark.parametrize("members", [{}, {"base_revision": 1}])
def test_a_body_without_answers_grades_what_was_saved(
    api: Api, running: Sitting, student: Student, members: dict[str, object]
) -> None:
    running.save(running.right())
    path = f"{running.path}/sections/1/complete"
    response = api.post(path, headers=student.headers, json=members)
    assert response.json["score"]["correct"] == 3


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"answers": None}, "#/answers"),
        ({"base_revision": None}, "#/base_revision"),
        ({"answers": 5}, "#/answers"),
        ({"answers": [{"question_id": 1}]}, "#/answers/0/answer"),
        ({"base_revision": -1}, "#/base_revision"),
        ({"base_revision": True}, "#/base_revision"),
        ({"colour": "red"}, "#/colour"),
        ([], "#"),
    ],
)
def test_a_body_of_another_shape_is_422_says_where_and_changes_nothing(
    api: Api, untouched: Sitting, body: object, pointer: str
) -> None:
    before = untouched.row()
    path = f"{untouched.path}/sections/1/complete"
    response = api.post(path, headers=untouched.student.headers, json=body)
    errors = problem(response, 422, "validation_failed")["errors"]
    assert [error["pointer"] for error in errors] == [pointer]
    assert untouched.row() == before


def test_with_answers_exactly_those_are_graded(running: Sitting) -> None:
    first, second, third = running.question_ids()
    running.save({first: running.right()[first], second: running.right()[second]})
    response = running.complete(answers={third: running.right()[third]})
    assert response.json["score"]["correct"] == 1


def test_the_answers_that_were_graded_are_stored(running: Sitting) -> None:
    first, second, _ = running.question_ids()
    running.complete(answers={first: "a", second: None})
    assert running.paper()["answers"] == {str(first): "a"}


@pytest.mark.parametrize("with_answers", [True, False])
@pytest.mark.parametrize("base", [0, 2])
def test_a_completion_that_builds_on_another_revision_is_stale_and_changes_nothing(
    running: Sitting, base: int, with_answers: bool
) -> None:
    first, *_ = running.question_ids()
    running.save({first: "a"})
    before = running.row()
    response = running.complete(answers={} if with_answers else None, base_revision=base)
    document = problem(response, 409, "stale_answers")
    assert (document["answers"], document["revision"]) == ({str(first): "a"}, 1)
    assert running.row() == before


def test_a_completion_that_repeats_the_last_save_is_graded_though_its_base_is_behind(
    running: Sitting,
) -> None:
    right = running.right()
    running.save(right, base_revision=0)
    response = running.complete(answers=right, base_revision=0)
    assert response.json["score"]["correct"] == 3
    assert running.paper()["revision"] == 1


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ([{"question_id": 2147483647, "answer": "a"}], "#/answers/0/question_id"),
        ([{"question_id": 2147483647, "answer": None}], "#/answers/0/question_id"),
    ],
)
def test_a_question_that_is_not_on_the_paper_is_422_and_changes_nothing(
    api: Api, untouched: Sitting, answers: object, pointer: str
) -> None:
    before = untouched.row()
    path = f"{untouched.path}/sections/1/complete"
    response = api.post(path, headers=untouched.student.headers, json={"answers": answers})
    errors = problem(response, 422, "answers_not_on_paper")["errors"]
    assert [error["pointer"] for error in errors] == [pointer]
    assert untouched.row() == before


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"base_revision": 99},
        {"answers": {}},
        {"answers": {2147483647: "z"}, "base_revision": 7},
    ],
)
def test_completing_again_gives_the_first_outcome_whatever_the_body(
    running: Sitting, members: dict[str, object]
) -> None:
    first = running.complete(answers=running.right()).json
    before = running.row()
    again = running.complete(**members)  # type: ignore[arg-type]
    assert again.status_code == 200
    assert again.json == first
    assert running.row() == before


@pytest.mark.parametrize("body", [{"answers": 5}, {"base_revision": "1"}, {"colour": "red"}, []])
def test_completing_again_still_wants_a_well_formed_body(
    api: Api, running: Sitting, student: Student, body: object
) -> None:
    running.complete()
    path = f"{running.path}/sections/1/complete"
    problem(api.post(path, headers=student.headers, json=body), 422, "validation_failed")


def test_a_section_that_was_not_started_cannot_be_completed(sit: Sit) -> None:
    sitting = sit()
    problem(sitting.complete(1), 409, "section_not_started")
    problem(sitting.complete(2), 409, "section_not_started")
    assert sitting.row()["status"] == "created"


def test_a_section_that_the_exam_does_not_have_is_404(untouched: Sitting) -> None:
    problem(untouched.complete(3), 404, "section_not_found")


def test_a_section_is_completed_by_the_functions_clock(
    running: Sitting, set_clock: SetClock
) -> None:
    now = running.deadline() - timedelta(seconds=13)
    set_clock(now)
    running.complete()
    assert running.section()["completed_at"] == now.isoformat().replace("+00:00", "Z")


def test_a_session_is_completed_with_its_last_section(
    running: Sitting, set_clock: SetClock
) -> None:
    running.complete()
    assert running.row()["completed_at"] is None
    running.start(2)
    now = running.deadline(2) - timedelta(seconds=13)
    set_clock(now)
    running.complete(2)
    row = running.row()
    assert (row["status"], row["completed_at"]) == ("completed", now)
