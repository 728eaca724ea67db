"""DELETE /sessions/{id}."""

from collections.abc import Callable

import pytest

from tests.conftest import Database
from tests.functions.conftest import Api, Sit
from tests.functions.responses import problem
from tests.functions.sitting import Sitting

METHODS = {"GET", "HEAD", "DELETE", "OPTIONS"}


def created(sitting: Sitting) -> None:
    assert sitting.get().status_code == 200


def running(sitting: Sitting) -> None:
    assert sitting.start().status_code == 200


def completed(sitting: Sitting) -> None:
    sitting.finish()


def overdue(sitting: Sitting) -> None:
    running(sitting)
    sitting.let_pass(60)


@pytest.mark.parametrize("prepare", [created, running, completed, overdue])
def test_a_session_in_any_state_is_deleted_with_its_papers(
    sit: Sit, database: Database, prepare: Callable[[Sitting], None]
) -> None:
    sitting = sit()
    prepare(sitting)
    response = sitting.delete()
    assert (response.status_code, response.data) == (204, b"")
    assert "Content-Type" not in response.headers
    rows = database.execute("select from exam_sessions where id = %s", [sitting.id]).fetchall()
    assert (rows, sitting.papers()) == ([], [])


def test_what_was_deleted_is_not_there_for_any_function(sit: Sit, api: Api) -> None:
    sitting = sit(started=True)
    first, *_ = sitting.question_ids()
    sitting.delete()
    for response in (
        sitting.delete(),
        sitting.get(),
        sitting.start(),
        sitting.save({first: "a"}),
        sitting.complete(),
        sitting.results(),
    ):
        problem(response, 404, "session_not_found")
    for query in ("", "?status=unfinished"):
        assert api.get(f"/history{query}", headers=sitting.student.headers).json == []


def test_its_idempotency_key_becomes_free(sit: Sit, api: Api, database: Database) -> None:
    student = sit().student
    headers = {**student.headers, "Idempotency-Key": "k"}
    first = api.post("/sessions", headers=headers, json={"exam_type": "DEMO"})
    assert Sitting(api, database, student, first.json["id"]).delete().status_code == 204
    again = api.post("/sessions", headers=headers, json={"exam_type": "TOLC-I"})
    assert again.status_code == 201
    assert again.json["id"] != first.json["id"]


def test_a_row_that_others_wrote_is_not_deleted(sit: Sit) -> None:
    sitting = sit()
    sitting.patch_metadata("'{\"scores\": [1]}'")
    problem(sitting.delete(), 409, "session_unreadable")
    assert sitting.row()["metadata"] == {"scores": [1]}


@pytest.mark.parametrize("body", [b"", b"{}", b"not json"])
def test_a_body_is_ignored(sit: Sit, body: bytes) -> None:
    sitting = sit()
    response = sitting.api.delete(sitting.path, headers=sitting.student.headers, data=body)
    assert response.status_code == 204


def methods_in(header: str) -> set[str]:
    return set(header.replace(" ", "").split(","))


@pytest.mark.parametrize("function", ["get_session", "delete_session"])
def test_both_functions_of_the_path_tell_the_methods_of_both(api: Api, function: str) -> None:
    path = "/api/exam-simulation/sessions/1"
    refused = api.call(function, "PUT", path)
    problem(refused, 405, "method_not_allowed")
    assert methods_in(refused.headers["Allow"]) == METHODS
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "DELETE"}
    preflight = api.call(function, "OPTIONS", path, headers=headers)
    assert preflight.status_code == 204
    assert methods_in(preflight.headers["Access-Control-Allow-Methods"]) == METHODS - {"OPTIONS"}
