"""The command line: `python -m emulator run`, `serve`, `demo` or `reset`."""

import contextlib
import os
import sys
from types import FrameType
from typing import NoReturn

from emulator import demo
from emulator.credentials import write_private
from emulator.errors import EmulatorError, Interrupted
from emulator.interrupts import handle
from emulator.part import python
from emulator.ports import HOST, Ports
from emulator.stack import PROJECT, Stack, reset

_STATE_DIR = PROJECT / ".emulator"
_ENV_FILE = PROJECT / ".env.local"


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
    stack = Stack(_STATE_DIR, Ports.from_environment())

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
    print(f"The functions alone, at {url}; Ctrl-C stops them.", flush=True)
    command = [*python(), "-m", "emulator.dispatch", ".", str(ports.functions)]
    os.chdir(PROJECT / "functions")
    os.execv(command[0], command)  # noqa: S606 - from here on, this is that process


def _demo() -> int:
    demo.run(_STATE_DIR, _ENV_FILE)
    return 0


def _reset() -> int:
    reset(_STATE_DIR)
    print("The emulator's data is gone: the next start is a first start.")
    return 0


def _write_env_file(stack: Stack) -> None:
    lines = [f'{name}="{value}"' for name, value in stack.environment.items()]
    write_private(_ENV_FILE, "\n".join(["# Written by the emulator at each start.", *lines, ""]))


def _table(stack: Stack) -> str:
    environment = stack.environment
    functions = f"{environment['FUNCTIONS_URL']}/api/exam-simulation"
    rows = {
        "Functions": functions,
        "Auth and REST": environment["SUPABASE_URL"],
        "Postgres": f"127.0.0.1:{stack.ports.postgres} (DATABASE_URL in .env.local)",
        "Publishable key": environment["SUPABASE_PUBLISHABLE_KEY"],
        "Functions' key": environment["EXAM_FUNCTIONS_KEY"],
        "Logs": str(stack.postgres.log.parent),
        "Try": f"curl -s {functions}/config",
    }
    width = max(map(len, rows)) + 2
    lines = [f"  {title:<{width}}{value}" for title, value in rows.items()]
    return "\n".join(["", *lines, "", "  Ctrl-C stops everything; the data stays.", ""])


_COMMANDS = {"run": _run, "serve": _serve, "demo": _demo, "reset": _reset}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
