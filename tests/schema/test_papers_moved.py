"""What rows held before papers had rows of their own is moved: whole, or not at all."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.schema.projects import MIGRATIONS, Cluster, Connection, Kind, Project

BEFORE = [one for one in MIGRATIONS if one.name < "20261126000012"]
AFTER = [one for one in MIGRATIONS if one not in BEFORE]
STARTED, DEADLINE = "2026-11-20T09:00:00+00:00", "2026-11-20T09:01:00+00:00"


@pytest.fixture
def project(cluster: Cluster, empty_projects: dict[Kind, Project]) -> Project:
    """A project as it was before, with one student and three questions."""
    made = cluster.project(empty_projects["new"])
    made.apply(*BEFORE)
    with made.as_owner() as owner:
        owner.execute("insert into public.users default values")
        owner.execute(
            """insert into public.questions (subject, topic, text, option_a, option_b, option_c,
                 option_d, option_e, correct_answer, explanation, difficulty)
               select 'logic', topic, topic, 'a', 'b', 'c', 'd', 'e', 'a', 'x', 1
               from unnest(array['sets', 'sets too', 'proofs']) topic"""
        )
    return made


@pytest.fixture
def owner(project: Project) -> Iterator[Connection]:
    with project.as_owner() as connection:
        yield connection


def section(number: int, status: str, **members: object) -> dict[str, object]:
    clock = {"started_at": STARTED, "deadline_at": DEADLINE} if status != "pending" else {}
    outcome = {"completed_at": DEADLINE, "timed_out": True, "score": {}}
    ended = outcome if status == "completed" else {}
    return {"id": number, "status": status, **clock, **ended, **members}


def paper(*ids: int, revision: int = 2, **answers: str) -> dict[str, object]:
    options = {name.removeprefix("q"): option for name, option in answers.items()}
    return {"question_ids": [*ids], "answers": options, "revision": revision}


def put(
    owner: Connection, metadata: dict[str, Any], status: str = "in_progress", key: str = ""
) -> int:
    completed_at = DEADLINE if status == "completed" else None
    if key:
        metadata |= {"idempotency_key_sha256": key, "request_sha256": "r"}
    row = owner.execute(
        """insert into public.exam_sessions
             (user_id, status, metadata, started_at, updated_at, completed_at)
           values (1, %s, %s, %s, %s, %s) returning id""",
        [status, json.dumps(metadata), STARTED, STARTED, completed_at],
    ).fetchone()
    assert row is not None
    return int(str(row[0]))


def rows(owner: Connection) -> dict[int, dict[str, Any]]:
    found = owner.execute("select id, to_jsonb(s) from public.exam_sessions s").fetchall()
    return {int(str(number)): dict(row) for number, row in found}  # type: ignore[call-overload]


def papers(owner: Connection, session: int) -> list[Any]:
    found = owner.execute(
        "select to_jsonb(p) from public.section_papers p where session_id = %s order by section_id",
        [session],
    )
    return [row for (row,) in found]


WHOLE = {
    "version": 7,
    "structure": {"exam_type": "DEMO"},
    "sections": [section(1, "completed"), section(2, "in_progress"), section(3, "pending")],
    "papers": {"1": paper(1, 2, 3, q1="a", q3="b"), "2": paper(3, 1, revision=5, q1="e")},
}


def test_papers_are_moved_with_their_tallies_and_nothing_else_changes(
    project: Project, owner: Connection
) -> None:
    session = put(owner, json.loads(json.dumps(WHOLE)), key="k")
    before = rows(owner)[session]
    project.apply(*AFTER)
    first, second = papers(owner, session)
    assert first == {
        "session_id": session,
        "user_id": 1,
        "deadline_at": DEADLINE,
        "closed_at": DEADLINE,
        "section_id": 1,
        "option_count": 5,
        "revision": 2,
        "flagged": [],
        "answers": {"1": "a", "3": "b"},
        "question_ids": [1, 2, 3],
    }
    assert (second["question_ids"], second["answers"]) == ([3, 1], {"1": "e"})
    assert (second["revision"], second["closed_at"]) == (5, None)
    metadata = before["metadata"]
    del metadata["papers"]
    tallies = {"proofs": [0, 1, 0], "sets": [1, 0, 0], "sets too": [0, 0, 1]}
    metadata["topics"] = {"1": {"logic": tallies}}
    assert rows(owner)[session] == before
    keys = owner.execute("select * from public.session_keys").fetchall()
    assert keys == [(session, 1, "k", "r")]


def test_a_completed_session_is_moved_though_it_never_changes(
    project: Project, owner: Connection
) -> None:
    metadata = {
        "version": 3,
        "sections": [section(1, "completed")],
        "papers": {"1": paper(1, q1="a")},
    }
    session = put(owner, metadata, "completed")
    project.apply(*AFTER)
    row = rows(owner)[session]
    assert "papers" not in row["metadata"]
    assert row["updated_at"] == STARTED
    assert [one["closed_at"] for one in papers(owner, session)] == [DEADLINE]
    with pytest.raises(psycopg.Error) as refused:
        owner.execute("update public.exam_sessions set status = 'completed'")
    assert refused.value.sqlstate == "PT409"


UNREADABLE: dict[str, dict[str, Any]] = {
    "a paper of no section": {"papers": {"1": paper(1), "9": paper(2)}},
    "papers in a list": {"papers": [paper(1)]},
    "papers that are null": {"papers": None},
    "a paper in words": {"papers": {"1": "paper"}},
    "a paper without questions": {"papers": {"1": paper()}},
    "questions in words": {"papers": {"1": {**paper(1), "question_ids": ["one"]}}},
    "a question beyond any": {"papers": {"1": paper(10**10)}},
    "answers in a list": {"papers": {"1": {**paper(1), "answers": []}}},
    "a revision that is null": {"papers": {"1": {**paper(1), "revision": None}}},
    "a revision below nothing": {"papers": {"1": paper(1, revision=-1)}},
    "a section without a deadline": {"sections": [{"id": 1, "status": "in_progress"}]},
    "a deadline in words": {"sections": [section(1, "in_progress", deadline_at="noon")]},
    "sections in words": {"sections": "one"},
    "a section twice": {"sections": [section(1, "in_progress"), section(1, "in_progress")]},
    "a section of no number": {"sections": [section(1, "in_progress") | {"id": "one"}]},
}


def test_what_cannot_be_read_stays_where_it_is(project: Project, owner: Connection) -> None:
    plain = {"version": 2, "sections": [section(1, "in_progress")], "papers": {"1": paper(1)}}
    damaged = {put(owner, {**plain, **part}): name for name, part in UNREADABLE.items()}
    others = [put(owner, one) for one in ({}, {"scores": [1]})]
    before = rows(owner)
    whole = put(owner, {**plain})
    project.apply(*AFTER)
    after = rows(owner)
    for session, name in damaged.items():
        assert (after[session], papers(owner, session)) == (before[session], []), name
    assert [after[one] for one in others] == [before[one] for one in others]
    assert len(papers(owner, whole)) == 1


def test_papers_of_a_session_in_which_nothing_was_started_just_go(
    project: Project, owner: Connection
) -> None:
    session = put(owner, {"version": 1, "sections": [section(1, "pending")], "papers": {}})
    project.apply(*AFTER)
    assert "papers" not in rows(owner)[session]["metadata"]


def test_of_several_open_papers_the_one_that_ends_last_stays_open(
    project: Project, owner: Connection
) -> None:
    sessions = [
        put(
            owner,
            {
                "version": 2,
                "sections": [section(1, "in_progress", deadline_at=f"2026-11-20T09:0{minute}:00Z")],
                "papers": {"1": paper(1, q1="a")},
            },
        )
        for minute in (1, 3, 2)
    ]
    project.apply(*AFTER)
    closed = [papers(owner, session)[0]["closed_at"] for session in sessions]
    assert closed == ["2026-11-20T09:01:00+00:00", None, "2026-11-20T09:02:00+00:00"]
    statuses = [rows(owner)[session]["metadata"]["sections"][0]["status"] for session in sessions]
    assert statuses == ["in_progress"] * 3


def test_functions_that_still_write_papers_into_metadata_are_refused(
    project: Project, owner: Connection
) -> None:
    session = put(owner, {"version": 2, "sections": [section(1, "pending")], "papers": {}})
    project.apply(*AFTER)
    held = json.dumps({"papers": {"1": paper(1)}})
    for statement in (
        "update public.exam_sessions set metadata = metadata || %s where id = %s",
        "insert into public.exam_sessions (user_id, metadata) values (1, %s) returning %s",
    ):
        with pytest.raises(errors.CheckViolation, match="exam_sessions_papers_apart"):
            owner.execute(statement, [held, session])


def test_the_files_leave_no_helper_behind(project: Project, owner: Connection) -> None:
    project.apply(*AFTER)
    left = owner.execute(
        """select proname from pg_proc where pronamespace = 'private'::regnamespace
           and proname in ('keeps_checks', 'papers_held', 'tallies', 'without_papers')"""
    ).fetchall()
    assert left == []
