"""What was measured: several runs of one thing, their median and their spread; and its goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Self


@dataclass(frozen=True)
class Figure:
    """One thing measured in several runs; all in the same unit, or ratios without one."""

    runs: tuple[float, ...]

    @classmethod
    def of(cls, runs: Sequence[float]) -> Self:
        """Take the runs in the order in which they were made.

        Raises:
            ValueError: there is none.
        """
        if not runs:
            raise ValueError("a figure has at least one run")
        return cls(tuple(runs))

    @property
    def median(self) -> float:
        """The middle run, or the mean of the two in the middle."""
        return median(self.runs)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest run."""
        return min(self.runs), max(self.runs)

    def over(self, other: "Figure") -> "Figure":
        """The ratio to what was measured beside it, run by run.

        Raises:
            ValueError: the other one had another number of runs.
        """
        pairs = zip(self.runs, other.runs, strict=True)
        return Figure(tuple(mine / theirs for mine, theirs in pairs))


@dataclass(frozen=True)
class Goal:
    """At most this much; `is_binding` tells a promise from a direction."""

    at_most: float
    is_binding: bool = True

    def holds(self, figure: Figure) -> bool:
        """Whether the median is within the goal, to the two decimals that are shown."""
        return round(figure.median, 2) <= self.at_most


@dataclass(frozen=True)
class Result:
    """A line of a table: what was measured, in which unit ("" for a ratio), and what was hoped."""

    what: str
    figure: Figure
    unit: str = ""
    goal: Goal | None = None

    @property
    def verdict(self) -> str:
        """Whether the goal holds, in a word; empty where there is none."""
        if self.goal is None:
            return ""
        if self.goal.holds(self.figure):
            return "holds"
        return "FAILS" if self.goal.is_binding else "not yet"


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed (the nearest rank).

    Args:
        values: at least one, in any order.
        percent: above 0, up to 100.
    """
    ordered = sorted(values)
    return ordered[ceil(percent / 100 * len(ordered)) - 1]
