"""The command line: `python -m benchmarks.request [--quick]`."""

import argparse
import os
import platform
import subprocess
import sys
from contextlib import ExitStack
from importlib.metadata import version

from benchmarks import report
from benchmarks.report import Table
from benchmarks.request import cold_start, cpu, exam, latency, memory, servers, trips
from benchmarks.request.effort import FULL, QUICK, Effort
from benchmarks.request.exams import Exams
from benchmarks.stack import throwaway_stack
from emulator import deployed
from emulator.stack import PROJECT

DOCUMENT = PROJECT / "docs" / "benchmarks.md"
INTRO = (
    "Made by `make bench`, which measures again, on the local stack. Everything is a ratio against"
    " something measured in the same run: the median of the runs, and the lowest and the highest of"
    " them. A goal with ≤ is held to; one with “towards” is a direction."
)
MEASURES = {"exam", "trips", "cpu", "cold", "latency", "memory"}


def main() -> int:
    """Measure, print, and write the document; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.request", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="see that it works; judge and write nothing"
    )
    parser.add_argument("--only", nargs="+", choices=sorted(MEASURES), help="write nothing")
    arguments = parser.parse_args()
    deployed.make()
    wanted = set(arguments.only or MEASURES)
    tables = _measure(QUICK if arguments.quick else FULL, wanted)
    if wanted == MEASURES and not arguments.quick:
        written = report.document("Benchmarks", INTRO, _versions(), tables)
        DOCUMENT.write_text(written, encoding="utf-8")
        figures = report.as_json(_versions(), tables)
        DOCUMENT.with_suffix(".json").write_text(figures, encoding="utf-8")
    return 0 if arguments.quick else report.judged(tables)


def _measure(effort: Effort, wanted: set[str]) -> list[Table]:
    tables: list[Table] = []

    def show(table: Table) -> None:
        tables.append(table)
        print(f"\n{report.text(table)}", flush=True)

    with ExitStack() as cleanup:
        stack = cleanup.enter_context(throwaway_stack())
        with servers.everything(stack) as everything:
            exams = Exams(stack, everything.port)
        cleanup.callback(exams.close)
        if "exam" in wanted:
            show(exam.measure(stack, exams, effort.rounds, _tell))
        asked = trips.Trips()
        if wanted & {"trips", "latency"}:
            counted, asked = trips.measure(stack, exams, _tell)
            show(counted)
        if "cpu" in wanted:
            show(cpu.measure(stack, exams, effort, _tell))
        if "cold" in wanted:
            show(cold_start.measure(stack, exams, effort, _tell))
        if "latency" in wanted:
            show(latency.measure(stack, exams, asked, effort, _tell))
        if "memory" in wanted:
            show(memory.measure(stack, exams, effort, _tell))
    return tables


def _tell(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


def _versions() -> dict[str, str]:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    packages = ("functions-framework", "gunicorn", "postgrest", "pycurl", "pydantic", "supabase")
    return {
        "Python": platform.python_version(),
        **{name: version(name) for name in packages},
        "Node.js": node.stdout.strip().removeprefix("v"),
        platform.system(): f"{platform.machine()} with {os.cpu_count()} cores",
    }


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
