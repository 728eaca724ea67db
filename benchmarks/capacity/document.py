"""`docs/scaling.md`: the prose of `scaling.md.template`, with every figure put in from here."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from string import Template

from benchmarks.capacity import assumptions as assumed
from benchmarks.capacity import database, exam
from benchmarks.capacity.database import Choice
from benchmarks.capacity.measured import FUNCTIONS
from benchmarks.capacity.needs import INT4_MAX, Evening
from benchmarks.capacity.numbers import about, amount, duration, percent

TEMPLATE = Path(__file__).with_name("scaling.md.template")
STEPS = (1_000, 100_000, 10_000_000)
DAY = 86_400

_RESOURCES = {
    "cores": "cores (Postgres and PostgREST)",
    "memory": "memory (a year's indexes, hot rows)",
    "connections": "connections under way",
    "disk": "disk throughput (WAL)",
    "iops": "disk operations (a flush a write)",
    "size": "size that Supabase recommends, after a year",
}
_SIGNS = {
    "cores": "the project's CPU stays high; `supabase_milliseconds` grows while `milliseconds` less"
    " `supabase_milliseconds` does not",
    "memory": "the cache hit ratio of `pg_statio_user_indexes` falls below 99%;"
    " reads appear in Disk IO",
    "connections": "PostgREST logs `PGRST003`; the functions log `upstream_unavailable`",
    "disk": "Disk IO budget is spent before the evening ends; `supabase_milliseconds` of"
    " `save_answers` grows, of `get_session` not",
    "iops": "commits wait (`WALSync` in `pg_stat_activity`);"
    " `save_answers` slows, `get_session` not",
    "size": "`pg_total_relation_size('exam_sessions')` against the recommended size",
}

Row = Sequence[str]


def text(days: Sequence[Evening]) -> str:
    """Write the document.

    Args:
        days: an evening of each size, in the order of STEPS.
    """
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(values(days))


def values(days: Sequence[Evening]) -> dict[str, str]:
    """Everything that the template names."""
    choices = [database.choose(database.need(day)) for day in days]
    day = days[0]
    return {
        **{f"step_{number}": f"{one.students:,}" for number, one in enumerate(days, 1)},
        **{f"first_{number}": _first(one) for number, one in enumerate(choices, 1)},
        "exam_table": _exam(day),
        "exam_sums": _exam_sums(day),
        "evening_table": _evening(days),
        "functions_table": _functions(days),
        "database_table": _databases(days, choices),
        "year_table": _year(days),
        "assumptions_table": _assumptions(),
        "compute_table": _compute(),
        "compute_source": assumed.COMPUTE_SOURCE,
        "sessions": f"{day.measured.sessions:,}",
        "writes": about(day.cost.writes),
        "churn": amount(day.cost.writes * day.measured.row_bytes),
        "row": amount(day.measured.row_bytes),
        "save_share": percent(_share_of_saves(day)),
        "int4_max": f"{INT4_MAX:,}",
        "partition_bytes": amount(assumed.PARTITION_BYTES.value),
        "read_share": percent(_share_of_reads(day)),
        "replica_share": percent(_share_on_replicas(day)),
        "vacuum_scale": percent(assumed.VACUUM_SCALE.value),
        "room": percent(assumed.DATABASE_UTILIZATION.value),
        "max_instances": about(assumed.MAX_INSTANCES.value),
    }


def _table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _per_day(days: Sequence[Evening], lines: Iterable[tuple[str, Callable[[Evening], str]]]) -> str:
    head = ["", *(f"{day.students:,} students" for day in days)]
    return _table(head, ([name, *map(cell, days)] for name, cell in lines))


def _exam(day: Evening) -> str:
    head = ["", "requests", "CPU, ms", "REST", "Postgres, ms", "answer"]
    counts = exam.by_function(exam.mean())
    rows = []
    for name in FUNCTIONS:
        one = day.measured.requests[name]
        rest = about(one.rest) + (f" ({about(one.rest_cold)})" if one.rest_cold != one.rest else "")
        figures = [about(counts[name]), about(one.cpu_ms), rest, about(one.postgres_ms)]
        rows.append([f"`{name}`", *figures, amount(day.answer_bytes[name])])
    return _table(head, rows)


def _exam_sums(day: Evening) -> str:
    cost, measured = day.cost, day.measured
    kept = f"{amount(measured.row_and_index_bytes)}, {amount(measured.index_bytes)} of it indexes"
    rows = [
        ["requests to the functions", about(cost.requests)],
        ["the functions' CPU", f"{about(cost.cpu_s)} vCPU-seconds"],
        ["requests to Supabase's REST API", about(cost.rest)],
        ["Postgres's time in statements", f"{about(cost.postgres_s)} s"],
        ["rows kept", f"1, of {kept}"],
        ["versions of that row written", about(cost.writes)],
        ["WAL, at least", amount(cost.writes * measured.row_bytes)],
        ["sent to the student", amount(cost.answer_bytes)],
        ["sent from Supabase to the functions, about", amount(_row_json(day) * cost.rest)],
    ]
    return _table(["one exam", "costs"], rows)


def _row_json(day: Evening) -> float:
    return day.answer_bytes["get_session"] + assumed.HEADER_BYTES.value


def _evening(days: Sequence[Evening]) -> str:
    def wal(day: Evening) -> str:
        least, most = database.wal_bytes_a_second(day)
        return f"{amount(least)}–{amount(most)}"

    lines: list[tuple[str, Callable[[Evening], str]]] = [
        ("exams that begin in the busiest minute", lambda day: about(max(day.begin))),
        ("exams under way at the peak", lambda day: about(max(day.under_way))),
        ("requests a second, peak", lambda day: about(max(day.requests_a_second))),
        (
            "requests a second, mean of 24 hours",
            lambda day: about(day.cost.requests * day.exams / DAY),
        ),
        ("functions' vCPU, peak", lambda day: about(max(day.cpu))),
        ("REST requests a second, peak", lambda day: about(max(day.rest))),
        ("statements under way at once, peak", lambda day: about(max(day.postgres))),
        ("rows written a second, peak", lambda day: about(max(day.writes))),
        ("WAL a second, peak", wal),
        ("dead row versions that the evening leaves", lambda day: about(day.dead_a_day)),
        ("sent to students", lambda day: amount(day.cost.answer_bytes * day.exams)),
        (
            "sent from Supabase to the functions",
            lambda day: amount(day.cost.rest * day.exams * _row_json(day)),
        ),
    ]
    return _per_day(days, lines)


def _functions(days: Sequence[Evening]) -> str:
    def instances(name: str) -> Callable[[Evening], str]:
        return lambda day: f"{day.instances[name]:,}"

    lines = [(f"`{name}`", instances(name)) for name in FUNCTIONS]
    lines += [
        ("all, at the peak", lambda day: f"{sum(day.instances.values()):,}"),
        ("more in the steepest minute", lambda day: about(day.steepest_rise)),
        ("a new one answers after", _cold_start),
        ("memory of one, at least", lambda day: f"{about(day.measured.memory_mib)} MiB"),
    ]
    return _per_day(days, lines)


def _cold_start(day: Evening) -> str:
    starts = [one.cold_start_s for one in day.measured.requests.values()]
    return f"{min(starts):.1f}–{max(starts):.1f} s"


def _databases(days: Sequence[Evening], choices: Sequence[Choice]) -> str:
    head = ["", *(f"{day.students:,} students" for day in days)]
    rows = [
        ["compute size", *(one.size.name for one in choices)],
        ["databases of that size", *(f"{one.databases:,}" for one in choices)],
        ["its cores", *(str(one.size.cores) for one in choices)],
        ["cores in use: Postgres + PostgREST", *map(_cores, days)],
        ["its memory", *(f"{one.size.memory_gb} GB" for one in choices)],
        ["its connections", *(str(one.size.connections) for one in choices)],
        ["its pooler's clients", *(f"{one.size.pooler_clients:,}" for one in choices)],
    ]
    for key, name in _RESOURCES.items():
        rows.append([f"used: {name}", *(_share(one, key) for one in choices)])
    return _table(head, rows)


def _cores(day: Evening) -> str:
    postgres, rest = database.cores(day)
    return f"{about(postgres)} + {about(rest)}"


def _share(choice: Choice, key: str) -> str:
    shown = percent(choice.used[key])
    return f"**{shown}**" if key == choice.nearest else shown


def _first(choice: Choice) -> str:
    nearest = choice.nearest
    used = percent(choice.used[nearest])
    return f"{_RESOURCES[nearest]}, {used} of its room in use. The sign: {_SIGNS[nearest]}"


def _year(days: Sequence[Evening]) -> str:
    lines: list[tuple[str, Callable[[Evening], str]]] = [
        ("sessions a year", lambda day: about(day.rows_a_year)),
        ("their rows", lambda day: amount(day.rows_a_year * day.measured.row_bytes)),
        ("their indexes", lambda day: amount(day.rows_a_year * day.measured.index_bytes)),
        ("abandoned ones among them", lambda day: about(day.rows_a_year * assumed.ABANDONED.value)),
        (
            "new students, in `users`",
            lambda day: amount(
                day.users_a_day * assumed.DAYS_A_YEAR.value * day.measured.user_bytes
            ),
        ),
        (
            f"`exam_sessions` reaches {amount(assumed.PARTITION_BYTES.value)} after",
            lambda day: duration(day.days_to_partition),
        ),
        (
            "`exam_sessions.id` runs out after",
            lambda day: duration(day.days_to_ids_end(day.exams)),
        ),
        ("`users.id` runs out after", lambda day: duration(day.days_to_ids_end(day.users_a_day))),
    ]
    return _per_day(days, lines)


def _assumptions() -> str:
    rows = [[one.name, _value(one), one.why] for one in assumed.ALL]
    return _table(["assumed", "is", "because"], rows)


def _value(one: assumed.Assumption) -> str:
    if one.unit == "bytes":
        return amount(one.value)
    return f"{round(one.value, 2):g} {one.unit}".rstrip()


def _compute() -> str:
    head = [
        *("size", "cores", "memory", "connections", "pooler's clients"),
        *("disk", "operations", "database"),
    ]
    rows = [
        [
            *(one.name, str(one.cores), f"{one.memory_gb} GB", str(one.connections)),
            *(f"{one.pooler_clients:,}", f"{about(one.disk_mb_s)} MB/s", f"{one.iops:,}/s"),
            amount(one.database_gb * 1e9),
        ]
        for one in assumed.COMPUTE_SIZES
    ]
    return _table(head, rows)


def _share_of_saves(day: Evening) -> float:
    saves = exam.by_function(exam.mean())["save_answers"]
    return saves * day.measured.requests["save_answers"].cpu_ms / 1000 / day.cost.cpu_s


def _share_of_reads(day: Evening) -> float:
    return 1 - day.cost.writes / day.cost.rest


def _share_on_replicas(day: Evening) -> float:
    counts = exam.by_function(exam.mean())
    return sum(counts[name] for name in ("get_history", "get_config")) / day.cost.rest
