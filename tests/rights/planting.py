"""Rows to be seen and touched, made from what the catalogue says of a table."""

from collections.abc import Mapping

from psycopg import errors

from tests.rights.callers import Connection, Students
from tests.rights.catalogue import SESSIONS, Column, Reference, Relation, references

# The first that a type takes, so that two rows differ.
_SAMPLES = [
    ["a", "1", "true", "{1}", "{}", "2000-01-01", "00000000-0000-4000-8000-00000000000a"],
    ["b", "2", "false", "{2}", "{}", "2000-01-02", "00000000-0000-4000-8000-00000000000b"],
]

Values = Mapping[str, str | None]


def plant(connection: Connection, tables: list[Relation], students: Students) -> None:
    """Give each student a row in every table of students' rows, and every empty table two rows."""
    for table in _referenced_first(connection, tables):
        if table.owner and table.name != "public.users":  # there they are since the sign-ups
            for student, samples in zip((students[:2], students[2:]), _SAMPLES, strict=True):
                _insert(connection, table, _is_of(connection, table, student), samples)
        elif connection.execute(f"select from {table.name} limit 1").rowcount == 0:
            for samples in _SAMPLES:
                _insert(connection, table, {}, samples)


def a_row(connection: Connection, relation: Relation, where: str = "true") -> Values:
    """Give the values of a row as text: what was there once fits every constraint."""
    columns = ", ".join(f"{column.name}::text" for column in relation.columns)
    select = f"select {columns} from {relation.name} where {where} limit 1"
    row = connection.execute(select).fetchone()
    assert row is not None, f"{relation.name} has no row to try with"
    texts = [None if value is None else str(value) for value in row]
    return dict(zip((column.name for column in relation.columns), texts, strict=True))


def insertion(relation: Relation, columns: list[Column]) -> str:
    """Give the statement that inserts these columns; it takes their values by name."""
    if not columns:
        return f"insert into {relation.name} default values"
    names = ", ".join(column.name for column in columns)
    places = ", ".join(place(column) for column in columns)
    return f"insert into {relation.name} ({names}) values ({places})"


def place(column: Column) -> str:
    """Give the place of a column's value in a statement."""
    return f"%({column.name})s::{column.type}"


def _referenced_first(connection: Connection, tables: list[Relation]) -> list[Relation]:
    by_name = {table.name: table for table in tables}
    ordered: dict[str, Relation] = {}

    def context(name: str, path: tuple[str, ...]) -> None:
        if name in by_name and name not in path:
            for reference in references(connection, name):
                context(reference.table, (*path, name))
            ordered.setdefault(name, by_name[name])

    for name in by_name:
        context(name, ())
    return list(ordered.values())


def _is_of(connection: Connection, table: Relation, student: tuple[str, ...]) -> Values:
    auth_user_id, user_id = student
    found = references(connection, table.name)
    for one in found:
        if one.table == SESSIONS:
            select = f"select id::text from {SESSIONS} where user_id = %s order by id limit 1"
            row = connection.execute(select, [user_id]).fetchone()
            assert row is not None, f"{user_id} has no session"
            return {one.column: str(row[0]), "user_id": user_id}
    (key,) = (one for one in found if one.column == table.owner)
    return {key.column: auth_user_id if key.table == "auth.users" else user_id}


def _insert(connection: Connection, table: Relation, given: Values, samples: list[str]) -> None:
    known = {reference.column: reference for reference in references(connection, table.name)}
    required = [column for column in table.columns if column.required or column.name in given]
    values = {
        column.name: _value(connection, column, known.get(column.name), samples)
        for column in required
    }
    try:
        connection.execute(insertion(table, required), {**values, **given})
    except errors.IntegrityError as error:
        error.add_note(f"{table.name} takes none of the samples: add some that it takes")
        raise


def _value(
    connection: Connection, column: Column, reference: Reference | None, samples: list[str]
) -> str:
    if reference:
        select = f"select {reference.target}::text from {reference.table} limit 1"
        row = connection.execute(select).fetchone()
    else:
        row = connection.execute(
            "select one from unnest(%s::text[]) with ordinality as sample (one, place)"
            " where pg_input_is_valid(one, %s) order by place limit 1",
            [samples, column.type],
        ).fetchone()
    assert row is not None, f"nothing to give {column.name} of type {column.type}"
    return str(row[0])
