"""Writes the tables and the plot of docs/scaling.md, from the benchmarks' figures: no measuring.

`python -m benchmarks.scaling` reads what `make bench` and `make bench-scale` keep as JSON. The
prose of the document is written by hand; what stands between two markers is written here.
"""

import json
import math
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.request.cpu import EXAM
from emulator.stack import PROJECT

DOCS = PROJECT / "docs"
DOCUMENT, PLOT = DOCS / "scaling.md", DOCS / "scaling.svg"

STUDENTS = (1_000, 100_000, 10_000_000)
"""How many begin an exam on one evening."""
FIRST, LAST, PEAK, SPREAD = 18.0, 23.0, 20.75, 1.0
"""Hours: nobody begins before or after; most at the peak, normally distributed around it."""
EXAM_HOURS = 2.0
"""From the beginning of a TOLC-I to its end."""
INSTANCE_SHARE = 0.6
"""Of an instance's vCPU, before Cloud Run starts another."""
POSTGREST_MILLISECONDS = 1.0
"""PostgREST's CPU a request, measured on two cores: 0.6 to 1.5."""
INT4 = 2**31 - 1
DAYS = 365

Rows = list[tuple[str, ...]]
Figures = Mapping[str, Mapping[str, Any]]


def main(*, is_check: bool = False) -> int:
    """Write the document, or tell whether it is stale; give the exit code."""
    text = DOCUMENT.read_text(encoding="utf-8")
    written = filled(text, _tables(_figures("benchmarks"), _figures("benchmarks-scale")))
    if is_check:
        return int(written != text)
    DOCUMENT.write_text(written, encoding="utf-8")
    _plot()
    return 0


def filled(text: str, tables: Mapping[str, str]) -> str:
    """Put each table between its markers.

    Raises:
        KeyError: the text marks a table that there is not.
    """

    def table(marked: re.Match[str]) -> str:
        return f"<!-- {marked[1]} -->\n{tables[marked[1]]}\n<!-- end -->"

    return re.sub(r"<!-- (\w+) -->\n.*?<!-- end -->", table, text, flags=re.DOTALL)


def _figures(name: str) -> Figures:
    content = json.loads((DOCS / f"{name}.json").read_text(encoding="utf-8"))
    tables: Figures = content["tables"]
    return tables


def _median(figures: Figures, table: str, what: str) -> float:
    return float(figures[table][what]["median"])


def _tables(request: Figures, scale: Figures) -> dict[str, str]:
    return {
        "exam": _exam(request),
        "evening": _evening(request),
        "year": _year(scale),
    }


def _exam(request: Figures) -> str:
    rows: Rows = [("", "requests", "CPU, ms each", "round trips each", "CPU in all, ms")]
    for name, count in EXAM.items():
        cpu = _median(request, "CPU a request", f"`{name}`, CPU")
        trips = _median(request, "Round trips", f"`{name}`, warm")
        rows.append((f"`{name}`", *map(_number, (count, cpu, trips, count * cpu))))
    costs: Rows = [
        ("one exam", "costs"),
        ("requests to the functions", _number(sum(EXAM.values()))),
        ("the functions' CPU", f"{_number(_cpu(request))} vCPU-seconds"),
        ("requests to Supabase's REST API", _number(_trips(request))),
        ("WAL", f"{_number(_median(request, 'An exam', 'WAL'))} kB"),
        ("writes of the session's row", _number(_writes(request))),
    ]
    return f"{_markdown(rows)}\n\n{_markdown(costs)}"


def _cpu(request: Figures) -> float:
    return _median(request, "CPU a request", f"an exam of {EXAM['save_answers']} saves")


def _trips(request: Figures) -> float:
    return _median(request, "An exam", "requests to Supabase's REST API")


def _writes(request: Figures) -> float:
    return _median(request, "An exam", "writes of the session's row")


def _evening(request: Figures) -> str:
    """What the busiest moment asks for."""
    under_way = max(_under_way(hour) for hour in _hours())
    requests = sum(EXAM.values()) / (EXAM_HOURS * 3600)
    share_of_peak = {
        "exams under way at the peak": under_way,
        "requests a second at the peak": under_way * requests,
        "functions' vCPU at the peak": under_way * _cpu(request) / (EXAM_HOURS * 3600),
        "instances of one vCPU": under_way * _cpu(request) / (EXAM_HOURS * 3600) / INSTANCE_SHARE,
        "REST requests a second at the peak": under_way * _trips(request) / (EXAM_HOURS * 3600),
        "PostgREST's vCPU at the peak": under_way
        * _trips(request)
        * POSTGREST_MILLISECONDS
        / 1000
        / (EXAM_HOURS * 3600),
        "WAL at the peak, kB a second": under_way
        * _median(request, "An exam", "WAL")
        / (EXAM_HOURS * 3600),
    }
    return _by_students(share_of_peak)


def _year(scale: Figures) -> str:
    """What a year of such evenings leaves."""

    def held(table: str) -> float:
        row = _median(scale, "Bytes", f"a row of `{table}`")
        return row + _median(scale, "Bytes", f"its entries in the indexes of `{table}`")

    sections = EXAM["start_section"]
    gigabytes = {
        "sessions, GB a year": held("exam_sessions") * DAYS / 1e9,
        "papers, GB a year": sections * held("section_papers") * DAYS / 1e9,
    }
    ids = [
        ("`exam_sessions.id` runs out after, years", *(_number(INT4 / n / DAYS) for n in STUDENTS))
    ]
    return "\n".join([_by_students(gigabytes), *_lines(ids)])


def _by_students(per_student: Mapping[str, float]) -> str:
    head = ("", *(f"{n:,} students" for n in STUDENTS))
    rows = [(what, *(_number(n * one) for n in STUDENTS)) for what, one in per_student.items()]
    return _markdown([head, *rows])


def _hours() -> list[float]:
    return [FIRST + minute / 60 for minute in range(int(60 * (LAST + EXAM_HOURS - FIRST)) + 1)]


def _begun(hour: float) -> float:
    """The share of an evening's students that has begun by then."""

    def normal(at: float) -> float:
        return math.erf((at - PEAK) / SPREAD / math.sqrt(2))

    whole = normal(LAST) - normal(FIRST)
    return (normal(min(max(hour, FIRST), LAST)) - normal(FIRST)) / whole


def _under_way(hour: float) -> float:
    return _begun(hour) - _begun(hour - EXAM_HOURS)


def _number(value: float) -> str:
    """Two digits that mean something, or all before the point."""
    if value == 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    return f"{round(value, digits):,.{digits}f}"


def _markdown(rows: Iterable[tuple[str, ...]]) -> str:
    head, *rest = rows
    return "\n".join(_lines([head, ("---",) * len(head), *rest]))


def _lines(rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in rows]


def _plot() -> None:
    mpl.rcParams["svg.hashsalt"] = "scaling"
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    axes = figure.subplots()
    hours = _hours()
    axes.fill_between(hours, [100 * _under_way(hour) for hour in hours], alpha=0.3)
    axes.plot(hours, [100 * _under_way(hour) for hour in hours], label="exams under way")
    axes.plot(hours, [100 * _begun(hour) for hour in hours], label="exams begun", linestyle="--")
    axes.set(xlabel="hour of the evening", ylabel="% of the evening's students", ylim=(0, 105))
    axes.legend(loc="upper left")
    axes.grid(alpha=0.3)
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main(is_check="--check" in sys.argv[1:]))
