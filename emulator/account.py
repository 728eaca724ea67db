"""The user that Postgres runs as: it refuses to run as root."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import NamedTuple, Self


class Account(NamedTuple):
    """The user that a process runs as, for `subprocess`; all None is the current user."""

    user: int | None
    group: int | None
    extra_groups: tuple[int, ...] | None

    @classmethod
    def unprivileged(cls) -> Self:
        """Give an account without rights if the current user is root, or else the current one."""
        if os.geteuid() != 0:
            return cls(*OURSELVES)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid, ())

    def own(self, path: Path) -> None:
        """Make this account the owner of a file or folder."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def can(self, test: str, path: Path) -> bool:
        """Whether a test of test(1), such as -x, is true for this account and a path."""
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
