"""Sessions of some sections of an exam type."""

from hashlib import sha256

import pytest

from tests.conftest import Database, Student
from tests.functions.conftest import Api, Retire, Sit
from tests.functions.responses import problem
from tests.functions.sitting import Sitting

CODES = ["mathematics", "logic", "sciences", "verbal_comprehension", "english"]


def tolc(sit: Sit, codes: list[str]) -> Sitting:
    return sit(exam_type="TOLC-I", sections=codes)


@pytest.mark.parametrize("codes", [["sciences", "mathematics"], ["english"], CODES[::-1]])
def test_the_sections_come_in_exam_order_numbered_from_1(sit: Sit, codes: list[str]) -> None:
    row = tolc(sit, codes).get().json
    sections = row["metadata"]["sections"]
    in_order = [code for code in CODES if code in codes]
    assert [(section["id"], section["code"]) for section in sections] == [
        *enumerate(in_order, start=1)
    ]
    assert (row["exam_type"], row["metadata"]["practice"]) == ("TOLC-I", True)


def test_a_full_simulation_says_nothing_of_practice(sit: Sit) -> None:
    assert "practice" not in sit().get().json["metadata"]


def test_english_alone_counts(sit: Sit) -> None:
    sitting = sit(sections=["english"])
    sitting.start()
    [first, second, third] = sitting.question_ids()
    right, wrong = sitting.right(), sitting.wrong()
    answers = {first: right[first], second: wrong[second], third: None}
    outcome = sitting.complete(answers=answers).json
    assert outcome["all_completed"] is True
    assert outcome["overall_score"] == outcome["score"]
    assert (outcome["score"]["raw"], outcome["score"]["max"]) == (1, 3)


def test_english_counts_beside_another_section(sit: Sit) -> None:
    sitting = sit(sections=["english", "logic"])
    for section in (1, 2):
        sitting.start(section)
        outcome = sitting.complete(section, sitting.right(section)).json
    assert (outcome["overall_score"]["raw"], outcome["overall_score"]["max"]) == (6, 6)
    results = sitting.results().json
    assert results["practice"] is True
    assert results["overall_score"]["max"] == 6
    assert results["with_wrong_left_blank"]["overall_score"]["max"] == 6


def test_both_kinds_are_in_the_history(sit: Sit, api: Api, student: Student) -> None:
    practice, full = sit(sections=["logic"]), sit()
    entries = api.get("/history?status=unfinished", headers=student.headers).json
    assert {entry["id"]: entry["practice"] for entry in entries} == {
        practice.id: True,
        full.id: False,
    }


@pytest.mark.parametrize(
    ("sections", "pointers"),
    [
        (["logic", "poetry"], ["#/sections/1"]),
        (["logic", "logic"], ["#/sections/1"]),
        (["Logic"], ["#/sections/0"]),
        (["poetry", "english", "english", ""], ["#/sections/0", "#/sections/2", "#/sections/3"]),
        ([], ["#/sections"]),
        (None, ["#/sections"]),
        ("logic", ["#/sections"]),
        ({"logic": True}, ["#/sections"]),
        ([1], ["#/sections/0"]),
        (["logic", None], ["#/sections/1"]),
    ],
)
def test_sections_that_the_exam_type_lacks_are_422_and_said_where(
    api: Api, student: Student, sections: object, pointers: list[str]
) -> None:
    body = {"exam_type": "DEMO", "sections": sections}
    response = api.post("/sessions", headers=student.headers, json=body)
    errors = problem(response, 422, "validation_failed")["errors"]
    assert [error["pointer"] for error in errors] == pointers
    assert api.get("/history?status=unfinished", headers=student.headers).json == []


def test_an_unknown_exam_type_is_said_before_its_sections(api: Api, student: Student) -> None:
    body = {"exam_type": "TOLC-UNKNOWN", "sections": ["poetry"]}
    response = api.post("/sessions", headers=student.headers, json=body)
    problem(response, 422, "unknown_exam_type")


def test_only_the_chosen_sections_need_questions(
    sit: Sit, api: Api, student: Student, retire: Retire
) -> None:
    retire("logic", leaving=2)
    body = {"exam_type": "DEMO", "sections": ["logic"]}
    problem(api.post("/sessions", headers=student.headers, json=body), 503, "bank_too_small")
    assert sit(sections=["english"]).start().status_code == 200


def create(api: Api, student: Student, body: object) -> tuple[int, int | None]:
    headers = {**student.headers, "Idempotency-Key": "k"}
    response = api.post("/sessions", headers=headers, json=body)
    return response.status_code, response.json.get("id")


def test_an_idempotency_key_tells_practice_from_a_full_simulation(
    api: Api, student: Student
) -> None:
    practice = {"exam_type": "DEMO", "sections": ["logic"]}
    status, first = create(api, student, practice)
    assert status == 201
    assert create(api, student, practice) == (200, first)
    assert create(api, student, {"exam_type": "DEMO"})[0] == 422
    assert create(api, student, {"exam_type": "DEMO", "sections": ["english"]})[0] == 422


def test_a_request_without_sections_counts_for_its_key_as_it_always_did(
    api: Api, student: Student, database: Database
) -> None:
    _, first = create(api, student, {"exam_type": "DEMO"})
    row = database.execute(
        "select request_sha256 from session_keys where session_id = %s", [first]
    ).fetchone()
    asked = '{"exam_type":"DEMO","extra_time_percent":0}'
    assert row == (sha256(asked.encode()).hexdigest(),)
