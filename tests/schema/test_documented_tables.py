"""The two documented tables are made as documented, and stay so."""

from tests.schema.catalogue import Column, columns_of, constraints_of
from tests.schema.projects import MIGRATIONS, Connection, Project

EXAM_SESSIONS = [
    Column("id", "integer", True, "identity by default"),
    Column("user_id", "integer", True, None),
    Column("exam_type", "character varying", True, "'TOLC-I'::character varying"),
    Column("status", "character varying", True, "'created'::character varying"),
    Column("metadata", "jsonb", False, "'{}'::jsonb"),
    Column("started_at", "timestamp with time zone", True, "now()"),
    Column("updated_at", "timestamp with time zone", True, "now()"),
    Column("completed_at", "timestamp with time zone", False, None),
]
USERS = [Column("id", "integer", True, "identity by default")]


def tables_of(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        """
        select relname::text from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')
        order by relname
        """
    ).fetchall()


def test_the_first_migration_makes_the_documented_tables_and_nothing_else(
    empty_project: Project,
) -> None:
    empty_project.apply(MIGRATIONS[0])
    with empty_project.as_owner() as connection:
        assert tables_of(connection) == [("exam_sessions",), ("users",)]
        assert columns_of(connection, "public.exam_sessions") == EXAM_SESSIONS
        assert columns_of(connection, "public.users") == USERS
        assert constraints_of(connection, "public.exam_sessions") == {
            "exam_sessions_pkey": "PRIMARY KEY (id)",
            "exam_sessions_user_id_fkey": "FOREIGN KEY (user_id) REFERENCES users(id)",
        }
        assert constraints_of(connection, "public.users") == {"users_pkey": "PRIMARY KEY (id)"}


def test_after_all_migrations_a_session_has_the_documented_columns_still(
    pushed_project: Project,
) -> None:
    with pushed_project.as_owner() as connection:
        assert columns_of(connection, "public.exam_sessions") == EXAM_SESSIONS


def test_after_all_migrations_a_session_goes_with_its_user_and_has_a_known_status(
    pushed_project: Project,
) -> None:
    with pushed_project.as_owner() as connection:
        assert constraints_of(connection, "public.exam_sessions") == {
            "exam_sessions_pkey": "PRIMARY KEY (id)",
            "exam_sessions_user_id_fkey": (
                "FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE"
            ),
            "exam_sessions_status_known": (
                "CHECK (((status)::text = ANY ((ARRAY['created'::character varying,"
                " 'in_progress'::character varying, 'completed'::character varying])::text[])))"
                " NOT VALID"
            ),
            "exam_sessions_completed_has_time": (
                "CHECK ((((status)::text = 'completed'::text) = (completed_at IS NOT NULL)))"
                " NOT VALID"
            ),
            "exam_sessions_papers_apart": (
                "CHECK (((metadata -> 'papers'::text) IS NULL)) NOT VALID"
            ),
        }


def test_after_all_migrations_a_user_has_gained_the_user_of_auth_and_nothing_else(
    pushed_project: Project,
) -> None:
    with pushed_project.as_owner() as connection:
        assert columns_of(connection, "public.users") == [
            *USERS,
            Column("auth_user_id", "uuid", False, None),
        ]
        assert constraints_of(connection, "public.users") == {
            "users_pkey": "PRIMARY KEY (id)",
            "users_auth_user_id_key": "UNIQUE (auth_user_id)",
            "users_auth_user_id_fkey": (
                "FOREIGN KEY (auth_user_id) REFERENCES auth.users(id) ON DELETE CASCADE"
            ),
        }


def test_a_row_that_says_only_whose_it_is_gets_the_documented_defaults(
    own_project: Project,
) -> None:
    with own_project.as_owner() as connection:
        row = connection.execute(
            """
            with one as (insert into public.users default values returning id)
            insert into public.exam_sessions (user_id) select id from one
            returning exam_type, status, metadata, started_at = now(), updated_at = now(),
                      completed_at
            """
        ).fetchone()
    assert row == ("TOLC-I", "created", {}, True, True, None)
