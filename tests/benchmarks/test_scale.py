"""The benchmark of statements sees what functions cause, at any size. No time is tested."""

from pathlib import Path

import pytest

from benchmarks.scale import __main__ as scale
from benchmarks.scale.statements import Log, name_of
from emulator import deployed

LOG = """\
2026-11-26 22:00:00.000 UTC [7] LOG:  duration: 0.250 ms  parse one: select * from
  "public"."exam_sessions" where "id" = $1
2026-11-26 22:00:00.000 UTC [8] LOG:  duration: 9.000 ms  parse one: select 1
2026-11-26 22:00:00.000 UTC [7] LOG:  duration: 0.500 ms  bind one: select * from
  "public"."exam_sessions" where "id" = $1
2026-11-26 22:00:00.001 UTC [7] DETAIL:  parameters: $1 = '1'
2026-11-26 22:00:00.001 UTC [7] LOG:  duration: 1.000 ms  execute one: select * from
  "public"."exam_sessions" where "id" = $1
2026-11-26 22:00:00.002 UTC [7] LOG:  duration: 0.500 ms  bind one: select * from
  "public"."exam_sessions" where "id" = $1
2026-11-26 22:00:00.003 UTC [7] LOG:  duration: 2.000 ms  execute one: select * from
  "public"."exam_sessions" where "id" = $1
"""


def test_a_statement_takes_all_of_its_steps_and_only_those_about_exams_count(
    tmp_path: Path,
) -> None:
    file = tmp_path / "postgres.log"
    file.write_text("what came before")
    log = Log(file)
    with file.open("a") as more:
        more.write(f"\n{LOG}")
    assert log.statements() == {
        'select * from "public"."exam_sessions" where "id" = $1': [1.75, 2.5]
    }
    assert log.statements() == {}


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ('select "a" from "public"."exam_sessions" where true', "select from exam_sessions"),
        (
            'select (select 1 from "public"."section_papers") from "public"."exam_sessions"',
            "select from exam_sessions",
        ),
        ('update "public"."section_papers" set "answers" = $1', "update section_papers"),
        ('insert into "public"."exam_sessions" values ($1)', "insert into exam_sessions"),
        ('select * from "public"."change_sessions"($1)', "call change_sessions"),
    ],
)
def test_a_statement_is_named_by_what_it_does(sql: str, name: str) -> None:
    assert name_of(sql) == name


def test_every_function_s_statements_are_found_in_a_loaded_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not deployed.is_ready():
        pytest.fail("The functions' own environment is missing; make it: make tools")
    monkeypatch.setattr(scale, "CALLS", 3)
    monkeypatch.setattr(scale, "RUNS", 1)
    monkeypatch.setattr(scale, "DEEP", 40)
    with scale._side(300) as side:
        count = side.database.execute("select count(*) from exam_sessions").fetchone()
        papers = side.database.execute("select count(*) from section_papers").fetchone()
        keys = side.database.execute("select count(*) from session_keys").fetchone()
        table = scale._statements(side, side)
        sizes = scale._sizes(side)
    assert count
    assert papers
    assert count[0] > 300  # type: ignore[operator]
    assert papers[0] >= 30 * 9 * 5  # type: ignore[operator]
    assert keys == (300,)
    names = {result.what for result in table.results if result.unit == ""}
    assert {
        "`create_session`: insert into exam_sessions",
        "`start_section`: call change_sessions",
        "`save_answers`: update section_papers",
        "`complete_section`: call change_sessions",
        "`get_history`: call listed_sessions",
        "`get_history, middle page`: call listed_sessions",
        "`get_history, deepest page`: call listed_sessions",
        "`delete_session`: delete from exam_sessions",
    } <= names
    assert len(sizes.results) == 4
