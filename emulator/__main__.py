"""The command line: `python -m emulator run`, and the commands below."""

import contextlib
import os
import sys
from types import FrameType
from typing import NoReturn

from dotenv import dotenv_values
from psycopg.conninfo import conninfo_to_dict

from emulator import demo
from emulator.credentials import write_private
from emulator.errors import EmulatorError, Interrupted
from emulator.interrupts import handle
from emulator.part import python
from emulator.ports import HOST, Ports, is_listening
from emulator.postgres import installed_binaries
from emulator.stack import PROJECT, Stack, reset

_STATE_DIR = PROJECT / ".emulator"
_ENV_FILE = PROJECT / ".env.local"
_PAGE = PROJECT / "web" / "dist"
_WRITTEN = "# Written by the emulator at each start."


def main(arguments: list[str]) -> int:
    """Do what the command line says, and give the exit code."""
    command = _COMMANDS.get(" ".join(arguments))
    if command is None:
        print(f"usage: python -m emulator {'|'.join(_COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return command()
    except Interrupted:
        return 0
    except KeyboardInterrupt:
        return 130
    except EmulatorError as error:
        print(f"emulator: {error}", file=sys.stderr)
        return 1


def _run() -> int:
    _require_own_env_file()
    page = _PAGE if (_PAGE / "index.html").exists() else None
    stack = Stack(_STATE_DIR, Ports.from_environment(), web=page)

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        # No exception from here: it could come between a process and the note that it was
        # started. So no `print`, for which the terminal may be busy, or gone. A second Ctrl-C
        # changes nothing: stopping goes on, and has its time limits.
        if not stack.stopping.asked:
            stack.stopping.asked = True
            with contextlib.suppress(OSError):
                os.write(sys.stdout.fileno(), b"\nStopping.\n")

    handle(ask_to_stop)
    print("Starting; the first time takes a little longer.", flush=True)
    with stack:
        _write_env_file(stack)
        print(_table(stack), flush=True)
        died = stack.wait()
        if died:
            print(
                f"emulator: {died.name} died; the end of {died.log}:\n{died.log_tail()}",
                file=sys.stderr,
            )
    return 1 if died else 0


def _serve() -> NoReturn:
    ports = Ports.from_environment()
    ports.require_free("functions")
    url = f"http://{HOST}:{ports.functions}/api/exam-simulation"
    supabase = os.environ.get("SUPABASE_URL") or dotenv_values(_ENV_FILE).get("SUPABASE_URL")
    print(f"The functions alone, at {url}; Ctrl-C stops them.")
    print(f"They use the Supabase at {supabase or '(SUPABASE_URL is not set)'}", flush=True)
    command = [*python(), "-m", "emulator.dispatch", ".", str(ports.functions)]
    os.chdir(PROJECT / "functions")
    os.execv(command[0], command)  # noqa: S606 - from here on, this is that process


def _demo() -> int:
    demo.run(_STATE_DIR, _ENV_FILE)
    return 0


def _status() -> int:
    ports = Ports.from_environment()
    for name in ("web", "functions", "supabase", "postgres"):
        port = getattr(ports, name)
        state = "listening" if is_listening(port) else "not running"
        print(f"  {name:<10} {HOST}:{port}  {state}")
    return 0


def _logs() -> NoReturn:
    files = sorted((_STATE_DIR / "logs").glob("*.log"))
    if not files:
        raise EmulatorError("there are no logs yet; `make run` writes them")
    os.execvp("tail", ["tail", "-n", "20", "-F", *map(str, files)])  # noqa: S606


def _psql() -> NoReturn:
    url = dotenv_values(_ENV_FILE).get("DATABASE_URL")
    if not url:
        raise EmulatorError(".env.local has no DATABASE_URL; `make run` writes it")
    # Not as an argument: other users of the machine could read the password there.
    known = {f"PG{name.upper()}": value for name, value in conninfo_to_dict(url).items()}
    named = {"PGDBNAME": "PGDATABASE"}
    variables = {named.get(name, name): str(value) for name, value in known.items()}
    program = str(installed_binaries() / "psql")
    os.execve(program, [program], os.environ | variables)  # noqa: S606


def _reset() -> int:
    reset(_STATE_DIR)
    print("The emulator's data is gone: the next start is a first start.")
    return 0


def _write_env_file(stack: Stack) -> None:
    lines = [f'{name}="{value}"' for name, value in stack.environment.items()]
    write_private(_ENV_FILE, "\n".join([_WRITTEN, *lines, ""]))


def _require_own_env_file() -> None:
    if _ENV_FILE.exists() and not _ENV_FILE.read_text(errors="replace").startswith(_WRITTEN):
        raise EmulatorError(
            f"{_ENV_FILE} was not written by `make run`, which would overwrite it: move it away"
            " first (`make serve` uses it)"
        )


def _table(stack: Stack) -> str:
    environment = stack.environment
    functions = f"{environment['FUNCTIONS_URL']}/api/exam-simulation"
    page = f"http://{HOST}:{stack.ports.web}/" if _PAGE.exists() else "(`make run` builds it)"
    rows = {
        "Page": page,
        "API document": f"{page}docs/" if _PAGE.exists() else "docs/openapi.json",
        "Functions": functions,
        "Auth and REST": environment["SUPABASE_URL"],
        "Postgres": f"127.0.0.1:{stack.ports.postgres} (make psql)",
        "Publishable key": environment["SUPABASE_PUBLISHABLE_KEY"],
        "Settings": f"{_ENV_FILE} (keys and passwords too)",
        "Logs": str(stack.postgres.log.parent),
        "Try": f"curl -s {functions}/config",
    }
    width = max(map(len, rows)) + 2
    lines = [f"  {title:<{width}}{value}" for title, value in rows.items()]
    return "\n".join(["", *lines, "", "  Ctrl-C stops everything; the data stays.", ""])


_COMMANDS = {
    "run": _run,
    "serve": _serve,
    "demo": _demo,
    "status": _status,
    "logs": _logs,
    "psql": _psql,
    "reset": _reset,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
