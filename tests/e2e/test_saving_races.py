"""Saves race with what ends a section: no save that was acknowledged is lost, or goes ungraded."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conftest import Database
from tests.e2e.conftest import BASE_PATH, Frontend

ROUNDS, SAVERS = 12, 4
Answered = tuple[int, dict[str, Any]]


@pytest.fixture
def sessions(frontend: Frontend) -> Iterator[int]:
    """Sessions of one student whose first section runs, one after the other."""

    def made() -> Iterator[int]:
        for _ in range(ROUNDS):
            session = int(frontend.create("DEMO", sections=["logic"])["id"])
            frontend.start(session, 1)
            yield session

    return made()


def save_while(
    frontend: Frontend, session: int, end: Callable[[], object], status: int, code: str
) -> list[dict[str, Any]]:
    """Save from many callers while another ends the section; give the saves that were kept.

    The callers go on until they are refused, which must be with this status and code.
    """
    path = f"{BASE_PATH}/sessions/{session}/sections/1/answers"
    ids = [question["id"] for question in frontend.start(session, 1)["questions"]]

    def save(seed: int) -> list[dict[str, Any]]:
        rng = random.Random(seed)
        kept: list[dict[str, Any]] = []
        while True:
            answers = {str(number): rng.choice("abcde") for number in ids}
            body = {"answers": answers, "flagged": rng.sample(ids, 1)}
            response = frontend.http.put(path, json=body)
            document = response.json()
            if response.status_code != 200:
                assert (response.status_code, document["code"]) == (status, code), document
                return kept
            kept.append({**document, "answers": answers})

    with ThreadPoolExecutor(SAVERS + 1) as pool:
        saving = [pool.submit(save, session * SAVERS + number) for number in range(SAVERS)]
        pool.submit(end).result()
        return [one for saves in saving for one in saves.result()]


def stored(database: Database, session: int) -> tuple[Any, ...]:
    row = database.execute(
        """select answers, flagged, revision, closed_at is not null from public.section_papers
           where session_id = %s""",
        [session],
    ).fetchone()
    assert row is not None
    return row


def require_all_graded(
    database: Database, session: int, kept: list[dict[str, Any]], score: Mapping[str, Any]
) -> None:
    """Every save was counted once, the last one is stored, and what is stored was graded."""
    answers, flagged, revision, is_closed = stored(database, session)
    assert is_closed
    assert sorted(one["revision"] for one in kept) == [*range(1, revision + 1)]
    if kept:
        last = max(kept, key=lambda one: one["revision"])
        assert (answers, flagged) == (last["answers"], last["flagged"])
    right = database.execute(
        "select id from public.questions where %s::jsonb ->> id::text = correct_answer",
        [json.dumps(answers)],
    ).fetchall()
    assert score["correct"] == len(right)


def test_saves_race_with_handing_in(
    frontend: Frontend, database: Database, sessions: Iterator[int]
) -> None:
    for session in sessions:
        outcomes: list[Any] = []

        def end(session: int = session, outcomes: list[Any] = outcomes) -> None:
            path = f"{BASE_PATH}/sessions/{session}/sections/1/complete"
            while (response := frontend.http.post(path)).status_code == 503:
                assert response.json()["code"] == "busy"  # every try met a save
            outcomes.append(response.json())

        kept = save_while(frontend, session, end, 409, "section_completed")
        require_all_graded(database, session, kept, outcomes[0]["score"])


def test_saves_race_with_the_end_of_the_grace(
    frontend: Frontend, database: Database, sessions: Iterator[int]
) -> None:
    for session in sessions:

        def end(session: int = session) -> None:
            database.execute(
                """update public.section_papers set deadline_at = now() - interval '14.9 s'
                   where session_id = %s""",
                [session],
            )
            for _ in range(10):
                frontend.send("GET", f"/sessions/{session}")

        kept = save_while(frontend, session, end, 409, "section_completed")
        results = frontend.send("GET", f"/sessions/{session}/results")
        require_all_graded(database, session, kept, results["overall_score"])


def test_saves_race_with_discarding(
    frontend: Frontend, database: Database, sessions: Iterator[int]
) -> None:
    for session in sessions:

        def end(session: int = session) -> None:
            response = frontend.http.delete(f"{BASE_PATH}/sessions/{session}")
            assert response.status_code == 204

        save_while(frontend, session, end, 404, "session_not_found")
        left = database.execute(
            "select from public.section_papers where session_id = %s", [session]
        )
        assert left.rowcount == 0


def test_starts_of_many_sessions_at_once_leave_one_running(frontend: Frontend) -> None:
    for _ in range(ROUNDS):
        sessions = [int(frontend.create("DEMO", sections=["logic"])["id"]) for _ in range(4)]

        def start(session: int) -> Answered:
            path = f"{BASE_PATH}/sessions/{session}/sections/1/start"
            response = frontend.http.post(path)
            return response.status_code, response.json()

        with ThreadPoolExecutor(len(sessions)) as pool:
            answers = list(pool.map(start, sessions))
        assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
        [winner] = [document["session_id"] for status, document in answers if status == 200]
        for status, document in answers:
            if status == 409:
                assert document["code"] == "another_section_running"
                assert document["session_id"] == winner
        frontend.complete(winner, 1)
