"""What Postgres's catalogue says of a table."""

from typing import NamedTuple

from tests.schema.projects import Connection


class Column(NamedTuple):
    """A column: its type, whether it must have a value, and what fills it."""

    name: str
    type: str
    not_null: bool
    default: str | None


def columns_of(connection: Connection, table: str) -> list[Column]:
    """List the columns of a table, in their order; an identity's default is named so."""
    rows = connection.execute(
        """
        select a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               case a.attidentity
                 when 'd' then 'identity by default'
                 when 'a' then 'identity always'
                 else pg_get_expr(d.adbin, d.adrelid)
               end
        from pg_attribute a
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped
        order by a.attnum
        """,
        [table],
    )
    return [Column(*row) for row in rows]  # type: ignore[arg-type]


def constraints_of(connection: Connection, table: str) -> dict[str, str]:
    """Map the constraints of a table, but for NOT NULL, to their definitions."""
    rows = connection.execute(
        """
        select conname::text, pg_get_constraintdef(oid) from pg_constraint
        where conrelid = %s::regclass and contype <> 'n'
        """,
        [table],
    )
    return {str(name): str(definition) for name, definition in rows}
