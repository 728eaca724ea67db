"""The real Supabase CLI pushes to a project like a hosted one, and its advisors are content."""

import shutil
from pathlib import Path

import pytest

from tests.schema.cli import Cli, Lint, Said
from tests.schema.projects import MIGRATIONS, Kind, Project

VERSIONS = [(file.name[:14],) for file in MIGRATIONS]


def test_the_owner_who_pushes_is_no_superuser_and_has_nothing_of_auth_s(
    pushed_project: Project,
) -> None:
    with pushed_project.as_owner() as connection:
        facts = connection.execute(
            """
            select current_user, rolsuper, rolcreaterole, rolbypassrls,
                   has_schema_privilege('auth', 'create'),
                   pg_has_role('supabase_auth_admin', 'member')
            from pg_roles where rolname = current_user
            """
        ).fetchone()
    assert facts == ("postgres", False, True, True, False, False)


def test_a_push_applies_every_migration_in_order(pushed_project: Project) -> None:
    with pushed_project.as_owner() as connection:
        applied = connection.execute(
            "select version from supabase_migrations.schema_migrations order by version"
        ).fetchall()
    assert len(VERSIONS) >= 5
    assert applied == VERSIONS


def test_a_push_with_the_seed_fills_the_bank(pushed_project: Project) -> None:
    with pushed_project.as_owner() as connection:
        assert connection.execute("select count(*) > 100 from public.questions").fetchone() == (
            True,
        )


def test_a_push_accepts_the_configuration_without_a_warning(pushes: dict[Kind, Said]) -> None:
    assert [said.warnings for said in pushes.values()] == [[], []]


@pytest.mark.parametrize("kind", ["new"], indirect=True)
def test_pushing_again_finds_nothing_to_do(cli: Cli, pushed_project: Project) -> None:
    said = cli.push(pushed_project.cli_url)
    assert said.code == 0
    assert "Remote database is up to date." in said.out


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[api]\nschemass = []", "api.schemass"),
        ("[auth.email]\nenable_signup = true", "auth.email.enable_signup is deprecated"),
    ],
)
@pytest.mark.parametrize("kind", ["new"], indirect=True)
def test_a_configuration_with_a_slip_is_warned_of(
    cli: Cli, pushed_project: Project, tmp_path: Path, line: str, complaint: str
) -> None:
    shutil.copytree(cli.project / "supabase", tmp_path / "supabase")
    (tmp_path / "supabase/config.toml").write_text(f'project_id = "slip"\n{line}\n')
    said = cli.in_folder(tmp_path).push(pushed_project.cli_url, "--dry-run")
    assert len(said.warnings) == 1
    assert complaint in said.warnings[0]


def test_the_advisors_have_nothing_to_say_at_warning_level(
    advice: list[Lint],
) -> None:
    assert [one["detail"] for one in advice if one["level"] != "INFO"] == []


def test_only_the_tables_that_answer_nobody_are_noted_for_having_no_policy(
    advice: list[Lint],
) -> None:
    closed = {
        f"{one['metadata']['schema']}.{one['metadata']['name']}"
        for one in advice
        if one["name"] == "rls_enabled_no_policy"
    }
    assert closed == {"public.users", "private.functions_keys", "private.bank_version"}


SLIPS = """
create table public.open_table (id integer primary key);
create view public.open_view as select * from public.exam_sessions;
create policy "evaluated for each row" on public.users for select to authenticated
  using (auth_user_id = auth.uid());
create policy "one more" on public.questions for select to anon, authenticated using (true);
create function public.searches_anywhere() returns integer language sql as 'select 1';
create policy "anybody adds" on public.passages for insert to authenticated with check (true);
create index exam_sessions_twice
  on public.exam_sessions (user_id, started_at desc, id desc, exam_type) where completed_at is null;
"""


@pytest.mark.parametrize("kind", ["older"], indirect=True)
def test_the_advisors_would_find_each_of_our_possible_slips(cli: Cli, own_project: Project) -> None:
    with own_project.as_owner() as connection:
        connection.execute(SLIPS)
    found = {
        (one["level"], one["name"])
        for one in cli.advice(own_project.cli_url)
        if one["level"] != "INFO"
    }
    assert found == {
        ("ERROR", "rls_disabled_in_public"),
        ("ERROR", "security_definer_view"),
        ("WARN", "auth_rls_initplan"),
        ("WARN", "multiple_permissive_policies"),
        ("WARN", "function_search_path_mutable"),
        ("WARN", "rls_policy_always_true"),
        ("WARN", "duplicate_index"),
    }


def test_the_cli_leaves_nothing_in_the_home_folder(cli: Cli, pushes: dict[Kind, Said]) -> None:
    assert len(pushes) == 2
    assert {path.name for path in cli.home.iterdir()} <= {"supabase"}
