"""PUT /sessions/{id}/sections/{section_id}/answers."""

from datetime import timedelta

import pytest

from tests.conftest import Database
from tests.functions.conftest import Api, SetClock, Sit
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting, as_list


@pytest.fixture
def running(sit: Sit) -> Sitting:
    return sit(started=True)


def put(sitting: Sitting, body: object) -> Response:
    path = f"{sitting.path}/sections/1/answers"
    return sitting.api.put(path, headers=sitting.student.headers, json=body)


def test_a_save_answers_exactly_what_is_stored(running: Sitting, set_clock: SetClock) -> None:
    first, second, third = running.question_ids()
    now = running.deadline() - timedelta(seconds=30.25)
    set_clock(now)
    response = running.save({first: "b", second: None, third: "e"}, flagged=[second])
    assert response.status_code == 200
    assert response.json == {
        "session_id": running.id,
        "section_id": 1,
        "answers": {str(first): "b", str(third): "e"},
        "flagged": [second],
        "revision": 1,
        "server_now": now.isoformat().replace("+00:00", "Z"),
        "deadline_at": running.section()["deadline_at"],
        "remaining_seconds": 30,
    }
    paper = running.paper()
    assert paper["question_ids"] == [first, second, third]
    assert paper["answers"] == {str(first): "b", str(third): "e"}
    assert (paper["flagged"], paper["revision"], paper["closed_at"]) == ([second], 1, None)


def test_a_save_replaces_the_whole_saved_set(running: Sitting) -> None:
    first, second, _ = running.question_ids()
    running.save({first: "a", second: "b"})
    response = running.save({second: "c"})
    assert response.json["answers"] == {str(second): "c"}


def test_an_empty_set_blanks_everything(running: Sitting) -> None:
    running.save(running.right())
    response = running.save({})
    assert (response.json["answers"], response.json["revision"]) == ({}, 2)


def test_every_save_raises_the_revision_by_one_even_with_the_same_answers(
    running: Sitting,
) -> None:
    revisions = [running.save({}).json["revision"] for _ in range(3)]
    assert revisions == [1, 2, 3]


def test_a_save_never_moves_the_clock(running: Sitting) -> None:
    before = running.section()
    running.save({})
    assert running.section() == before


@pytest.mark.parametrize("base", [0, 1, 3, 10**30])
def test_a_save_that_builds_on_another_revision_is_stale_and_changes_nothing(
    running: Sitting, base: int
) -> None:
    first, second, _ = running.question_ids()
    running.save({first: "a"})
    running.save({second: "b"})
    before = running.row()
    document = problem(running.save({first: "c"}, base_revision=base), 409, "stale_answers")
    assert (document["answers"], document["revision"]) == ({str(second): "b"}, 2)
    assert running.row() == before


def test_the_same_save_again_is_answered_though_its_base_is_behind(running: Sitting) -> None:
    first, second, _ = running.question_ids()
    running.save({first: "a", second: None}, base_revision=0)
    before = running.row()
    again = running.save({first: "a"}, base_revision=0)
    assert again.status_code == 200
    assert (again.json["answers"], again.json["revision"]) == ({str(first): "a"}, 1)
    assert running.row() == before


def test_a_save_without_a_base_overwrites_whatever_is_stored(running: Sitting) -> None:
    running.save(running.right(), base_revision=0)
    response = running.save({})
    assert (response.status_code, response.json["answers"]) == (200, {})


def test_a_question_that_is_not_on_the_paper_is_422_and_changes_nothing(
    untouched: Sitting,
) -> None:
    first, *_ = untouched.question_ids()
    before = untouched.row()
    answers = {first: "a", 2147483647: "b", -1: None, 10**30: "a"}
    errors = problem(untouched.save(answers), 422, "answers_not_on_paper")["errors"]
    assert [error["pointer"] for error in errors] == [
        "#/answers/1/question_id",
        "#/answers/2/question_id",
        "#/answers/3/question_id",
    ]
    assert untouched.row() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/answers"),
        ({"answers": None}, "#/answers"),
        ({"answers": "b"}, "#/answers"),
        ({"answers": {"x": "b"}}, "#/answers/x"),
        ({"answers": {"17": {"answer": "b", "flagged": True}}}, "#/answers/17"),
        ({"answers": {"17": "b"}, "flagged": None}, "#/flagged"),
        ({"answers": {"17": "b"}, "flagged": ["17"]}, "#/flagged/0"),
        ({"answers": [], "flagged": []}, "#/flagged"),
        ({"flagged": [17]}, "#/answers"),
        ({"answers": {str(n): "a" for n in range(1, 502)}}, "#/answers"),
        ({"answers": [{"question_id": 17, "answer": "a"}] * 501}, "#/answers"),
        ({"answers": {}, "flagged": [17] * 501}, "#/flagged"),
        ({"answers": [{"question_id": 17, "answer": "b", "flagged": 1}]}, "#/answers/0/flagged"),
        ({"answers": ["b"]}, "#/answers/0"),
        ({"answers": [{"question_id": 17}]}, "#/answers/0/answer"),
        ({"answers": [{"answer": "b"}]}, "#/answers/0/question_id"),
        ({"answers": [{"question_id": "17", "answer": "b"}]}, "#/answers/0/question_id"),
        ({"answers": [{"question_id": 17.0, "answer": "b"}]}, "#/answers/0/question_id"),
        ({"answers": [{"question_id": True, "answer": "b"}]}, "#/answers/0/question_id"),
        ({"answers": [{"question_id": 17, "answer": 2}]}, "#/answers/0/answer"),
        ({"answers": [{"question_id": 17, "answer": "b", "at": 1}]}, "#/answers/0/at"),
        ({"answers": [], "revision": 1}, "#/revision"),
        ({"answers": [], "base_revision": -1}, "#/base_revision"),
        ({"answers": [], "base_revision": "1"}, "#/base_revision"),
        ({"answers": [], "base_revision": 1.0}, "#/base_revision"),
        ({"answers": [], "base_revision": True}, "#/base_revision"),
        ({"answers": [], "base_revision": None}, "#/base_revision"),
        ([], "#"),
    ],
)
def test_a_body_of_another_shape_is_422_and_says_where(
    untouched: Sitting, body: object, pointer: str
) -> None:
    errors = problem(put(untouched, body), 422, "validation_failed")["errors"]
    assert [error["pointer"] for error in errors] == [pointer]


def test_a_save_needs_a_body(api: Api, untouched: Sitting) -> None:
    path = f"{untouched.path}/sections/1/answers"
    problem(api.put(path, headers=untouched.student.headers), 400, "invalid_json")


def test_a_section_that_was_not_started_cannot_be_saved(sit: Sit) -> None:
    sitting = sit()
    problem(sitting.save({}), 409, "section_not_started")
    problem(sitting.save({}, 2), 409, "section_not_started")


def test_a_completed_section_cannot_be_saved(running: Sitting) -> None:
    running.complete()
    before = running.row()
    problem(running.save(running.right()), 409, "section_completed")
    assert running.row() == before


def test_a_section_that_the_exam_does_not_have_is_404(untouched: Sitting) -> None:
    problem(untouched.save({}, 3), 404, "section_not_found")


# ── flags, and the map form ──────────────────────────────────────────────────────────────────────


def test_the_map_form_is_the_same_as_the_list_form(running: Sitting) -> None:
    first, second, third = running.question_ids()
    mapped = {"answers": {str(first): "b", str(second): None}, "flagged": [third, first]}
    response = running.put_answers(mapped)
    assert response.json["answers"] == {str(first): "b"}
    assert response.json["flagged"] == sorted([first, third])
    again = running.save({first: "b", third: None}, flagged=[first, third], base_revision=0)
    assert (again.status_code, again.json["revision"]) == (200, 1)


def test_a_paper_can_be_sent_back_as_it_came(running: Sitting) -> None:
    first, second, _ = running.question_ids()
    running.save({first: "b"}, flagged=[first])
    paper = running.start().json
    assert (paper["answers"], paper["flagged"]) == ({str(first): "b"}, [first])
    body = {"answers": {**paper["answers"], str(second): "c"}, "flagged": paper["flagged"]}
    response = running.put_answers({**body, "base_revision": paper["revision"]})
    assert response.json["answers"] == {str(first): "b", str(second): "c"}


def test_a_flag_that_is_not_sent_is_cleared(running: Sitting) -> None:
    first, *_ = running.question_ids()
    running.save({first: "b"}, flagged=[first])
    assert running.save({first: "b"}).json["flagged"] == []


def test_a_save_with_other_flags_is_no_repetition(running: Sitting) -> None:
    first, *_ = running.question_ids()
    running.save({first: "b"}, flagged=[first], base_revision=0)
    document = problem(running.save({first: "b"}, base_revision=0), 409, "stale_answers")
    assert (document["answers"], document["flagged"]) == ({str(first): "b"}, [first])
    assert document["revision"] == 1


def test_faults_of_the_map_form_are_said_where_they_stand(untouched: Sitting) -> None:
    first, second, _ = untouched.question_ids()
    before = untouched.papers()
    body = {
        "answers": {str(first): "f", "2147483647": "a", "2147483646": None},
        "flagged": [second, 2147483645, second],
    }
    errors = problem(untouched.put_answers(body), 422, "answers_not_on_paper")["errors"]
    assert {error["pointer"] for error in errors} == {
        f"#/answers/{first}",
        "#/answers/2147483647",
        "#/answers/2147483646",
        "#/flagged/1",
        "#/flagged/2",
    }
    assert untouched.papers() == before


def test_a_flag_in_the_list_form_wants_a_question_of_the_paper(untouched: Sitting) -> None:
    response = untouched.save({2147483647: None}, flagged=[2147483647])
    errors = problem(response, 422, "answers_not_on_paper")["errors"]
    assert [error["pointer"] for error in errors] == ["#/answers/0/question_id"]


# ── what can never fit ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [100, 101, 500])
def test_many_questions_that_are_not_on_the_paper_are_422(untouched: Sitting, count: int) -> None:
    answers = dict.fromkeys(range(2147483647 - count, 2147483647), "a")
    for response in (
        untouched.save(answers),
        untouched.put_answers({"answers": {str(number): "a" for number in answers}}),
        untouched.put_answers({"answers": {}, "flagged": [*answers]}),
    ):
        assert len(problem(response, 422, "answers_not_on_paper")["errors"]) == 20


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, -(2**63), 10**40])
def test_a_number_that_no_question_has_is_422_in_every_form(
    untouched: Sitting, number: int
) -> None:
    for body in (
        {"answers": as_list({number: "a"})},
        {"answers": as_list({number: None}, [number])},
        {"answers": {}, "flagged": [number]},
    ):
        problem(untouched.put_answers(body), 422, "answers_not_on_paper")


@pytest.mark.parametrize("base", [2**31 - 1, 2**31, 2**63])
def test_a_base_that_no_paper_reaches_is_stale(untouched: Sitting, base: int) -> None:
    problem(untouched.save({}, base_revision=base), 409, "stale_answers")


@pytest.mark.parametrize("section", [32767, 32768, 2147483647])
def test_a_section_that_no_exam_has_is_404(untouched: Sitting, section: int) -> None:
    problem(untouched.save({}, section), 404, "section_not_found")


# ── an option that not every question has ────────────────────────────────────────────────────────


def test_an_option_beyond_those_of_the_paper_is_422(running: Sitting, database: Database) -> None:
    database.execute(
        "update section_papers set option_count = 4 where session_id = %s", [running.id]
    )
    first, second, _ = running.question_ids()
    errors = problem(running.save({first: "d", second: "e"}), 422, "answers_not_on_paper")["errors"]
    assert [error["pointer"] for error in errors] == ["#/answers/1/answer"]
    assert running.save({first: "d"}).json["answers"] == {str(first): "d"}


def test_a_save_leaves_the_session_s_row_alone(running: Sitting) -> None:
    before = running.row()
    assert running.save(running.right(), flagged=running.question_ids()).status_code == 200
    assert running.row() == before
