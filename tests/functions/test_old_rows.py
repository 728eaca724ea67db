"""Rows that other versions of the code wrote, and other people: read, finished, or refused."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_simulation.domain import moves
from exam_simulation.domain.errors import ExamError
from exam_simulation.domain.records import SessionRecord
from exam_simulation.errors import SessionUnreadable
from exam_simulation.http.schemas.responses import OutcomeSchema, PaperSchema
from exam_simulation.store.rows import PaperRow, StoredSession
from tests.conftest import Database, SignUp, Student
from tests.domain.exams import solutions
from tests.domain.properties import repeatable
from tests.functions.conftest import Api, SetClock
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting
from tests.functions.tokens import claims_of, signed

HERE = Path(__file__).parent
FILES = sorted((HERE / "old_rows").glob("*.json"))
OLD_KEY: str = json.loads((HERE / "old_bank.json").read_text())["correct_answers"]
"""The right options of the questions 1, 2, … of the bank of that time."""
MIGRATIONS = HERE.parents[1] / "supabase" / "migrations"
MIGRATION = (MIGRATIONS / "20261126000013_papers_moved.sql").read_text()
"""What moves the papers out of the rows of that time."""
SHELF = 1_000_000
"""The questions of that time stand here as 1,000,001, …, out of the way of today's."""


def on_the_shelf(number: Any) -> Any:
    """Where a question of that time stands; whatever else the row holds is left alone."""
    is_old = type(number) is int and 1 <= number <= len(OLD_KEY)
    return SHELF + number if is_old else number


def of_old_questions(metadata: Any) -> Any:
    """What `metadata` holds, with the questions where they stand."""
    papers = metadata.get("papers") if isinstance(metadata, dict) else None
    for paper in papers.values() if isinstance(papers, dict) else ():
        if not isinstance(paper, dict):
            continue
        if isinstance(ids := paper.get("question_ids"), list):
            paper["question_ids"] = [on_the_shelf(number) for number in ids]
        if isinstance(answers := paper.get("answers"), dict):
            paper["answers"] = {
                str(on_the_shelf(int(number))): option for number, option in answers.items()
            }
    return metadata


@dataclass(frozen=True)
class OldRow:
    """A row, and what is expected of it."""

    name: str
    content: dict[str, Any]

    def __str__(self) -> str:
        return self.name

    @property
    def columns(self) -> dict[str, Any]:
        """The row's columns, as far as it says something of them."""
        columns: dict[str, Any] = self.content["row"]
        return columns

    @property
    def metadata(self) -> Any:
        """What the row's `metadata` holds."""
        return self.columns["metadata"]

    @property
    def section(self) -> int:
        """The section that the requests are about."""
        return int(self.content["section"])

    @property
    def now(self) -> datetime:
        """When the requests come."""
        return datetime.fromisoformat(self.content["now"])

    @property
    def settles(self) -> bool:
        """Whether a read of it writes."""
        return "settles" in self.content


ROWS = [OldRow(file.stem, json.loads(file.read_text())) for file in FILES]
for _one in ROWS:
    of_old_questions(_one.metadata)
Insert = Callable[[OldRow], Sitting]


@pytest.fixture
def new_student(enrol: SignUp, environment: dict[str, str]) -> SignUp:
    """Make students whose tokens are good by any clock."""

    def make() -> Student:
        auth_user_id = enrol().auth_user_id
        claims = {**claims_of(auth_user_id), "exp": 2**32}
        return Student(auth_user_id, signed(claims, environment["SUPABASE_JWT_SECRET"]))

    return make


@pytest.fixture(scope="module")
def old_bank(environment: dict[str, str]) -> None:
    """The questions of that time, retired: graded and shown, and drawn by nobody."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            """insert into questions (id, subject, topic, text, option_a, option_b, option_c,
                 option_d, option_e, correct_answer, explanation, difficulty, active)
               select %s + number, 'old_rows', 'old', 'Question ' || number, 'a', 'b', 'c', 'd',
                 'e', letter, 'It was so.', 1, false
               from unnest(%s::text[]) with ordinality as key (letter, number)
               on conflict do nothing""",
            [SHELF, list(OLD_KEY)],
        )


@pytest.fixture
def insert(
    api: Api,
    database: Database,
    new_student: SignUp,
    set_clock: SetClock,
    old_bank: None,  # noqa: ARG001
) -> Insert:
    """Store a row of a new student's as it was before today's checks, and migrate it."""

    def make(old: OldRow) -> Sitting:
        student = new_student()
        values = {**old.columns, "student": student.auth_user_id}
        values["metadata"] = None if old.metadata is None else json.dumps(old.metadata)
        with without_checks(database):
            row = database.execute(
                """insert into exam_sessions
                     (user_id, exam_type, status, metadata, started_at, completed_at)
                   select id, %(exam_type)s, %(status)s, %(metadata)s::jsonb, %(started_at)s,
                     %(completed_at)s
                   from users where auth_user_id = %(student)s returning id""",
                values,
            ).fetchone()
        assert row is not None
        with database.transaction():
            database.execute(MIGRATION)
        set_clock(old.now)
        return Sitting(api, database, student, int(str(row[0])))

    return make


@contextmanager
def without_checks(database: Database) -> Iterator[None]:
    """As it was before the checks were added, which leave older rows as they are."""
    checks = database.execute(
        """select conname, pg_get_constraintdef(oid) from pg_constraint
           where conrelid = 'exam_sessions'::regclass and contype = 'c'"""
    ).fetchall()
    with database.transaction():
        for name, _ in checks:
            database.execute(f"alter table exam_sessions drop constraint {name}")
        yield
        for name, rule in checks:
            not_valid = rule if "NOT VALID" in str(rule) else f"{rule} not valid"
            database.execute(f"alter table exam_sessions add constraint {name} {not_valid}")


CALLS: dict[str, Callable[[Sitting, int], Response]] = {
    "get_session": lambda sitting, _: sitting.get(),
    "start_section": lambda sitting, section: sitting.start(section),
    "save_answers": lambda sitting, section: sitting.save({}, section),
    "complete_section": lambda sitting, section: sitting.complete(section),
    "get_results": lambda sitting, _: sitting.results(),
}


def stored(sitting: Sitting) -> object:
    """The row, byte for byte."""
    return sitting.database.execute(
        """select s::text, array(select p::text from section_papers p where session_id = s.id)
           from exam_sessions s where id = %s""",
        [sitting.id],
    ).fetchone()


@pytest.mark.parametrize("old", ROWS, ids=str)
def test_a_row_is_shown_as_it_is_and_otherwise_answered_or_refused_with_a_clear_code(
    insert: Insert, old: OldRow
) -> None:
    assert old.content["answers"].keys() == CALLS.keys()
    sitting = insert(old)
    for name, expected in old.content["answers"].items():
        before = stored(sitting)
        response = CALLS[name](sitting, old.section)
        status, _, code = expected.partition(" ")
        if code:
            problem(response, int(status), code)
        else:
            assert response.status_code == int(status), (name, response.text)
        if name == "get_session" and not old.settles and not code:
            shown = {column: response.json[column] for column in ("exam_type", "status")}
            assert shown == {column: old.columns[column] for column in shown}
            assert without_tallies(response.json["metadata"]) == without_papers(old.metadata)
        if old.settles or (not code and not name.startswith("get_")):
            sitting = insert(old)
        else:
            assert stored(sitting) == before, name


def without_papers(metadata: Any) -> Any:
    """What stays in the row."""
    return {name: member for name, member in metadata.items() if name != "papers"}


def without_tallies(metadata: Any) -> Any:
    """What the row held before graded sections had tallies."""
    return {name: member for name, member in metadata.items() if name != "topics"}


@pytest.mark.parametrize("old", [one for one in ROWS if "finished" in one.content], ids=str)
def test_a_row_that_can_go_on_is_finished_and_rightly_graded(insert: Insert, old: OldRow) -> None:
    sitting = insert(old)
    for section in sitting.get().json["metadata"]["sections"]:
        if section["status"] == "completed":
            continue
        assert sitting.start(section["id"]).status_code == 200
        right = sitting.right(section["id"])
        assert len(right) == section["question_count"]
        assert sitting.save(right, section["id"]).status_code == 200
        outcome = sitting.complete(section["id"]).json
        assert outcome["score"]["raw"] == outcome["score"]["max"]
        assert outcome["score"]["percentage"] == 100
    results = sitting.results()
    assert results.status_code == 200
    overall = results.json["overall_score"]
    assert {"raw": overall["raw"], "max": overall["max"]} == old.content["finished"]
    row = sitting.row()
    assert (row["status"], row["exam_type"]) == ("completed", old.columns["exam_type"])
    assert_kept(old.metadata, row["metadata"])


def assert_kept(before: Any, after: Any) -> None:
    """See that every key is still there, and every value of a key that is not ours."""
    if isinstance(before, dict):
        for name, member in before.items():
            if name == "papers":
                continue
            assert name in after
            if name == "note":
                assert after[name] == member
            elif name != "answers":
                assert_kept(member, after[name])
    elif isinstance(before, list):
        assert len(after) == len(before)
        for old, new in zip(before, after, strict=True):
            assert_kept(old, new)


@pytest.mark.parametrize("old", ROWS, ids=str)
def test_a_row_is_listed_in_the_history_that_is_its_own(insert: Insert, old: OldRow) -> None:
    sitting = insert(old)
    listed = None
    # The unfinished first: what is settled on the way stays unfinished, or is completed by it.
    for status in ("unfinished", "completed"):
        path = f"/history?status={status}"
        page = sitting.api.get(path, headers=sitting.student.headers)
        assert page.status_code == 200
        for entry in page.json:
            assert (entry["id"], entry["exam_type"]) == (sitting.id, old.columns["exam_type"])
            listed = status
    assert listed == old.content["listed"]


@pytest.mark.parametrize("count", [2, 3])
def test_of_several_sections_left_open_the_one_that_ends_last_goes_on(
    *,
    api: Api,
    database: Database,
    new_student: SignUp,
    set_clock: SetClock,
    old_bank: None,  # noqa: ARG001
    count: int,
) -> None:
    student, ids = new_student(), []
    old = next(one for one in ROWS if one.name == "demo_running")
    with without_checks(database):
        for minutes in range(count):
            metadata = json.loads(json.dumps(old.metadata))
            section = metadata["sections"][0]
            section["deadline_at"] = f"2026-11-23T09:{10 - minutes:02}:05Z"
            row = database.execute(
                """insert into exam_sessions (user_id, exam_type, status, metadata, started_at)
                   select id, 'DEMO', 'in_progress', %s, %s from users where auth_user_id = %s
                   returning id""",
                [json.dumps(metadata), old.columns["started_at"], student.auth_user_id],
            ).fetchone()
            assert row is not None
            ids.append(int(str(row[0])))
    with database.transaction():
        database.execute(MIGRATION)
    set_clock(old.now)
    last, *others = (Sitting(api, database, student, number) for number in ids)
    assert last.get().json["metadata"]["sections"][0]["status"] == "in_progress"
    assert last.save({}).status_code == 200
    for other in others:
        problem(other.save({}), 409, "section_completed")
        section = other.get().json["metadata"]["sections"][0]
        assert (section["status"], section["timed_out"]) == ("completed", True)
        assert section["score"]["unanswered"] == 1


def test_a_json_null_cannot_go_on(insert: Insert) -> None:
    sitting = insert(next(one for one in ROWS if one.name == "owner_metadata_null"))
    sitting.patch_metadata("'null'::jsonb")
    before = stored(sitting)
    for call in CALLS.values():
        problem(call(sitting, 1), 409, "session_unreadable")
    assert stored(sitting) == before


@pytest.mark.parametrize("name", ["demo_running", "demo_overdue", "demo_completed"])
def test_a_paper_whose_questions_were_retired_is_shown_finished_and_reviewed(
    insert: Insert, database: Database, name: str
) -> None:
    sitting = insert(next(one for one in ROWS if one.name == name))
    drawn = [number for paper in sitting.papers() for number in paper["question_ids"]]
    database.execute("update questions set active = false where id = any(%s)", [drawn])
    try:
        if name != "demo_completed":
            assert sitting.complete().status_code == 200
            assert sitting.start(2).status_code == 200
            assert sitting.complete(2, sitting.right(2)).json["all_completed"] is True
        results = sitting.results()
    finally:
        database.execute("update questions set active = true where id = any(%s)", [drawn])
    assert results.status_code == 200
    shown = [question["id"] for question in results.json["sections"][0]["questions"]]
    assert shown == sitting.question_ids(1)


SAMPLES = [
    one for one in ROWS if one.name.startswith(("demo_", "unknown_", "structure_", "damaged_"))
]
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**9, max_value=10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [
            *("", "nan", "1", "a", "completed", "pending", "in_progress", "2026-11-23T09:00:00"),
            *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-11-23", "1700000000"),
        ]
    ),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
)


def places_in(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value that JSON holds."""
    members: Any = ()
    if isinstance(content, dict):
        members = content.items()
    elif isinstance(content, list):
        members = enumerate(content)
    return [
        path,
        *(place for name, member in members for place in places_in(member, (*path, name))),
    ]


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[OldRow, Any]:
    """A row whose metadata has one to three values replaced by something else, or left out."""
    old = draw(st.sampled_from(SAMPLES))
    metadata = json.loads(json.dumps(old.metadata))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places_in(metadata)[1:] or [("version",)]))
        place = metadata
        for step in way:
            place = place[step]
        if draw(st.booleans()) and isinstance(place, dict):
            del place[last]
        else:
            place[last] = draw(ANYTHING)
        if not metadata:
            break
    return old, metadata


def papers_of(held: Any, deadline_at: datetime) -> tuple[PaperRow, ...]:
    """Rows of papers, as far as a row can hold what stood in the metadata."""
    papers = held.items() if isinstance(held, dict) else ()
    return tuple(
        PaperRow(
            session_id=1,
            section_id=int(number),
            deadline_at=deadline_at,
            closed_at=None,
            option_count=5,
            revision=paper["revision"],
            flagged=[],
            answers=paper.get("answers"),
            question_ids=paper["question_ids"],
        )
        for number, paper in papers
        if number.isdecimal()
        and isinstance(paper, dict)
        and type(paper.get("revision")) is int
        and isinstance(paper.get("question_ids"), list)
    )


@repeatable
@given(spoilt())
def test_whatever_metadata_holds_is_a_session_that_can_go_on_or_not_ours(
    case: tuple[OldRow, Any],
) -> None:
    old, metadata = case
    now, at = old.now, old.columns["completed_at"]
    held = metadata.get("papers") if isinstance(metadata, dict) else None
    record = SessionRecord(
        id=1,
        user_id=1,
        exam_type=old.columns["exam_type"],
        status=old.columns["status"],
        metadata=metadata,
        started_at=now,
        updated_at=now,
        completed_at=datetime.fromisoformat(at) if at else None,
    )
    stored_session = StoredSession(record, papers_of(held, now))
    try:
        session = stored_session.session
    except SessionUnreadable:
        return
    ids = [*session.drawn_question_ids(), *range(10**10, 10**10 + 500)]
    key = solutions(dict.fromkeys(ids, "a"))
    settled = moves.settle(session, key, now)
    for section in settled.sections:
        try:
            if moves.needs_paper(settled, section.id):
                settled = moves.start(settled, section.id, ids[-3:], now)
            shown = settled.section(section.id)
            paper = settled.papers[section.id]
            values = {"session_id": 1, "section_id": section.id, "server_now": now, "questions": []}
            left = {"remaining_seconds": shown.remaining_seconds(now)}
            PaperSchema.model_validate(
                {**vars(shown), **vars(paper), **values, **left}
            ).model_dump_json()
        except ExamError:
            pass
        settled = moves.complete(
            settled, section.id, given=None, base_revision=None, answer_key=key, now=now
        )
        score = settled.section(section.id).score
        OutcomeSchema.model_validate(
            {
                **vars(settled.section(section.id)),
                "session_id": 1,
                "section_id": section.id,
                "overall_score": settled.overall_score,
                "all_completed": False,
            }
        ).model_dump_json()
        assert score is not None
    assert settled.overall_score is not None
    assert json.dumps(stored_session.columns_after(settled, 2), allow_nan=False)
