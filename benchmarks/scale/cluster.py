"""A throwaway Postgres with the migrations and the seed, of which nothing is left."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from benchmarks.stack import throwaway_stack
from emulator.errors import EmulatorError
from emulator.stack import Stack

MIGRATED = "postgres"
"""The database that the migrations made; the measured ones are copies of it."""

BYTES_PER_SESSION, BYTES_AT_LEAST = 5_000, 2 * 1024**3
"""What the disk must have free: the rows, their indexes, the log of what was written, and room."""

SHARED_BUFFERS_SHARE = 0.25
"""Of the memory: what Postgres's manual recommends, and hosted Supabase sets."""

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Cluster:
    """The running server."""

    stack: Stack

    @property
    def functions_key(self) -> str:
        """The key that the functions send with every request."""
        return self.stack.credentials.functions_key

    def as_superuser(self, database: str = MIGRATED) -> Connection:
        """Connect as one who may do everything."""
        return psycopg.connect(self.stack.postgres.superuser_url, dbname=database, autocommit=True)

    def as_owner(self, database: str, mode: str = "auto") -> Connection:
        """Connect as the owner of the tables, who may take the students' role.

        Args:
            database: its name.
            mode: Postgres's `plan_cache_mode`.
        """
        return psycopg.connect(
            self.stack.postgres.owner_url,
            dbname=database,
            autocommit=True,
            options=f"-c plan_cache_mode={mode}",
        )

    def copy(self, database: str) -> None:
        """Make a database that is a copy of the migrated one."""
        with self.as_superuser("template1") as connection:
            connection.execute(f"create database {database} template {MIGRATED}")


def require_disk(sessions: int) -> None:
    """See to it that there is room for so many sessions.

    Raises:
        EmulatorError: there is not.
    """
    needed = sessions * BYTES_PER_SESSION + BYTES_AT_LEAST
    for folder in (Path(tempfile.gettempdir()), Path("/var/lib")):
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise EmulatorError(
                f"{sessions:,} sessions need {needed / 1e9:.1f} GB on the disk of {folder}, where"
                f" {free / 1e9:.1f} GB are free; --sessions makes fewer"
            )


@contextmanager
def throwaway() -> Iterator[Cluster]:
    """A server for as long as it is needed; see `benchmarks.stack`."""
    with throwaway_stack(_tune) as stack:
        yield Cluster(stack)


def _tune(stack: Stack) -> None:
    """Make it a server of the machine's size that nothing distracts, and leave Postgres alone."""
    stack.supabase.stop()
    buffers = int(psutil.virtual_memory().total * SHARED_BUFFERS_SHARE) // 1024**2
    settings = {
        "shared_buffers": f"{buffers}MB",
        # Neither of these may begin in the middle of measuring; what they do is done by hand.
        "autovacuum": "off",
        "checkpoint_timeout": "1h",
        # For loading alone: statements are rolled back.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "maintenance_work_mem": "512MB",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    }
    with psycopg.connect(stack.postgres.superuser_url, autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"alter system set {name} = '{value}'")
    stack.postgres.restart()
