"""The command line: `python -m tests.soak [--students N] [--minutes M] [--seed N]`."""

import argparse
import asyncio
import secrets
import sys
from statistics import quantiles

from tests.soak.findings import Kind
from tests.soak.soak import Report, soak

SHOWN = 20


def main() -> int:
    """Run a soak, print its table, and fail where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--students", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    chosen = parser.parse_args()
    print(
        f"{chosen.students} students, {chosen.minutes:g} minutes of faults, seed {chosen.seed}",
        flush=True,
    )
    report = asyncio.run(soak(chosen.students, 60 * chosen.minutes, chosen.seed))
    print(table(report))
    for finding in report.findings[:SHOWN]:
        print(f"  {finding.kind}: {finding.where}", file=sys.stderr)
    if report.logs:
        print(f"  The logs are kept in {report.logs}", file=sys.stderr)
    return 1 if report.findings else 0


def table(report: Report) -> str:
    """Draw what a soak came to."""
    percentiles = quantiles(report.seconds, n=100)
    p50, p95, p99 = (1000 * percentiles[at - 1] for at in (50, 95, 99))
    rows: list[tuple[str, object]] = [
        ("students", report.students),
        ("sessions", report.sessions),
        ("requests", report.requests),
        ("without an answer, sent again", report.unanswered),
        ("faults", report.faults.total()),
        *((f"  {name}", number) for name, number in sorted(report.faults.items())),
        ("connections cut", report.connections_cut),
        ("acknowledged writes", report.acknowledged),
        ("versions of rows, each checked", report.versions),
        *((str(kind), report.count(kind)) for kind in Kind),
        ("milliseconds p50 / p95 / p99", f"{p50:.0f} / {p95:.0f} / {p99:.0f}"),
    ]
    return "\n".join(f"  {name:<42}{value:>18}" for name, value in rows)


if __name__ == "__main__":
    sys.exit(main())
