"""The real Supabase behind a line that fails, at every round trip of every endpoint.

Before Supabase heard of the request, or after it did its work: then the answer is lost or spoilt.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pycurl
import pytest
from annotated_types import Le

from exam_simulation import budget, clock
from exam_simulation.services import attempts
from exam_simulation.settings import Settings
from exam_simulation.store import client
from exam_simulation.store.bank_cache import bank_cache_of
from exam_simulation.store.transport import Connections
from tests.conftest import Database, SignUp
from tests.functions.conftest import Api, Configure, SetClock, Sit
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting
from tests.functions.situations import (
    ALL,
    COMPLETE,
    COMPLETE_THE_LAST,
    COMPLETE_WITH_ANSWERS,
    CREATE,
    CREATE_REPEATABLY,
    DELETE,
    HISTORY_OVERDUE,
    LATER,
    SAVE,
    SAVE_ON_A_BASE,
    SAVE_OVERDUE,
    SETTLE,
    SETTLE_THE_LAST,
    Situation,
    comparable,
    copy,
    rows_of,
)
from tests.functions.upstream import (
    SAID_UPSTREAM,
    Behaviour,
    Spoil,
    Upstream,
    closes,
    drips,
    hangs,
    passes_on,
    refuses_the_next,
    resets,
    responds,
    sends,
)

NOW = clock.now()
SHORT = 0.06
"""Seconds that a request has left where it waits for a server that hangs or drips."""

GOOD = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n[{"id": 1}]'
"""An answer to be spoilt where Supabase itself is not to be asked."""

ERROR = json.dumps({"code": "XX000", "message": "no", "details": SAID_UPSTREAM, "hint": None})
PAGE = f"<html>{SAID_UPSTREAM}</html>"


def says_a_shorter_length(response: bytes) -> Behaviour:
    return sends(
        re.sub(rb"(?<=Content-Length: )\d+", lambda said: b"%d" % (int(said[0]) - 1), response)
    )


FAULTS: dict[str, Spoil] = {
    "closed": lambda _: closes,
    "reset": lambda _: resets,
    "truncated": lambda response: sends(response[:-2]),
    "too short": says_a_shorter_length,
    "empty": lambda _: responds(200),
    "garbage": lambda _: responds(200, SAID_UPSTREAM),
    "500": lambda _: responds(500, ERROR),
    "502 page": lambda _: responds(502, PAGE),
    "hangs": lambda _: hangs,
    "drips": lambda response: drips(response[:20], (bytes([byte]) for byte in response[20:])),
}
BROKEN = ("closed", "reset")
"""Where a read is sent once more."""
SLOW = ("hangs", "drips")
"""What uses up the deadline."""

LISTED = ("refused", "reset", "hangs", "500", "502 page", "garbage", "truncated", "drips")
"""Of the alike, one each, where Supabase never hears of the request."""
SPOILING = [fault for fault in FAULTS if fault != "closed"]

Place = tuple[Situation, int]

PLACES: list[Place] = [(one, n) for one in ALL for n in range(1, len(one.trips) + 1)]
ALIKE = (CREATE, SAVE, COMPLETE_WITH_ANSWERS, COMPLETE_THE_LAST)
"""What makes the round trips of another one, and differs only in what it writes."""
WRITING = [
    (one, n)
    for one, n in PLACES
    # Its first round trip writes nothing, for the section is overdue.
    if one.trips[n - 1] in ("POST", "PATCH") and (one, n) != (SAVE_OVERDUE, 1)
]
READING_ON = [(SETTLE_THE_LAST, 3), (HISTORY_OVERDUE, 2), (HISTORY_OVERDUE, 3)]
"""Where a failure is ignored, and something else is still to be read."""


def named(places: list[Place]) -> pytest.MarkDecorator:
    ids = [f"{one}-{n}-{one.trips[n - 1]}" for one, n in places]
    return pytest.mark.parametrize("place", places, ids=ids)


@dataclass(frozen=True)
class Outcome:
    """What a request came to: answer, log, what is stored then, and what Supabase was sent."""

    response: Response
    log: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    sent: list[str]

    @property
    def saved(self) -> Any:
        """The answers that are stored for the first section."""
        return self.rows[0]["papers"][0]["answers"]

    @property
    def comparable(self) -> Any:
        """What of the answer is the same in every run."""
        body = comparable(self.response.json) if self.response.data else None
        if isinstance(body, dict) and isinstance(body.get("metadata"), dict):
            del body["metadata"]["version"]  # that of the row, written or not
        return self.response.status_code, body


@dataclass(frozen=True)
class Line:
    """The way from the functions to Supabase, and what is at its ends."""

    api: Api
    database: Database
    port: int
    configure: Configure
    hurry: Callable[[int], None]
    output: Callable[[], str]
    secrets: tuple[str, ...]

    def send(
        self, situation: Situation, sitting: Sitting, *behaviours: Behaviour, passed: int = 0
    ) -> Outcome:
        """Send the situation's request, and let the line behave as told."""
        with Upstream(*behaviours) as upstream:
            self.configure(SUPABASE_URL=upstream.url)
            return self.outcome(situation, sitting, upstream, passed=passed)

    def outcome(
        self, situation: Situation, sitting: Sitting, upstream: Upstream, *, passed: int = 0
    ) -> Outcome:
        """Send the situation's request; look once so many round trips have reached Supabase."""
        request = situation.request(sitting)
        bank_cache_of.cache_clear()
        self.output()
        response = request.send(self.api, sitting.student)
        output = self.output()
        assert SAID_UPSTREAM not in response.text + output
        for secret in (*self.secrets, sitting.student.token):
            assert secret not in response.text + output
        for _ in range(passed):
            assert upstream.passed_on.acquire(timeout=10)
        sent = [one.split(" ", 1)[0] for one in upstream.requests]
        rows = rows_of(self.database, sitting.student)
        return Outcome(response, [json.loads(line) for line in output.splitlines()], rows, sent)

    def disturbed(
        self,
        place: Place,
        sitting: Sitting,
        fault: str,
        *behaviours: Behaviour,
        passed: int = 0,
    ) -> Outcome:
        """Send the situation's request, and let the line behave as told from one round trip on."""
        situation, position = place
        self.hurry(position if fault in SLOW else 0)
        fine = [passes_on(self.port)] * (position - 1)
        try:
            return self.send(situation, sitting, *fine, *behaviours, passed=passed)
        finally:
            self.hurry(0)

    def refused(self, place: Place, sitting: Sitting) -> Outcome:
        """Send the situation's request, and refuse connections from one round trip on."""
        situation, position = place
        fine = [*[passes_on(self.port)] * (position - 2), refuses_the_next(self.port)]
        with Upstream(*fine) as upstream:
            self.configure(SUPABASE_URL=upstream.url)
            if position == 1:
                upstream.refuse()
            return self.outcome(situation, sitting, upstream)


class Hurried(Connections):
    """Connections to which the deadline is near once the request of one round trip is sent."""

    near_at = 0

    def perform(self, handle: pycurl.Curl, sendings: int) -> bytes:
        """Send, with little time left where it is the round trip's turn."""
        spent = budget.current()
        if spent.round_trips == self.near_at:
            spent.restart(SHORT)
        return super().perform(handle, sendings)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the deadline be near once the request of a round trip is sent, and not before."""
    connections = Hurried()
    monkeypatch.setattr(client, "connections", lambda: connections)

    def put(position: int) -> None:
        connections.near_at = position

    return put


@pytest.fixture
def line(
    *,
    api: Api,
    database: Database,
    environment: dict[str, str],
    port: int,
    configure: Configure,
    hurry: Callable[[int], None],
    capsys: pytest.CaptureFixture[str],
) -> Line:
    secrets = environment["EXAM_FUNCTIONS_KEY"], environment["SUPABASE_PUBLISHABLE_KEY"]
    return Line(
        api, database, port, configure, hurry, lambda: str(capsys.readouterr().out), secrets
    )


Stage = Callable[[Situation], Sitting]


@pytest.fixture
def stage(
    *,
    snapshot: dict[str, Sitting],
    sit: Sit,
    api: Api,
    enrol: SignUp,
    database: Database,
    environment: dict[str, str],
    configure: Configure,
    set_clock: SetClock,
) -> Stage:
    """Bring a situation about for a student who has seen nothing else."""

    def make(situation: Situation) -> Sitting:
        configure(SUPABASE_URL=environment["SUPABASE_URL"])
        student = enrol()
        if situation.prepare is None:
            set_clock(NOW)
            return Sitting(api, database, student, 0)
        if (name := situation.prepare.__name__) not in snapshot:
            set_clock(NOW)
            snapshot[name] = sit(of=enrol())
            situation.prepare(snapshot[name])
        set_clock(NOW + LATER if situation.overdue else NOW)
        return copy(Sitting(api, database, student, snapshot[name].id), student)

    return make


Undisturbed = Callable[[Situation], Outcome]


@pytest.fixture(scope="module")
def known() -> dict[str, Outcome]:
    """What each situation's request comes to where nothing fails."""
    return {}


@pytest.fixture
def undisturbed(known: dict[str, Outcome], stage: Stage, line: Line) -> Undisturbed:
    def make(situation: Situation) -> Outcome:
        if situation.name not in known:
            sitting = stage(situation)
            known[situation.name] = line.send(situation, sitting, passes_on(line.port))
        return known[situation.name]

    return make


def unavailable(outcome: Outcome) -> None:
    """See that the answer says so, and the log why."""
    problem(outcome.response, 503, "upstream_unavailable")
    assert int(outcome.response.headers["Retry-After"]) >= 1
    last = outcome.log[-1]
    assert (last["status"], last["severity"]) == (503, "ERROR")
    assert last["cause"]
    assert "stack_trace" not in last


def is_answered(situation: Situation, position: int, fault: str, *, lasting: bool) -> bool:
    """Whether the request succeeds in spite of the fault."""
    if situation.trips[position - 1] == "GET":
        return fault in BROKEN and not lasting
    if situation is SETTLE:
        return True
    return (situation, position) in READING_ON and not lasting and fault not in SLOW


def see(outcome: Outcome, expected: Outcome, place: Place, fault: str, *, lasting: bool) -> None:
    """Check that the request succeeded or failed as it should, with no needless round trip."""
    situation, position = place
    read = situation.trips[position - 1] == "GET"
    again = ["GET"] if read and fault in BROKEN else []
    sent = [*situation.trips[:position], *again]
    if is_answered(situation, position, fault, lasting=lasting):
        assert outcome.comparable == expected.comparable
        sent += situation.trips[position:]
    else:
        unavailable(outcome)
        if place in READING_ON and fault not in SLOW:
            sent += ["GET", "GET"] if fault in BROKEN else ["GET"]
    if fault == "refused":
        sent = [*situation.trips[: position - 1]]
    assert outcome.sent == sent
    if situation.is_read and not read:
        assert outcome.log[0]["severity"] == "WARNING"
        assert outcome.log[0]["cause"]


@pytest.mark.parametrize("situation", ALL, ids=str)
def test_undisturbed_each_request_makes_these_round_trips(
    undisturbed: Undisturbed, situation: Situation
) -> None:
    outcome = undisturbed(situation)
    assert tuple(outcome.sent) == situation.trips
    others = {SAVE_OVERDUE: 409, CREATE: 201, CREATE_REPEATABLY: 201, DELETE: 204}
    assert outcome.response.status_code == others.get(situation, 200)


@named([(one, n) for one, n in PLACES if one not in ALIKE])
def test_a_request_that_supabase_never_hears_of_changes_nothing_and_can_be_repeated(
    line: Line, stage: Stage, undisturbed: Undisturbed, place: Place
) -> None:
    situation, position = place
    expected = undisturbed(situation)
    written = "POST" in situation.trips[: position - 1]
    sitting = stage(situation)
    before = rows_of(line.database, sitting.student)
    for fault in LISTED:
        if fault == "refused":
            outcome = line.refused(place, sitting)
        else:
            outcome = line.disturbed(place, sitting, fault, FAULTS[fault](GOOD))
        see(outcome, expected, place, fault, lasting=True)
        if written:
            assert comparable(outcome.rows) == comparable(expected.rows), fault
            sitting = stage(situation)
        else:
            assert outcome.rows == before, fault
    repeated = line.send(situation, sitting, passes_on(line.port))
    assert repeated.comparable == expected.comparable
    assert comparable(repeated.rows) == comparable(expected.rows)


@pytest.mark.parametrize("situation", [one for one in ALL if one not in ALIKE], ids=str)
def test_one_broken_connection_fails_no_read(
    line: Line, stage: Stage, undisturbed: Undisturbed, situation: Situation
) -> None:
    expected = undisturbed(situation)
    reads = [n for n, method in enumerate(situation.trips, 1) if method == "GET"]
    for position, fault in zip(reads, cycle(BROKEN), strict=False):
        place, sitting = (situation, position), stage(situation)
        outcome = line.disturbed(place, sitting, fault, FAULTS[fault](GOOD), passes_on(line.port))
        see(outcome, expected, place, fault, lasting=False)
        assert comparable(outcome.rows) == comparable(expected.rows)


@named([(one, n) for one, n in WRITING if one.is_read])
def test_a_read_whose_settled_view_could_not_be_written_answers_it_all_the_same(
    line: Line, stage: Stage, undisturbed: Undisturbed, place: Place
) -> None:
    situation, _ = place
    expected = undisturbed(situation)
    sitting = stage(situation)
    before = rows_of(line.database, sitting.student)
    for fault, spoil in FAULTS.items():
        outcome = line.disturbed(place, sitting, fault, spoil(GOOD), passes_on(line.port))
        see(outcome, expected, place, fault, lasting=False)
        assert outcome.rows == before, fault


@named([(one, n) for one, n in WRITING if one is not COMPLETE])
def test_a_write_whose_answer_is_lost_or_spoilt_is_whole_and_can_be_repeated(
    line: Line, stage: Stage, undisturbed: Undisturbed, place: Place
) -> None:
    situation, position = place
    expected = undisturbed(situation)
    for fault in SPOILING:
        sitting = stage(situation)
        spoilt = passes_on(line.port, FAULTS[fault])
        outcome = line.disturbed(place, sitting, fault, spoilt, passed=position)
        see(outcome, expected, place, fault, lasting=True)
        assert comparable(outcome.rows) == comparable(expected.rows), fault
        if situation is CREATE:
            continue  # it cannot be repeated
        status, body = expected.comparable
        repeated = line.send(situation, sitting, passes_on(line.port))
        if situation is CREATE_REPEATABLY:
            status = 200
        if situation is SAVE:
            # It names no base, and so is counted each time.
            body = {**body, "revision": body["revision"] + 1}
            assert repeated.saved == outcome.saved, fault
        else:
            assert repeated.rows == outcome.rows, fault
        assert repeated.comparable == (status, body), fault


@pytest.mark.parametrize("position", [2, 3])
def test_a_save_that_wrote_nothing_and_whose_second_try_fails_can_be_repeated(
    line: Line, stage: Stage, undisturbed: Undisturbed, position: int
) -> None:
    """Round trips: a write that changes nothing, a read, and the write again."""
    expected = undisturbed(SAVE_ON_A_BASE)
    for fault in ("reset", "truncated", "502 page", "hangs"):
        sitting = stage(SAVE_ON_A_BASE)
        passing = [passes_on(line.port, FAULTS[fault] if n == position else sends) for n in (2, 3)]
        trips = [responds(200, "[]"), *passing]
        line.hurry(position if fault in SLOW else 0)
        outcome = line.send(SAVE_ON_A_BASE, sitting, *trips[:position], passed=position - 1)
        line.hurry(0)
        unavailable(outcome)
        (paper,) = outcome.rows[0]["papers"]
        assert paper["revision"] == position - 1, fault
        repeated = line.send(SAVE_ON_A_BASE, sitting, passes_on(line.port))
        assert repeated.comparable == expected.comparable, fault
        assert comparable(repeated.rows) == comparable(expected.rows), fault
        assert repeated.rows[0]["papers"][0]["revision"] == 2, fault


def test_by_default_and_at_most_the_deadline_leaves_room_within_ten_seconds() -> None:
    field = Settings.model_fields["supabase_deadline_seconds"]
    (longest,) = (float(str(rule.le)) for rule in field.metadata if isinstance(rule, Le))
    pauses = sum(attempts.PAUSE_SECONDS * attempt for attempt in range(attempts.ATTEMPTS))
    assert 0 < field.default <= longest
    assert longest + pauses < 10
