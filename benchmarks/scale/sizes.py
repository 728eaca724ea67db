"""How many bytes a session and a student take."""

from benchmarks.figures import Figure, Result
from benchmarks.report import Table
from benchmarks.scale.cluster import Cluster
from benchmarks.scale.people import People

MEGABYTE = 1024**2

_TABLES = """
select relname, pg_relation_size(oid), pg_table_size(oid) - pg_relation_size(oid),
  pg_total_relation_size(oid)
from pg_class where oid in ('public.exam_sessions'::regclass, 'public.users'::regclass)
order by relname
"""
_INDEXES = """
select indrelid::regclass::text, indexrelid::regclass::text, pg_relation_size(indexrelid)
from pg_index where indrelid in ('public.exam_sessions'::regclass, 'public.users'::regclass)
order by 1, 3 desc
"""
_NOTE = (
    "Freshly loaded and vacuumed. In use, each write of a row leaves a dead version behind until"
    " autovacuum comes. 1 MB is 1,048,576 bytes."
)


def table(cluster: Cluster, database: str, people: People) -> Table:
    """Measure the tables and indexes of a database."""
    counts = {"exam_sessions": people.sessions, "users": people.users}
    results = []
    with cluster.as_superuser(database) as connection:
        for name, heap, beside, total in connection.execute(_TABLES).fetchall():
            rows = counts[str(name)]
            results += [
                _size(f"{name}: rows", heap, MEGABYTE, "MB"),
                _size(f"{name}: kept beside the rows (TOAST, maps)", beside, MEGABYTE, "MB"),
                _size(f"{name}: all, with indexes", total, MEGABYTE, "MB"),
                _size(f"{name}: a row, without indexes", _sum(heap, beside), rows, "bytes"),
                _size(f"{name}: a row, with indexes", total, rows, "bytes"),
            ]
        for name, index, size in connection.execute(_INDEXES).fetchall():
            rows = counts[str(name)]
            results += [
                _size(f"index {index}", size, MEGABYTE, "MB"),
                _size(f"index {index}: of each row in {name}", size, rows, "bytes"),
            ]
    title = f"What {people.sessions:,} sessions of {people.users:,} students take"
    return Table(title, _NOTE, results)


def _sum(*sizes: object) -> int:
    return sum(int(str(size)) for size in sizes)


def _size(what: str, size: object, of: int, unit: str) -> Result:
    return Result(what, Figure.of([int(str(size)) / of]), unit)
