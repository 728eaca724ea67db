"""The files in which a person has agreed to the rights: read, written, compared."""

import difflib
from pathlib import Path

from tests.rights.callers import Caller
from tests.rights.matrix import Matrix
from tests.rights.probes import Right

HERE = Path(__file__).parent
WRITE = "python -m tests.rights"


def lines_of(matrix: Matrix) -> list[str]:
    """Write a matrix as text: a line a right, an empty one between objects."""
    lines: list[str] = []
    last = ""
    for right, cells in matrix.items():
        whole = right.object.partition(" ")[0]
        if last not in {"", whole}:
            lines.append("")
        last = whole
        reach = "".join(f"{cells[caller]:<7}" for caller in Caller)
        lines.append(f"{right.kind:<9}{right.object:<47} {right.verb:<10}{reach}".rstrip())
    return lines


def read(file: str) -> Matrix:
    """Read a reviewed file."""
    return dict(_parsed(line) for line in _lines(file) if line)


def write(file: str, matrix: Matrix) -> None:
    """Write a reviewed file again, but for the comment that it begins with."""
    comment = [line for line in (HERE / file).read_text().splitlines() if line.startswith("#")]
    (HERE / file).write_text("\n".join([*comment, "", *lines_of(matrix), ""]))


def difference(file: str, matrix: Matrix) -> str:
    """Tell how what was found differs from what was reviewed; empty where it does not."""
    found = lines_of(matrix)
    diff = difflib.unified_diff(_lines(file), found, f"{file}, reviewed", "found", lineterm="", n=0)
    return "\n".join(diff)


def _lines(file: str) -> list[str]:
    text = (HERE / file).read_text()
    return [line for line in text.strip().splitlines() if not line.startswith("#")][1:]


def _parsed(line: str) -> tuple[Right, dict[Caller, str]]:
    # From its end: the name of an object may have blanks, and be longer than its column.
    words = line.split()
    cells, verb = words[-len(Caller) :], words[-len(Caller) - 1]
    object_ = " ".join(words[1 : -len(Caller) - 1])
    return Right(words[0], object_, verb), dict(zip(Caller, cells, strict=True))
