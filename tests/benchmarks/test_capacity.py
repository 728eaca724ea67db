"""The arithmetic of docs/scaling.md, by hand; and that it is what the tables give."""

import math
import re
from collections.abc import Sequence
from string import Template

import pytest

from benchmarks.capacity import answers, command, database, document, evening, exam, plot
from benchmarks.capacity.assumptions import COMPUTE_SIZES
from benchmarks.capacity.exam import Asked
from benchmarks.capacity.measured import FUNCTIONS, STATEMENTS, Measured, Request
from benchmarks.capacity.needs import Evening
from benchmarks.capacity.numbers import about, amount, duration, percent
from benchmarks.capacity.tables import FigureMissingError, Tables


def table(title: str, lines: dict[str, str]) -> str:
    rows = [f"| {name} | {value} | 1–2 | 5 |  |  |" for name, value in lines.items()]
    return "\n".join([f"## {title}\n", "| what | median | spread |", "| --- | --- | --- |", *rows])


REQUEST = "\n\n".join(
    [
        "# Benchmarks",
        table(
            "Round trips",
            {f"`{name}`, {state}": "2" for name in FUNCTIONS for state in ("warm", "cold")},
        ),
        table(
            "CPU a request", {"bare function": "0.50 ms"} | {f"`{n}`": "4.00" for n in FUNCTIONS}
        ),
        table("Cold start", {"bare function": "0.25 s"} | {f"`{n}`": "8.00" for n in FUNCTIONS}),
        table(
            "Memory",
            {
                "after 2,000 requests": "70 MiB",
                "after 20,000 requests": "80 MiB",
                "after 20,000 over after 2,000": "1.14",
            },
        ),
    ]
)
SCALE = "\n\n".join(
    [
        "# Benchmarks",
        table(
            "The p50 of each statement",
            {
                f"{line}, {size} sessions": value
                for lines in STATEMENTS.values()
                for line in lines
                for size, value in (("20,000", "9 ms"), ("2,000", "0.25 ms"))
            },
        ),
        table(
            "What 2,000 sessions of 200 students take",
            {
                "exam_sessions: a row, without indexes": "2,000 bytes",
                "exam_sessions: a row, with indexes": "2,500 bytes",
                "users: a row, with indexes": "100 bytes",
            },
        ),
    ]
)


def measured(request: str = REQUEST, scale: str = SCALE) -> Measured:
    return Measured.of(Tables.parse("request.md", request), Tables.parse("scale.md", scale))


def day_of(students: int) -> Evening:
    return Evening(students, measured(), dict.fromkeys(FUNCTIONS, 1_300))


def test_figures_are_read_by_the_names_of_their_lines() -> None:
    found = measured()
    # 0.50 ms × 4; two statements of 0.25 ms; 0.25 s × 8.
    assert found.requests["save_answers"] == Request(2.0, 2, 2, 0.5, 2.0)
    assert found.requests["get_session"].postgres_ms == 0.25
    assert (found.sessions, found.students) == (2_000, 200)
    assert (found.row_bytes, found.index_bytes, found.user_bytes) == (2_000, 500, 100)
    assert found.memory_mib == 80


@pytest.mark.parametrize(
    ("request_md", "scale_md", "said"),
    [
        (REQUEST.replace("`save_answers`, warm", "x"), SCALE, "Round trips.*save_answers, warm"),
        (REQUEST.replace("## CPU a request", "## CPU"), SCALE, "CPU a request"),
        (REQUEST.replace("4.00", "n/a"), SCALE, "CPU a request.*create_session.*number"),
        (REQUEST, SCALE.replace("save_answers: write", "x"), "p50.*save_answers: write, 2,000"),
        (REQUEST, SCALE.replace("## What 2,000", "## All"), "no table “What"),
    ],
)
def test_a_line_that_is_missing_is_named(request_md: str, scale_md: str, said: str) -> None:
    with pytest.raises(FigureMissingError, match=said):
        measured(request_md, scale_md)


def test_a_whole_tolc_i_is_what_its_structure_says() -> None:
    counts = exam.by_function(exam.whole())
    assert exam.minutes() == 125
    assert counts["save_answers"] == 125 * 2
    assert (counts["create_session"], counts["complete_section"], counts["get_results"]) == (
        1,
        5,
        1,
    )
    assert counts["start_section"] == 5 + 0.5


def test_an_abandoned_exam_asks_for_nothing_after_it_was_left() -> None:
    counts = exam.by_function(exam.abandoned())
    assert counts["save_answers"] == 63 * 2  # minutes 0 to 62
    assert counts["complete_section"] == 1  # the first section is over after 50 minutes
    assert "get_results" not in counts


def test_a_convolution_shifts_an_exam_s_requests_to_its_beginning() -> None:
    asked = [Asked(0, "start", 1), Asked(2, "save", 3)]
    assert evening.convolve([10, 20], asked) == {
        "start": [10, 20, 0, 0],
        "save": [0, 0, 30, 60],
    }
    assert evening.under_way([10, 20], 2) == [10, 30, 20, 0]


def test_everybody_begins_once_and_most_at_the_peak() -> None:
    shares = evening.beginnings()
    assert math.isclose(sum(shares), 1)
    assert len(shares) == 5 * 60
    assert shares.index(max(shares)) in {164, 165}  # 20:44 and 20:45
    assert shares[0] < max(shares) / 10


@pytest.mark.parametrize("students", document.STEPS)
def test_over_the_day_each_exam_asks_for_as_much_as_an_exam_does(students: int) -> None:
    day = day_of(students)
    an_exam = exam.by_function(exam.mean())
    for name, series in day.requests.items():
        assert math.isclose(sum(series), students * an_exam[name])
    assert math.isclose(sum(day.requests_a_second) * 60, students * an_exam.total())
    longest = 0.8 * 125 + 0.2 * 63
    assert math.isclose(sum(day.under_way), students * longest)


def test_what_an_exam_costs_is_the_sum_of_its_requests() -> None:
    cost = day_of(1_000).cost
    requests = exam.by_function(exam.mean()).total()
    assert math.isclose(cost.requests, requests)
    assert math.isclose(cost.cpu_s, requests * 0.002)
    assert math.isclose(cost.rest, requests * 2)
    assert math.isclose(cost.answer_bytes, requests * (1_300 + 700))
    # 225.2 saves, 4.9 starts, 4.2 completions, one creation
    assert math.isclose(cost.writes, 235.3)


def test_instances_follow_cpu_or_concurrency_whichever_asks_for_more() -> None:
    day = day_of(10_000_000)
    saves_a_second = max(day.requests["save_answers"]) / 60
    by_cpu = saves_a_second * 0.002 / 0.6
    by_concurrency = saves_a_second * 0.150 / 40
    assert by_concurrency > by_cpu
    assert day.instances["save_answers"] == math.ceil(by_concurrency)
    assert set(day_of(1).instances.values()) == {1}


def test_a_year_s_rows_and_the_days_until_ids_run_out() -> None:
    day = day_of(10_000_000)
    assert day.rows_a_year == 3_650_000_000
    assert math.isclose(day.days_to_partition, 4)  # 100 GB at 2,500 bytes, 10,000,000 a day
    assert math.isclose(day.days_to_ids_end(day.exams), 214.7483647)
    assert math.isclose(day.days_to_ids_end(day.users_a_day), 2147.483647)
    assert math.isclose(day.dead_a_day, 234.3 * 10_000_000)


def test_the_smallest_size_that_suffices_is_chosen() -> None:
    needed = {"cores": 2.0, "memory": 1, "connections": 1, "disk": 1, "iops": 1, "size": 1}
    choice = database.choose(needed)
    assert (choice.size.name, choice.databases) == ("XL", 1)  # 60% of 4 cores, not of 2
    assert choice.nearest == "cores"
    assert math.isclose(choice.used["cores"], 2 / 2.4)


def test_cores_are_those_of_transactions_and_of_postgrest() -> None:
    day = day_of(100_000)
    postgres, rest = database.cores(day)
    assert math.isclose(postgres, max(day.postgres) * 2)
    assert math.isclose(rest, max(day.rest) * 2 / 2577.7)
    assert math.isclose(database.need(day)["cores"], postgres + rest)


def test_where_no_size_suffices_there_are_several_of_the_largest() -> None:
    needed = {"cores": 100.0, "memory": 1, "connections": 1, "disk": 1, "iops": 1, "size": 1}
    choice = database.choose(needed)
    assert (choice.size, choice.databases) == (COMPUTE_SIZES[-1], 3)  # 100 of 38.4
    assert max(choice.used.values()) <= 1


def test_a_hundred_times_the_students_ask_for_a_hundred_times_as_much() -> None:
    small, large = (database.need(day_of(students)) for students in (1_000, 100_000))
    for name, value in small.items():
        assert math.isclose(large[name], value * 100)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (about(0), "0"),
        (about(0.0834), "0.083"),
        (about(0.996), "1.0"),
        (about(12_345), "12,000"),
        (amount(2_411), "2.4 kB"),
        (amount(999_900), "1.0 MB"),
        (amount(50e15), "50 PB"),
        (duration(214.7), "210 days"),
        (duration(21_474), "59 years"),
        (duration(2e6), "over 1,000 years"),
        (percent(0.954), "95%"),
        (percent(0.0014), "0.14%"),
    ],
)
def test_numbers_have_two_digits_that_count(written: str, wanted: str) -> None:
    assert written == wanted


def test_answers_are_as_large_as_a_paper_of_the_bank() -> None:
    sizes = answers.sizes()
    assert set(sizes) == set(FUNCTIONS)
    # Thirty questions with explanations outweigh a paper, and a paper what a save answers.
    assert sizes["get_results"] > sizes["start_section"] > sizes["save_answers"] > 0
    assert sizes["start_section"] > 1_000


def test_the_prose_holds_no_figure_of_its_own() -> None:
    prose = document.TEMPLATE.read_text(encoding="utf-8")
    for aside in (r"`[^`]*`", r"\]\([^)]*\)", r"\$\w+"):
        prose = re.sub(aside, "", prose)
    assert re.findall(r"(?<!HTTP )\b(?!409\b|503\b)\d[\d.,]*", prose) == []


def test_the_template_names_every_value_and_no_other() -> None:
    template = Template(document.TEMPLATE.read_text(encoding="utf-8"))
    days = [day_of(students) for students in document.STEPS]
    assert set(template.get_identifiers()) == set(document.values(days))


def test_the_committed_document_is_what_the_committed_tables_give() -> None:
    made = document.text(command.evenings())
    assert command.DOCUMENT.read_text(encoding="utf-8") == made, "make capacity"


def path_heights(svg: str, colours: Sequence[str]) -> list[list[float]]:
    """Of each curve, how high its points lie on the page."""
    paths = re.findall(r'<path d="([^"]*)"[^>]*style="fill: none; stroke: (#\w+)', svg)
    curves = [path for path, colour in paths if colour in colours]
    return [[float(y) for y in re.findall(r"[ML] [\d.]+ ([\d.]+)", path)] for path in curves]


def texts(svg: str) -> list[str]:
    """What is written on it: peaks and axes. Matplotlib notes it beside the drawn letters."""
    return re.findall(r"<!-- (.*) -->", svg)


def test_the_committed_plot_shows_the_curves_of_the_committed_tables() -> None:
    # Not byte by byte: another version of matplotlib may write the same picture otherwise.
    committed = command.PLOT.read_text(encoding="utf-8")
    colours = [colour.lower() for colour in plot._COLOURS]
    shown, made = (path_heights(svg, colours) for svg in (committed, plot.svg(command.evenings())))
    assert texts(committed) == texts(plot.svg(command.evenings())), "make capacity"
    assert len(shown) == len(made) >= 9
    for one, other in zip(shown, made, strict=True):
        assert one == pytest.approx(other, abs=0.5), "make capacity"


def test_a_plot_tells_other_peaks_apart() -> None:
    few, many = ([day_of(students) for students in sizes] for sizes in ((1, 10, 100), (2, 20, 200)))
    assert texts(plot.svg(few)) != texts(plot.svg(many))


def test_the_same_evening_gives_the_same_plot() -> None:
    days = [day_of(students) for students in document.STEPS]
    assert plot.svg(days) == plot.svg(days)
