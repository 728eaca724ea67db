"""What there is to have rights on, as Postgres's catalogue says."""

from typing import NamedTuple

from tests.rights.callers import Connection

# Without Postgres's own, Auth's and the migration tool's: what they open is not ours to say. That
# our migrations open nothing in them is a test of its own.
OURS = """
with ours as (
  select oid, nspname from pg_namespace
  where nspname !~ '^pg_' and nspname not in ('information_schema', 'auth', 'supabase_migrations')
)
"""
_RELATIONS = {"r": "table", "p": "table", "f": "foreign", "v": "view", "m": "matview"}


class Column(NamedTuple):
    """A column: whether an insert must give it, and whether it may be given at all."""

    name: str
    type: str
    required: bool
    generated: bool


class Relation(NamedTuple):
    """A table or view.

    `owner` is the column that says whose a row is: a foreign key to `public.users` or `auth.users`,
    or the `user_id` of what belongs to a session.
    """

    kind: str
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    owner: str | None


SESSIONS = "public.exam_sessions"


class Reference(NamedTuple):
    """A foreign key of one column."""

    column: str
    table: str
    target: str


def schemas(connection: Connection) -> list[str]:
    """List our schemas."""
    return _names(connection, "select nspname::text from ours order by 1")


def relations(connection: Connection) -> list[Relation]:
    """List our tables and views, of every kind."""
    rows = connection.execute(
        f"""{OURS}
        select c.oid, relkind::text, format('%%I.%%I', nspname, relname)
        from pg_class c join ours on ours.oid = relnamespace where relkind::text = any(%s)
        order by 3""",
        [list(_RELATIONS)],
    ).fetchall()
    return [
        Relation(
            _RELATIONS[str(kind)],
            str(name),
            tuple(_columns(connection, oid)),
            tuple(_key(connection, oid)),
            _owner(references(connection, str(name))),
        )
        for oid, kind, name in rows
    ]


def references(connection: Connection, table: str) -> list[Reference]:
    """List the foreign keys of one column that a table has, those that must have a value first."""
    rows = connection.execute(
        """
        select quote_ident(a.attname), format('%%I.%%I', n.nspname, r.relname),
          quote_ident(t.attname)
        from pg_constraint k
        join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
        join pg_attribute t on t.attrelid = confrelid and t.attnum = confkey[1]
        join pg_class r on r.oid = confrelid join pg_namespace n on n.oid = r.relnamespace
        where conrelid = %s::regclass and contype = 'f' and cardinality(conkey) = 1
        order by not a.attnotnull, a.attnum
        """,
        [table],
    )
    return [Reference(str(a), str(b), str(c)) for a, b, c in rows]


def sequences(connection: Connection) -> list[str]:
    """List our sequences."""
    return _names(
        connection,
        "select format('%I.%I', nspname, relname)"
        " from pg_class join ours on ours.oid = relnamespace where relkind = 'S' order by 1",
    )


def functions(connection: Connection) -> list[tuple[str, str]]:
    """List our functions and procedures: what each is called, and a statement that calls it."""
    rows = connection.execute(
        f"""{OURS}
        select p.oid::regprocedure::text,
          case prokind when 'p' then 'call ' else 'select ' end
          || format('%I.%I', nspname, proname) || '(' || coalesce((
            select string_agg('null::' || format_type(
              case when typtype = 'p' then 'text'::regtype else t.oid end, null
            ), ', ' order by place)
            from unnest(proargtypes) with ordinality as given (type, place)
            join pg_type t on t.oid = given.type
          ), '') || ')'
        from pg_proc p join ours on ours.oid = pronamespace order by 1"""
    )
    return [(str(name), str(call)) for name, call in rows]


def _owner(found: list[Reference]) -> str | None:
    if any(one.table == SESSIONS for one in found):
        return "user_id"
    users = {"auth.users", "public.users"}
    return next((one.column for one in found if one.table in users), None)


def _columns(connection: Connection, oid: object) -> list[Column]:
    rows = connection.execute(
        """
        select quote_ident(attname), format_type(atttypid, atttypmod),
          attnotnull and not atthasdef and attidentity = '', attgenerated <> ''
        from pg_attribute where attrelid = %s and attnum > 0 and not attisdropped order by attnum
        """,
        [oid],
    )
    return [Column(str(a), str(b), bool(c), bool(d)) for a, b, c, d in rows]


def _key(connection: Connection, oid: object) -> list[str]:
    rows = connection.execute(
        """
        select quote_ident(attname) from pg_constraint
        join pg_attribute on attrelid = conrelid and attnum = any(conkey)
        where conrelid = %s and contype = 'p'
        """,
        [oid],
    )
    return [str(name) for (name,) in rows]


def _names(connection: Connection, select: str) -> list[str]:
    return [str(name) for (name,) in connection.execute(f"{OURS} {select}")]
