"""How often Supabase is asked, on the wire, and that nothing old is ever answered for it."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from exam_simulation import clock, settings
from exam_simulation.store import bank_cache
from exam_simulation.store.bank_cache import bank_cache_of
from tests.conftest import Database, SignUp, Student, without_triggers
from tests.functions.conftest import Api, BringIn, Configure, Retire, SetClock, Sit
from tests.functions.responses import Response, problem
from tests.functions.sitting import Sitting
from tests.functions.situations import ALL, LATER, Situation, finished, started
from tests.functions.tokens import claims_of, signed
from tests.functions.upstream import Behaviour, Upstream, passes_on, sends

SESSIONS, BANK, QUESTIONS = "exam_sessions", "question_bank", "questions"
CHANGE = "POST rpc"

# situation: round trips of a process that remembers nothing of the bank, and of one that does
MOST = {
    "create": (1, 1),
    "create_repeatably": (1, 1),
    "start": (3, 2),
    "resume": (2, 1),
    "save": (1, 1),
    "save_on_a_base": (1, 1),
    "complete": (3, 2),
    "complete_with_answers": (3, 2),
    "complete_the_last": (3, 2),
    "complete_again": (1, 1),
    "get_running": (1, 1),
    "show_results": (2, 1),
    "show_history": (2, 2),
    "show_progress": (2, 2),
    "delete": (2, 2),
    "show_config": (1, 1),
    # an overdue section is settled on the way
    "start_the_next_overdue": (4, 2),
    "save_overdue": (4, 3),
    "complete_overdue": (3, 2),
    "get_overdue": (3, 2),
    "show_results_overdue": (4, 2),
    "show_history_overdue": (4, 3),
}


@dataclass(frozen=True)
class Wire:
    """What goes from the functions to Supabase."""

    upstream: Upstream

    def asked(self, call: Callable[[], Response], status: int = 200) -> list[str]:
        """The method and the table of each request that a call makes."""
        self.upstream.requests.clear()
        response = call()
        assert response.status_code == status, response.text
        heads = [re.match(r"(\w+) /rest/v1/(\w+)", request) for request in self.upstream.requests]
        return [f"{head[1]} {head[2]}" for head in heads if head]


@pytest.fixture
def wire(port: int, configure: Configure) -> Iterator[Wire]:
    with Upstream(passes_on(port)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        yield Wire(upstream)


@pytest.fixture
def sit_another(sit: Sit, enrol: SignUp) -> Callable[..., Sitting]:
    """Create a session for a student who has seen nothing."""
    return lambda **options: sit(of=enrol(), **options)


SitAnother = Callable[..., Sitting]


def active(database: Database, subject: str = "logic") -> set[int]:
    rows = database.execute("select id from questions where subject = %s and active", [subject])
    return {int(str(number)) for (number,) in rows}


# ── how often ────────────────────────────────────────────────────────────────────────────────────


def test_the_limits_name_every_situation() -> None:
    assert set(MOST) == {one.name for one in ALL}


@pytest.mark.parametrize("situation", ALL, ids=str)
def test_a_process_asks_for_the_bank_once_anyone_who_comes_next(
    *,
    wire: Wire,
    api: Api,
    database: Database,
    enrol: SignUp,
    sit_another: SitAnother,
    set_clock: SetClock,
    situation: Situation,
) -> None:
    sittings = [Sitting(api, database, enrol(), 0), Sitting(api, database, enrol(), 0)]
    if situation.prepare:
        sittings = [sit_another(), sit_another()]
        for one in sittings:
            situation.prepare(one)
    requests = [situation.request(one) for one in sittings]
    set_clock(clock.now() + LATER if situation.overdue else clock.now())
    bank_cache_of.cache_clear()
    others = {"save_overdue": 409, "create": 201, "create_repeatably": 201, "delete": 204}
    status = others.get(situation.name, 200)
    cold, warm = (
        wire.asked(lambda: request.send(api, sitting.student), status)  # noqa: B023 - called at once
        for request, sitting in zip(requests, sittings, strict=True)
    )
    assert tuple(one.split()[0] for one in cold) == situation.trips
    assert (len(cold), len(warm)) == MOST[situation.name]
    if situation.name != "show_config":
        assert warm == [one for one in cold if one != f"GET {BANK}"]


def test_the_results_of_a_long_exam_ask_for_all_subjects_at_once(
    wire: Wire, sit_another: SitAnother
) -> None:
    first, second = sit_another(exam_type="TOLC-I"), sit_another(exam_type="TOLC-I")
    for sitting in (first, second):
        for section in range(1, 6):
            assert sitting.start(section).status_code == 200
            assert sitting.complete(section).status_code == 200
    bank_cache_of.cache_clear()
    assert wire.asked(first.results) == [f"GET {SESSIONS}", f"GET {BANK}"]
    assert wire.asked(second.results) == [f"GET {SESSIONS}"]


# ── nothing old ──────────────────────────────────────────────────────────────────────────────────


def test_what_is_retired_is_not_drawn_by_the_next_start(
    wire: Wire, sit_another: SitAnother, retire: Retire, database: Database
) -> None:
    started(sit_another())
    sitting = sit_another()
    retire("logic", leaving=3)
    assert wire.asked(sitting.start) == [f"GET {SESSIONS}", f"GET {BANK}", CHANGE]
    assert set(sitting.question_ids()) == active(database)
    # That was the one time: the bank is known again.
    assert wire.asked(sit_another().start) == [f"GET {SESSIONS}", CHANGE]


def test_what_is_imported_is_drawn_by_the_next_start(
    sit_another: SitAnother, retire: Retire, bring_in: BringIn, database: Database
) -> None:
    before, after = sit_another(), sit_another()
    retire("logic", leaving=2)
    started(before)
    number = bring_in("logic")
    started(after)
    assert set(after.question_ids()) == active(database)
    assert number in after.question_ids()


def test_what_is_brought_back_is_drawn_by_the_next_start(
    sit_another: SitAnother, retire: Retire, bring_in: BringIn, database: Database
) -> None:
    number = bring_in("logic")
    database.execute("update questions set active = false where id = %s", [number])
    before, after = sit_another(), sit_another()
    retire("logic", leaving=2)
    started(before)
    database.execute("update questions set active = true where id = %s", [number])
    started(after)
    assert set(after.question_ids()) == active(database)
    assert number in after.question_ids()


def test_a_session_is_refused_at_once_where_the_bank_has_become_too_small(
    api: Api, sit_another: SitAnother, student: Student, retire: Retire
) -> None:
    started(sit_another())
    retire("logic", leaving=2)
    response = api.post("/sessions", headers=student.headers, json={"exam_type": "DEMO"})
    problem(response, 503, "bank_too_small")


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_retired_about_when_the_bank_is_read_is_drawn_by_no_later_start(
    *,
    configure: Configure,
    port: int,
    sit_another: SitAnother,
    retire: Retire,
    database: Database,
    when: str,
) -> None:
    def retire_most() -> None:
        retire("logic", leaving=3)

    def retire_late(response: bytes) -> Behaviour:
        retire_most()
        return sends(response)

    during = {
        "before": passes_on(port, first=retire_most),
        "after": passes_on(port, retire_late),
    }
    first, second, third = (sit_another() for _ in range(3))
    with Upstream(passes_on(port), during[when], passes_on(port)) as upstream:
        configure(SUPABASE_URL=upstream.url)
        wire = Wire(upstream)
        assert f"GET {BANK}" in wire.asked(first.start)
        # What was read says itself which version it is, and is used again where that is the bank's.
        assert (f"GET {BANK}" in wire.asked(second.start)) is (when == "after")
        assert f"GET {BANK}" not in wire.asked(third.start)
    for sitting in [second, third] + [first] * (when == "before"):
        assert set(sitting.question_ids()) == active(database)


@pytest.mark.parametrize("remembers", [True, False])
def test_a_retired_question_is_graded_and_shown(
    wire: Wire, sit_another: SitAnother, retire: Retire, *, remembers: bool
) -> None:
    def forget() -> None:
        if not remembers:
            bank_cache_of.cache_clear()

    sitting = sit_another()
    started(sitting)
    numbers, right = sitting.question_ids(), sitting.right()
    retire("logic", leaving=0)
    forget()
    resumed = sitting.start().json
    assert [question["id"] for question in resumed["questions"]] == numbers
    forget()
    assert sitting.complete(answers=right).json["score"]["correct"] == 3
    assert sitting.start(2).status_code == 200
    assert sitting.complete(2).status_code == 200
    forget()
    asked = wire.asked(sitting.results)
    assert asked == [f"GET {SESSIONS}", *([] if remembers else [f"GET {BANK}"])]
    reviewed = sitting.results().json["sections"][0]["questions"]
    assert [one["id"] for one in reviewed] == numbers
    assert all(one["is_correct"] and one["text"] for one in reviewed)


# ── who is answered ──────────────────────────────────────────────────────────────────────────────


def test_nothing_that_is_remembered_is_told_for_a_token_that_supabase_refuses(
    wire: Wire, sit_another: SitAnother
) -> None:
    sitting = sit_another()
    finished(sitting)
    forged = signed(claims_of(sitting.student.auth_user_id), "a key of somebody else's")
    thief = replace(sitting, student=Student(sitting.student.auth_user_id, forged))
    for call in (thief.results, thief.start, thief.complete):
        assert wire.asked(call, 401) == [f"GET {SESSIONS}"]


def test_a_bank_that_is_opened_otherwise_is_another(configure: Configure, wire: Wire) -> None:
    known = bank_cache_of(settings.current())
    configure()
    assert bank_cache_of(settings.current()) is known
    for name, value in (
        ("SUPABASE_URL", wire.upstream.url.replace("127.0.0.1", "localhost")),
        ("EXAM_FUNCTIONS_KEY", "k" * 32),
    ):
        configure(**{name: value})
        assert bank_cache_of(settings.current()) is not known


# ── how much ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def large_bank(database: Database) -> Iterator[None]:
    """A thousand more questions of one subject."""
    database.execute(
        """insert into questions (subject, topic, text, option_a, option_b, option_c, option_d,
             option_e, correct_answer, explanation, difficulty)
           select 'logic', 'large', n || ' of many', 'a', 'b', 'c', 'd', 'e', 'a', 'x', 1
           from generate_series(1, 1000) n"""
    )
    yield
    database.execute("update questions set active = false where topic = 'large'")
    with without_triggers(database):
        database.execute("delete from questions where topic = 'large'")


@pytest.mark.usefixtures("large_bank")
def test_the_texts_of_a_very_large_subject_are_fetched_by_their_ids(
    wire: Wire, sit_another: SitAnother
) -> None:
    first, second = sit_another(), sit_another()
    drawing = [f"GET {SESSIONS}", f"GET {QUESTIONS}", CHANGE]
    assert wire.asked(first.start) == [drawing[0], f"GET {BANK}", *drawing[1:]]
    assert wire.asked(second.start) == drawing
    assert wire.asked(second.start) == [f"GET {SESSIONS}"]
    bank_cache_of.cache_clear()
    right = first.right()
    outcome: list[Response] = []

    def complete() -> Response:
        outcome.append(first.complete(answers=right))
        return outcome[0]

    assert wire.asked(complete) == [f"GET {SESSIONS}", f"GET {BANK}", CHANGE]
    assert outcome[0].json["score"]["correct"] == 3
    assert wire.asked(second.complete) == [f"GET {SESSIONS}", CHANGE]


@pytest.mark.parametrize("most", [0, 1, 50])
def test_a_process_that_may_remember_little_takes_exams_all_the_same(
    sit_another: SitAnother, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(bank_cache, "MAX_QUESTIONS", most)
    bank_cache_of.cache_clear()
    sitting = sit_another()
    finished(sitting)
    sections = sitting.results().json["sections"]
    assert [section["score"]["correct"] for section in sections] == [1, 1]


def test_many_who_start_at_once_in_a_new_process_all_get_good_papers(
    sit_another: SitAnother, database: Database, retire: Retire
) -> None:
    retire("logic", leaving=20)
    sittings = [sit_another() for _ in range(16)]
    bank_cache_of.cache_clear()
    with ThreadPoolExecutor(len(sittings)) as threads:
        papers = [*threads.map(Sitting.start, sittings)]
    known = active(database)
    for sitting, paper in zip(sittings, papers, strict=True):
        assert paper.status_code == 200, paper.text
        shown = [question["id"] for question in paper.json["questions"]]
        assert shown == sitting.question_ids()
        assert set(shown) <= known
