"""The one unit of work over sessions and papers: all of it, or nothing."""

import json
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from tests.schema.projects import FUNCTIONS_KEY, Project

pytestmark = pytest.mark.parametrize("kind", ["new"], indirect=True)

CHANGE = "select id, status from public.change_sessions(%s)"


@pytest.fixture
def project(own_project: Project) -> Project:
    own_project.know_functions_key()
    return own_project


@pytest.fixture
def student(project: Project) -> UUID:
    return project.sign_up()


def change(
    project: Project, student: UUID, *changes: dict[str, Any], key: str | None = FUNCTIONS_KEY
) -> list[Any]:
    with project.as_student(student, key) as connection:
        return connection.execute(CHANGE, [json.dumps(changes)]).fetchall()


def new_session(project: Project, student: UUID) -> int:
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        row = connection.execute(
            """insert into public.exam_sessions (exam_type, metadata)
               values ('DEMO', '{"version": 1}') returning id"""
        ).fetchone()
    assert row is not None
    return int(str(row[0]))


def becoming(session: int, version: int = 1, **members: object) -> dict[str, Any]:
    """The change of a session that was read at a version."""
    return {
        "id": session,
        "version": str(version),
        "status": "in_progress",
        "metadata": {"version": version + 1},
        "completed_at": None,
        "close": [],
        "open": [],
        **members,
    }


def opening(section: int = 1) -> dict[str, Any]:
    return {
        "section_id": section,
        "question_ids": [1, 2],
        "option_count": 5,
        "deadline_at": "2026-11-20T09:00:00Z",
    }


def closing(section: int = 1, revision: int = 0, **members: object) -> dict[str, Any]:
    return {
        "section_id": section,
        "revision": revision,
        "closed_at": "2026-11-20T09:00:00Z",
        **members,
    }


def state(project: Project) -> list[Any]:
    """All that the two tables hold."""
    with project.as_superuser() as connection:
        return [
            connection.execute(f"select to_jsonb(t) from public.{table} t order by 1").fetchall()
            for table in ("exam_sessions", "section_papers")
        ]


def paper(project: Project, session: int) -> tuple[Any, ...]:
    with project.as_superuser() as connection:
        row = connection.execute(
            """select revision, answers, flagged, closed_at is not null
               from public.section_papers where session_id = %s""",
            [session],
        ).fetchone()
    assert row is not None
    return row


@pytest.fixture
def running(project: Project, student: UUID) -> int:
    """A session at version 2 whose first section is open."""
    session = new_session(project, student)
    made = change(project, student, becoming(session, open=[opening()]))
    assert made == [(session, "in_progress")]
    return session


@pytest.mark.usefixtures("running")
def test_a_paper_belongs_to_the_student_of_its_session(project: Project) -> None:
    with project.as_superuser() as connection:
        owners = connection.execute(
            """select p.user_id = s.user_id from public.section_papers p
               join public.exam_sessions s on s.id = p.session_id"""
        ).fetchall()
    assert owners == [(True,)]


@pytest.mark.parametrize(
    "lost",
    [
        {"version": "1"},
        {"version": None},
        {"close": [closing(revision=1)]},
        {"close": [closing(section=2)]},
        {"close": [closing(), closing(section=2)]},
    ],
    ids=["version", "no version", "revision", "no paper", "one of two papers"],
)
def test_a_lost_comparison_changes_nothing_and_is_an_empty_answer(
    project: Project, student: UUID, running: int, lost: dict[str, Any]
) -> None:
    other = new_session(project, student)
    before = state(project)
    made = change(
        project,
        student,
        {**becoming(running, 2, close=[closing()]), **lost},
        becoming(other, open=[opening()]),
    )
    assert (made, state(project)) == ([], before)


def test_a_closed_paper_is_not_closed_again(project: Project, student: UUID, running: int) -> None:
    assert change(project, student, becoming(running, 2, close=[closing()]))
    assert change(project, student, becoming(running, 3, close=[closing()])) == []


def test_closing_counts_where_it_stores_answers_alone(
    project: Project, student: UUID, running: int
) -> None:
    assert change(project, student, becoming(running, 2, close=[closing()]))
    assert paper(project, running) == (0, {}, [], True)
    other = new_session(project, student)
    change(project, student, becoming(other, open=[opening()]))
    stored = closing(answers={"1": "b"}, flagged=[2])
    assert change(project, student, becoming(other, 2, close=[stored]))
    assert paper(project, other) == (1, {"1": "b"}, [2], True)


def test_one_session_s_paper_is_closed_and_another_s_opened_at_once(
    project: Project, student: UUID, running: int
) -> None:
    other = new_session(project, student)
    made = change(
        project,
        student,
        becoming(other, open=[opening()]),
        becoming(running, 2, close=[closing()]),
    )
    assert sorted(made) == [(running, "in_progress"), (other, "in_progress")]


@pytest.mark.usefixtures("running")
def test_a_second_open_paper_is_refused_by_name_and_changes_nothing(
    project: Project, student: UUID
) -> None:
    other = new_session(project, student)
    before = state(project)
    with pytest.raises(errors.UniqueViolation) as refused:
        change(project, student, becoming(other, open=[opening()]))
    assert refused.value.diag.constraint_name == "section_papers_open"
    assert state(project) == before


def test_without_metadata_the_session_s_row_stays(
    project: Project, student: UUID, running: int
) -> None:
    sessions, _ = state(project)
    assert change(project, student, {"id": running, "close": [closing()]}) == []
    assert state(project)[0] == sessions
    assert paper(project, running) == (0, {}, [], True)


@pytest.mark.parametrize("key", [None, "another key"])
def test_without_the_functions_key_nothing_changes(
    project: Project, student: UUID, running: int, key: str | None
) -> None:
    before = state(project)
    assert change(project, student, becoming(running, 2, close=[closing()]), key=key) == []
    assert state(project) == before


def test_another_student_changes_nothing(project: Project, running: int) -> None:
    before = state(project)
    other = project.sign_up()
    assert change(project, other, becoming(running, 2, close=[closing()])) == []
    assert change(project, other, becoming(running, 2, open=[opening(2)])) == []
    assert state(project) == before


@pytest.mark.parametrize("changes", ['"[]"', "{}", "7"])
def test_what_is_no_array_is_refused(project: Project, student: UUID, changes: str) -> None:
    with (
        project.as_student(student, FUNCTIONS_KEY) as connection,
        pytest.raises(psycopg.errors.InvalidParameterValue),
    ):
        connection.execute(CHANGE, [changes])


def test_a_closed_paper_takes_no_save(project: Project, student: UUID, running: int) -> None:
    change(project, student, becoming(running, 2, close=[closing()]))
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        saved = connection.execute(
            "update public.section_papers set answers = '{}', flagged = '{}'", []
        )
        assert saved.rowcount == 0


def test_the_open_paper_is_told_to_the_functions_alone(
    project: Project, student: UUID, running: int
) -> None:
    other = new_session(project, student)
    ask = "select public.open_paper(s) from public.exam_sessions s where id = %s"
    with project.as_student(student, FUNCTIONS_KEY) as connection:
        (message,) = connection.execute(ask, [other]).fetchone() or ({},)
        (own,) = connection.execute(ask, [running]).fetchone() or ({},)
    assert isinstance(message, dict)
    assert isinstance(own, dict)
    assert (message["session_id"], message["session"]["id"]) == (running, running)
    assert len(message["session"]["section_papers"]) == 1
    assert (own["session_id"], own["session"]) == (running, None)
    for key in (None, "another key"):
        with project.as_student(student, key) as connection:
            assert connection.execute(ask, [other]).fetchone() == (None,)


@pytest.mark.parametrize(
    "statement",
    [
        "update on public.section_papers",
        "insert on public.section_papers",
        "update on public.exam_sessions",
    ],
)
@pytest.mark.parametrize("timing", ["before", "after"])
def test_a_crash_at_any_statement_leaves_all_as_it_was(
    *, project: Project, student: UUID, running: int, statement: str, timing: str
) -> None:
    other = new_session(project, student)
    with project.as_superuser() as connection:
        connection.execute(
            f"""create function private.crash() returns trigger
                language plpgsql security definer as $$
                begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
                create trigger crash {timing} {statement}
                for each row execute function private.crash()"""
        )
    before = state(project)
    both = (
        becoming(running, 2, close=[closing(answers={"1": "b"}, flagged=[1])]),
        becoming(other, open=[opening()]),
    )
    with pytest.raises(psycopg.OperationalError):
        change(project, student, *both)
    assert state(project) == before
    with project.as_superuser() as connection:
        connection.execute("drop function private.crash() cascade")
    assert len(change(project, student, *both)) == 2
