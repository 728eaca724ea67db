"""What was measured, beside what was promised."""

from collections.abc import Mapping, Sequence

from benchmarks.figures import Figure, Goal, Result
from benchmarks.report import Table
from benchmarks.scale.measuring import Database, Durations, Pair
from benchmarks.scale.statements import DEEP_FIRST, DEEPEST, Statement

SAME = Goal(1.2)
"""The promise: more sessions, or a deeper page, cost at most so many times as much."""
NONE = Goal(0)


def of_statements(pair: Pair, statements: Sequence[Statement], taken: Durations) -> Table:
    """Compare the sizes, statement by statement."""
    return Table(
        f"The p50 with {_count(pair.large)} over the p50 with {_count(pair.small)}",
        "In each run every statement is sent in both sizes, in turns, in changing order, each time"
        " about another session, of a student who has as many in either size; and planned anew each"
        " time, as on a new connection. Each connection has first read the whole table, as one that"
        " has served for long has.",
        [Result(one.name, _ratio(pair, taken, one), goal=SAME) for one in statements],
    )


def of_postgres_s_choice(pair: Pair, statements: Sequence[Statement], taken: Durations) -> Table:
    """Compare the sizes where Postgres decides when to plan."""
    return Table(
        "The same ratios, where Postgres decides when to plan",
        "By itself, Postgres plans a prepared statement once where it thinks that good enough, and"
        " anew each time where it does not. Which of the two follows from its estimate of a"
        " student's rows, a two-hundredth of the table, because no samples are kept: so a ratio may"
        " hold the making of a plan (0.1 to 0.2 ms) in the large table and not in the small one. It"
        " is a step, made once, and does not grow with the table.",
        [
            Result(one.name, _ratio(pair, taken, one), goal=Goal(SAME.at_most, is_binding=False))
            for one in statements
        ],
    )


def of_security(pair: Pair, statements: Sequence[Statement], added: Durations) -> Table:
    """Compare what row-level security adds: to each statement, and to all together."""
    guarded = [one for one in statements if one.is_guarded]
    together = {
        ("", database.name): _sum([_at_least_0(added[one.name, database.name]) for one in guarded])
        for database in pair
    }
    ratio = together["", pair.large.name].over(together["", pair.small.name])
    return Table(
        "What row-level security adds",
        "The p50 of differences, each of one session asked twice: as its student, and as the owner"
        " of the tables, with a filter instead; planned anew each time. These are hundredths of"
        " a millisecond, so what counts is their sum; where it seems to save time, by chance or by"
        " a plan that happens to be another, it counts as nothing.",
        [
            Result(
                f"added to all, with {_count(pair.large)} over {_count(pair.small)}",
                ratio,
                goal=SAME,
            ),
            *_by_size(pair, guarded, added, "ms"),
        ],
    )


def of_depth(pair: Pair, taken: Durations) -> Table:
    """Compare the deep student's pages."""
    return Table(
        "The deepest page of a history over its first",
        f"Of a student with {pair.large.people.deep:,} completed sessions.",
        [
            Result(
                f"deepest over first, {_count(database)}",
                taken[DEEPEST.name, database.name].over(taken[DEEP_FIRST.name, database.name]),
                goal=SAME,
            )
            for database in pair
        ],
    )


def of_scans(found: Mapping[str, Sequence[str]]) -> Table:
    """Count the statements that read a growing table from end to end, by the size's name."""
    return Table(
        "Sequential scans of `exam_sessions` or `users`",
        "In the plans of every statement, as Postgres likes them, made for the parameters, and made"
        " for any; and, by Postgres's own count, in the functions and triggers that it runs.",
        [
            Result(f"sequential scans, {size}", Figure.of([len(scans)]), goal=NONE)
            for size, scans in found.items()
        ],
    )


def of_durations(pair: Pair, statements: Sequence[Statement], taken: Durations) -> Table:
    """List the durations."""
    return Table(
        "The p50 of each statement",
        "From sending it to having its answer, over loopback: without the `begin`, the settings and"
        " the `commit` around it.",
        _by_size(pair, statements, taken, "ms"),
    )


def of_pages(pair: Pair, statements: Sequence[Statement], touched: Durations) -> Table:
    """List the pages touched."""
    return Table(
        "Pages of 8 kB that a statement touches",
        "As `explain (analyze, buffers)` counts them, those of functions too; free of noise, but"
        " for which sessions chance picks.",
        _by_size(pair, statements, touched, "pages"),
    )


def _by_size(
    pair: Pair, statements: Sequence[Statement], found: Durations, unit: str
) -> list[Result]:
    return [
        Result(f"{one.name}, {_count(database)}", found[one.name, database.name], unit)
        for one in statements
        for database in pair
    ]


def _ratio(pair: Pair, taken: Durations, statement: Statement) -> Figure:
    return taken[statement.name, pair.large.name].over(taken[statement.name, pair.small.name])


def _sum(figures: Sequence[Figure]) -> Figure:
    return Figure.of([sum(runs) for runs in zip(*(one.runs for one in figures), strict=True)])


def _at_least_0(figure: Figure) -> Figure:
    return Figure.of([max(0.0, run) for run in figure.runs])


def _count(database: Database) -> str:
    return f"{database.people.sessions:,} sessions"
