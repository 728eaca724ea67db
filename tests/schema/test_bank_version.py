"""The bank's version changes with the bank; a session that it cannot fill is refused."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from tests.schema.projects import FUNCTIONS_KEY, Connection, Project

pytestmark = pytest.mark.parametrize("kind", ["new"], indirect=True)

VERSION = "select version from private.bank_version"
RETIRE = "update public.questions set active = false where id = 1"


@pytest.fixture
def project(own_project: Project) -> Project:
    own_project.know_functions_key()
    return own_project


@pytest.fixture
def owner(project: Project) -> Iterator[Connection]:
    with project.as_owner() as connection:
        yield connection


@pytest.fixture
def student(project: Project) -> UUID:
    return project.sign_up()


def version(connection: Connection) -> object:
    ((one,),) = connection.execute(VERSION).fetchall()
    return one


# ── bank_version ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        RETIRE,
        """select public.import_questions(jsonb_build_array(
             to_jsonb(q) || '{"key": "another", "text": "Another"}'))
           from public.questions q where id = 1""",
        """insert into public.questions (subject, topic, text, option_a, option_b, option_c,
             option_d, option_e, correct_answer, explanation, difficulty)
           values ('logic', 'x', 'x', 'a', 'b', 'c', 'd', 'e', 'a', 'x', 1)""",
    ],
    ids=["retired", "imported", "inserted"],
)
def test_each_change_of_the_bank_is_another_version(owner: Connection, change: str) -> None:
    before = version(owner)
    owner.execute(change)
    assert version(owner) != before


@pytest.mark.parametrize(
    "change",
    [
        "update public.passages set title = 'another' where id = 1",
        "select public.import_questions(jsonb_build_array(to_jsonb(q)))"
        " from public.questions q where id = 1",
        "update public.questions set active = false where id < 0",
        "insert into public.questions"
        " (subject, topic, text, option_a, option_b, option_c, option_d,"
        " option_e, correct_answer, explanation, difficulty) select subject, topic, text, option_a,"
        " option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty"
        " from public.questions where id < 0",
    ],
    ids=["a title", "what is there already", "no question", "nothing added"],
)
def test_what_changes_no_question_is_no_other_version(owner: Connection, change: str) -> None:
    before = version(owner)
    owner.execute(change)
    assert version(owner) == before


def test_a_version_is_seen_when_what_it_brings_is_seen(project: Project, owner: Connection) -> None:
    before = version(owner)
    with project.as_owner() as importing, importing.transaction():
        importing.execute(RETIRE)
        assert version(importing) != before
        assert version(owner) == before
    assert version(owner) != before


def test_what_is_taken_back_brings_no_version(owner: Connection) -> None:
    before = version(owner)
    with owner.transaction(force_rollback=True):
        owner.execute(RETIRE)
    assert version(owner) == before


def test_a_transaction_brings_one_version_however_much_it_changes(owner: Connection) -> None:
    with owner.transaction():
        owner.execute(RETIRE)
        first = version(owner)
        owner.execute(RETIRE)
        assert version(owner) == first
    owner.execute(RETIRE)
    assert version(owner) != first


def test_two_who_change_questions_at_once_wait_for_each_other_and_never_in_a_circle(
    project: Project, owner: Connection
) -> None:
    retire = "update public.questions set active = false where id = %s"
    with project.as_owner() as other, ThreadPoolExecutor(1) as threads:
        with owner.transaction():
            owner.execute(retire, [1])
            waiting = threads.submit(other.execute, retire, [2])
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
            owner.execute(retire, [2])
        assert waiting.result(5).rowcount == 1


@pytest.mark.parametrize("key", [FUNCTIONS_KEY, "another key", None])
def test_the_version_is_told_to_the_functions_alone(
    project: Project, owner: Connection, student: UUID, key: str | None
) -> None:
    owner.execute(
        "insert into public.exam_sessions (user_id) select id from public.users"
        " where auth_user_id = %s",
        [student],
    )
    with project.as_student(student, key) as connection:
        answered = connection.execute("select public.bank_version(s) from public.exam_sessions s")
        assert answered.fetchone() == (version(owner) if key == FUNCTIONS_KEY else None,)


def test_a_version_that_is_lost_is_another_for_everybody_until_it_is_made_again(
    project: Project, owner: Connection, student: UUID
) -> None:
    owner.execute("delete from private.bank_version")
    answered = "select distinct version from public.question_bank"
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        seen = {connection.execute(answered).fetchone() for _ in range(3)}
    assert len(seen) == 3
    owner.execute(RETIRE)
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        assert {connection.execute(answered).fetchone() for _ in range(3)} == {(version(owner),)}


# ── question_bank ────────────────────────────────────────────────────────────────────────────────


def test_a_shelf_tells_what_its_questions_say(project: Project, student: UUID) -> None:
    with project.as_owner() as connection:
        connection.execute(RETIRE)
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        snapshots: list[Any] = connection.execute(
            "select subject, active, version, questions, content from public.question_bank"
        ).fetchall()
        held: list[Any] = connection.execute(
            "select to_jsonb(q), p.text from public.questions q"
            " left join public.passages p on p.id = q.passage_id"
        ).fetchall()
    answered = {}
    for subject, active, _, questions, content in snapshots:
        assert [question["id"] for question in questions] == [one["id"] for one in content]
        assert all(one["subject"] == subject for one in content)
        for listed, one in zip(questions, content, strict=True):
            passage = one.pop("passage")
            answered[one["id"]] = (
                {**one, "active": active, "correct_answer": listed["correct_answer"]},
                passage and passage["text"],
            )
    assert len({snapshot[2] for snapshot in snapshots}) == 1
    unprinted = {"key", "difficulty", "passage_id", "created_at"}
    assert answered == {
        row["id"]: ({name: row[name] for name in row.keys() - unprinted}, text)
        for row, text in held
    }
    assert any(text for _, text in answered.values())
    assert not all(row["active"] for row, _ in answered.values())


def test_a_shelf_of_more_than_a_thousand_tells_no_texts(owner: Connection) -> None:
    fill = """insert into public.questions (subject, topic, text, option_a, option_b, option_c,
                option_d, option_e, correct_answer, explanation, difficulty)
              select 'large', 'x', 'x' || n, 'a', 'b', 'c', 'd', 'e', 'a', 'x', 1
              from generate_series(%s::integer, %s) n"""
    look = "select jsonb_array_length(content), jsonb_array_length(questions)"
    look += " from public.question_bank where subject = 'large'"
    owner.execute(fill, [1, 1000])
    assert owner.execute(look).fetchone() == (1000, 1000)
    owner.execute(fill, [1001, 1001])
    assert owner.execute(look).fetchone() == (None, 1001)


@pytest.mark.parametrize(
    ("columns", "computed"),
    [
        ("subject, question_count", ()),
        ("subject, questions", ("difficulty",)),
        ("content", ("explanation",)),
        ("version", ("current_bank_version",)),
    ],
)
def test_what_is_not_selected_of_the_bank_is_not_computed(
    owner: Connection, columns: str, computed: tuple[str, ...]
) -> None:
    plan = "\n".join(
        str(line)
        for (line,) in owner.execute(
            f"explain (verbose) select {columns} from public.question_bank"
        )
    )
    for sign in ("'difficulty'", "'explanation'", "current_bank_version"):
        assert (sign in plan) is (sign.strip("'") in computed), plan


# ── a session of a bank that is too small ────────────────────────────────────────────────────────


def metadata(*sections: tuple[str, int, list[str]], **members: object) -> str:
    structure = [
        {"code": code, "question_count": count, "subjects": subjects}
        for code, count, subjects in sections
    ]
    return json.dumps({"structure": {"sections": structure}, **members})


INSERT = "insert into public.exam_sessions (exam_type, metadata) values ('DEMO', %s)"
ENOUGH = metadata(("one", 40, ["logic"]), ("two", 84, ["biology", "physics"]))
TOO_FEW = metadata(("one", 40, ["logic"]), ("two", 85, ["biology", "physics"]), ("three", 9, ["x"]))


def sessions(project: Project) -> int:
    with project.as_owner() as connection:
        return connection.execute("select from public.exam_sessions").rowcount


def refusal(
    project: Project, student: UUID, content: str, key: str = FUNCTIONS_KEY
) -> psycopg.Error:
    with pytest.raises(psycopg.Error) as raised, project.as_student(student, key) as connection:
        connection.execute(INSERT, [content])
    assert sessions(project) == 0
    return raised.value


def test_a_session_that_the_bank_can_just_fill_is_made(project: Project, student: UUID) -> None:
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        connection.execute(INSERT, [ENOUGH])
    assert sessions(project) == 1


def test_a_session_is_refused_for_its_first_section_that_cannot_be_filled(
    project: Project, student: UUID
) -> None:
    answered = refusal(project, student, TOO_FEW)
    assert answered.sqlstate == "PT422"
    assert (answered.diag.message_hint, answered.diag.message_detail) == ("bank_too_small", "two")


def test_retired_questions_do_not_count(project: Project, owner: Connection, student: UUID) -> None:
    owner.execute(
        "update public.questions set active = false where id ="
        " (select min(id) from public.questions where subject = 'physics')"
    )
    assert refusal(project, student, ENOUGH).diag.message_detail == "two"


@pytest.mark.parametrize("key", ["another key", ""])
def test_who_does_not_come_through_the_functions_is_refused_for_that(
    project: Project, student: UUID, key: str
) -> None:
    assert refusal(project, student, TOO_FEW, key).sqlstate == "42501"


def test_a_repeated_creation_is_told_apart_from_a_bank_that_is_too_small(
    project: Project, owner: Connection, student: UUID
) -> None:
    owner.execute(
        "insert into public.exam_sessions (user_id, metadata) select id,"
        ' \'{"idempotency_key_sha256": "k"}\' from public.users where auth_user_id = %s',
        [student],
    )
    with pytest.raises(errors.UniqueViolation), project.as_student(student, FUNCTIONS_KEY) as it:
        it.execute(INSERT, [metadata(("one", 999, ["logic"]), idempotency_key_sha256="k")])


def test_what_an_operator_inserts_is_never_refused(
    project: Project, owner: Connection, student: UUID
) -> None:
    owner.execute(
        "insert into public.exam_sessions (user_id, metadata)"
        " select id, %s from public.users where auth_user_id = %s",
        [TOO_FEW, student],
    )
    assert sessions(project) == 1


NO_COUNTS: list[object] = ["9", None, [9], {}, True, 0, -1, 10**30]
NO_SUBJECTS: list[object] = [None, 7, [], [7], {}]


def one_section(count: object, subjects: object) -> str:
    section = {"code": "one", "question_count": count, "subjects": subjects}
    return json.dumps({"structure": {"sections": [section]}})


@pytest.mark.parametrize(
    "content",
    [
        *(None, "null", "{}", "[]", "7", '{"structure": 7}', '{"structure": {"sections": {}}}'),
        '{"structure": {"sections": [7, null, [], {}]}}',
        *(one_section(count, ["x"]) for count in NO_COUNTS),
        *(one_section(9, subjects) for subjects in NO_SUBJECTS),
        '{"structure": {"sections": [{"question_count": 9, "subjects": ["x"]}]}}',
    ],
)
def test_metadata_of_another_shape_is_none_of_its_business(
    project: Project, student: UUID, content: str | None
) -> None:
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        connection.execute(INSERT, [content])
    assert sessions(project) == 1


def test_a_retirement_that_is_under_way_keeps_nobody_waiting_and_counts_once_it_is_done(
    project: Project, owner: Connection, student: UUID
) -> None:
    with owner.transaction():
        owner.execute("update public.questions set active = false where subject = 'physics'")
        with project.as_student(student, FUNCTIONS_KEY) as connection:
            connection.execute("set local statement_timeout = '5s'")
            connection.execute(INSERT, [ENOUGH])
            connection.rollback()
    assert refusal(project, student, ENOUGH).diag.message_detail == "two"
