"""POST /sessions."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Database, Student
from tests.functions.conftest import Api, Configure, Retire, SetClock, Sit
from tests.functions.responses import problem
from tests.functions.upstream import SAID_UPSTREAM, Upstream, responds


def count_of(database: Database, student: Student) -> object:
    row = database.execute(
        """select count(*) from exam_sessions s join users u on u.id = s.user_id
           where u.auth_user_id = %s""",
        [student.auth_user_id],
    ).fetchone()
    assert row is not None
    return row[0]


def test_a_session_is_exactly_the_eight_columns(api: Api, student: Student) -> None:
    response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    assert response.status_code == 201
    assert response.content_type == "application/json"
    assert list(response.json) == [
        "id",
        "user_id",
        "exam_type",
        "status",
        "metadata",
        "started_at",
        "updated_at",
        "completed_at",
    ]


def test_location_is_where_the_session_can_be_read(api: Api, student: Student) -> None:
    made = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    location = made.headers["Location"]
    assert location == f"/api/exam-simulation/sessions/{made.json['id']}"
    read = api.call("get_session", "GET", location, headers=student.headers)
    assert read.json == made.json


def test_a_session_answers_what_its_row_holds(sit: Sit) -> None:
    sitting = sit(extra_time_percent=30)
    shown, row = sitting.get().json, sitting.row()
    assert {name: shown[name] for name in ("id", "user_id", "exam_type", "status", "metadata")} == {
        name: row[name] for name in ("id", "user_id", "exam_type", "status", "metadata")
    }
    assert {name: datetime.fromisoformat(shown[name]) for name in ("started_at", "updated_at")} == {
        name: row[name] for name in ("started_at", "updated_at")
    }
    assert (shown["completed_at"], row["completed_at"]) == (None, None)


def test_a_session_belongs_to_the_caller(sit: Sit, database: Database, student: Student) -> None:
    row = database.execute(
        "select id from users where auth_user_id = %s", [student.auth_user_id]
    ).fetchone()
    assert row == (sit().row()["user_id"],)


def test_a_session_begins_by_the_functions_clock_and_is_updated_by_the_database_s(
    sit: Sit, set_clock: SetClock
) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    set_clock(yesterday)
    sitting = sit()
    assert sitting.row()["started_at"] == yesterday
    assert sitting.row()["updated_at"] > yesterday + timedelta(hours=23)
    assert sitting.get().json["started_at"] == yesterday.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"content_type": "text/plain"},
        {"json": {}},
        {"json": {"exam_type": "TOLC-I"}},
        {"json": {"extra_time_percent": 0}},
    ],
    ids=["no body", "no body, of some type", "an empty object", "the type", "the extra time"],
)
def test_what_is_left_out_is_a_tolc_i_without_extra_time(
    api: Api, student: Student, sent: dict[str, object]
) -> None:
    response = api.post("/sessions", headers=student.headers, **sent)
    assert response.status_code == 201
    session = response.json
    assert session["exam_type"] == "TOLC-I"
    assert session["metadata"]["extra_time_percent"] == 0


def test_a_new_session_has_all_its_sections_pending_in_exam_order(
    api: Api, student: Student
) -> None:
    session = api.post("/sessions", headers=student.headers).json
    assert (session["status"], session["completed_at"]) == ("created", None)
    assert session["metadata"]["sections"] == [
        {
            "id": number,
            "code": code,
            "name": name,
            "question_count": questions,
            "duration_minutes": minutes,
            "duration_seconds": 60 * minutes,
            "status": "pending",
        }
        for number, code, name, questions, minutes in [
            (1, "mathematics", "Matematica", 20, 50),
            (2, "logic", "Logica", 10, 20),
            (3, "sciences", "Scienze", 10, 20),
            (4, "verbal_comprehension", "Comprensione verbale", 10, 20),
            (5, "english", "Inglese", 30, 15),
        ]
    ]


def test_nothing_is_drawn_before_its_section_starts(sit: Sit) -> None:
    sitting = sit()
    assert sitting.papers() == []
    sitting.start()
    assert [paper["section_id"] for paper in sitting.papers()] == [1]
    sitting.complete()
    assert [paper["section_id"] for paper in sitting.papers()] == [1]


@pytest.mark.parametrize(
    ("percent", "seconds"), [(0, 60), (1, 61), (30, 78), (33, 80), (99, 120), (100, 120)]
)
def test_extra_time_lengthens_every_section_rounded_up(
    sit: Sit, percent: int, seconds: int
) -> None:
    metadata = sit(extra_time_percent=percent).row()["metadata"]
    assert metadata["extra_time_percent"] == percent
    assert [section["duration_seconds"] for section in metadata["sections"]] == [seconds, seconds]
    assert [section["duration_minutes"] for section in metadata["sections"]] == [1, 1]


def test_each_request_without_a_key_makes_another_session(
    sit: Sit, database: Database, student: Student
) -> None:
    assert sit().id != sit().id
    assert count_of(database, student) == 2


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"exam_type": 5}, ["#/exam_type"]),
        ({"exam_type": None, "extra_time_percent": 30}, ["#/exam_type"]),
        ({"exam_type": ["DEMO"]}, ["#/exam_type"]),
        ({"extra_time_percent": -1}, ["#/extra_time_percent"]),
        ({"extra_time_percent": 101}, ["#/extra_time_percent"]),
        ({"extra_time_percent": 1.5}, ["#/extra_time_percent"]),
        ({"extra_time_percent": 30.0}, ["#/extra_time_percent"]),
        ({"extra_time_percent": "30"}, ["#/extra_time_percent"]),
        ({"extra_time_percent": True}, ["#/extra_time_percent"]),
        ({"extra_time_percent": None}, ["#/extra_time_percent"]),
        ({"user_id": 1}, ["#/user_id"]),
        ({"exam_type": 5, "colour": "red"}, ["#/exam_type", "#/colour"]),
        ([], ["#"]),
        ("DEMO", ["#"]),
        (None, ["#"]),
        (7, ["#"]),
    ],
)
def test_a_body_of_another_shape_is_422_and_says_where(
    api: Api, database: Database, student: Student, body: object, pointers: list[str]
) -> None:
    response = api.post(
        "/sessions",
        headers=student.headers,
        data=json.dumps(body),
        content_type="application/json",
    )
    errors = problem(response, 422, "validation_failed")["errors"]
    assert [error["pointer"] for error in errors] == pointers
    assert all(error["detail"] for error in errors)
    assert count_of(database, student) == 0


@pytest.mark.parametrize("name", ["TOLC-UNKNOWN", "demo", "", " DEMO", "DEMO\u0000", "../demo"])
def test_an_unknown_exam_type_is_422(
    api: Api, database: Database, student: Student, name: str
) -> None:
    response = api.post("/sessions", headers=student.headers, json={"exam_type": name})
    errors = problem(response, 422, "unknown_exam_type")["errors"]
    assert errors == [{"pointer": "#/exam_type", "detail": "is not one of the exam types"}]
    assert count_of(database, student) == 0


def test_a_row_that_a_rule_of_somebody_else_s_refuses_is_our_bug(
    api: Api, student: Student, sit: Sit, database: Database
) -> None:
    user = sit().row()["user_id"]
    database.execute(
        f"create unique index one_a_student on exam_sessions (user_id) where user_id = {user}"
    )
    try:
        response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    finally:
        database.execute("drop index one_a_student")
    problem(response, 500, "internal_error")


@pytest.mark.parametrize("subject", ["logic", "english"])
def test_a_bank_too_small_for_any_section_is_said_at_creation(
    api: Api, database: Database, student: Student, retire: Retire, subject: str
) -> None:
    retire(subject, leaving=2)
    response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    problem(response, 503, "bank_too_small")
    assert response.headers["Retry-After"] == "60"
    assert count_of(database, student) == 0


def test_a_bank_that_just_suffices_is_not_too_small(sit: Sit, retire: Retire) -> None:
    retire("logic", leaving=3)
    assert sit(started=True).question_ids()


def test_an_empty_bank_is_too_small_and_not_misconfigured(
    api: Api, student: Student, database: Database, retire: Retire
) -> None:
    for (subject,) in database.execute("select distinct subject from questions").fetchall():
        retire(str(subject), leaving=0)
    response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    problem(response, 503, "bank_too_small")


def test_a_wrong_functions_key_is_said_before_a_bank_that_is_too_small(
    api: Api, student: Student, configure: Configure, retire: Retire
) -> None:
    retire("logic", leaving=0)
    configure(EXAM_FUNCTIONS_KEY="a-functions-key-that-the-database-does-not-know")
    response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    problem(response, 500, "misconfigured")


@pytest.mark.parametrize(
    ("hint", "detail", "status", "code"),
    [
        ("bank_too_small", "logic", 503, "bank_too_small"),
        ("bank_too_small", SAID_UPSTREAM, 500, "internal_error"),
        ("bank_too_small", None, 500, "internal_error"),
        ("another_rule", "logic", 503, "upstream_unavailable"),
    ],
)
def test_a_refusal_is_told_for_a_bank_too_small_where_it_names_a_section_of_ours(
    *,
    api: Api,
    student: Student,
    configure: Configure,
    hint: str,
    detail: str | None,
    status: int,
    code: str,
) -> None:
    refusal = {"code": "PT422", "message": SAID_UPSTREAM, "hint": hint, "details": detail}
    with Upstream(responds(422, json.dumps(refusal))) as upstream:
        configure(SUPABASE_URL=upstream.url)
        response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    assert problem(response, status, code)["detail"]
    assert SAID_UPSTREAM not in response.text
