"""The evening, drawn: one curve for each number of students."""

import io
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.capacity import assumptions as assumed
from benchmarks.capacity.needs import Evening
from benchmarks.capacity.numbers import about

_COLOURS = ("#0072B2", "#D55E00", "#009E73")  # told apart by everybody
_HOURS_A_DAY = 24
_MINUTES = 60
_TENTH = 0.1
_SMALL = 1000
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "exam-simulation",  # the same picture has the same bytes
    "svg.fonttype": "path",  # with the font that matplotlib brings
    "font.family": "DejaVu Sans",
    "axes.grid": True,
    "grid.alpha": 0.3,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def svg(days: Sequence[Evening]) -> str:
    """Draw the evenings as SVG; the same evenings give the same bytes."""
    written = io.StringIO()
    with mpl.rc_context(_STYLE):
        figure(days).savefig(written, format="svg", metadata={"Date": None})
    return "\n".join(map(str.rstrip, written.getvalue().splitlines())) + "\n"


def figure(days: Sequence[Evening]) -> Figure:
    """Draw exams under way, requests and vCPU, one above the other."""
    drawn = Figure(figsize=(8, 8.5), layout="constrained")
    axes = drawn.subplots(3, 1, sharex=True)
    titles = (
        "exams under way",
        "requests to the functions, a second",
        "vCPU that the functions use",
    )
    for axis, title in zip(axes, titles, strict=True):
        axis.set_yscale("log")
        axis.set_title(title, loc="left", fontsize=10)
        axis.yaxis.set_major_formatter(FuncFormatter(_plain))
    for day, colour in zip(days, _COLOURS, strict=True):
        for axis, values in zip(axes, (day.under_way, day.requests_a_second, day.cpu), strict=True):
            _curve(axis, values, colour, f"{day.students:,} students")
    axes[0].set_ylabel("exams")
    axes[1].set_ylabel("requests/s")
    axes[2].set_ylabel("vCPU")
    axes[2].set_xlabel("time of day (h)")
    axes[2].xaxis.set_major_formatter(FuncFormatter(_clock))
    for axis in axes:
        axis.margins(y=0.12)
    drawn.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return drawn


def _curve(axis: Axes, values: Sequence[float], colour: str, label: str) -> None:
    hours = [assumed.FIRST_HOUR.value + minute / _MINUTES for minute in range(len(values))]
    # The first and last minutes have hardly a request: they would only stretch the scale.
    shown = [value if value > max(values) / _SMALL else float("nan") for value in values]
    axis.plot(hours, shown, color=colour, label=label, linewidth=1.8)
    peak = max(range(len(values)), key=values.__getitem__)
    axis.annotate(
        about(values[peak]),
        (hours[peak], values[peak]),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize=8,
        color=colour,
    )


def _plain(value: float, _place: int | None = None) -> str:
    if value >= 1:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= _TENTH else f"{value:.2g}"


def _clock(hour: float, _place: int | None = None) -> str:
    return f"{int(hour) % _HOURS_A_DAY:02}:{round(hour % 1 * _MINUTES):02}"
