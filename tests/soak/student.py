"""A virtual student: takes exams as hastily and clumsily as a person on a bad network does.

They retry what was not answered, click twice, hang up after sending, open second tabs, send old
requests again, and walk away from a section.
"""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.soak.findings import Finding, Kind
from tests.soak.ledger import Ledger

Json = Mapping[str, Any]

LETTERS = "abcde"
PATIENCE_SECONDS = 90
"""How long a request is repeated; a student without a response by then is stuck."""
UNKNOWN_OUTCOME = {502, 503, 504}


class Unanswered(Exception):
    """A request got no answer, however often it was sent."""


@dataclass(frozen=True)
class Request:
    """A request as it can be sent again."""

    method: str
    path: str
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Traffic:
    """What a student sent, and how long each answer took (seconds)."""

    requests: int = 0
    unanswered: int = 0
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Habits:
    """How a student behaves: shares of their requests, and seconds of thinking, at most."""

    think_seconds: float = 0.5
    twice: float = 0.1
    hang_up: float = 0.1
    second_tab: float = 0.15
    again: float = 0.15
    look: float = 0.15
    walk_away: float = 0.1
    practise: float = 0.2
    flag: float = 0.2
    discard: float = 0.3


class Student:
    """One student with a token, a network, and a ledger for every session."""

    def __init__(
        self, client: httpx.AsyncClient, token: str, habits: Habits, rng: random.Random
    ) -> None:
        self.traffic = Traffic()
        self.ledgers: list[Ledger] = []
        self.findings: list[Finding] = []
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._habits = habits
        self._rng = rng
        self._sent: list[Request] = []

    async def take_exams(self, is_over: Callable[[], bool]) -> None:
        """Take one exam after another, until it is over."""
        try:
            while not is_over():
                await self._take_exam()
        except Unanswered as error:
            self.findings.append(Finding(Kind.STUCK_SESSION, str(error)))

    async def finish(self) -> None:
        """Come back to every session that was left, finish it, and look at its results."""
        try:
            await self._finish()
        except Unanswered as error:
            self.findings.append(Finding(Kind.STUCK_SESSION, str(error)))

    async def _finish(self) -> None:
        for ledger in self.ledgers:
            if ledger.is_discarded:
                continue
            for number in ledger.section_ids:
                if ledger.sections[number].outcome is None:
                    await self._start(ledger, number)
                    await self._complete(ledger, number)
            answer = await self._told(Request("GET", f"/sessions/{ledger.session_id}/results"))
            if self._expected(answer, {200}):
                ledger.results = answer.json()

    async def _take_exam(self) -> None:
        ledger = await self._create()
        if ledger is None:
            return
        self._sent.clear()
        for number in ledger.section_ids:
            await self._start(ledger, number)
            for _ in range(self._rng.randint(1, 4)):
                await self._think()
                await self._save(ledger, number)
                if self._happens(self._habits.look):
                    await self._look(ledger)
                if self._happens(self._habits.again):
                    await self._send_something_again()
            if self._happens(self._habits.walk_away):
                return
            await self._complete(ledger, number)

    async def _create(self) -> Ledger | None:
        body: dict[str, Any] = {"exam_type": self._rng.choice(["DEMO", "DEMO", "TOLC-I"])}
        if self._happens(self._habits.practise):
            body["sections"] = ["english", "logic"]
        key = {"Idempotency-Key": uuid4().hex}
        answer = await self._told(Request("POST", "/sessions", body, key))
        if not self._expected(answer, {200, 201}):
            return None
        session = answer.json()
        numbers = tuple(section["id"] for section in session["metadata"]["sections"])
        ledger = Ledger(session["id"], numbers)
        self.ledgers.append(ledger)
        return ledger

    async def _start(self, ledger: Ledger, number: int) -> None:
        request = Request("POST", f"{_path(ledger, number)}/start")
        for answer in await self._perhaps_twice(request):
            if not self._expected(answer, {200, 409}):
                continue
            if answer.status_code == httpx.codes.OK:
                ledger.told_paper(number, answer.json())
            elif answer.json()["code"] == "another_section_running":
                await self._end(answer.json()["session_id"], answer.json()["section_id"])
                await self._start(ledger, number)

    async def _end(self, session_id: int, number: int) -> None:
        """Discard the session that was left, or hand in its section."""
        (other,) = [ledger for ledger in self.ledgers if ledger.session_id == session_id]
        if other.is_discarded:  # an answer to the same start, sent twice
            return
        if not self._happens(self._habits.discard):
            await self._complete(other, number)
            return
        answer = await self._told(Request("DELETE", f"/sessions/{session_id}"))
        if self._expected(answer, {204, 404}):
            other.is_discarded = True

    async def _save(self, ledger: Ledger, number: int) -> None:
        requests = [self._save_request(ledger, number)]
        if self._happens(self._habits.second_tab):
            requests.append(self._save_request(ledger, number))
        for answer in await asyncio.gather(*(self._told(request) for request in requests)):
            if not self._expected(answer, {200, 409}):
                continue
            content = answer.json()
            if answer.status_code == httpx.codes.OK:
                ledger.told_saved(number, content)
            elif content["code"] == "stale_answers":
                ledger.told_stale(number, content)

    async def _complete(self, ledger: Ledger, number: int) -> None:
        if ledger.sections[number].paper is None:
            return
        body = self._answers(ledger, number) if self._happens(0.5) else None
        if body:
            ledger.sections[number].handed_in.append(_by_question(body))
        request = Request("POST", f"{_path(ledger, number)}/complete", body)
        for answer in await self._perhaps_twice(request):
            if self._expected(answer, {200}):
                ledger.told_outcome(number, answer.json())

    async def _look(self, ledger: Ledger) -> None:
        answer = await self._told(Request("GET", f"/sessions/{ledger.session_id}"))
        if not self._expected(answer, {200}):
            return
        ledger.told_session(answer.json())
        status = "completed" if answer.json()["status"] == "completed" else "unfinished"
        listed = await self._told(Request("GET", f"/history?status={status}&limit=100"))
        ids = [entry["id"] for entry in listed.json()] if self._expected(listed, {200}) else []
        self._expected(await self._told(Request("GET", "/progress?exam_type=DEMO")), {200})
        if ledger.session_id not in ids:
            ledger.find(Kind.LOST_WRITE, f"is not in the history of {status} sessions")

    def _save_request(self, ledger: Ledger, number: int) -> Request:
        saves = ledger.sections[number].saves
        body = {**self._answers(ledger, number), "base_revision": max(saves, default=0)}
        return Request("PUT", f"{_path(ledger, number)}/answers", body)

    def _answers(self, ledger: Ledger, number: int) -> dict[str, Any]:
        paper = ledger.sections[number].paper
        ids = paper["question_ids"] if paper else []
        chosen = self._rng.sample(ids, self._rng.randint(0, len(ids)))
        return {
            "answers": [
                {
                    "question_id": one,
                    "answer": self._rng.choice(LETTERS),
                    "flagged": self._happens(self._habits.flag),
                }
                for one in chosen
            ]
        }

    async def _send_something_again(self) -> None:
        """Send an old request: whatever it is answered, it must change nothing."""
        if self._sent:
            # A deletion that was sent before is answered 404.
            self._expected(await self._told(self._rng.choice(self._sent)), {200, 404, 409})

    async def _perhaps_twice(self, request: Request) -> list[httpx.Response]:
        times = 2 if self._happens(self._habits.twice) else 1
        return await asyncio.gather(*(self._told(request) for _ in range(times)))

    async def _told(self, request: Request) -> httpx.Response:
        """Send a request, and again until it is answered.

        Raises:
            Unanswered: it never is.
        """
        self._sent.append(request)
        if self._happens(self._habits.hang_up):
            await self._hang_up(self._send(request))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            answer = await self._send(request)
            if answer is not None and answer.status_code not in UNKNOWN_OUTCOME:
                return answer
            self.traffic.unanswered += 1
            await asyncio.sleep(self._rng.uniform(0.05, 1))
        raise Unanswered(f"{request.method} {request.path}")

    async def _send(self, request: Request) -> httpx.Response | None:
        self.traffic.requests += 1
        started = time.monotonic()
        try:
            answer = await self._client.request(
                request.method,
                f"/api/exam-simulation{request.path}",
                json=request.body,
                headers={**self._headers, **request.headers},
            )
        except httpx.TransportError:
            return None
        self.traffic.seconds.append(time.monotonic() - started)
        return answer

    async def _hang_up(self, sending: Coroutine[Any, Any, object]) -> None:
        task = asyncio.ensure_future(sending)
        await asyncio.wait([task], timeout=self._rng.uniform(0, 0.1))
        task.cancel()
        await asyncio.wait([task])

    def _expected(self, answer: httpx.Response, statuses: set[int]) -> bool:
        is_expected = answer.status_code in statuses
        if not is_expected:
            asked = f"{answer.request.method} {answer.request.url.path}"
            said = f"{answer.status_code} {answer.text[:300]}"
            self.findings.append(Finding(Kind.UNEXPECTED, f"{asked}: {said}"))
        return is_expected

    def _happens(self, share: float) -> bool:
        return self._rng.random() < share

    async def _think(self) -> None:
        await asyncio.sleep(self._rng.uniform(0, self._habits.think_seconds))


def _path(ledger: Ledger, number: int) -> str:
    return f"/sessions/{ledger.session_id}/sections/{number}"


def _by_question(body: Json) -> Json:
    return {str(answer["question_id"]): answer["answer"] for answer in body["answers"]}
