"""The parts together: started in order, stopped in order, and never left behind."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TextIO

import psycopg
from rich.console import Console

from emulator import watchdog
from emulator.account import Account
from emulator.credentials import Credentials
from emulator.errors import EmulatorError, Interrupted
from emulator.functions import Functions
from emulator.part import Part, Stopping, python
from emulator.ports import HOST, Ports
from emulator.postgres import Postgres, home_of
from emulator.request_lines import shortened
from emulator.supabase import Expose, Supabase
from emulator.web import Web

__all__ = ["EmulatorError", "Ports", "Stack", "reset"]

PROJECT = Path(__file__).resolve().parent.parent

SECRETS = "secrets.json"

_TERMINAL = Console(highlight=False)
_POLL_SECONDS = 0.25


class Stack:
    """Postgres, Auth and REST, and the functions, with data of their own in a state folder.

    A context manager: it starts on the way in and stops on the way out.
    """

    def __init__(
        self,
        state_dir: Path,
        ports: Ports,
        *,
        migrations: Path = PROJECT / "supabase" / "migrations",
        seed: Path | None = PROJECT / "supabase" / "seed.sql",
        expose: Expose = "everything",
        functions: Path | None = PROJECT / "functions",
        cors: str = "http://localhost:*,http://127.0.0.1:*",
        web: Path | None = None,
    ) -> None:
        """Describe a stack; nothing is touched before it starts.

        Args:
            state_dir: where data, secrets and logs are kept; made where it is missing.
            ports: where the parts listen, on 127.0.0.1 alone.
            migrations: a folder of migrations, each named by 14 digits and a title.
            seed: an SQL file that may run twice; None for none.
            expose: which kind of platform to be: one that grants everything on every table to
                everybody, as older Supabase projects do, or one that grants nothing.
            functions: the deployed folder; None to serve no functions.
            cors: the origins whose pages may call the functions.
            web: the built page; None to serve none.
        """
        self.state_dir = state_dir.resolve()
        self.ports = ports
        self.stopping = Stopping()
        self._migrations, self._seed, self._expose = migrations, seed, expose
        self._functions_folder, self._cors, self._web_folder = functions, cors, web
        self._functions: Functions | None = None
        self._web: Web | None = None
        self._parts: list[Part] = []
        self._lock: IO[str] | None = None
        self._watchdog: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start every part and wait until all are ready.

        Raises:
            EmulatorError: where something keeps it from starting (then nothing is left running).
        """
        try:
            self._take_state_dir()
            served = ["functions"] if self._functions_folder else []
            served += ["web"] if self._web_folder else []
            self.ports.require_free(*served, "supabase", "postgres")
            self._assemble()
            self._watch_over()
            self.postgres.start()
            self.supabase.spawn()
            if self._functions:
                self._functions.spawn()
            if self._web:
                self._web.start()
            self.supabase.wait_until_ready()
            self._register_functions_key()
            if self._functions:
                self._functions.wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop every part; may be called at any time, and again."""
        for part in reversed(self._parts):
            part.stop()
        if self._lock:
            self._lock.close()
            self._lock = None
        if self._watchdog:
            # A process forked from this one may keep the pipe open: no reason to wait.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._watchdog.communicate(timeout=2)
            self._watchdog.kill()
            self._watchdog.wait()
            self._watchdog = None

    def wait(self) -> Part | None:
        """Wait until a part dies, and give it; or until `stopping` is asked.

        Changed functions are taken up meanwhile; their log lines, and what keeps changed code from
        starting, go to the terminal.
        """
        broken = False
        with self._follow_functions() as show_new_lines:
            while not self.stopping.asked:
                if self._functions and self._functions.code_changed():
                    broken = not self._takes_up_changes(self._functions)
                show_new_lines()
                for part in self._parts:
                    # Code that does not start is its author's to fix: the rest waits for that.
                    if not part.alive() and not (broken and part is self._functions):
                        return part
                time.sleep(_POLL_SECONDS)
        return None

    @property
    def functions(self) -> Functions:
        """The functions' part.

        Raises:
            EmulatorError: where this stack serves none.
        """
        if self._functions is None:
            raise EmulatorError("this stack serves no functions")
        return self._functions

    @property
    def environment(self) -> dict[str, str]:
        """What clients, tests and functions need to know, as environment variables."""
        return self._functions_settings() | {
            "DATABASE_URL": self.postgres.superuser_url,
            "SUPABASE_SECRET_KEY": self.credentials.secret_key,
            "SUPABASE_JWT_SECRET": self.credentials.jwt_secret,
            "FUNCTIONS_URL": f"http://{HOST}:{self.ports.functions}",
        }

    @property
    def web(self) -> Web:
        """The page's part.

        Raises:
            EmulatorError: where this stack serves no page.
        """
        if self._web is None:
            raise EmulatorError("this stack serves no page")
        return self._web

    @property
    def web_config(self) -> dict[str, object]:
        """What the page's `config.json` says of this stack."""
        return {
            "functions_url": f"http://{HOST}:{self.ports.functions}",
            "supabase_url": f"http://{HOST}:{self.ports.supabase}",
            "supabase_publishable_key": self.credentials.publishable_key,
            "image_origins": [],
        }

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def _take_state_dir(self) -> None:
        self.state_dir.mkdir(parents=True, exist_ok=True)
        _require_ours(self.state_dir)
        # Postgres, as another user, passes through; secrets, logs and data are closed each.
        self.state_dir.chmod(0o755)
        # Long enough for the watchdog of an emulator that was killed just now.
        self._lock = watchdog.lock(self.state_dir, seconds=3)
        if self._lock is None:
            raise EmulatorError(
                f"an emulator is running already (its state is in {self.state_dir})"
            )
        watchdog.end_orphans(self.state_dir)
        logs, previous = self.state_dir / "logs", self.state_dir / "logs.previous"
        shutil.rmtree(previous, ignore_errors=True)
        if logs.exists():
            logs.rename(previous)

    def _assemble(self) -> None:
        self.credentials = Credentials.load_or_make(self.state_dir / SECRETS)
        self.postgres = Postgres(
            self.state_dir, self.ports.postgres, self.credentials, self.stopping
        )
        self.supabase = Supabase(
            self.state_dir,
            self.ports.supabase,
            self.credentials,
            self.stopping,
            owner_url=self.postgres.owner_url,
            migrations=self._migrations,
            seed=self._seed,
            expose=self._expose,
        )
        self._parts = [self.postgres, self.supabase]
        if self._functions_folder:
            self._functions = Functions(
                self.state_dir,
                self.ports.functions,
                self.stopping,
                folder=self._functions_folder.resolve(),
                settings=self._functions_settings(),
            )
            self._parts.append(self._functions)
        if self._web_folder:
            self._web = Web(
                self.state_dir,
                self.ports.web,
                self.stopping,
                folder=self._web_folder.resolve(),
                config=self.web_config,
            )
            self._parts.append(self._web)

    def _watch_over(self) -> None:
        self._watchdog = subprocess.Popen(
            [*python(), "-m", "emulator.watchdog", str(self.state_dir)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _functions_settings(self) -> dict[str, str]:
        return {
            "SUPABASE_URL": f"http://{HOST}:{self.ports.supabase}",
            "SUPABASE_PUBLISHABLE_KEY": self.credentials.publishable_key,
            "EXAM_FUNCTIONS_KEY": self.credentials.functions_key,
            "CORS_ALLOWED_ORIGINS": self._cors,
        }

    def _register_functions_key(self) -> None:
        digest = hashlib.sha256(self.credentials.functions_key.encode()).hexdigest()
        with psycopg.connect(self.postgres.owner_url) as connection:
            known = connection.execute(
                "select to_regclass('private.functions_keys') is not null"
            ).fetchone()
            if known == (True,):
                connection.execute(
                    "insert into private.functions_keys (key_sha256) values (%s)"
                    " on conflict do nothing",
                    [digest],
                )

    def _takes_up_changes(self, functions: Functions) -> bool:
        print("functions: the code has changed, starting again", flush=True)
        try:
            functions.restart()
        except Interrupted:
            return True
        except EmulatorError as error:
            print(f"{error}\nfunctions: waiting for the next change", flush=True)
            return False
        return True

    @contextlib.contextmanager
    def _follow_functions(self) -> Iterator[Callable[[], None]]:
        if self._functions is None:
            yield lambda: None
            return
        with self._functions.log.open(encoding="utf-8", errors="replace") as log:
            yield lambda: _show(log)


def _show(log: TextIO) -> None:
    """Show the new lines of the functions' log, short; a line that is not complete waits."""
    while True:
        place = log.tell()
        line = log.readline()
        if not line.endswith("\n"):
            log.seek(place)
            return
        _TERMINAL.print(shortened(line.rstrip("\n"), datetime.now().astimezone()), soft_wrap=True)


def reset(state_dir: Path) -> None:
    """Remove everything that a stack keeps in this folder: the next start is a first start.

    Raises:
        EmulatorError: where an emulator uses it now.
    """
    state_dir = state_dir.resolve()
    if not state_dir.exists():
        return
    _require_ours(state_dir)
    held = watchdog.lock(state_dir, seconds=3)
    if held is None:
        raise EmulatorError(f"an emulator is running (its state is in {state_dir}): stop it first")
    with held:
        watchdog.end_orphans(state_dir)
        if (secrets := state_dir / SECRETS).exists():
            credentials = Credentials.load_or_make(secrets)
            home = home_of(state_dir, credentials, Account.unprivileged())
            shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(state_dir)


def _require_ours(state_dir: Path) -> None:
    if state_dir.stat().st_uid != os.geteuid():
        raise EmulatorError(f"{state_dir} belongs to another user")
