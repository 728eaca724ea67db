"""What holds for everything that the migrations make, on a project of either kind."""

import pytest

from tests.schema.projects import Connection, Project

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
PRIVILEGES_ON_SEQUENCES = f"""{OURS}
select relname::text, grantee::regrole::text
from pg_class join ours on ours.oid = relnamespace cross join aclexplode(relacl)
where relkind = 'S' and grantee <> relowner
"""
PRIVILEGES_ON_PRIVATE = """
select grantee::regrole::text, privilege_type
from pg_namespace cross join aclexplode(nspacl)
where nspname = 'private' and grantee <> nspowner
"""
SLIPS = """
create table public.open_table (id serial primary key);
grant usage on sequence public.open_table_id_seq to anon;
create view public.open_view as select * from public.exam_sessions;
create function public.open_function() returns integer language sql as 'select 1';
create policy "everybody" on public.passages for select to anon using (true);
grant usage on schema private to authenticated;
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
        pytest.param(
            PRIVILEGES_ON_SEQUENCES, ("open_table_id_seq", "anon"), id="sequences_are_the_owner_s"
        ),
        pytest.param(
            PRIVILEGES_ON_PRIVATE, ("authenticated", "USAGE"), id="private_is_the_owner_s"
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


def test_the_api_s_roles_may_do_this_with_tables_and_nothing_else(pushed_project: Project) -> None:
    with pushed_project.as_owner() as connection:
        assert granted(connection) == {
            "authenticated: select exam_sessions",
            "authenticated: insert exam_sessions (exam_type, metadata, started_at)",
            "authenticated: update exam_sessions (completed_at, metadata, status)",
            "anon: select passages",
            "anon: select questions",
            "anon: select question_bank",
            "authenticated: select passages",
            "authenticated: select questions",
            "authenticated: select question_bank",
            "service_role: select passages",
            "service_role: select questions",
            "service_role: select question_bank",
            "service_role: insert passages (subject, text, title)",
            "service_role: update passages (subject, text, title)",
            "service_role: insert questions (active, correct_answer, difficulty, explanation,"
            " image_url, option_a, option_b, option_c, option_d, option_e, passage_id, subject,"
            " text, topic)",
            "service_role: update questions (active)",
        }


def granted(connection: Connection) -> set[str]:
    rows = connection.execute(
        f"""{OURS}
        select grantee::regrole::text || ': ' || lower(privilege_type) || ' ' || relname
          || coalesce(' (' || string_agg(attname, ', ' order by attname) || ')', '')
        from (
          select relname, relowner, relacl as acl, null as attname
          from pg_class join ours on ours.oid = relnamespace where relkind <> 'S'
          union all
          select relname, relowner, attacl, attname
          from pg_attribute join pg_class on pg_class.oid = attrelid
          join ours on ours.oid = relnamespace
        ) as listed cross join aclexplode(acl)
        where grantee <> relowner
        group by grantee, privilege_type, relname, attname is null
        """
    )
    return {str(line) for (line,) in rows}


def test_the_api_s_roles_may_execute_this_and_nothing_else(pushed_project: Project) -> None:
    with pushed_project.as_owner() as connection:
        rows = connection.execute(
            f"""{OURS}
            select schema, proname::text, grantee::regrole::text
            from pg_proc join ours on ours.oid = pronamespace cross join aclexplode(proacl)
            where grantee <> proowner
            """
        ).fetchall()
    assert set(rows) == {
        ("private", "current_user_id", "authenticated"),
        ("private", "called_by_functions", "anon"),
        ("private", "called_by_functions", "authenticated"),
        ("public", "called_by_functions", "anon"),
        ("public", "called_by_functions", "authenticated"),
    }


def test_a_policy_may_call_what_its_student_may_not(own_project: Project) -> None:
    auth_user_id = own_project.sign_up()
    with own_project.as_student(auth_user_id) as connection:
        assert connection.execute("select * from public.exam_sessions").fetchall() == []
        refused = connection.execute("select has_schema_privilege('private', 'usage')").fetchone()
    assert refused == (False,)


@pytest.mark.parametrize("table", ["passages", "questions"])
def test_the_planner_keeps_no_sample_of_what_a_question_says(
    pushed_project: Project, table: str
) -> None:
    with pushed_project.as_owner() as connection, connection.transaction(force_rollback=True):
        connection.execute(f"analyze public.{table}")
        sampled = connection.execute(
            "select attname::text from pg_stats where schemaname = 'public' and tablename = %s",
            [table],
        ).fetchall()
    assert ("subject",) in sampled
    assert {name for (name,) in sampled} <= {
        *("id", "subject", "topic", "passage_id", "difficulty", "active", "created_at")
    }
