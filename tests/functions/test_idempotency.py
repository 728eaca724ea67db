"""The header Idempotency-Key of create_session."""

from hashlib import sha256

import pytest

from tests.conftest import Database, SignUp, Student
from tests.functions.conftest import Api, Configure, Retire
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting
from tests.functions.upstream import Upstream, passes_on

DEMO = {"exam_type": "DEMO"}


def create(api: Api, student: Student, key: str, body: object = DEMO) -> Response:
    headers = {**student.headers, "Idempotency-Key": key}
    return api.post("/sessions", headers=headers, json=body)


def count(database: Database, student: Student) -> object:
    row = database.execute(
        """select count(*) from exam_sessions s join users u on u.id = s.user_id
           where u.auth_user_id = %s""",
        [student.auth_user_id],
    ).fetchone()
    assert row is not None
    return row[0]


def test_a_repeated_creation_gives_the_first_session(
    api: Api, student: Student, database: Database
) -> None:
    first = create(api, student, "k")
    again = create(api, student, "k")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    assert count(database, student) == 1


def test_a_repeated_creation_gives_the_session_as_it_is_now(
    api: Api, student: Student, database: Database
) -> None:
    sitting = Sitting(api, database, student, create(api, student, "k").json["id"])
    sitting.finish()
    again = create(api, student, "k")
    assert again.status_code == 200
    assert again.json["status"] == "completed"
    assert again.json == sitting.get().json


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({}, {"exam_type": "TOLC-I"}),
        ({}, {"extra_time_percent": 0, "exam_type": "TOLC-I"}),
        ({"exam_type": "DEMO"}, {"exam_type": "DEMO", "extra_time_percent": 0}),
    ],
)
def test_what_is_left_out_is_the_same_request_as_its_default(
    api: Api, student: Student, first: object, again: object
) -> None:
    made = create(api, student, "k", first)
    repeated = create(api, student, "k", again)
    assert (repeated.status_code, repeated.json["id"]) == (200, made.json["id"])


@pytest.mark.parametrize(
    "other", [{}, {"exam_type": "DEMO", "extra_time_percent": 1}, {"exam_type": "TOLC-I"}]
)
def test_the_same_key_with_another_request_is_422(
    api: Api, student: Student, database: Database, other: object
) -> None:
    create(api, student, "k")
    document = problem(create(api, student, "k", other), 422, "idempotency_key_reused")
    assert document["errors"] == []
    assert count(database, student) == 1


def test_another_key_is_another_session(api: Api, student: Student, database: Database) -> None:
    for key in ("k", "K", "k2"):
        assert create(api, student, key).status_code == 201
    assert count(database, student) == 3


@pytest.mark.parametrize("key", ["a", "!", "~", '"quoted"', "9b2e,7", "x" * 255])
def test_1_to_255_visible_ascii_characters_are_a_key(api: Api, student: Student, key: str) -> None:
    assert create(api, student, key).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "\t", "è", "\x7f", "x" * 256])
def test_another_key_is_400_and_makes_nothing(
    api: Api, student: Student, database: Database, key: str
) -> None:
    document = problem(create(api, student, key), 400, "invalid_idempotency_key")
    assert [error["parameter"] for error in document["errors"]] == ["Idempotency-Key"]
    assert count(database, student) == 0


def test_a_malformed_key_wins_over_a_malformed_body(api: Api, student: Student) -> None:
    response = create(api, student, "a b", {"exam_type": 5})
    problem(response, 400, "invalid_idempotency_key")


def test_a_key_is_kept_as_a_hash_alone(api: Api, student: Student) -> None:
    response = create(api, student, "a-key-to-be-hashed")
    assert "a-key-to-be-hashed" not in response.text
    assert response.json["metadata"]["idempotency_key_sha256"] == (
        sha256(b"a-key-to-be-hashed").hexdigest()
    )


def test_a_failed_creation_leaves_the_key_free(
    api: Api, student: Student, retire: Retire, database: Database
) -> None:
    problem(create(api, student, "k", {"exam_type": "X"}), 422, "unknown_exam_type")
    retire("logic", leaving=0)
    problem(create(api, student, "k"), 503, "bank_too_small")
    database.execute(
        """update questions set active = true where id in (
             select max(id) from questions where subject = 'logic' group by coalesce(key, text)
           )"""
    )
    assert create(api, student, "k").status_code == 201


def test_a_repeated_creation_needs_no_bank(api: Api, student: Student, retire: Retire) -> None:
    first = create(api, student, "k")
    retire("logic", leaving=0)
    again = create(api, student, "k")
    assert (again.status_code, again.json["id"]) == (200, first.json["id"])
    problem(create(api, student, "k2"), 503, "bank_too_small")
    other = {"exam_type": "DEMO", "extra_time_percent": 1}
    problem(create(api, student, "k", other), 422, "idempotency_key_reused")


def test_a_first_session_that_is_deleted_meanwhile_makes_it_busy(
    api: Api, student: Student, database: Database, port: int, configure: Configure
) -> None:
    made = create(api, student, "k").json["id"]

    def delete() -> None:
        database.execute("delete from exam_sessions where id = %s", [made])

    with Upstream(passes_on(port), passes_on(port, first=delete)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        response = create(api, student, "k")
    problem(response, 503, "busy")
    assert response.headers["Retry-After"]


def test_two_students_sessions_of_one_key_are_never_confused(
    api: Api, enrol: SignUp, retire: Retire
) -> None:
    create(api, enrol(), "k")
    retire("logic", leaving=0)
    problem(create(api, enrol(), "k"), 503, "bank_too_small")
