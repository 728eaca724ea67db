"""Reading measured figures out of the documents that the benchmarks write."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_MEDIAN = 1
"""The column of the median; the first is what was measured."""


class FigureMissingError(Exception):
    """A document lacks a table or a line that the arithmetic needs; the text says which."""


@dataclass(frozen=True)
class Tables:
    """The tables of a document, by their headings: medians by the name of their line."""

    document: str
    by_title: dict[str, dict[str, str]]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a document.

        Raises:
            FigureMissingError: there is no such document.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise FigureMissingError(f"{path}: no such document") from None
        return cls.parse(path.name, text)

    @classmethod
    def parse(cls, document: str, text: str) -> Self:
        """Take the tables out of Markdown; the first line of a name counts."""
        found: dict[str, dict[str, str]] = {}
        for part in text.split("\n## ")[1:]:
            title, _, body = part.partition("\n")
            lines = found.setdefault(title.strip(), {})
            for line in body.splitlines():
                cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
                if line.startswith("| ") and len(cells) > _MEDIAN:
                    lines.setdefault(cells[0].replace("`", ""), cells[_MEDIAN])
        return cls(document, found)

    def title(self, pattern: str) -> re.Match[str]:
        """Find a heading by a pattern, with what its groups hold.

        Raises:
            FigureMissingError: no heading is like that.
        """
        for title in self.by_title:
            if match := re.fullmatch(pattern, title):
                return match
        raise FigureMissingError(f"{self.document}: no table “{pattern}”")

    def median(self, title: str, line: str) -> float:
        """The median of a line, without its unit.

        Raises:
            FigureMissingError: the table or the line is not there, or holds no number.
        """
        table = self.by_title.get(title)
        if table is None:
            raise FigureMissingError(f"{self.document}: no table “{title}”")
        number = _NUMBER.match(table.get(line, ""))
        if number is None:
            raise FigureMissingError(f"{self.document}, “{title}”: no line “{line}” with a number")
        return float(number[0].replace(",", ""))
