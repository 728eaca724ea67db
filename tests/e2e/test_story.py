"""A student's whole story, over HTTP, against everything real."""

import pytest

from tests.conftest import Database, SignUp
from tests.e2e.conftest import Frontend, OpenFrontend


def correct_answers(database: Database, question_ids: list[int]) -> dict[int, str]:
    rows = database.execute(
        "select id, correct_answer from public.questions where id = any(%s)", [question_ids]
    ).fetchall()
    return {int(str(number)): str(answer) for number, answer in rows}


def wrong(response: str) -> str:
    return "b" if response == "a" else "a"


def test_a_student_takes_a_whole_tolc_i_and_every_point_is_where_it_should_be(
    frontend: Frontend, database: Database
) -> None:
    session = frontend.create("TOLC-I")
    session_id = session["id"]
    assert session["status"] == "created"

    met: set[int] = set()
    # In each section: two right, one wrong, the rest blank.
    for section in session["metadata"]["sections"]:
        paper = frontend.start(session_id, section["id"])
        numbers = [question["id"] for question in paper["questions"]]
        assert len(numbers) == section["question_count"]
        assert met.isdisjoint(numbers)
        met.update(numbers)
        key = correct_answers(database, numbers)
        first, second, third = numbers[:3]
        answers: dict[int, str | None] = {
            first: key[first],
            second: key[second],
            third: wrong(key[third]),
        }
        frontend.save(session_id, section["id"], answers)
        outcome = frontend.complete(session_id, section["id"])
        assert outcome["score"]["raw"] == (2 if section["code"] == "english" else 1.75)

    overall = outcome["overall_score"]
    assert outcome["all_completed"] is True
    assert (overall["correct"], overall["incorrect"], overall["unanswered"]) == (8, 4, 38)
    assert (overall["raw"], overall["max"], overall["percentage"]) == (7, 50, 14)
    assert overall["penalty"] == 1

    results = frontend.send("GET", f"/sessions/{session_id}/results")
    assert results["overall_score"] == overall
    reviewed = [question for section in results["sections"] for question in section["questions"]]
    assert len(reviewed) == 80
    assert sum(question["is_correct"] for question in reviewed) == 10
    assert all(question["explanation"] for question in reviewed)

    history = frontend.send("GET", "/history")
    assert [entry["id"] for entry in history] == [session_id]
    assert history[0]["overall_score"] == overall


def test_a_student_resumes_on_another_device_where_they_left_off(
    open_frontend: OpenFrontend, sign_up: SignUp
) -> None:
    student = sign_up()
    at_home, on_the_train = open_frontend(student), open_frontend(student)
    session_id = at_home.create("DEMO")["id"]
    paper = at_home.start(session_id, 1)
    question_id = paper["questions"][0]["id"]
    at_home.save(session_id, 1, {question_id: "c"})

    offered = on_the_train.send("GET", "/history?status=unfinished")
    resumed = on_the_train.start(offered[0]["id"], 1)
    assert resumed["questions"] == paper["questions"]
    assert resumed["deadline_at"] == paper["deadline_at"]
    assert resumed["answers"] == {str(question_id): "c"}
    assert resumed["revision"] == 1


def let_time_pass(database: Database, session_id: int, section_id: int, seconds: int) -> None:
    """Move the deadline to `seconds` before now."""
    database.execute(
        """
        update public.exam_sessions
        set metadata = jsonb_set(metadata, array['sections', %(index)s::text, 'deadline_at'],
          to_jsonb(to_char(now() at time zone 'UTC' - make_interval(secs => %(seconds)s),
            'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
        where id = %(session)s
        """,
        {"index": section_id - 1, "seconds": seconds, "session": session_id},
    )
    database.execute(
        """update public.section_papers set deadline_at = now() - make_interval(secs => %s)
           where session_id = %s and section_id = %s""",
        [seconds, session_id, section_id],
    )


def test_an_abandoned_section_is_graded_from_what_was_saved_and_the_exam_goes_on(
    frontend: Frontend, database: Database
) -> None:
    session_id = frontend.create("DEMO")["id"]
    paper = frontend.start(session_id, 1)
    first, second, _ = [question["id"] for question in paper["questions"]]
    key = correct_answers(database, [first, second])
    frontend.save(session_id, 1, {first: key[first]})

    let_time_pass(database, session_id, 1, seconds=20)
    late = frontend.complete(
        session_id, 1, {"answers": [{"question_id": second, "answer": key[second]}]}
    )
    assert late["timed_out"] is True
    assert (late["score"]["correct"], late["score"]["unanswered"]) == (1, 2)

    assert frontend.start(session_id, 2)["section_id"] == 2


def test_the_grace_forgives_a_slow_network(frontend: Frontend, database: Database) -> None:
    session_id = frontend.create("DEMO")["id"]
    question_id = frontend.start(session_id, 1)["questions"][0]["id"]

    let_time_pass(database, session_id, 1, seconds=5)
    saved = frontend.save(session_id, 1, {question_id: "a"})
    assert saved["remaining_seconds"] == 0
    outcome = frontend.complete(session_id, 1)
    assert outcome["timed_out"] is False
    section = frontend.send("GET", f"/sessions/{session_id}")["metadata"]["sections"][0]
    assert section["completed_at"] == section["deadline_at"] == saved["deadline_at"]


@pytest.mark.parametrize("extra", [0, 30, 100])
def test_extra_time_lengthens_every_section_and_is_told_everywhere(
    frontend: Frontend, extra: int
) -> None:
    session = frontend.create("DEMO", extra_time_percent=extra)
    durations = [section["duration_seconds"] for section in session["metadata"]["sections"]]
    assert durations == [60 * (100 + extra) // 100] * 2
    for section_id in (1, 2):
        assert frontend.start(session["id"], section_id)["duration_seconds"] == durations[0]
        frontend.complete(session["id"], section_id)
    results = frontend.send("GET", f"/sessions/{session['id']}/results")
    assert results["extra_time_percent"] == extra
    assert frontend.send("GET", "/history")[0]["extra_time_percent"] == extra
