"""CSV: a row for each question, a column for each field. The first row names the columns.

Columns may be separated by commas, semicolons (as spreadsheets do where the comma is decimal) or
tabs, and may come in any order; those that a question can lack may be missing.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO, TextIO

from question_bank.faults import UnreadableFile, shown
from question_bank.formats.found import Found, text_lines
from question_bank.question import FIELDS, Question

SEPARATORS = ",;\t"

# What a spreadsheet would run. A quote before it makes it a text, and a text may begin so itself.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"^'(?='*[=+\-@\t\r])")

# As spreadsheets write true and false in Italy.
_ITALIAN = {"vero": True, "falso": False}


def read(file: BinaryIO) -> Iterator[Found]:
    """Read questions.

    Raises:
        UnreadableFile: the first row names no columns of ours, or the rest is no CSV.
    """
    lines = text_lines(file)
    # Excel may begin with a line that names the separator, for itself.
    before, first = _first(lines)
    separator = max(SEPARATORS, key=first.count)
    rows = csv.reader(chain([first], lines), delimiter=separator, strict=True)
    try:
        names = [name.casefold() for name in _without_empty_end(next(rows, []))]
        _require_known(before + 1, names)
        line = before + rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _found(line, names, row)
            line = before + rows.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(before + rows.line_num, f"is no CSV: {error}") from None


def write(questions: Iterable[Question], file: TextIO) -> None:
    """Write questions, all columns."""
    writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
    writer.writeheader()
    for question in questions:
        cells = question.model_dump(mode="json")
        writer.writerow({name: _as_text(cell) for name, cell in cells.items()})


def _as_text(cell: object) -> object:
    """Keep a spreadsheet from running a text as a formula, as OWASP says ("CSV Injection")."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _first(lines: Iterator[str]) -> tuple[int, str]:
    """Skip what stands before the first row; give how many lines, and the row."""
    for number, line in enumerate(lines):
        if line.strip() and not line.lower().startswith("sep="):
            return number, line
    return 0, ""


def _without_empty_end(cells: list[str]) -> list[str]:
    """The cells of a row, without empty ones at its end, which spreadsheets add."""
    stripped = [cell.strip() for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    return stripped


def _require_known(line: int, names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise UnreadableFile(line, "the first row names a column twice")
    if unknown := [name for name in names if name not in FIELDS]:
        known = ", ".join(FIELDS)
        raise UnreadableFile(
            line, f"no column of ours is called {shown(unknown[0])}; there are {known}"
        )


def _found(line: int, names: list[str], row: list[str]) -> Found:
    if len(row) < len(names) or any(cell.strip() for cell in row[len(names) :]):
        message = f"has {len(row)} cells, the first row names {len(names)} columns"
        return Found(line, refused={None: message})
    # An empty cell is a field that the question lacks.
    cells: dict[str, Any] = {
        name: _QUOTED_FORMULA.sub("", cell.strip())
        for name, cell in zip(names, row, strict=False)
        if cell.strip()
    }
    if (word := cells.get("active", "").casefold()) in _ITALIAN:
        cells["active"] = _ITALIAN[word]
    return Found(line, cells)
