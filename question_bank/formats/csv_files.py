"""CSV: a row a question, a column a field; the first row names the columns.

Columns may be separated by commas, semicolons (as spreadsheets do where the comma is decimal) or
tabs, and may come in any order; those that a question can lack may be missing.
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO, TextIO

from question_bank.faults import UnreadableFile
from question_bank.formats.found import Found, text_lines
from question_bank.question import FIELDS, Question

SEPARATORS = ",;\t"


def read(file: BinaryIO) -> Iterator[Found]:
    """Read questions.

    Raises:
        UnreadableFile: the first row names no columns of ours, or the rest is no CSV.
    """
    lines = text_lines(file)
    first = next(lines, "")
    separator = max(SEPARATORS, key=first.count)
    rows = csv.reader(chain([first], lines), delimiter=separator, strict=True)
    try:
        names = [name.strip() for name in next(rows, [])]
        _require_known(names)
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _found(line, names, row)
            line = rows.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(rows.line_num, f"is no CSV: {error}") from None


def write(questions: Iterable[Question], file: TextIO) -> None:
    """Write questions, all columns."""
    writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
    writer.writeheader()
    for question in questions:
        writer.writerow(question.model_dump(mode="json"))


def _require_known(names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise UnreadableFile(1, "the first row names a column twice")
    if unknown := [name for name in names if name not in FIELDS]:
        known = ", ".join(FIELDS)
        raise UnreadableFile(1, f"no column of ours is called {unknown[0]!r}; there are {known}")


def _found(line: int, names: list[str], row: list[str]) -> Found:
    if len(row) != len(names):
        told = f"has {len(row)} cells, the first row names {len(names)} columns"
        return Found(line, refused={None: told})
    # An empty cell is a field that the question lacks.
    cells: dict[str, Any] = {name: cell for name, cell in zip(names, row, strict=True) if cell}
    return Found(line, cells)
