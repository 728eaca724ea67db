"""By every method of REST each caller can do what `tests/rights` allows, and nothing else.

Judged by effect: every table is looked at before and after, as the superuser sees it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.conftest import Database, without_triggers
from tests.rest_server import SERVER
from tests.rights import catalogue, reviewed
from tests.rights.callers import Caller as Column
from tests.rights.catalogue import Relation
from tests.rights.matrix import Matrix
from tests.rights.probes import Right
from tests.rls.conftest import Bait, People, Platform, laid_bait
from tests.rls.rest import Caller, Rest

COLUMNS = {
    Caller.NOBODY: Column.ANON,
    Caller.NOBODY_WITH_KEY: Column.ANON_KEY,
    Caller.STUDENT: Column.STUDENT,
    Caller.STUDENT_WITH_KEY: Column.STUDENT_KEY,
    Caller.ANOTHER: Column.STUDENT,
    Caller.ANOTHER_WITH_KEY: Column.STUDENT_KEY,
    Caller.SECRET: Column.SERVICE,
    Caller.SECRET_WITH_KEY: Column.SERVICE_KEY,
}
# Whose token it is, among `People`.
STUDENTS = {
    Caller.STUDENT: 0,
    Caller.STUDENT_WITH_KEY: 0,
    Caller.ANOTHER: 1,
    Caller.ANOTHER_WITH_KEY: 1,
}


# What changes with a relation, also where a statement finds nothing of it to change.
GOES_WITH = {
    "public.questions": {"private.bank_version"},
    "public.exam_sessions": {"public.section_papers", "public.session_keys"},
}
OF_A_SESSION = {"public.section_papers", "public.session_keys"}
"""Their rows belong to the student of the session, whichever caller inserts them."""


@dataclass(frozen=True)
class Goal:
    """A relation with a bait row in it, somebody who goes for it, and what they may."""

    rest: Rest
    database: Database
    rights: Matrix
    caller: Caller
    relation: Relation
    tables: list[str]
    bait: Bait

    @property
    def name(self) -> str:
        """As REST calls the relation."""
        return self.relation.name.removeprefix("public.")

    @property
    def the_row(self) -> str:
        """The filter that finds the bait and nothing else."""
        if not self.relation.key:
            return "subject=eq.bait"
        if self.name == "section_papers":
            return f"session_id=eq.{self.bait.section_papers}&section_id=eq.1"
        (key,) = self.relation.key
        return f"{key}=eq.{getattr(self.bait, self.name)}"

    @property
    def where(self) -> str:
        """The same, as SQL."""
        return " and ".join(
            f"{column}::text = '{value}'"
            for column, _, value in (one.partition("=eq.") for one in self.the_row.split("&"))
        )

    @property
    def row(self) -> dict[str, Any]:
        """The bait, as JSON."""
        found = self.database.execute(
            f"select to_jsonb(it) from {self.relation.name} it where {self.where}"
        ).fetchone()
        assert found is not None
        row: dict[str, Any] = found[0]  # type: ignore[assignment]
        return row

    def may(self, verb: str, column: str | None = None) -> bool:
        """Whether it was agreed that the caller reaches the bait, or inserts the like of it."""
        suffix = f" ({column})" if column else ""
        right = Right(self.relation.kind, self.relation.name + suffix, verb)
        reach = self.rights[right][COLUMNS[self.caller]]
        if reach == "own" and (verb != "insert" or self.relation.name in OF_A_SESSION):
            return STUDENTS.get(self.caller) == 0
        return reach != "-"

    def granted(self, verb: str) -> list[str]:
        """The columns for which the caller may."""
        return [column.name for column in self.relation.columns if self.may(verb, column.name)]

    def changes(self, method: str, query: str, body: object = None, **headers: str) -> bool:
        """Send a request, and tell whether it changed anything; nothing but the relation."""
        before = self._everything()
        response = self.send(method, query, body, **headers)
        after = self._everything()
        changed = {table for table in before if before[table] != after[table]}
        changed -= GOES_WITH.get(self.relation.name, set())
        assert changed <= {self.relation.name}, response.text
        return bool(changed)

    def send(self, method: str, query: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send a request that is understood, whatever becomes of it."""
        response = self.rest.send(self.caller, method, f"{self.name}?{query}", body, **headers)
        # A view that cannot be written is no fault of the caller's, thinks PostgREST.
        assert response.status_code < 500 or response.json()["code"] == "55000", response.text
        assert response.status_code != 404, response.text
        return response

    def remove(self) -> None:
        """Take the bait away."""
        with without_triggers(self.database):
            if self.name == "exam_sessions":
                for table in OF_A_SESSION:
                    self.database.execute(f"delete from {table} where session_{self.where}")
            self.database.execute(f"delete from {self.relation.name} where {self.where}")

    def _everything(self) -> Mapping[str, object]:
        """Where each row of each table is: every change moves some."""
        each = "select '{0}', md5(string_agg(ctid::text || xmin, ',' order by ctid)) from {0}"
        union = " union all ".join(each.format(table) for table in self.tables)
        return {str(table): digest for table, digest in self.database.execute(union)}


Goals = Callable[[Caller], Iterator[Goal]]


@pytest.fixture(scope="session")
def relations(database: Database) -> list[Relation]:
    """All our tables and views, as the catalogue lists them."""
    return catalogue.relations(database)


@pytest.fixture(scope="session")
def rights(platform: Platform) -> Matrix:
    """What was agreed to for a platform of that kind."""
    return reviewed.read(f"{platform}.txt")


@pytest.fixture
def goals(
    rest: Rest, database: Database, people: People, rights: Matrix, relations: list[Relation]
) -> Goals:
    """Send somebody for every relation that REST exposes, with fresh bait in each."""
    tables = [relation.name for relation in relations if relation.kind == "table"]

    def each(caller: Caller) -> Iterator[Goal]:
        for relation in relations:
            if relation.name.startswith("public."):
                with laid_bait(database, people) as bait:
                    yield Goal(rest, database, rights, caller, relation, tables, bait)

    return each


EVERYBODY = pytest.mark.parametrize("caller", Caller)


@EVERYBODY
def test_get_shows_the_columns_that_the_caller_may_read(goals: Goals, caller: Caller) -> None:
    for goal in goals(caller):
        shown, every = goal.granted("select"), [column.name for column in goal.relation.columns]
        for columns in (shown, every):
            query = f"{goal.the_row}&select={','.join(columns)}"
            response = goal.send("GET", query)
            rows = response.json() if response.is_success else []
            expected = bool(columns) and set(columns) <= set(shown)
            assert [list(row) for row in rows] == [columns] * expected, goal.name


@EVERYBODY
def test_head_counts_what_the_caller_may_read(goals: Goals, caller: Caller) -> None:
    for goal in goals(caller):
        query = f"{goal.the_row}&select={goal.relation.columns[0].name}"
        response = goal.send("HEAD", query, Prefer="count=exact")
        counted = response.headers.get("content-range", "*/0") if response.is_success else "*/0"
        assert counted == ("0-0/1" if goal.granted("select") else "*/0"), goal.name


@EVERYBODY
def test_post_inserts_the_columns_that_the_caller_may_give(goals: Goals, caller: Caller) -> None:
    for goal in goals(caller):
        given, row = goal.granted("insert"), goal.row
        if goal.relation.key:  # what was there a moment ago fits
            goal.remove()
        if given:
            assert goal.changes("POST", "", {name: row[name] for name in given}), goal.name
        if set(given) != set(row):
            assert not goal.changes("POST", "", row), goal.name


@pytest.mark.parametrize("caller", STUDENTS)
def test_post_makes_a_student_s_row_their_own_anyone_who_s_it_says_it_is(
    goals: Goals, people: People, caller: Caller
) -> None:
    for goal in goals(caller):
        given, row = goal.granted("insert"), goal.row
        if not given or goal.relation.owner is None:
            continue
        goal.remove()
        response = goal.send("POST", "", {name: row[name] for name in given})
        assert response.status_code == 201, goal.name
        owners = goal.database.execute(
            f"""
            select auth_user_id::text from public.users u
            join {goal.relation.name} it on it.{goal.relation.owner} = u.id
            where to_jsonb(it) @> %s::jsonb
            """,
            [json.dumps({name: row[name] for name in given if name != goal.relation.owner})],
        ).fetchall()
        assert owners == [(people[STUDENTS[caller]].auth_user_id,)], goal.name


@EVERYBODY
def test_post_over_a_row_and_put_replace_it_where_the_caller_may_give_and_change_all_of_it(
    goals: Goals, caller: Caller
) -> None:
    for goal in goals(caller):
        row = goal.row
        whole = set(goal.granted("insert")) == set(goal.granted("update")) == set(row)
        expected = whole and goal.may("upsert")
        key = ",".join(goal.relation.key)
        over = {"Prefer": "resolution=merge-duplicates"}
        assert goal.changes("POST", f"on_conflict={key}", row, **over) == expected, goal.name
        assert goal.changes("PUT", goal.the_row, row) == expected, goal.name
        assert not goal.changes(
            "POST", f"on_conflict={key}", row, Prefer="resolution=ignore-duplicates"
        ), goal.name


@EVERYBODY
def test_patch_changes_the_columns_that_the_caller_may_change(goals: Goals, caller: Caller) -> None:
    for goal in goals(caller):
        changed, row = goal.granted("update"), goal.row
        if changed:
            body = {name: row[name] for name in changed}
            assert goal.changes("PATCH", goal.the_row, body), goal.name
        if set(changed) != set(row):
            assert not goal.changes("PATCH", goal.the_row, row), goal.name


@EVERYBODY
def test_delete_deletes_what_the_caller_may_delete(goals: Goals, caller: Caller) -> None:
    for goal in goals(caller):
        expected = goal.may("delete")
        assert goal.changes("DELETE", goal.the_row) == expected, goal.name


def test_options_tells_everybody_the_same(goals: Goals, rest: Rest) -> None:
    for goal in goals(Caller.NOBODY):
        path = f"{goal.name}?{goal.the_row}"
        message = [rest.send(caller, "OPTIONS", path) for caller in Caller]
        assert {(one.status_code, one.text, one.headers["allow"]) for one in message} == {
            (200, "", message[0].headers["allow"])
        }


ARGUMENTS: dict[str, tuple[dict[str, object], str]] = {
    "import_questions": ({"questions": []}, "?questions=[]"),
    "change_sessions": ({"changes": []}, "?changes=[]"),
    "listed_sessions": ({"completed": True, "most": 1}, "?completed=true&most=1"),
}
COMPUTED_COLUMNS = {"met_questions", "bank_version", "open_paper"}
BY_POST = {"import_questions", "change_sessions"}
"""What changes things: how it answers other methods is PostgREST's business."""


@EVERYBODY
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_function_answers_those_who_may_execute_it(
    rest: Rest, database: Database, rights: Matrix, *, caller: Caller, method: str
) -> None:
    with database.transaction():
        database.execute("set local search_path = ''")  # for whole names
        names = {name for name, _ in catalogue.functions(database)}
    for name in names:
        bare = name.partition(".")[2].partition("(")[0]
        body, query = ARGUMENTS.get(bare, ({}, ""))
        path = f"rpc/{bare}" + ("" if method == "POST" else query)
        response = rest.send(caller, method, path, body if method == "POST" else None)
        exposed = Right("function", f"public.{name.partition('.')[2]}", "execute")
        may = exposed in rights and rights[exposed][COLUMNS[caller]] == "yes"
        # A row is no argument that a request can carry: as a column it is tried elsewhere.
        may = may and bare not in COMPUTED_COLUMNS
        if may and bare in BY_POST and method != "POST":
            continue
        if may and query and method == "HEAD" and SERVER.head_calls_functions:
            continue  # the local server reads no arguments then
        if method == "HEAD" and not SERVER.head_calls_functions:
            assert response.content == b"", name
            continue
        assert response.is_success == may, name


def test_each_exposed_table_is_baited(relations: list[Relation]) -> None:
    tables = {relation.name for relation in relations if relation.kind == "table"}
    assert tables - {f"public.{name}" for name in Bait._fields} == {
        "private.functions_keys",
        "private.bank_version",
    }
