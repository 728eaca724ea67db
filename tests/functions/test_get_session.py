"""GET /sessions/{id}."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.conftest import Database, SignUp, Student
from tests.functions.conftest import Api, Sit
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting
from tests.functions.tokens import claims_of, signed

Insert = Callable[[str | None], Sitting]


@pytest.fixture
def insert(api: Api, database: Database, student: Student) -> Insert:
    """Make a session's row as somebody else than the functions would."""

    def make(metadata: str | None) -> Sitting:
        row = database.execute(
            """insert into exam_sessions (user_id, exam_type, metadata)
               select id, 'OLD-EXAM', %s::jsonb from users where auth_user_id = %s returning id""",
            [metadata, student.auth_user_id],
        ).fetchone()
        assert row is not None
        return Sitting(api, database, student, int(str(row[0])))

    return make


def test_a_session_goes_from_created_over_in_progress_to_completed(sit: Sit) -> None:
    sitting = sit()
    seen = [sitting.get().json["status"]]
    for section in (1, 2):
        sitting.start(section)
        seen.append(sitting.get().json["status"])
        sitting.complete(section)
        seen.append(sitting.get().json["status"])
    assert seen == ["created", "in_progress", "in_progress", "in_progress", "completed"]


def test_a_started_section_shows_its_clock(sit: Sit) -> None:
    sitting = sit(started=True)
    first, second = sitting.get().json["metadata"]["sections"]
    assert first["status"] == "in_progress"
    started, deadline = (datetime.fromisoformat(first[n]) for n in ("started_at", "deadline_at"))
    assert (deadline - started).total_seconds() == 60
    assert "completed_at" not in first
    assert "score" not in first
    assert second["status"] == "pending"
    assert "started_at" not in second


def test_a_completed_session_shows_when_and_what_it_came_to(sit: Sit) -> None:
    sitting = sit()
    sitting.finish()
    session = sitting.get().json
    last = session["metadata"]["sections"][1]
    assert (last["status"], last["timed_out"]) == ("completed", False)
    assert datetime.fromisoformat(last["completed_at"]) == datetime.fromisoformat(
        session["completed_at"]
    )
    assert last["score"] == {
        "correct": 0,
        "incorrect": 0,
        "unanswered": 3,
        "total": 3,
        "raw": 0,
        "max": 3,
        "percentage": 0,
        "penalty": 0,
    }
    assert session["metadata"]["overall_score"]["total"] == 3


def test_times_are_rfc_3339_in_utc(sit: Sit) -> None:
    sitting = sit()
    sitting.finish()
    session = sitting.get().json
    for name in ("started_at", "updated_at", "completed_at"):
        assert session[name][10] == "T"
        assert session[name].endswith("Z")


@pytest.mark.parametrize(
    "call",
    [
        Sitting.get,
        Sitting.start,
        Sitting.complete,
        Sitting.results,
        Sitting.delete,
        lambda sitting: sitting.save({}),
    ],
    ids=["get", "start", "complete", "results", "delete", "save"],
)
@pytest.mark.parametrize("metadata", ["[]", '"x"', "5", '{"version": "1"}', "{}", None])
def test_a_session_that_somebody_else_wrote_is_read_through_rest_alone(
    insert: Insert, metadata: str | None, call: Callable[[Sitting], Response]
) -> None:
    sitting = insert(metadata)
    before = sitting.row()
    problem(call(sitting), 409, "session_unreadable")
    assert sitting.row() == before


@pytest.mark.parametrize(
    "damage",
    [
        "jsonb_set(metadata, '{sections,1,id}', '7')",
        "jsonb_set(metadata, '{sections,1,code}', '\"history\"')",
        "metadata #- '{sections,0,deadline_at}'",
        "metadata #- '{sections,0,started_at}'",
        "jsonb_set(metadata, '{sections,0,status}', '\"completed\"')",
        "jsonb_set(metadata, '{sections,0,status}', '\"paused\"')",
        "jsonb_set(metadata, '{structure,sections,0,scoring,wrong}', '-0.3')",
        "metadata - 'structure'",
        "metadata || '{\"sections\": 5}'",
        "metadata || '{\"sections\": [5]}'",
        "jsonb_set(metadata, '{sections,0,started_at}', '\"tomorrow\"')",
    ],
)
def test_a_damaged_session_is_refused_and_not_guessed_at(sit: Sit, damage: str) -> None:
    sitting = sit(started=True)
    sitting.patch_metadata(damage)
    before = sitting.row()
    for call in (sitting.start, sitting.complete, sitting.get, sitting.results, sitting.delete):
        problem(call(), 409, "session_unreadable")
    assert sitting.row() == before


def test_a_session_without_the_paper_of_a_started_section_is_refused(
    sit: Sit, database: Database
) -> None:
    sitting = sit(started=True)
    database.execute("delete from section_papers where session_id = %s", [sitting.id])
    for call in (sitting.start, sitting.complete, sitting.get, lambda: sitting.save({})):
        problem(call(), 409, "session_unreadable")


def test_a_section_s_only_clock_is_its_paper_s(sit: Sit, database: Database) -> None:
    sitting = sit(started=True)
    database.execute(
        "update section_papers set deadline_at = now() + interval '1 hour' where session_id = %s",
        [sitting.id],
    )
    assert 3590 < sitting.start().json["remaining_seconds"] <= 3600
    assert 3590 < sitting.save({}).json["remaining_seconds"] <= 3600


@pytest.mark.parametrize(
    "change",
    [
        "metadata - 'version'",
        *(f"metadata || '{{\"version\": {value}}}'" for value in ('"1"', "true", "1.5", "null")),
    ],
)
def test_a_session_whose_writes_are_not_counted_cannot_go_on(sit: Sit, change: str) -> None:
    sitting = sit()
    sitting.patch_metadata(change)
    problem(sitting.start(), 409, "session_unreadable")
    problem(sitting.get(), 409, "session_unreadable")


@pytest.mark.parametrize("form", ["YYYY-MM-DD HH24:MI:SS.US", 'YYYY-MM-DD"T"HH24:MI:SS'])
def test_times_that_others_wrote_in_utc_without_a_zone_are_read(sit: Sit, form: str) -> None:
    sitting = sit(started=True)
    sitting.patch_metadata(
        """jsonb_set(metadata, '{sections,0,started_at}',
             to_jsonb(to_char(timestamp '2026-03-01 12:00:00', %s)))""",
        form,
    )
    assert sitting.start().json["started_at"] == "2026-03-01T12:00:00Z"


def test_each_write_raises_the_version_by_one(sit: Sit) -> None:
    sitting = sit()
    versions = [sitting.row()["metadata"]["version"]]
    sitting.start()
    versions.append(sitting.row()["metadata"]["version"])
    sitting.start()
    sitting.get()
    versions.append(sitting.row()["metadata"]["version"])
    sitting.save({})
    versions.append(sitting.row()["metadata"]["version"])
    sitting.complete()
    versions.append(sitting.row()["metadata"]["version"])
    assert versions == [1, 2, 2, 2, 3]


def test_what_others_added_to_the_metadata_is_kept(sit: Sit) -> None:
    sitting = sit()
    sitting.patch_metadata("""metadata || '{"note": {"from": "the office"}}'""")
    sitting.finish()
    assert sitting.row()["metadata"]["note"] == {"from": "the office"}


def test_an_anonymous_student_is_a_student_like_others(
    sit: Sit, database: Database, environment: dict[str, str], enrol: SignUp
) -> None:
    user = enrol().auth_user_id
    database.execute("update auth.users set is_anonymous = true where id = %s", [user])
    claims = {**claims_of(user), "is_anonymous": True}
    sitting = sit(of=Student(user, signed(claims, environment["SUPABASE_JWT_SECRET"])))
    sitting.finish()
    assert sitting.results().status_code == 200
