"""The command line: write the document and its plot, or say whether they are stale."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.capacity import answers, document, plot
from benchmarks.capacity.measured import Measured
from benchmarks.capacity.needs import Evening
from benchmarks.capacity.tables import FigureMissingError, Tables

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT, PLOT = DOCS / "scaling.md", DOCS / "scaling.svg"


def evenings() -> list[Evening]:
    """An evening of each size, from the committed tables.

    Raises:
        FigureMissingError: a table or a line is not there.
    """
    measured = Measured.of(
        Tables.read(DOCS / "benchmarks.md"), Tables.read(DOCS / "benchmarks-scale.md")
    )
    sizes = answers.sizes()
    return [Evening(students, measured, sizes) for students in document.STEPS]


def outputs() -> dict[Path, str]:
    """The files that are made, and what they should hold."""
    days = evenings()
    return {DOCUMENT: document.text(days), PLOT: plot.svg(days)}


def run(arguments: Sequence[str]) -> int:
    """Write the files, or only compare them; give the process's exit status."""
    try:
        made = outputs()
    except FigureMissingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if "--check" not in arguments:
        for path, content in made.items():
            path.write_text(content, encoding="utf-8")
        return 0
    stale = [
        path.name
        for path, content in made.items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]
    for name in stale:
        sys.stderr.write(f"docs/{name} is stale: make capacity\n")
    return 1 if stale else 0
