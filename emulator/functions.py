"""All functions, in one process."""

import contextlib
import os
import subprocess
from pathlib import Path

from emulator.part import Part, Stopping, inherited_environment, python
from emulator.ports import is_listening

_CODE = (".py", ".json")

THREADS = {"THREADS": "40"}
"""As README deploys them: no request is to wait for a thread while its time runs out."""


class Functions(Part):
    """The functions as they are deployed, behind one port. `restart` loads changed code."""

    name = "functions"

    def __init__(
        self,
        state_dir: Path,
        port: int,
        stopping: Stopping,
        *,
        folder: Path,
        settings: dict[str, str],
    ) -> None:
        """Know the deployed folder, and the environment variables that the functions are given."""
        super().__init__(state_dir, stopping)
        self._port = port
        self._folder = folder
        self._settings = settings
        self._code = self._snapshot()

    def code_changed(self) -> bool:
        """Whether a file has changed since the last start, or since the last call that said so."""
        before, self._code = self._code, self._snapshot()
        return self._code != before

    def _launch(self) -> subprocess.Popen[bytes]:
        self._code = self._snapshot()
        command = [*python(), "-m", "emulator.dispatch", ".", str(self._port)]
        environment = inherited_environment() | THREADS | self._settings
        return self._run(command, cwd=self._folder, environment=environment)

    def _is_ready(self) -> bool:
        return is_listening(self._port)

    def _snapshot(self) -> dict[Path, int]:
        times: dict[Path, int] = {}
        for folder, _, names in os.walk(self._folder):
            for path in (Path(folder, name) for name in names if name.endswith(_CODE)):
                # An editor's passing file may be gone by now.
                with contextlib.suppress(FileNotFoundError):
                    times[path] = path.stat().st_mtime_ns
        return times
