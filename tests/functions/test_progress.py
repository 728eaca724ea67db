"""GET /progress."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import Database, SignUp, Student
from tests.functions.conftest import Api, Sit
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting, refused_updates


@pytest.fixture
def progress(api: Api, student: Student) -> Any:
    """Ask for the progress of the student in the exam type DEMO."""

    def ask(query: str = "?exam_type=DEMO") -> Response:
        response = api.get(f"/progress{query}", headers=student.headers)
        assert response.status_code == 200, response.text
        return response

    return ask


def finish(sitting: Sitting, *right: int) -> None:
    """Hand in both sections of a DEMO: so many right in each, one wrong if any is left."""
    for section, count in enumerate(right, start=1):
        assert sitting.start(section).status_code == 200
        correct, wrong = sitting.right(section), sitting.wrong(section)
        ids = sitting.question_ids(section)
        answers = {number: correct[number] for number in ids[:count]}
        answers |= {number: wrong[number] for number in ids[count : count + 1]}
        assert sitting.complete(section, answers).status_code == 200


def plain(score: Mapping[str, Any]) -> dict[str, Any]:
    return {name: score[name] for name in ("raw", "max", "percentage")}


def test_without_a_session_there_are_nulls_and_empty_lists(progress: Any) -> None:
    for exam_type in ("TOLC-I", "TOLC-UNKNOWN"):
        assert progress(f"?exam_type={exam_type}").json == {
            "exam_type": exam_type,
            "count": 0,
            "considered": 0,
            "best": None,
            "mean": None,
            "last": None,
            "sessions": [],
            "sections": [],
            "topics": [],
            "penalty": 0,
        }


def test_the_exam_type_is_tolc_i_unless_told_otherwise(progress: Any) -> None:
    assert progress("").json["exam_type"] == "TOLC-I"


def test_progress_adds_up_what_full_simulations_came_to(sit: Sit, progress: Any) -> None:
    sittings = [sit(), sit(), sit()]
    for sitting, right in zip(sittings, ((3, 0), (0, 3), (1, 2)), strict=True):
        finish(sitting, *right)
    shown = progress().json
    assert (shown["count"], shown["considered"]) == (3, 3)
    # 3 of 3; one wrong; one right and one wrong
    assert [session["percentage"] for session in shown["sessions"]] == [100, -8.33, 25]
    assert (shown["best"], shown["mean"], shown["last"]) == (100, 38.89, 25)
    assert shown["penalty"] == 0.5
    assert [session["id"] for session in shown["sessions"]] == [one.id for one in sittings]
    for entry, sitting in zip(shown["sessions"], sittings, strict=True):
        results = sitting.results().json
        assert entry["completed_at"] == results["completed_at"]
        assert plain(entry) == plain(results["overall_score"])
    assert shown["sections"] == [
        {
            "code": "logic",
            "name": "Logica",
            "correct": 4,
            "incorrect": 2,
            "unanswered": 3,
            "total": 9,
            "percentage": 44.44,
        },
        {
            "code": "english",
            "name": "Inglese",
            "correct": 5,
            "incorrect": 2,
            "unanswered": 2,
            "total": 9,
            "percentage": 55.56,
        },
    ]
    assert counts(shown["topics"]) == counts(
        [topic for one in sittings for topic in one.results().json["topics"]]
    )
    percentages = [one["percentage"] for one in shown["topics"]]
    assert percentages == sorted(percentages)


def counts(topics: list[dict[str, Any]]) -> dict[tuple[str, str], list[int]]:
    added: dict[tuple[str, str], list[int]] = {}
    for topic in topics:
        place = added.setdefault((topic["subject"], topic["topic"]), [0, 0, 0, 0])
        for index, name in enumerate(("correct", "incorrect", "unanswered", "total")):
            place[index] += topic[name]
    return added


def test_the_row_holds_tallies_that_name_no_question(sit: Sit) -> None:
    sitting = sit()
    finish(sitting, 1, 0)
    metadata = sitting.get().json["metadata"]
    assert [*metadata["topics"]] == ["1", "2"]
    for section, subject in (("1", "logic"), ("2", "english")):
        topics = metadata["topics"][section][subject]
        assert sum(map(sum, topics.values())) == 3
    assert "topics" not in str(metadata["sections"])


def test_practice_unfinished_and_other_sessions_have_no_part(
    sit: Sit, progress: Any, enrol: SignUp
) -> None:
    sit(sections=["logic", "english"]).finish()
    sit(of=enrol()).finish()
    sit(exam_type="TOLC-I")
    sit(started=True)
    assert progress().json["count"] == 0


def test_a_deleted_session_has_no_part_any_more(sit: Sit, progress: Any) -> None:
    first, second = sit(), sit()
    finish(first, 3, 3)
    finish(second, 0, 0)
    first.delete()
    assert [session["id"] for session in progress().json["sessions"]] == [second.id]


def test_what_is_overdue_is_settled_first(sit: Sit, progress: Any) -> None:
    sitting = sit(started=True)
    sitting.complete()
    sitting.start(2)
    sitting.let_pass(60, 2)
    assert progress().json["count"] == 1


def test_where_settling_fails_what_is_stored_is_shown(
    sit: Sit, progress: Any, database: Database
) -> None:
    first, sitting = sit(), sit()
    first.finish()
    sitting.start()
    sitting.complete()
    sitting.start(2)
    sitting.let_pass(60, 2)
    with refused_updates(sitting, database, "P0001"):
        assert [session["id"] for session in progress().json["sessions"]] == [first.id]


def test_rows_that_others_wrote_have_no_part(
    sit: Sit, progress: Any, database: Database, student: Student
) -> None:
    sit().finish()
    for metadata in ({}, {"version": 1}, {"version": 3, "sections": [], "overall_score": "x"}):
        database.execute(
            """insert into exam_sessions (user_id, exam_type, status, metadata, completed_at)
               select id, 'DEMO', 'completed', %s, now() from users where auth_user_id = %s""",
            [json.dumps(metadata), student.auth_user_id],
        )
    shown = progress().json
    assert (shown["count"], shown["considered"]) == (1, 1)


def test_a_session_that_was_graded_without_tallies_counts_but_for_its_topics(
    sit: Sit, progress: Any, database: Database
) -> None:
    sitting = sit()
    finish(sitting, 3, 3)
    database.execute("set session_replication_role = replica")
    sitting.patch_metadata("metadata - 'topics'")
    shown = progress().json
    assert (shown["count"], shown["best"], shown["topics"]) == (1, 100, [])


def test_the_newest_200_are_looked_at_and_all_are_counted(
    sit: Sit, progress: Any, database: Database
) -> None:
    sitting = sit()
    finish(sitting, 3, 3)
    database.execute(
        """insert into exam_sessions (user_id, exam_type, status, metadata, completed_at)
           select user_id, exam_type, status, metadata - 'idempotency_key_sha256',
             completed_at + n * interval '1 minute'
           from exam_sessions, generate_series(1, 201) n where id = %s""",
        [sitting.id],
    )
    shown = progress().json
    assert (shown["count"], shown["considered"], len(shown["sessions"])) == (202, 200, 200)
    times = [session["completed_at"] for session in shown["sessions"]]
    assert times == sorted(times)
    assert sitting.id not in [session["id"] for session in shown["sessions"]]
    assert shown["sections"][0]["total"] == 600


@pytest.mark.parametrize("query", ["?exam_type=", "?exam_type=%00", "?exam_type=A&exam_type=B"])
def test_a_malformed_exam_type_is_400_and_named(api: Api, student: Student, query: str) -> None:
    response = api.get(f"/progress{query}", headers=student.headers)
    document = problem(response, 400, "invalid_query_parameter")
    assert "exam_type" in document["detail"]
