"""The user that Postgres runs as: it refuses to run as root."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import NamedTuple, Self


class Account(NamedTuple):
    """Whom a process is to run as, in the words of `subprocess`; all None: as ourselves."""

    user: int | None
    group: int | None
    extra_groups: tuple[int, ...] | None

    @classmethod
    def unprivileged(cls) -> Self:
        """Give an account without rights where we are root, and our own where we are not."""
        if os.geteuid() != 0:
            return cls(*OURSELVES)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid, ())

    def own(self, path: Path) -> None:
        """Make a file or folder this account's."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def can(self, test: str, path: Path) -> bool:
        """Tell whether a test of test(1), such as -x, holds for this account on a path."""
        command: list[str | Path] = ["test", test, path]
        outcome = subprocess.run(
            command,
            cwd="/",
            check=False,
            user=self.user,
            group=self.group,
            extra_groups=self.extra_groups,
        )
        return outcome.returncode == 0


OURSELVES = Account(None, None, None)
