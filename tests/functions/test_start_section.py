"""POST /sessions/{id}/sections/{section_id}/start."""

import json
from datetime import timedelta

import pytest

from tests.conftest import Database, SignUp, Student, without_triggers
from tests.functions.conftest import Api, BringIn, Retire, SetClock, Sit
from tests.functions.responses import problem
from tests.functions.sitting import Sitting


def rfc3339(text: str) -> bool:
    return text[10] == "T" and text.endswith("Z")


def test_a_paper_has_exactly_the_members_of_the_contract(sit: Sit) -> None:
    response = sit().start()
    assert response.status_code == 200
    paper = response.json
    assert list(paper) == [
        "session_id",
        "section_id",
        "name",
        "status",
        "duration_minutes",
        "duration_seconds",
        "started_at",
        "deadline_at",
        "server_now",
        "remaining_seconds",
        "questions",
        "answers",
        "flagged",
        "revision",
    ]
    for question in paper["questions"]:
        assert list(question) == [
            "id",
            "text",
            "options",
            "passage",
            "image_url",
            "image_alt",
        ]
        assert list(question["options"]) == ["a", "b", "c", "d", "e"]
        assert all(isinstance(text, str) for text in question["options"].values())


def test_a_fresh_paper_is_blank_and_has_all_its_time(sit: Sit) -> None:
    sitting = sit(extra_time_percent=30)
    paper = sitting.start().json
    times = [paper.pop(name) for name in ("started_at", "deadline_at", "server_now")]
    assert all(rfc3339(time) for time in times)
    assert times[0] == times[2]
    assert len(paper.pop("questions")) == 3
    assert paper == {
        "session_id": sitting.id,
        "section_id": 1,
        "name": "Logica",
        "status": "in_progress",
        "duration_minutes": 1,
        "duration_seconds": 78,
        "remaining_seconds": 78,
        "answers": {},
        "flagged": [],
        "revision": 0,
    }


def test_the_deadline_is_the_start_and_the_duration_with_extra_time(sit: Sit) -> None:
    sitting = sit(extra_time_percent=1, started=True)
    row = sitting.row()["metadata"]["sections"][0]
    started = sitting.deadline() - timedelta(seconds=61)
    assert row["started_at"] == started.isoformat().replace("+00:00", "Z")


def test_the_paper_is_stored_as_it_is_handed_out(sit: Sit) -> None:
    sitting = sit()
    paper = sitting.start().json
    assert [question["id"] for question in paper["questions"]] == sitting.question_ids()


def test_the_questions_are_those_of_the_bank(sit: Sit, database: Database) -> None:
    for question in sit().start().json["questions"]:
        row = database.execute(
            """select subject, text, option_a, option_b, option_c, option_d, option_e
               from questions where id = %s""",
            [question["id"]],
        ).fetchone()
        assert row == ("logic", question["text"], *question["options"].values())


def test_starting_again_gives_the_same_paper_on_the_same_clock(
    sit: Sit, set_clock: SetClock
) -> None:
    sitting = sit()
    first = sitting.start().json
    set_clock(sitting.deadline() - timedelta(seconds=20.5))
    again = sitting.start().json
    moving = {"server_now", "remaining_seconds"}
    assert {k: v for k, v in again.items() if k not in moving} == {
        k: v for k, v in first.items() if k not in moving
    }
    assert again["remaining_seconds"] == 20


def test_resuming_shows_what_was_saved(sit: Sit) -> None:
    sitting = sit(started=True)
    first, second, third = sitting.question_ids()
    sitting.save({first: "b", second: None, third: "e"})
    paper = sitting.start().json
    assert paper["answers"] == {str(first): "b", str(third): "e"}
    assert paper["revision"] == 1


def test_resuming_writes_nothing(sit: Sit) -> None:
    sitting = sit(started=True)
    before = sitting.row()
    sitting.start()
    assert sitting.row() == before


def test_remaining_seconds_are_never_negative(sit: Sit, set_clock: SetClock) -> None:
    sitting = sit(started=True)
    set_clock(sitting.deadline() + timedelta(seconds=10))
    paper = sitting.start().json
    assert (paper["status"], paper["remaining_seconds"]) == ("in_progress", 0)


@pytest.mark.parametrize("first", ["pending", "running"])
def test_a_section_waits_for_the_one_before_it(sit: Sit, first: str) -> None:
    sitting = sit(started=first == "running")
    before = sitting.row()
    problem(sitting.start(2), 409, "previous_section_not_completed")
    assert sitting.row() == before


def test_the_next_section_starts_once_the_one_before_is_completed(sit: Sit) -> None:
    sitting = sit(started=True)
    sitting.complete(1)
    paper = sitting.start(2).json
    assert (paper["section_id"], paper["name"]) == (2, "Inglese")


def test_a_completed_section_does_not_start_again(sit: Sit) -> None:
    sitting = sit(started=True)
    sitting.complete(1)
    before = sitting.row()
    problem(sitting.start(1), 409, "section_completed")
    assert sitting.row() == before


@pytest.mark.parametrize("section", [3, 2147483647])
def test_a_section_that_the_exam_does_not_have_is_404(sit: Sit, section: int) -> None:
    problem(sit().start(section), 404, "section_not_found")


def test_an_empty_object_is_no_body(api: Api, sit: Sit, student: Student) -> None:
    path = f"{sit().path}/sections/1/start"
    assert api.post(path, headers=student.headers, json={}).status_code == 200


def test_a_start_takes_no_members(api: Api, sit: Sit, student: Student) -> None:
    sitting = sit()
    response = api.post(f"{sitting.path}/sections/1/start", headers=student.headers, json={"at": 1})
    assert problem(response, 422, "validation_failed")["errors"][0]["pointer"] == "#/at"
    assert sitting.section()["status"] == "pending"


def test_questions_about_a_passage_carry_it(sit: Sit, database: Database) -> None:
    sitting = sit(exam_type="TOLC-I")
    for section in (1, 2, 3):
        sitting.start(section)
        sitting.complete(section)
    questions = sitting.start(4).json["questions"]
    shown = {question["id"]: question["passage"] for question in questions}
    held = database.execute(
        """select q.id, p.text from questions q left join passages p on p.id = q.passage_id
           where q.id = any(%s)""",
        [list(shown)],
    ).fetchall()
    assert shown == {number: passage for number, passage in held}  # noqa: C416
    assert any(shown.values())


def test_a_question_with_an_image_carries_its_address(
    sit: Sit, bring_in: BringIn, retire: Retire
) -> None:
    retire("logic", leaving=2)
    address = "https://images.example/graph.png"
    number = bring_in("logic", image_url=address)
    questions = sit().start().json["questions"]
    assert {
        question["image_url"]: question["id"] for question in questions if question["image_url"]
    } == {address: number}


def handed_in(sitting: Sitting) -> list[int]:
    """Hand in the running section, so that another may begin; give its questions."""
    assert sitting.complete().status_code == 200
    return sitting.question_ids()


def test_a_paper_has_new_questions_first_and_then_those_seen_longest_ago(
    sit: Sit, retire: Retire
) -> None:
    retire("logic", leaving=9)
    papers = [set(handed_in(sit(started=True))) for _ in range(7)]
    assert len(papers[0] | papers[1] | papers[2]) == 9
    assert papers[3:6] == papers[:3]
    assert papers[6] == papers[0]


def test_what_a_student_saw_in_another_exam_type_counts_too(sit: Sit, retire: Retire) -> None:
    retire("logic", leaving=13)
    long = sit(exam_type="TOLC-E", started=True)
    seen = set(handed_in(long))
    assert len(seen) == 13
    again = set(handed_in(sit(started=True)))
    assert again < seen
    assert not again & set(sit(started=True).question_ids())


def test_what_others_saw_is_new(sit: Sit, enrol: SignUp, retire: Retire) -> None:
    retire("logic", leaving=3)
    assert set(sit(started=True).question_ids()) == set(
        sit(of=enrol(), started=True).question_ids()
    )


def test_what_was_seen_more_than_sixty_papers_ago_is_new(
    sit: Sit, database: Database, environment: dict[str, str]
) -> None:
    def seen_before(sitting: Sitting) -> object:
        row = database.execute(
            """select met_questions(s) from exam_sessions s,
                 set_config('request.headers', %s, false) where id = %s""",
            [json.dumps({"x-exam-functions-key": environment["EXAM_FUNCTIONS_KEY"]}), sitting.id],
        ).fetchone()
        assert row is not None
        return row[0]

    first = sit(started=True)
    first.complete()
    first.start(2)
    first.complete(2)
    papers = [first.question_ids(2), first.question_ids(1)]
    last = sit()
    assert seen_before(last) == papers
    for number in range(59):
        database.execute(
            """insert into section_papers (session_id, section_id, question_ids, deadline_at,
                 closed_at) values (%s, 1, %s, now(), now())""",
            [sit().id, [number + 1]],
        )
    newest = [[number] for number in range(59, 0, -1)]
    assert seen_before(last) == [*newest, first.question_ids(2)]


@pytest.mark.parametrize("keyed", [True, False])
def test_a_question_that_was_corrected_since_is_none_that_is_new(
    sit: Sit, retire: Retire, database: Database, *, keyed: bool
) -> None:
    retire("logic", leaving=6)
    if not keyed:
        with without_triggers(database):
            database.execute("update questions set key = null where subject = 'logic' and active")
    seen = handed_in(sit(started=True))
    rows = database.execute(
        "select to_jsonb(q) || jsonb_build_object('topic', topic || '.') from questions q"
        " where id = any(%s)",
        [seen],
    ).fetchall()
    corrected = json.dumps([row for (row,) in rows])
    assert database.execute("select import_questions(%s::jsonb)", [corrected]).fetchone() == (
        {"added": 0, "replaced": 3, "retired": 0, "unchanged": 0},
    )
    again = sit(started=True).question_ids()
    keys = "select count(distinct text) from questions where id = any(%s)"
    assert database.execute(keys, [[*seen, *again]]).fetchone() == (6,)


def test_sessions_of_another_hand_are_no_hindrance(sit: Sit, retire: Retire) -> None:
    retire("logic", leaving=6)
    seen = handed_in(sit(started=True))
    for metadata in ('{"sections": [{"id": 1}]}', "[]", "7", "null"):
        sit().patch_metadata("%s::jsonb", metadata)
    sit().patch_metadata("null")
    assert not set(sit(started=True).question_ids()) & set(seen)


def test_a_session_that_was_created_can_be_taken_though_questions_were_retired_since(
    sit: Sit, retire: Retire
) -> None:
    sitting = sit()
    retire("logic", leaving=2)
    assert sitting.start().status_code == 200
    assert len(set(sitting.question_ids())) == 3


def test_a_bank_that_lost_its_questions_since_creation_starts_no_clock(sit: Sit) -> None:
    sitting = sit()
    sitting.patch_metadata(
        "jsonb_set(metadata, '{structure,sections,0,subjects}', '[\"alchemy\"]')"
    )
    response = sitting.start()
    problem(response, 503, "bank_too_small")
    assert response.headers["Retry-After"]
    assert sitting.section()["status"] == "pending"


def test_a_session_whose_drawn_question_is_gone_from_the_bank_cannot_go_on(sit: Sit) -> None:
    sitting = sit(started=True)
    sitting.database.execute(
        "update section_papers set question_ids[1] = 2147483647 where session_id = %s",
        [sitting.id],
    )
    problem(sitting.start(), 409, "session_unreadable")
    problem(sitting.complete(), 409, "session_unreadable")
