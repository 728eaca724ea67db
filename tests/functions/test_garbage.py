"""Any request, any answer of Supabase and any row is understood, or refused by a known name."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from exam_simulation import budget
from exam_simulation.domain.moves import overdue_section_ids, save, settle
from exam_simulation.domain.records import SessionRecord
from exam_simulation.domain.session import Session
from exam_simulation.errors import Failure, SessionUnreadable
from exam_simulation.http.problems import PROBLEMS
from exam_simulation.problem_codes import ProblemCode
from exam_simulation.services import exam_types
from exam_simulation.settings import current
from exam_simulation.store import client
from exam_simulation.store.bank_cache import bank_cache_of
from exam_simulation.store.rows import (
    PaperRow,
    StoredSession,
    answers_as_json,
    metadata_of,
    parsed_time,
)
from tests.domain.exams import (
    KEY,
    PAPERS,
    START,
    created,
    finished,
    handed_in,
    sheet,
    solutions,
    started,
)
from tests.domain.properties import repeatable
from tests.functions.conftest import Api, Configure
from tests.functions.endpoints import ALL, CREATE_SESSION, SAVE_ANSWERS, Endpoint
from tests.functions.supabase_responses import MadeUp, rows
from tests.functions.test_parsers import (
    bodies_as_json,
    lines,
    near_paths,
    places_in,
    replaced,
    texts,
    values,
)
from tests.functions.tokens import claims_of, signed

LOOKS_GOOD = {
    "Authorization": "Bearer " + signed(claims_of("6f1c8c2e-4b8e-4a39-9c0e-0a4a3a1f7a11"), "secret")
}
with_fixtures = settings(repeatable, suppress_health_check=[HealthCheck.function_scoped_fixture])


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────


@given(
    texts | st.datetimes().map(str) | st.sampled_from(["infinity", "2026-02-30", "0044-01-01 BC"])
)
@repeatable
def test_a_text_is_a_time_or_none(text: str) -> None:
    try:
        time = parsed_time(text)
    except ValueError:
        return
    assert isinstance(time, datetime)
    assert time.tzinfo


@given(st.datetimes(timezones=st.just(UTC)))
@repeatable
def test_a_time_is_read_in_either_form(time: datetime) -> None:
    assert parsed_time(time.isoformat()) == time
    assert parsed_time(str(time)) == time
    assert parsed_time(str(time).removesuffix(":00")) == time
    assert parsed_time(time.replace(tzinfo=None).isoformat()) == time


def record_of(metadata: Any, session: Session) -> SessionRecord:
    """A session as it is kept."""
    return SessionRecord(
        id=1,
        user_id=1,
        exam_type=session.structure.exam_type,
        status=session.status.value,
        metadata=metadata,
        started_at=START,
        updated_at=START,
        completed_at=session.completed_at,
    )


def papers_of(session: Session) -> tuple[PaperRow, ...]:
    """The rows of a session's papers."""
    return tuple(
        PaperRow(
            session_id=1,
            section_id=number,
            deadline_at=session.section(number).deadline_at or START,
            closed_at=START if paper.is_closed else None,
            option_count=paper.option_count,
            revision=paper.revision,
            flagged=list(paper.flagged),
            answers=answers_as_json(paper.answers),
            question_ids=list(paper.question_ids),
        )
        for number, paper in session.papers.items()
    )


def stored(session: Session) -> Any:
    return json.loads(json.dumps(metadata_of(session, row_version=1)))


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Whatever a session can become."""
    session = draw(st.sampled_from([created(), created(30), *map(started, (1, 2, 3)), finished()]))
    running = next(
        (section.id for section in session.sections if section.status == "in_progress"), None
    )
    if running is None:
        return session
    options = st.sampled_from([None, "a", "b", "e"])
    for _ in range(draw(st.integers(0, 2))):
        answers = {number: draw(options) for number in PAPERS[running]}
        flagged = draw(st.sets(st.sampled_from(PAPERS[running])))
        session = save(session, running, sheet(answers, *flagged), None)
    match draw(st.sampled_from(["left", "handed in", "too late"])):
        case "handed in":
            now = START + timedelta(microseconds=draw(st.integers(0, 10**9)))
            return handed_in(session, running, now=now)
        case "too late":
            return settle(session, KEY, START + timedelta(hours=1))
    return session


@given(sessions())
@repeatable
def test_a_session_is_read_as_it_was_written(session: Session) -> None:
    read = StoredSession(record_of(stored(session), session), papers_of(session))
    assert (read.session, read.row_version) == (without_tallies(session), 1)


def without_tallies(session: Session) -> Session:
    """The session as it is read again."""
    return replace(
        session, sections=tuple(replace(section, topics=()) for section in session.sections)
    )


@given(sessions(), st.data())
@repeatable
def test_a_damaged_session_is_unreadable_or_goes_on(session: Session, data: st.DataObject) -> None:
    metadata = stored(session)
    place = data.draw(st.sampled_from(places_in(metadata)))
    damage = values | st.sampled_from(["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", 10**12])
    damaged = replaced(metadata, place, data.draw(damage))
    now = datetime(2026, 11, 22, tzinfo=UTC)
    try:
        read = StoredSession(record_of(damaged, session), papers_of(session)).session
    except SessionUnreadable:
        return
    for section_id in overdue_section_ids(read, now):
        assert read.is_overdue(read.section(section_id), now)
    settle(read, solutions(dict.fromkeys(read.drawn_question_ids(), "a")), now)
    for section in read.sections:
        assert section.remaining_seconds(now) >= 0
        assert section.seconds_used >= 0
    json.dumps(metadata_of(read, 2))


@given(values | st.dictionaries(st.sampled_from(["version", "sections", "structure"]), values))
@repeatable
def test_a_row_of_anything_is_no_session(metadata: Any) -> None:
    with pytest.raises(SessionUnreadable, match="session 1"):
        _ = StoredSession(record_of(metadata, created())).session


# ── answers of Supabase ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def supabase(monkeypatch: pytest.MonkeyPatch, configure: Configure) -> MadeUp:
    configure(SUPABASE_URL="https://supabase.test")
    made_up = MadeUp()
    made_up.take_the_place(monkeypatch)
    return made_up


class Sent:
    """A query."""

    def execute(self) -> Any:
        """Send it."""
        return client.connect(current(), None).table("t").select("*").execute()


codes = st.sampled_from(["PGRST301", "42501", "23505", "22003", "PGRST116", "40001", "", "\ud800"])
refusals = st.fixed_dictionaries(
    {},
    optional={
        "code": codes | values,
        "message": texts | values,
        "hint": values,
        "details": values,
    },
)


@given(
    status=st.sampled_from([*range(400, 405), 406, 409, 416, 422, 429, *range(500, 505), 520, 599]),
    document=refusals | values,
)
@with_fixtures
def test_a_refusal_of_any_kind_has_a_name(supabase: MadeUp, status: int, document: Any) -> None:
    supabase.respond = lambda _request: rows(document, status)
    budget.begin(1)
    with pytest.raises(Failure) as raised:
        client.run(Sent(), client.RowModel)
    assert raised.value.code in PROBLEMS


@given(st.integers(200, 599), st.binary(max_size=40))
@with_fixtures
def test_an_answer_of_any_bytes_is_rows_or_has_a_name(
    supabase: MadeUp, status: int, content: bytes
) -> None:
    supabase.respond = lambda _request: httpx.Response(status, content=content)
    budget.begin(1)
    try:
        assert client.run(Sent(), client.RowModel) == []
    except Failure as failure:
        code = failure.code
    else:
        code = ProblemCode.NOT_FOUND
    assert code in PROBLEMS


SUBJECTS = {
    name for one in exam_types().values() for plan in one.sections for name in plan.subjects
}


def question(number: int) -> dict[str, Any]:
    options = {f"option_{letter}": letter for letter in "abcde"}
    return {
        "id": number,
        "subject": "logic",
        "topic": "…",
        "text": "…",
        **options,
        "correct_answer": "a",
        "explanation": "…",
        "image_url": None,
        "passage": {"text": "…"},
    }


BANK = [
    {
        "subject": subject,
        "active": True,
        "question_count": 99,
        "version": "of the bank",
        "questions": [
            {
                "id": 100 * nth + number,
                "key": f"{nth}-{number}",
                "passage_id": None,
                "difficulty": 1,
                "correct_answer": "a",
                "topic": "of it",
            }
            for number in range(4)
        ],
        "content": [question(100 * nth + number) for number in range(4)],
    }
    for nth, subject in enumerate(sorted(SUBJECTS), start=1)
]


def good_rows(request: httpx.Request) -> list[Any]:
    """What Supabase answers where all is well, to a student who is at the last section."""
    match request.url.path.rpartition("/")[2]:
        case "question_bank":
            return BANK
        case "questions":
            wanted = re.findall(r"\d+", request.url.params["id"])
            return [question(int(number)) for number in wanted]
        case "section_papers":
            return [saved_row()] if request.method == "PATCH" else []
        case _ if request.url.params.get("status") == "eq.completed":
            return []
        case _:
            return [session_row()]


def session_row() -> dict[str, Any]:
    session = started(3)
    metadata = stored(session)
    return {
        "id": 1,
        "user_id": 1,
        "exam_type": "SMALL",
        "status": "in_progress",
        "metadata": metadata,
        "started_at": START.isoformat(),
        "updated_at": "2026-05-04 09:00:00+00",
        "completed_at": None,
        **{name: metadata.get(name) for name in ("extra_time_percent", "sections")},
        "overall_score": None,
        "version": 1,
        "practice": None,
        "met_questions": [[1, 2], []],
        "bank_version": "of the bank",
        "open_paper": None,
        "section_papers": [paper.model_dump(mode="json") for paper in papers_of(session)],
    }


def saved_row() -> dict[str, Any]:
    """What a save shows."""
    return {
        "answers": {},
        "flagged": [],
        "revision": 1,
        "deadline_at": START.isoformat(),
    }


def call(api: Api, endpoint: Endpoint) -> Any:
    """Call a function, whose answer may be of a row that is not as the document says."""
    body: dict[str, Any] = {"json": BODIES[endpoint]} if endpoint in BODIES else {}
    client = api.apps[endpoint.name].test_client()
    bank_cache_of.cache_clear()
    return client.open(endpoint.whole(1, 3), method=endpoint.method, headers=LOOKS_GOOD, **body)


BODIES: dict[Endpoint, object] = {
    CREATE_SESSION: {"exam_type": "DEMO"},
    SAVE_ANSWERS: {"answers": [], "base_revision": 0},
}


def well(supabase: MadeUp) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        return rows(good_rows(request), 201 if request.method == "POST" else 200)

    supabase.respond = respond


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_where_all_is_well_every_function_answers(
    apps: Api, supabase: MadeUp, endpoint: Endpoint
) -> None:
    well(supabase)
    answer = call(apps, endpoint)
    assert answer.status_code in (200, 201, 204, 409), answer.text


def test_a_session_that_supabase_stored_but_does_not_show_is_unavailable(
    apps: Api, supabase: MadeUp
) -> None:
    supabase.respond = lambda request: rows(BANK if request.method == "GET" else [])
    answer = call(apps, CREATE_SESSION)
    assert (answer.status_code, answer.json["code"]) == (503, "upstream_unavailable")


@pytest.mark.parametrize("endpoint", ALL, ids=str)
@given(data=st.data())
@settings(with_fixtures, max_examples=30)
def test_rows_that_are_none_are_never_a_bug_of_ours_nor_shown(
    apps: Api, supabase: MadeUp, endpoint: Endpoint, data: st.DataObject
) -> None:
    which = data.draw(st.integers(1, 3))
    spoiled: list[Any] = []

    def respond(request: httpx.Request) -> httpx.Response:
        content = good_rows(request)
        spoiled.append(content)
        if len(spoiled) == which:
            place = data.draw(st.sampled_from(places_in(content)))
            content = replaced(content, place, data.draw(values))
        return rows(content, 201 if request.method == "POST" else 200)

    supabase.respond = respond
    answer = call(apps, endpoint)
    if answer.status_code >= 400:
        assert answer.json["code"] in {
            "upstream_unavailable",
            "misconfigured",
            "session_unreadable",
            "session_not_found",
            "section_not_found",
            "section_not_started",
            "section_completed",
            "session_not_completed",
            "previous_section_not_completed",
            "bank_too_small",
            "busy",
        }


# ── requests ─────────────────────────────────────────────────────────────────────────────────────

METHODS = ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PATCH", "TRACE", "CONNECT", "ODD"]
HEADERS = """
    Origin X-Request-Id Idempotency-Key Content-Encoding Content-Length Transfer-Encoding Upgrade
    Connection Host Traceparent X-Cloud-Trace-Context Function-Execution-Id Accept Range If-Match
    Script-Name
"""
odd_values = st.sampled_from(["gzip", "chunked", "websocket", "Upgrade", "-1", "9" * 30, "a" * 300])
visible = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)


class Requested(NamedTuple):
    """A request, and the function to which it comes: of its path, or another."""

    function: str
    path: str
    environ: dict[str, Any]


@st.composite
def requests(draw: st.DrawFn) -> Requested:
    """Any request, most of them close to good ones."""
    good = st.sampled_from([(one.method, one.whole(1, 3)) for one in ALL])
    method, path = draw(good | st.tuples(st.sampled_from(METHODS), near_paths))
    content = draw(st.binary(max_size=60) | bodies_as_json.map(lambda it: json.dumps(it).encode()))
    query = draw(visible | st.sampled_from(["limit=1", "cursor=W10", "status=unfinished"]))
    environ = EnvironBuilder(method=method, data=content, query_string=query).get_environ()
    environ["PATH_INFO"] = path.encode().decode("latin-1")
    environ["CONTENT_TYPE"] = draw(st.sampled_from(["application/json"] * 2 + [""]) | lines)
    environ["HTTP_AUTHORIZATION"] = draw(st.just(LOOKS_GOOD["Authorization"]) | lines)
    environ["wsgi.input_terminated"] = draw(st.booleans())
    named = st.sampled_from(HEADERS.upper().replace("-", "_").split())
    for name, value in draw(st.dictionaries(named, lines | odd_values, max_size=3)).items():
        environ[name if name == "CONTENT_LENGTH" else f"HTTP_{name}"] = value
    own = next((one.name for one in ALL if serves(one, path)), "get_config")
    return Requested(draw(st.just(own) | st.sampled_from([one.name for one in ALL])), path, environ)


def serves(endpoint: Endpoint, path: str) -> bool:
    """Whether a path is of this endpoint, its ids not looked at closely."""
    return re.fullmatch(endpoint.whole("[0-9]+", "[0-9]+"), path) is not None


@given(requested=requests())
@settings(with_fixtures, max_examples=200)
def test_any_request_is_answered_as_the_contract_says(
    apps: Api, supabase: MadeUp, requested: Requested
) -> None:
    well(supabase)
    body, status_line, headers = run_wsgi_app(apps.apps[requested.function], requested.environ)
    status, said = int(status_line[:3]), b"".join(body)
    assert status in ANSWERS
    assert re.fullmatch("[A-Za-z0-9._-]{1,128}", headers["X-Request-Id"])
    assert headers["Server-Timing"]
    assert headers["Vary"] in ("Origin", "Origin, Accept-Encoding")
    assert headers["Cache-Control"]
    if requested.environ["REQUEST_METHOD"] == "HEAD" or status == 204:
        assert said == b""
    elif status < 400:
        assert headers["Content-Type"] == "application/json"
        assert isinstance(json.loads(said), dict | list)
    else:
        assert headers["Content-Type"] == "application/problem+json"
        problem = json.loads(said)
        assert PROBLEMS[problem["code"]][0] == problem["status"] == status


ANSWERS = {200, 201, 204, 400, 401, 404, 405, 409, 413, 415, 422}
