"""Supabase's Auth and REST, in one Node process."""

import shutil
import subprocess
from pathlib import Path
from typing import Literal

from emulator.credentials import Credentials
from emulator.errors import EmulatorError
from emulator.part import Part, Stopping, inherited_environment
from emulator.ports import is_listening

_HERE = Path(__file__).parent

Expose = Literal["everything", "nothing"]


class Supabase(Part):
    """Auth and REST. Each start applies new migrations first."""

    name = "supabase"

    def __init__(
        self,
        state_dir: Path,
        port: int,
        credentials: Credentials,
        stopping: Stopping,
        *,
        owner_url: str,
        migrations: Path,
        seed: Path | None,
        expose: Expose,
    ) -> None:
        """Know the database, what to apply to it, and which kind of platform to be."""
        super().__init__(state_dir, stopping)
        self._port = port
        self._environment = {
            "EMULATOR_OWNER_URL": owner_url,
            "EMULATOR_SUPABASE_PORT": str(port),
            "EMULATOR_JWT_SECRET": credentials.jwt_secret,
            "EMULATOR_EXPOSE": expose,
            "EMULATOR_MIGRATIONS": str(migrations.resolve()),
            "EMULATOR_SEED": str(seed.resolve()) if seed else "",
            "SUPABASE_PUBLISHABLE_KEY": credentials.publishable_key,
            "SUPABASE_SECRET_KEY": credentials.secret_key,
            "DO_NOT_TRACK": "1",
            "LITE_TELEMETRY": "0",
        }

    def _launch(self) -> subprocess.Popen[bytes]:
        node = shutil.which("node")
        if node is None:
            raise EmulatorError("node is not installed (20 or newer is needed)")
        if not (_HERE / "node_modules").is_dir():
            raise EmulatorError(f"the Node packages are not installed: npm ci --prefix {_HERE}")
        environment = inherited_environment() | self._environment
        return self._run([node, _HERE / "server.mjs"], cwd=_HERE, environment=environment)

    def _is_ready(self) -> bool:
        return is_listening(self._port)
