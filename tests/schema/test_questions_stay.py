"""A question that a student had stays as it was, whichever caller tries to change it."""

from collections.abc import Iterator

import pytest
from psycopg import errors

from tests.schema.projects import Connection, Project

pytestmark = pytest.mark.parametrize("kind", ["new"], indirect=True)

CONTENT = [
    *("id", "key", "subject", "topic", "passage_id", "text", "option_a", "option_b", "option_c"),
    *("option_d", "option_e", "correct_answer", "explanation", "difficulty", "image_url"),
    "created_at",
]


@pytest.fixture
def owner(own_project: Project) -> Iterator[Connection]:
    with own_project.as_owner() as connection:
        yield connection


def test_every_column_of_a_question_but_active_is_guarded(owner: Connection) -> None:
    columns = owner.execute(
        "select column_name from information_schema.columns where table_name = 'questions'"
    ).fetchall()
    assert sorted(str(name) for (name,) in columns) == sorted([*CONTENT, "active"])


@pytest.mark.parametrize("column", CONTENT)
def test_a_question_is_not_edited_even_by_its_owner(owner: Connection, column: str) -> None:
    value = "7" if column in ("id", "passage_id", "difficulty") else "now()::text"
    value = "now()" if column == "created_at" else value
    with pytest.raises(errors.Error, match="Questions and passages stay as they are"):
        owner.execute(f"update public.questions set {column} = {value} where id = 1")


def test_a_question_is_retired_and_brought_back(owner: Connection) -> None:
    for active in (False, True):
        changed = owner.execute("update public.questions set active = %s where id = 1", [active])
        assert changed.rowcount == 1


@pytest.mark.parametrize("column", ["id", "subject", "text", "created_at"])
def test_a_passage_is_not_edited(owner: Connection, column: str) -> None:
    with pytest.raises(errors.Error, match="Questions and passages stay as they are"):
        owner.execute(f"update public.passages set {column} = default where id = 1")


def test_a_passage_s_title_is_for_operators(owner: Connection) -> None:
    assert owner.execute("update public.passages set title = 'x' where id = 1").rowcount == 1


@pytest.mark.parametrize("table", ["questions", "passages"])
@pytest.mark.parametrize("statement", ["delete from public.{}", "truncate public.{} cascade"])
def test_nothing_of_the_bank_is_deleted(owner: Connection, table: str, statement: str) -> None:
    before = owner.execute(f"select count(*) from public.{table}").fetchone()
    with pytest.raises(errors.Error, match="Questions and passages stay as they are"):
        owner.execute(statement.format(table))
    assert owner.execute(f"select count(*) from public.{table}").fetchone() == before
