"""Tables of results, for the terminal, for a document, and as JSON for what reads them."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benchmarks.figures import Goal, Result

FEW = 1000
"""From here on, decimals say nothing."""

HEAD = ("what", "median", "spread", "runs", "goal", "")


@dataclass
class Table:
    """Results of one kind. `note` says how they were measured."""

    title: str
    note: str
    results: list[Result] = field(default_factory=list)


def document(title: str, intro: str, versions: dict[str, str], tables: Iterable[Table]) -> str:
    """Write tables as a Markdown document.

    Args:
        title: its heading.
        intro: what it is, and the command that made it.
        versions: of everything that has a part in the figures, the machine among them.
        tables: what was measured.
    """
    measured = f"{datetime.now(UTC):%Y-%m-%d}, " + ", ".join(
        f"{name} {version}" for name, version in versions.items()
    )
    parts = [f"# {title}", intro, f"Measured {measured}."]
    for table in tables:
        parts += [f"## {table.title}", table.note, _markdown(table.results)]
    return "\n\n".join(parts) + "\n"


def as_json(versions: dict[str, str], tables: Iterable[Table]) -> str:
    """Write tables as JSON: what they were measured with, and each figure's runs by its name."""
    content = {
        "versions": versions,
        "tables": {
            table.title: {
                result.what: {
                    "median": result.figure.median,
                    "unit": result.unit,
                    "runs": result.figure.runs,
                }
                for result in table.results
            }
            for table in tables
        },
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def text(table: Table) -> str:
    """Write a table for a terminal."""
    rows = [HEAD, *map(cells, table.results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([table.title, "", *lines, ""])


def judged(tables: Iterable[Table]) -> int:
    """Name on standard error what breaks a promise; give the exit code, 1 where something does."""
    broken = failures(tables)
    for one in broken:
        print(f"broken: {one.what}", file=sys.stderr)
    return 1 if broken else 0


def failures(tables: Iterable[Table]) -> list[Result]:
    """The results that break a promise."""
    return [one for table in tables for one in table.results if one.verdict == "FAILS"]


def cells(result: Result) -> tuple[str, ...]:
    """A result as a row of words."""
    lowest, highest = result.figure.spread
    return (
        result.what,
        f"{_number(result.figure.median)} {result.unit}".rstrip(),
        f"{_number(lowest)}–{_number(highest)}",
        str(len(result.figure.runs)),
        _goal(result.goal),
        result.verdict,
    )


def _goal(goal: Goal | None) -> str:
    if goal is None:
        return ""
    return f"{'≤' if goal.is_binding else 'towards'} {_number(goal.at_most)}"


def _number(value: float) -> str:
    is_whole = value == int(value) or abs(value) >= FEW
    return f"{value:,.0f}" if is_whole else f"{value:.2f}"


def _markdown(results: Sequence[Result]) -> str:
    rows = [HEAD, ("---",) * len(HEAD), *map(cells, results)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
