"""The real Supabase CLI, kept from the network and from the home folder."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Lint = dict[str, Any]

_SILENT = {
    "DO_NOT_TRACK": "1",
    "SUPABASE_TELEMETRY_DISABLED": "1",
    "SUPABASE_NO_UPDATE_NOTIFIER": "1",
    "SUPABASE_NO_KEYRING": "1",
    "NO_COLOR": "1",
}


@dataclass(frozen=True)
class Said:
    """What a command answered: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def warnings(self) -> list[str]:
        """The lines in which the CLI warns."""
        return [line for line in self.err.splitlines() if line.startswith("WARN")]


class Cli:
    """Runs commands in a folder that holds `supabase/`."""

    def __init__(self, binary: Path, project: Path, home: Path) -> None:
        self._binary = binary
        self.project = project
        self.home = home

    def run(self, *arguments: str) -> Said:
        """Run a command, answering yes to whatever it asks."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "SUPABASE_HOME": str(self.home / "supabase"),
            **_SILENT,
        }
        outcome = subprocess.run(
            [self._binary, *arguments, "--workdir", self.project, "--yes"],
            cwd=self.project,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Said(outcome.returncode, outcome.stdout, outcome.stderr)

    def in_folder(self, project: Path) -> "Cli":
        """The same for another folder that holds `supabase/`."""
        return Cli(self._binary, project, self.home)

    def push(self, url: str, *options: str) -> Said:
        """Apply the migrations to a database."""
        return self.run("db", "push", *options, f"--remote={url}")

    def advice(self, url: str) -> list[Lint]:
        """Everything that the advisors have to say about a database."""
        said = self.run(
            *("db", "advisors", "--type", "all", "--level", "info"),
            *("--output-format", "json", f"--remote={url}"),
        )
        assert said.code == 0, said.err
        results: list[Lint] = json.loads(said.out)["results"]
        return results
