"""A whole TOLC-I as the frontends of docs/api.md would take it: which request, and when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from benchmarks.capacity import assumptions as assumed
from exam_simulation.store.exam_types import exam_types

EXAM_TYPE = "TOLC-I"
WRITES: Mapping[str, int] = {
    "create_session": 1,
    "start_section": 1,
    "save_answers": 1,
    "complete_section": 1,
}
"""Rows that a request writes."""


class Asked(NamedTuple):
    """So many requests (a mean, so not always whole) to a function in that minute of the exam."""

    minute: int
    function: str
    times: float


def minutes() -> int:
    """How long the exam takes."""
    return sum(plan.duration_minutes for plan in exam_types()[EXAM_TYPE].sections)


def whole() -> list[Asked]:
    """The requests of an exam that is taken to its end, all of its time used."""
    return [*_before(), *_sections(), *_after()]


def abandoned() -> list[Asked]:
    """The requests of one whose page is closed before the end."""
    closed_at = minutes() * assumed.ABANDONED_AT.value
    return [one for one in whole() if one.minute < closed_at]


def mean() -> list[Asked]:
    """The requests of the mean exam: some are abandoned."""
    share = assumed.ABANDONED.value
    taken = [one._replace(times=one.times * (1 - share)) for one in whole()]
    return taken + [one._replace(times=one.times * share) for one in abandoned()]


def by_function(asked: Iterable[Asked]) -> Counter[str]:
    """How many requests there are to each function."""
    counts: Counter[str] = Counter()
    for one in asked:
        counts[one.function] += one.times  # type: ignore[assignment] # a mean is not whole
    return counts


def _before() -> Iterator[Asked]:
    yield Asked(0, "get_config", 1)
    yield Asked(0, "get_history", 2)  # completed, and unfinished to resume
    yield Asked(0, "create_session", 1)


def _sections() -> Iterator[Asked]:
    begin = 0
    saves_a_minute = 60 / assumed.SAVE_EVERY.value
    for plan in exam_types()[EXAM_TYPE].sections:
        yield Asked(begin, "start_section", 1)
        end = begin + plan.duration_minutes
        yield from (Asked(minute, "save_answers", saves_a_minute) for minute in range(begin, end))
        yield Asked(end, "complete_section", 1)
        begin = end
    for function in ("get_session", "start_section"):
        yield Asked(begin // 2, function, assumed.RELOADS.value)


def _after() -> Iterator[Asked]:
    yield Asked(minutes(), "get_results", 1)
    yield Asked(minutes(), "get_history", 1)
