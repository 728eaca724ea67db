"""Looks at plans: whether a table is read from end to end, and how many pages are touched."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.figures import Figure
from benchmarks.scale.measuring import Database
from benchmarks.scale.statements import Statement

GROWING = ("exam_sessions", "users")
"""The tables of which no end is read."""
MODES = ("auto", "force_custom_plan", "force_generic_plan")
"""How Postgres may plan a prepared statement: as it likes, for these parameters, or for any."""
BENEATH = "functions and triggers"
"""What no plan shows."""


def sequential_scans(database: Database, statements: Sequence[Statement]) -> list[str]:
    """Name the statements with a sequential scan of a growing table in a plan, or in what it calls.

    Plans are looked at in each mode. Functions and triggers are not in them: so each statement is
    sent too, and Postgres's own count of the scans that it made meanwhile is read.
    """
    found = []
    for statement in statements:
        for mode in () if statement.refused else MODES:
            explained = database.guarded.explain(
                statement, database.pick(statement), mode, "format json"
            )
            if any(map(_is_scan, _nodes(json.loads(explained)))):
                found.append(f"{statement.name} ({mode})")
        if database.send(statement, counting_scans=True).sequential_scans:
            found.append(f"{statement.name} ({BENEATH})")
    return found


def pages(database: Database, statement: Statement, times: int) -> Figure:
    """Count the pages of shared memory that a statement touches, those of functions too.

    What is not counted: foreign keys, which are checked when the statement is over.
    """
    counts = []
    for _ in range(times):
        explained = database.guarded.explain(
            statement,
            database.pick(statement),
            "auto",
            "analyze, buffers, timing off, summary off, format json",
        )
        plan = json.loads(explained)[0]["Plan"]
        counts.append(float(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]))
    return Figure.of(counts)


def plan(database: Database, statement: Statement) -> str:
    """Give a plan for a person to read, as it was executed."""
    return database.guarded.explain(
        statement, database.pick(statement), "auto", "analyze, buffers, verbose"
    )


def _is_scan(node: dict[str, Any]) -> bool:
    return node.get("Node Type") == "Seq Scan" and node.get("Relation Name") in GROWING


def _nodes(explained: Any) -> Iterator[dict[str, Any]]:
    if isinstance(explained, dict):
        yield explained
        explained = list(explained.values())
    if isinstance(explained, list):
        for part in explained:
            yield from _nodes(part)
