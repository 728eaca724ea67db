"""Who can do what with everything that the catalogue lists, found out by trying."""

from collections.abc import Mapping

import psycopg
from psycopg import errors

from tests.rights import catalogue
from tests.rights.callers import Caller, Connection, enrol
from tests.rights.catalogue import Relation
from tests.rights.planting import plant
from tests.rights.probes import Probes, Reach, Right
from tests.rights.rows import try_rows

Matrix = Mapping[Right, Mapping[Caller, str]]


def matrix_of(connection: Connection) -> Matrix:
    """Find the matrix of a database.

    Args:
        connection: as superuser; what is done there is taken back.
    """
    with connection.transaction(force_rollback=True):
        connection.execute("set local search_path = ''")
        probes = Probes(connection, enrol(connection))
        _try_everything(probes)
    return {
        right: {caller: _cell(reached) for caller, reached in line.items()}
        for right, line in probes.reached.items()
    }


def _try_everything(probes: Probes) -> None:
    relations = catalogue.relations(probes.connection)
    plant(probes.connection, [one for one in relations if one.kind == "table"], probes.students)
    for schema in catalogue.schemas(probes.connection):
        _try_schema(probes, schema)
    for relation in relations:
        try_rows(probes, relation)
        _try_whole(probes, relation)
    for sequence in catalogue.sequences(probes.connection):
        _try_sequence(probes, sequence)
    for name, call in catalogue.functions(probes.connection):
        _try_function(probes, name, call)


def _cell(reached: set[Reach]) -> str:
    if reached >= {"own", "other"}:
        return "all"
    return " ".join(sorted(reached)) or "-"


def _try_schema(probes: Probes, schema: str) -> None:
    run = probes.connection.execute
    with probes.undone():
        run(f"create table {schema}.probe ()")
        run(f"grant select on {schema}.probe to public")
        probes.note_statement(Right("schema", schema, "use"), f"select from {schema}.probe")
    probes.note_statement(Right("schema", schema, "create"), f"create table {schema}.probe ()")


def _try_whole(probes: Probes, relation: Relation) -> None:
    name = relation.name
    statements = {
        "trigger": f"create trigger probe before insert on {name} for each statement"
        " execute function pg_catalog.suppress_redundant_updates_trigger()"
    }
    if relation.kind == "table":
        statements["truncate"] = f"truncate {name} cascade"
        statements["lock"] = f"lock table {name}"
    for verb, statement in statements.items():
        probes.note_statement(Right(relation.kind, name, verb), statement)
    if len(relation.key) == 1:
        _try_reference(probes, relation)


def _try_reference(probes: Probes, relation: Relation) -> None:
    """Note who can make a foreign key to a table, from a table of theirs."""
    run = probes.connection.execute
    (key,) = relation.key
    refer = f"alter table public.probe add foreign key (key) references {relation.name} ({key})"

    def attempt() -> Reach:
        caller = run("select current_setting('role')").fetchone()
        assert caller is not None
        probes.as_superuser()
        run(f"alter table public.probe owner to {caller[0]}")
        run(f"set local role {caller[0]}")
        run(refer)
        return "yes"

    with probes.undone():
        run(f"create table public.probe as select {key} as key from {relation.name} limit 0")
        probes.note(Right(relation.kind, relation.name, "reference"), attempt)


def _try_sequence(probes: Probes, sequence: str) -> None:
    # Neither `nextval` nor `setval` is ever taken back: one loses a number, one sets what is set.
    probes.connection.execute(f"select nextval('{sequence}')")
    now = probes.connection.execute(f"select currval('{sequence}')").fetchone()
    assert now is not None
    for verb, statement in {
        "read": f"select last_value from {sequence}",
        "currval": f"select currval('{sequence}')",
        "setval": f"select setval('{sequence}', {now[0]})",
        "nextval": f"select nextval('{sequence}')",
    }.items():
        probes.note_statement(Right("sequence", sequence, verb), statement)


def _try_function(probes: Probes, name: str, call: str) -> None:
    """Note who is not refused; what the function makes of its arguments is another matter."""

    def attempt() -> Reach:
        try:
            probes.connection.execute(call)
        except errors.InsufficientPrivilege:
            raise
        except psycopg.Error:
            pass
        return "yes"

    probes.note(Right("function", name, "execute"), attempt)
