"""The seed fills the bank, may run again, and replaces what an older one brought in."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from question_bank import own
from question_bank.question import Question
from tests.schema.cli import Cli
from tests.schema.projects import SUPABASE, Connection, Project

SEED = SUPABASE / "seed.sql"
OPERATIONS = SUPABASE.parent / "docs" / "operations.md"
KEYS_OF_THE_FIRST = SUPABASE / "migrations" / "20261124000007_question_keys.sql"

pytestmark = pytest.mark.parametrize("kind", ["new"], indirect=True)


def contents(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        """
        select 'passage', p.id, p::text from public.passages p
        union all select 'question', q.id, q::text from public.questions q order by 1, 2
        """
    ).fetchall()


def active_keys(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "select key from public.questions where active order by key"
    ).fetchall()


def test_the_seed_holds_the_bank_s_questions_in_the_bank_s_words(pushed_project: Project) -> None:
    columns = [name for name in Question.model_fields if not name.startswith("passage_")]
    with pushed_project.as_owner() as connection:
        rows = connection.execute(
            f"""
            select {", ".join(f"q.{name}" for name in columns)}, title, p.text
            from public.questions q left join public.passages p on p.id = passage_id
            order by q.id
            """
        ).fetchall()
    names = [*columns, "passage_title", "passage_text"]
    held = [Question.model_validate(dict(zip(names, row, strict=True))) for row in rows]
    assert held == [question for question in own.questions() if question.active]


def test_applying_the_seed_again_changes_nothing(own_project: Project) -> None:
    with own_project.as_owner() as connection:
        before = contents(connection)
        own_project.apply(SEED)
        assert contents(connection) == before
    assert len(before) > 500


def test_applying_the_seed_again_brings_back_no_retired_question(own_project: Project) -> None:
    with own_project.as_owner() as connection:
        connection.execute("update public.questions set active = false")
        before = contents(connection)
        own_project.apply(SEED)
        assert contents(connection) == before


def test_a_seed_whose_questions_were_edited_replaces_the_older_ones(
    own_project: Project, tmp_path: Path
) -> None:
    edited = tmp_path / "seed.sql"
    edited.write_text(SEED.read_text().replace('"topic": "Fluidi"', '"topic": "I fluidi"'))
    with own_project.as_owner() as connection:
        keys = active_keys(connection)
        own_project.apply(edited)
        assert active_keys(connection) == keys
        moved = "select active, topic, count(*) from public.questions where topic like '%%luidi'"
        rows = connection.execute(f"{moved} group by 1, 2 order by 1").fetchall()
    assert rows == [(False, "Fluidi", 6), (True, "I fluidi", 6)]


EARLIER = """
    insert into public.questions (subject, topic, text, option_a, option_b, option_c, option_d,
      option_e, correct_answer, explanation, difficulty, active)
    values
      ('mathematics', 'x', %(seventh)s, '1', '2', '3', '4', '5', 'd', 'x', 1, true),
      ('physics', 'x', %(second)s, '1', '2', '3', '4', '5', 'd', 'x', 1, false),
      ('physics', 'x', 'Una domanda altrui?', '1', '2', '3', '4', '5', 'd', 'x', 1, true),
      ('logic', 'x', %(first)s, '1', '2', '3', '4', '5', 'd', 'Wrong.', 1, false),
      ('logic', 'x', %(first)s, '1', '2', '3', '4', '5', 'd', 'Corrected.', 1, true)
"""
"""Two questions of the first seed, one of them retired, one of somebody else's, and one that an
operator corrected in the only way that there was: by retiring it, and adding a copy."""


def test_questions_of_the_first_seed_get_their_keys_and_are_replaced(
    empty_project: Project,
) -> None:
    migrations = sorted((SUPABASE / "migrations").glob("*.sql"))
    before = migrations.index(KEYS_OF_THE_FIRST)
    texts = {
        "seventh": _text_of_the_first("mathematics-007"),
        "second": _text_of_the_first("physics-002"),
        "first": _text_of_the_first("logic-001"),
    }
    empty_project.apply(*migrations[:before])
    with empty_project.as_owner() as connection:
        connection.execute(EARLIER, texts)
        empty_project.apply(*migrations[before:], SEED)
        earlier = connection.execute(
            "select key, active, topic from public.questions where id <= 5 order by id"
        ).fetchall()
        active = [key for (key,) in active_keys(connection)]
    topic_of = {question.key: question.topic for question in own.questions()}
    # The retired one stays retired, in whatever words its question is asked today.
    assert earlier == [
        ("mathematics-007", False, "Equazioni e disequazioni"),
        ("physics-002", False, "Dinamica ed energia"),
        (None, True, "x"),
        (None, False, "x"),
        ("logic-001", False, topic_of["logic-001"]),
    ]
    in_use = {question.key for question in own.questions() if question.active}
    expected = in_use - {"physics-002"} | {None}
    assert set(active) == expected
    assert len(active) == len(expected)


def _text_of_the_first(key: str) -> str:
    """What the migration says that a question of the first seed asked."""
    (line,) = [
        splitline
        for splitline in KEYS_OF_THE_FIRST.read_text().splitlines()
        if splitline.startswith(f"  ('{key}'")
    ]
    return line.split("', '", 3)[3].rstrip(",").removesuffix("')").replace("''", "'")


def test_a_changed_seed_is_never_run_again_but_an_import_brings_what_changed(
    cli: Cli, own_project: Project, tmp_path: Path
) -> None:
    seed = cli.project / "supabase" / "seed.sql"
    original = seed.read_text()
    topics = "select active, topic, count(*) from public.questions where topic like '%luidi'"
    seed.write_text(original.replace('"topic": "Fluidi"', '"topic": "I fluidi"'))
    subjects = tmp_path / "subjects"
    shutil.copytree(own.SUBJECTS, subjects)
    physics = subjects / "physics.yaml"
    physics.write_text(physics.read_text().replace("Fluidi", "I fluidi"))
    try:
        with own_project.as_owner() as connection:
            for _ in range(2):
                assert cli.push(own_project.cli_url, "--include-seed").code == 0
                rows = connection.execute(f"{topics} group by 1, 2 order by 1").fetchall()
                assert rows == [(True, "Fluidi", 6)]
            for _ in range(2):
                import_all(subjects, own_project)
                rows = connection.execute(f"{topics} group by 1, 2 order by 1").fetchall()
                assert rows == [(False, "Fluidi", 6), (True, "I fluidi", 6)]
    finally:
        seed.write_text(original)


def import_all(subjects: Path, project: Project) -> None:
    """Type what docs/operations.md says, with these files."""
    (line,) = [
        line.strip()
        for line in OPERATIONS.read_text().splitlines()
        if "question_bank import question_bank/subjects" in line
    ]
    command = line.replace("question_bank/subjects", str(subjects))
    subprocess.run(  # noqa: S602
        command,
        shell=True,
        cwd=OPERATIONS.parents[1],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": project.owner_url},
        check=True,
        capture_output=True,
    )
