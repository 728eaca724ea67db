"""What holds for everything that the migrations make, on a project of either kind.

Who may do what with it is in `tests/rights`.
"""

from pathlib import Path

import pytest

from tests.schema.projects import MIGRATIONS, SUPABASE, Project

OURS = """
with ours as (
  select oid, nspname::text as schema from pg_namespace
  where nspname not like 'pg\\_%' and nspname not in
    ('information_schema', 'auth', 'supabase_migrations')
)
"""
TABLES_WITHOUT_ROW_SECURITY = f"""{OURS}
select schema, relname::text from pg_class join ours on ours.oid = relnamespace
where relkind in ('r', 'p', 'f', 'm') and not relrowsecurity
"""
VIEWS_THAT_RUN_AS_THEIR_OWNER = f"""{OURS}
select schema, relname::text from pg_class join ours on ours.oid = relnamespace
where relkind = 'v' and not coalesce(reloptions, '{{}}') @> '{{security_invoker=true}}'
"""
FUNCTIONS_FOR_EVERYBODY = f"""{OURS}
select schema, proname::text from pg_proc join ours on ours.oid = pronamespace
where has_function_privilege('public', pg_proc.oid, 'execute')
"""
FUNCTIONS_THAT_SEARCH = f"""{OURS}
select schema, proname::text from pg_proc join ours on ours.oid = pronamespace
where not coalesce(proconfig, '{{}}') @> '{{"search_path=\\"\\""}}'
"""
POLICIES_WITHOUT_OUR_QUESTIONS = """
select schemaname::text, policyname::text from pg_policies
where coalesce(qual, '') || coalesce(with_check, '')
  !~ 'SELECT private\\.(current_user_id|called_by_functions)\\(\\)'
"""
GUARDS = "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1"
SLIPS = """
create table public.open_table (id serial primary key);
create view public.open_view as select * from public.exam_sessions;
create function public.open_function() returns integer language sql as 'select 1';
create policy "everybody" on public.passages for select to anon using (true);
"""


@pytest.mark.parametrize(
    ("exceptions", "the_slip"),
    [
        pytest.param(
            TABLES_WITHOUT_ROW_SECURITY, ("public", "open_table"), id="tables_have_row_security"
        ),
        pytest.param(
            VIEWS_THAT_RUN_AS_THEIR_OWNER, ("public", "open_view"), id="views_run_as_the_caller"
        ),
        pytest.param(
            FUNCTIONS_FOR_EVERYBODY, ("public", "open_function"), id="functions_are_not_public"
        ),
        pytest.param(
            FUNCTIONS_THAT_SEARCH, ("public", "open_function"), id="functions_search_no_path"
        ),
        pytest.param(
            POLICIES_WITHOUT_OUR_QUESTIONS, ("public", "everybody"), id="policies_ask_our_questions"
        ),
    ],
)
def test_each_rule_holds_and_would_notice_a_slip(
    pushed_project: Project, exceptions: str, the_slip: tuple[str, str]
) -> None:
    with pushed_project.as_owner() as connection, connection.transaction(force_rollback=True):
        assert connection.execute(exceptions).fetchall() == []
        connection.execute(SLIPS)
        assert the_slip in connection.execute(exceptions).fetchall()


@pytest.mark.parametrize("table", ["passages", "questions", "exam_sessions"])
def test_the_planner_keeps_no_sample_of_what_is_hidden(own_project: Project, table: str) -> None:
    own_project.sign_up()
    with own_project.as_owner() as connection:
        connection.execute(
            "insert into public.exam_sessions (user_id, metadata) select id,"
            ' \'{"idempotency_key_sha256": "a"}\' from public.users'
        )
        connection.execute(f"analyze public.{table}")
        connection.execute("analyze public.users")
        sampled = connection.execute(
            "select tablename::text, attname::text from pg_stats where schemaname = 'public'"
        ).fetchall()
    assert ("users", "id") in sampled
    assert [where for where in sampled if str(where[0]).startswith(table)] == []


@pytest.mark.parametrize("kind", ["new"], indirect=True)
def test_samples_of_the_bank_that_are_there_are_removed(empty_project: Project) -> None:
    number = next(n for n, one in enumerate(MIGRATIONS) if one.stem.endswith("samples_of_the_bank"))
    sampled = "select attname from pg_stats where tablename ~ '^(questions|passages)'"
    empty_project.apply(*MIGRATIONS[:number], SUPABASE / "seed.sql")
    with empty_project.as_owner() as connection:
        connection.execute("analyze public.questions, public.passages")
        assert len(connection.execute(sampled).fetchall()) > 10
        guards = connection.execute(GUARDS).fetchall()
        empty_project.apply(MIGRATIONS[number])
        connection.execute("analyze public.questions, public.passages")
        assert connection.execute(sampled).fetchall() == []
        assert connection.execute(GUARDS).fetchall() == guards


@pytest.mark.parametrize(
    "migration", MIGRATIONS[15:], ids=lambda migration: migration.stem.partition("_")[2]
)
def test_a_migration_waits_for_no_lock_for_long_and_lets_postgrest_know(migration: Path) -> None:
    statements = [line for line in migration.read_text().splitlines() if not line.startswith("--")]
    assert statements[0] == "set lock_timeout = '5s';"
    assert statements[-2:] == ["reset lock_timeout;", "notify pgrst, 'reload schema';"]
