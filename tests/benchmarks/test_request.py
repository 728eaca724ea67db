"""The benchmark of requests measures what it says. How long anything takes is not tested."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from benchmarks import report
from benchmarks.figures import Figure, Goal, Result, percentile
from benchmarks.report import Table
from benchmarks.request import exam, latency, memory, servers, trips
from benchmarks.request.effort import QUICK
from benchmarks.request.exams import FUNCTIONS, Exams
from benchmarks.request.load import Call, Connection, UnexpectedAnswer, send_all
from benchmarks.request.recorder import Recorder
from emulator import deployed
from emulator.stack import Stack


@pytest.fixture(scope="module")
def functions_port(environment: dict[str, str]) -> int:
    return int(str(urlsplit(environment["FUNCTIONS_URL"]).port))


@pytest.fixture(scope="module")
def exams(stack: Stack, functions_port: int) -> Iterator[Exams]:
    made = Exams(stack, functions_port, students=3)
    yield made
    made.close()


@pytest.fixture(scope="module", autouse=True)
def environment_as_deployed() -> None:
    if not deployed.is_ready():
        pytest.fail("The functions' own environment is missing; make it: make tools")


# ── figures ──────────────────────────────────────────────────────────────────────────────────────


def test_a_figure_is_its_middle_run_and_says_how_far_the_others_lie() -> None:
    figure = Figure.of([3, 1, 9])
    assert (figure.median, figure.spread) == (3, (1, 9))


def test_a_ratio_is_taken_run_by_run() -> None:
    assert Figure.of([2, 6, 6]).over(Figure.of([1, 2, 3])).runs == (2, 3, 2)


def test_runs_that_were_not_made_in_pairs_have_no_ratio() -> None:
    with pytest.raises(ValueError, match="zip"):
        Figure.of([1, 2]).over(Figure.of([1]))


def test_a_figure_without_runs_is_none() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        Figure.of([])


@pytest.mark.parametrize(
    ("value", "goal", "verdict"),
    [
        (2, Goal(2), "holds"),
        (2.004, Goal(2), "holds"),
        (2.006, Goal(2), "FAILS"),
        (3, Goal(2, is_binding=False), "not yet"),
        (1, Goal(2, is_binding=False), "holds"),
        (9, None, ""),
    ],
)
def test_a_goal_holds_or_fails_or_is_on_its_way(
    value: float, goal: Goal | None, verdict: str
) -> None:
    assert Result("x", Figure.of([value]), goal=goal).verdict == verdict


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (75, 3), (99, 4), (100, 4), (1, 1)])
def test_a_percentile_is_one_of_the_values(percent: float, value: float) -> None:
    assert percentile([4, 1, 3, 2], percent) == value


def test_a_table_shows_each_goal_beside_its_figure_and_names_what_is_broken() -> None:
    kept = Result("kept", Figure.of([1, 2, 3]), "ms", Goal(2))
    broken = Result("broken", Figure.of([2.5]), goal=Goal(2))
    hoped = Result("hoped", Figure.of([2.5]), goal=Goal(2, is_binding=False))
    table = Table("Title", "Note.", [kept, broken, hoped])
    assert report.failures([table]) == [broken]
    assert "kept    2 ms    1–3        3     ≤ 2        holds" in report.text(table)
    written = report.document("Head", "Intro.", {"Python": "3"}, [table])
    assert "| broken | 2.50 | 2.50–2.50 | 1 | ≤ 2 | FAILS |" in written
    assert "| hoped | 2.50 | 2.50–2.50 | 1 | towards 2 | not yet |" in written


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_request_finds_what_it_needs_again_and_again(
    exams: Exams, functions_port: int, name: str
) -> None:
    calls = exams.calls(name, 7)
    assert len(send_all(functions_port, [[call] for call in calls], 3)) == 7


def test_an_answer_of_another_status_makes_a_measurement_void(
    exams: Exams, functions_port: int
) -> None:
    [start] = exams.calls("start_section", 1)
    wrong = Call(start.method, start.path + "/nowhere", start.headers)
    with pytest.raises(UnexpectedAnswer, match="404"):
        send_all(functions_port, [[start], [wrong]], 1)


def test_what_passes_the_proxy_is_passed_on_and_noted(
    environment: dict[str, str], exams: Exams, functions_port: int
) -> None:
    _, history = exams.calls("get_history", 2)
    with Recorder(functions_port) as recorder, Connection(urlsplit(recorder.url).port or 0) as it:
        shown = it.json(history)
        assert len(shown) == 12
        assert [(one.method, one.path, one.status) for one in recorder.taken()] == [
            ("GET", history.path, 200)
        ]
        assert recorder.taken() == []
    assert environment["FUNCTIONS_URL"] not in recorder.url


def test_bare_requests_are_those_of_another_session_and_its_student() -> None:
    trip = Call(
        "PATCH",
        "/rest/v1/section_papers?session_id=eq.12&section_id=eq.12",
        {"authorization": "Bearer one", "apikey": "key"},
        b'{"changes": [{"id": 12, "version": "12"}]}',
    )
    seen = Call("PUT", "/sessions/12/sections/1/answers", {"Authorization": "Bearer one"})
    call = Call("PUT", "/sessions/345/sections/1/answers", {"Authorization": "Bearer another"})
    assert latency._for(trip, seen, call) == Call(
        "PATCH",
        "/rest/v1/section_papers?session_id=eq.345&section_id=eq.12",
        {"authorization": "Bearer another", "apikey": "key"},
        b'{"changes": [{"id":345, "version": "12"}]}',
    )


# ── what is measured ─────────────────────────────────────────────────────────────────────────────


def test_no_function_makes_more_round_trips_than_promised_in_a_new_process_or_an_old_one(
    stack: Stack, exams: Exams
) -> None:
    table, asked = trips.measure(stack, exams, lambda _: None)
    assert {result.what: result.verdict for result in table.results} == {
        f"`{name}`, {age}": "holds" for name in FUNCTIONS for age in ("cold", "warm")
    }
    assert asked.keys() == set(FUNCTIONS)


def test_an_exam_asks_and_writes_no_more_than_promised(stack: Stack, exams: Exams) -> None:
    table = exam.measure(stack, exams, 1, lambda _: None)
    verdicts = {result.what: result.verdict for result in table.results}
    assert verdicts["requests to Supabase's REST API"] == "holds"
    assert verdicts["WAL"] == "holds"
    assert verdicts["saves that are not heap-only"] == "holds"


def test_a_server_that_is_measured_uses_cpu_and_memory_and_is_gone_afterwards(
    stack: Stack,
) -> None:
    with servers.bare(stack) as bare:
        before = bare.cpu_seconds
        send_all(bare.port, [[Call("GET", "/")]] * 300, 4)
        assert bare.cpu_seconds > before
        assert bare.memory_bytes > 10 * memory.MEBIBYTE
    assert not bare.alive()


def test_memory_is_looked_at_after_as_many_requests_as_it_says(stack: Stack, exams: Exams) -> None:
    table = memory.measure(stack, exams, QUICK, lambda _: None)
    assert [result.what for result in table.results] == [
        "after 60 requests",
        "after 120 requests",
        "after 120 over after 60",
    ]
