"""Which of Supabase's databases an evening needs, and which of its limits is the nearest."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from benchmarks.capacity import assumptions as assumed
from benchmarks.capacity.assumptions import COMPUTE_SIZES, ComputeSize
from benchmarks.capacity.needs import Evening

MB, GB = 1e6, 1e9

Use = Mapping[str, float]
"""Of each resource, by name."""


@dataclass(frozen=True)
class Choice:
    """So many databases of one size; and of each limit, the share that the peak uses."""

    size: ComputeSize
    databases: int
    used: Use

    @property
    def nearest(self) -> str:
        """The resource that runs out first."""
        return max(self.used, key=lambda name: self.used[name])


def need(day: Evening) -> Use:
    """What the peak of an evening asks of Postgres and what shares its machine, after a year."""
    statements, rest = cores(day)
    return {
        "cores": statements + rest,
        "memory": hot_bytes(day) / GB,
        "connections": statements,
        "disk": max(wal_bytes_a_second(day)) / MB,
        "iops": max(day.writes),
        "size": day.rows_a_year * day.measured.row_and_index_bytes / GB,
    }


def cores(day: Evening) -> tuple[float, float]:
    """At the peak, Postgres's (also its transactions under way), and PostgREST's beside it."""
    rest = max(day.rest) * assumed.REST_CPU_MS.value / 1000
    statements = max(day.postgres) * assumed.FRAME.value
    return statements, rest * assumed.REST_SHARES_MACHINE.value


def limits(size: ComputeSize) -> Use:
    """What a size has of each."""
    room = assumed.DATABASE_UTILIZATION.value
    return {
        "cores": size.cores * room,
        "memory": size.memory_gb * room,
        "connections": size.connections * room,
        "disk": size.disk_mb_s * room,
        "iops": size.iops * room,
        "size": size.database_gb,
    }


def choose(needed: Use) -> Choice:
    """The smallest size that suffices; where none does, as many of the largest as do."""
    used = [(size, _shares(needed, limits(size))) for size in COMPUTE_SIZES]
    for size, shares in used:
        if max(shares.values()) <= 1:
            return Choice(size, 1, shares)
    largest, shares = used[-1]
    databases = ceil(max(shares.values()))
    return Choice(largest, databases, {name: share / databases for name, share in shares.items()})


def wal_bytes_a_second(day: Evening) -> tuple[float, float]:
    """At the peak: at least every row as written, at most a page image with each."""
    writes, row = max(day.writes), day.measured.row_bytes
    return writes * row, writes * (row + assumed.PAGE_IMAGE.value)


def hot_bytes(day: Evening) -> float:
    """What is to be in memory: a year's indexes, and the rows of the exams under way."""
    indexes = day.rows_a_year * day.measured.index_bytes
    return indexes + max(day.under_way) * day.measured.row_bytes * assumed.VERSIONS.value


def _shares(needed: Use, available: Use) -> dict[str, float]:
    return {name: needed[name] / available[name] for name in needed}
