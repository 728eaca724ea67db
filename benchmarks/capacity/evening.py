"""An exam-season evening, minute by minute."""

from collections.abc import Iterable, Mapping, Sequence
from math import exp

from benchmarks.capacity import assumptions as assumed
from benchmarks.capacity.exam import Asked

Series = list[float]
"""A value for each minute from the first beginning on."""


def beginnings() -> Series:
    """The share of the day's exams that begin in each minute: a bell, cut off at both ends."""
    first, last, peak = (
        one.value * 60 for one in (assumed.FIRST_HOUR, assumed.LAST_HOUR, assumed.PEAK_HOUR)
    )
    spread = assumed.SPREAD_MINUTES.value
    bell = [
        exp(-(((first + minute + 0.5 - peak) / spread) ** 2) / 2)
        for minute in range(round(last - first))
    ]
    return [height / sum(bell) for height in bell]


def convolve(begin: Sequence[float], asked: Iterable[Asked]) -> dict[str, Series]:
    """What is asked of each function in each minute, an exam's requests following its beginning.

    Args:
        begin: exams that begin, by minute.
        asked: the requests of one exam.

    Returns:
        Requests by function and minute, until the last exam is over.
    """
    requests = list(asked)
    length = len(begin) + max((one.minute for one in requests), default=0)
    series: dict[str, Series] = {}
    for one in requests:
        of_function = series.setdefault(one.function, [0.0] * length)
        for minute, exams in enumerate(begin, one.minute):
            of_function[minute] += exams * one.times
    return series


def under_way(begin: Sequence[float], lasting: int, share: float = 1) -> Series:
    """How many exams are being taken in each minute.

    Args:
        begin: exams that begin, by minute.
        lasting: minutes that an exam takes.
        share: of all exams, those that last so long.
    """
    series = [0.0] * (len(begin) + lasting)
    for minute, exams in enumerate(begin):
        for later in range(minute, minute + lasting):
            series[later] += exams * share
    return series


def weighted(requests: Mapping[str, Series], weights: Mapping[str, float]) -> Series:
    """Sum the functions' series, each multiplied by what one of its requests costs."""
    rows = [[weights.get(name, 0) * value for value in row] for name, row in requests.items()]
    return [sum(column) for column in zip(*rows, strict=True)]


def added(*series: Sequence[float]) -> Series:
    """Sum series of different lengths, minute by minute."""
    length = max(map(len, series))
    return [sum(one[minute] for one in series if minute < len(one)) for minute in range(length)]
