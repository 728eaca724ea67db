"""The command line: `python -m emulator run`, `serve`, `demo` or `reset`."""

import signal
import sys
from pathlib import Path
from types import FrameType

from emulator import demo, dispatch
from emulator.credentials import write_private
from emulator.errors import EmulatorError, Interrupted
from emulator.ports import Ports
from emulator.stack import PROJECT, Stack, reset

_USAGE = "usage: python -m emulator run|serve|demo|reset"
_STATE_DIR = PROJECT / ".emulator"


def main(arguments: list[str]) -> int:
    """Do what the command line says, and give the exit code."""
    try:
        match arguments:
            case ["run"]:
                return _run(_STATE_DIR, PROJECT / ".env.local")
            case ["serve"]:
                dispatch.serve(PROJECT / "functions", Ports.from_environment().functions)
            case ["demo"]:
                demo.run(_STATE_DIR, PROJECT / ".env.local")
                return 0
            case ["reset"]:
                reset(_STATE_DIR)
                print("The emulator's data is gone: the next start is a first start.")
                return 0
    except Interrupted:
        return 0
    except EmulatorError as error:
        print(f"emulator: {error}", file=sys.stderr)
        return 1
    print(_USAGE, file=sys.stderr)
    return 2


def _run(state_dir: Path, env_file: Path) -> int:
    stack = Stack(state_dir, Ports.from_environment())

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        # No exception from here: it could come between a process and the note that it was
        # started. A second Ctrl-C changes nothing: stopping goes on, and has its time limits.
        if not stack.stopping.is_set():
            print("\nStopping.", flush=True)
        stack.stopping.set()

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, ask_to_stop)
    print("Starting; the first time takes a little longer.", flush=True)
    with stack:
        _write_env_file(stack, env_file)
        print(_table(stack), flush=True)
        died = stack.wait()
        if died:
            print(
                f"emulator: {died.name} died; the end of {died.log}:\n{died.log_tail()}",
                file=sys.stderr,
            )
    return 1 if died else 0


def _write_env_file(stack: Stack, path: Path) -> None:
    lines = [f'{name}="{value}"' for name, value in stack.environment.items()]
    write_private(path, "\n".join(["# Written by the emulator at each start.", *lines, ""]))


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
