"""Many students, many faults, and an audit afterwards."""

import asyncio
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from emulator.functions import Functions
from emulator.ports import HOST
from emulator.stack import PROJECT, Stack
from tests.conftest import new_student, passing_stack, supabase_client
from tests.soak.audit import audit
from tests.soak.faults import Faults
from tests.soak.findings import Finding, Kind
from tests.soak.proxy import Proxy
from tests.soak.student import Habits, Student
from tests.soak.witness import answer_key, call_witness, versions_of_sessions

REQUESTS_A_SECOND = 60
"""About what two cores serve with everything on them; students do not ask for more."""


@dataclass
class Report:
    """What a soak came to; `logs` is a folder where something was found."""

    students: int
    sessions: int = 0
    requests: int = 0
    unanswered: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    connections_cut: int = 0
    acknowledged: int = 0
    versions: int = 0
    findings: list[Finding] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    logs: Path | None = None

    def count(self, kind: Kind) -> int:
        """How often this loss was found."""
        return sum(finding.kind is kind for finding in self.findings)


async def soak(students: int, seconds: float, seed: int, pause_seconds: float = 1) -> Report:
    """Let students take exams with faults all along, then check every ledger.

    Args:
        students: how many take exams at once.
        seconds: how long faults are made, at least one of each kind.
        seed: of all random choices; timing makes each run another nevertheless.
        pause_seconds: between two faults, on average.
    """
    rng = random.Random(seed)
    async with (
        _stack() as (stack, functions, back),
        Proxy(stack.ports.functions, rng) as front,
        httpx.AsyncClient(
            base_url=f"http://{HOST}:{front.port}",
            timeout=20,
            limits=httpx.Limits(max_connections=None),
            trust_env=False,
        ) as network,
    ):
        people = _sign_up(students, stack.environment, network, rng)
        call_witness(stack.postgres.superuser_url)
        faults = Faults(functions, stack.supabase, stack.postgres, front, back, rng, pause_seconds)
        making = asyncio.ensure_future(faults.make(seconds))
        await asyncio.gather(making, *(one.take_exams(making.done) for one in people))
        await asyncio.gather(*(one.finish() for one in people))
        report = _audited(people, faults, stack)
        if report.findings:
            report.logs = Path(tempfile.mkdtemp(prefix="exam-simulation-soak-logs-"))
            shutil.copytree(stack.state_dir / "logs", report.logs, dirs_exist_ok=True)
        return report


@asynccontextmanager
async def _stack() -> AsyncIterator[tuple[Stack, Functions, Proxy]]:
    """A stack whose functions reach REST through a proxy."""
    with passing_stack(functions=None) as stack:
        async with Proxy(stack.ports.supabase, random.Random()) as back:
            functions = Functions(
                stack.state_dir,
                stack.ports.functions,
                stack.stopping,
                folder=PROJECT / "functions",
                settings=stack.environment | {"SUPABASE_URL": f"http://{HOST}:{back.port}"},
            )
            try:
                await asyncio.to_thread(functions.start)
                yield stack, functions, back
            finally:
                functions.stop()


def _sign_up(
    students: int, environment: dict[str, str], network: httpx.AsyncClient, rng: random.Random
) -> list[Student]:
    habits = Habits(think_seconds=max(0.5, 2 * students / REQUESTS_A_SECOND))
    with supabase_client(environment, "/auth/v1") as auth:
        tokens = [new_student(auth).token for _ in range(students)]
    return [Student(network, token, habits, random.Random(rng.random())) for token in tokens]


def _audited(people: Sequence[Student], faults: Faults, stack: Stack) -> Report:
    url = stack.postgres.superuser_url
    versions, key = versions_of_sessions(url), answer_key(url)
    report = Report(len(people), faults=faults.counted)
    report.connections_cut = faults.front.cuts + faults.back.cuts
    report.versions = sum(map(len, versions.values()))
    known: set[int] = set()
    for student in people:
        traffic = student.traffic
        report.requests += traffic.requests
        report.unanswered += traffic.unanswered
        report.seconds += traffic.seconds
        report.findings += student.findings
        for ledger in student.ledgers:
            known.add(ledger.session_id)
            report.acknowledged += ledger.acknowledged
            report.findings += audit(ledger, versions.get(ledger.session_id, []), key)
    report.sessions = len(known)
    # Every creation was repeated until it was told: a row that nobody knows of was made twice.
    report.findings += [
        Finding(Kind.STUCK_SESSION, f"session {one}: nobody was told of it")
        for one in versions.keys() - known
    ]
    return report
