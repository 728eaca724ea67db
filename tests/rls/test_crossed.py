"""REST tells a student no more of another's session than of one that does not exist.

Neither by body, nor by status, header or count; whatever is asked, in whatever form.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import httpx
import pytest

from tests.conftest import Database, Student, new_student
from tests.rest_server import ESTIMATES
from tests.rls.conftest import People
from tests.rls.rest import Caller, Rest

# What there is to know of the session, and values of nothing that exists: of the same length, so
# that answers may be compared to the byte.
THERE = {
    "id": "1900000001",
    "user_id": "1900000002",
    "exam_type": "TOLC-THERE",
    "metadata->>secret": "sesame",
    "started_at": "2001-01-01T00:00:00Z",
    "updated_at": "2001-02-01T00:00:00Z",
    "completed_at": "2001-03-01T00:00:00Z",
}
NOWHERE = {
    "id": "1900000008",
    "user_id": "1900000009",
    "exam_type": "TOLC-NEVER",
    "metadata->>secret": "barley",
    "started_at": "2001-01-02T00:00:00Z",
    "updated_at": "2001-02-02T00:00:00Z",
    "completed_at": "2001-03-02T00:00:00Z",
}
Body = Mapping[str, object] | None
NO_HEADERS: Mapping[str, str] = {}
COUNTED = {"Prefer": "count=exact"}
# The functions' key takes nothing away, so those who have it see all that they could.
BEST_EQUIPPED = [Caller.NOBODY_WITH_KEY, Caller.ANOTHER_WITH_KEY]


@dataclass(frozen=True)
class Crossing:
    """Somebody's session, and the others who ask for it; another student has one as well."""

    rest: Rest
    database: Database
    somebody: Student

    def compare(
        self,
        caller: Caller,
        method: str,
        path: str,
        body: Body = None,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> None:
        """Send a request for the session and for one that does not exist: the same is answered."""
        there, nowhere = (
            self._answer(caller, method, path, body, headers=headers, known=known)
            for known in (THERE, NOWHERE)
        )
        assert there == nowhere, f"{caller}: {method} {path}"

    def row(self) -> object:
        """The session with its papers and its key, as the superuser sees them."""
        rows = self.database.execute(
            """select s::text,
                 (select array_agg(p::text) from public.section_papers p where session_id = s.id),
                 (select k::text from public.session_keys k where session_id = s.id)
               from public.exam_sessions s where id = %s""",
            [THERE["id"]],
        )
        return rows.fetchone()

    def _answer(
        self,
        caller: Caller,
        method: str,
        path: str,
        body: Body,
        *,
        headers: Mapping[str, str],
        known: Mapping[str, str],
    ) -> tuple[int, dict[str, str], str]:
        names = {name.replace("metadata->>", ""): value for name, value in known.items()}
        given = body and {
            name: value.format_map(names) if isinstance(value, str) else value
            for name, value in body.items()
        }
        response = self.rest.send(caller, method, path.format_map(names), given, **headers)

        def nameless(text: str) -> str:
            text = unquote(text)
            for name, value in names.items():
                text = text.replace(value, f"<{name}>")
            return text

        shown_headers = {
            name: nameless(value) for name, value in response.headers.items() if name != "date"
        }
        return response.status_code, shown_headers, nameless(response.text)


@pytest.fixture(scope="module")
def crossing(
    rest: Rest, database: Database, auth: httpx.Client, people: People
) -> Iterator[Crossing]:
    somebody = new_student(auth)
    make_session = """
        insert into public.exam_sessions
          (id, user_id, exam_type, status, metadata, started_at, updated_at, completed_at)
        select %(id)s, id, %(exam_type)s, 'completed',
          jsonb_build_object('secret', %(secret)s::text),
          %(started_at)s, %(updated_at)s, %(completed_at)s
        from public.users where auth_user_id = %(whose)s"""
    theirs = {**THERE, "secret": THERE["metadata->>secret"], "whose": somebody.auth_user_id}
    mine = {
        **theirs,
        "id": "1900000003",
        "whose": people.another.auth_user_id,
        "exam_type": "TOLC-OWN",
        "secret": "rye",
        **dict.fromkeys(["started_at", "updated_at", "completed_at"], "2002-01-01"),
    }
    database.execute(
        "update public.users set id = %s where auth_user_id = %s",
        [THERE["user_id"], somebody.auth_user_id],
    )
    for session in (theirs, mine):
        database.execute(make_session, session)
        database.execute(
            """insert into public.section_papers (session_id, section_id, question_ids, deadline_at)
               values (%(id)s, 1, '{1}', now());
               insert into public.session_keys
               select id, user_id, 'key of ' || exam_type, '' from public.exam_sessions
               where id = %(id)s""".replace("%(id)s", session["id"])
        )
    yield Crossing(rest, database, somebody)
    database.execute(
        "delete from public.exam_sessions where id >= 1900000000 or exam_type = 'TOLC-OWN'"
    )
    database.execute("delete from auth.users where id = %s", [somebody.auth_user_id])


CONDITIONS = [
    "{c}=eq.{v}",
    "{c}=neq.{v}",
    "{c}=in.({v})",
    "{c}=not.in.({v})",
    "{c}=gte.{v}&{c}=lte.{v}",
    "{c}=eq(any).%7B{v}%7D",
    "{c}=isdistinct.{v}",
    "or=({c}.eq.{v},{c}.is.null)",
    "not.or=({c}.eq.{v},{c}.is.null)",
    "and=({c}.eq.{v},not.and({c}.neq.{v},{c}.is.null))",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_no_condition_finds_another_s_session(crossing: Crossing, condition: str) -> None:
    for column in THERE:
        value = f"{{{column.replace('metadata->>', '')}}}"
        path = f"exam_sessions?{condition.format(c=column, v=value)}&order=id"
        crossing.compare(Caller.ANOTHER_WITH_KEY, "GET", path, headers=COUNTED)


@pytest.mark.parametrize("caller", BEST_EQUIPPED)
@pytest.mark.parametrize(
    "path",
    [
        "exam_sessions?metadata=cs.%7B%22secret%22:%22{secret}%22%7D",
        "exam_sessions?exam_type=like.*{exam_type}*",
        "exam_sessions?exam_type=match.^{exam_type}$",
        "exam_sessions?metadata->secret=eq.%22{secret}%22",
        "exam_sessions?id=eq.{id}&select=secret:metadata->>secret,status",
        "exam_sessions?id=eq.{id}&order=metadata->>secret.desc.nullslast&limit=1",
        "exam_sessions?id=eq.{id}&limit=0",
        "exam_sessions?id=eq.{id}&offset=1",
        "exam_sessions?select=count(),id.max()&id=eq.{id}",
        "exam_sessions?select=id,users(id,auth_user_id)&id=eq.{id}",
        "exam_sessions?select=id,...users!inner(auth_user_id)&users.id=eq.{user_id}",
        "exam_sessions?select=id,users!inner(id)&users.id=eq.{user_id}",
        "exam_sessions?select=*,section_papers(*),session_keys(*)&id=eq.{id}",
        "exam_sessions?select=open_paper,met_questions,bank_version&id=eq.{id}",
        "section_papers?session_id=eq.{id}",
        "section_papers?user_id=eq.{user_id}&closed_at=is.null",
        "section_papers?select=*,exam_sessions!inner(*)&exam_sessions.exam_type=eq.{exam_type}",
        "section_papers?select=*,session_keys(*)&session_id=eq.{id}",
        "session_keys?session_id=eq.{id}",
        "session_keys?user_id=eq.{user_id}",
        "session_keys?key_sha256=eq.key of {exam_type}&select=*,session:exam_sessions(*)",
        "users?id=eq.{user_id}",
        "users?id=in.({user_id})&select=auth_user_id",
        "users?select=id,exam_sessions(id)&id=eq.{user_id}",
        "users?select=id,exam_sessions!inner(id)&exam_sessions.id=eq.{id}",
        "questions?select=id,exam_sessions(id)&exam_sessions.id=eq.{id}",
        "question_bank?id=eq.{id}",
        "rpc/called_by_functions?id=eq.{id}",
        "rpc/called_by_functions?session_id={id}",
        "rpc/listed_sessions?completed=false&most=9&id=eq.{id}",
        "rpc/listed_sessions?completed=true&most=9&select=id,user_id,metadata",
    ],
)
def test_no_path_leads_to_another_s_session(crossing: Crossing, caller: Caller, path: str) -> None:
    crossing.compare(caller, "GET", path)


FORMS = [
    {"Accept": "application/vnd.pgrst.object+json"},
    {"Accept": "application/vnd.pgrst.object+json;nulls=stripped"},
    {"Accept": "text/csv"},
    {"Accept": "application/geo+json"},
    {"Accept": "application/vnd.pgrst.plan+json"},
    {"Prefer": "count=exact"},
    {"Prefer": "count=planned"},
    {"Prefer": "count=estimated"},
    {"Prefer": "count=exact", "Range": "0-0"},
    {"Prefer": "count=exact", "Range": "1-1"},
    {"Range": "5-"},
    {"Prefer": "handling=strict, timezone=Europe/Rome"},
]


@pytest.mark.parametrize("caller", BEST_EQUIPPED)
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_no_form_of_an_answer_tells_of_another_s_session(
    crossing: Crossing, caller: Caller, form: dict[str, str]
) -> None:
    path = "exam_sessions?or=(id.eq.{id},user_id.eq.{user_id})&exam_type=neq.TOLC-OWN"
    for method in ("GET", "HEAD"):
        crossing.compare(caller, method, path, headers=form)


CHANGE = {"metadata": {"changed": True}}
PAPER = {"section_id": 2, "question_ids": [2], "deadline_at": "2001-01-01T00:00:00Z"}
CLOSE = {"section_id": 1, "revision": 0, "closed_at": "2001-01-01"}


def changing(**parts: object) -> dict[str, object]:
    """The body that changes the session and its papers, its braces doubled for `format_map`."""
    changes = json.dumps([{"id": "THERE", "close": [], "open": [], **parts}])
    return {"changes": changes.replace("{", "{{").replace("}", "}}").replace('"THERE"', "{id}")}


@pytest.mark.parametrize("caller", BEST_EQUIPPED)
@pytest.mark.parametrize(
    "prefer",
    ["return=headers-only", "return=representation, count=exact, handling=strict, max-affected=1"],
)
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "exam_sessions?id=eq.{id}", CHANGE),
        ("PATCH", "exam_sessions?user_id=eq.{user_id}", CHANGE),
        ("PATCH", "exam_sessions?or=(id.eq.{id},user_id.eq.{user_id})", CHANGE),
        ("PATCH", "exam_sessions?metadata->>secret=eq.{secret}&select=id", CHANGE),
        ("PATCH", "exam_sessions?id=eq.{id}&columns=metadata", CHANGE),
        ("PATCH", "exam_sessions?id=eq.{id}", {"user_id": "{user_id}"}),
        ("PATCH", "exam_sessions?id=eq.1900000003", {"user_id": "{user_id}"}),
        ("PATCH", "users?id=eq.{user_id}", {"auth_user_id": None}),
        ("DELETE", "exam_sessions?id=eq.{id}", None),
        ("DELETE", "exam_sessions?metadata->>secret=eq.{secret}&select=id,metadata", None),
        ("DELETE", "users?id=eq.{user_id}", None),
        ("PATCH", "section_papers?session_id=eq.{id}", {"answers": {}, "flagged": [1]}),
        ("PATCH", "section_papers?user_id=eq.{user_id}", {"closed_at": "2001-01-01T00:00:00Z"}),
        ("POST", "section_papers", {**PAPER, "session_id": "{id}"}),
        ("POST", "section_papers", {**PAPER, "session_id": "{id}", "section_id": 1}),
        ("DELETE", "section_papers?session_id=eq.{id}", None),
        ("DELETE", "session_keys?session_id=eq.{id}", None),
        ("POST", "rpc/change_sessions", changing(close=[CLOSE])),
        ("POST", "rpc/change_sessions", changing(open=[PAPER])),
        ("POST", "rpc/called_by_functions", {"id": "{id}"}),
    ],
)
def test_no_change_reaches_another_s_session(
    crossing: Crossing,
    *,
    caller: Caller,
    method: str,
    path: str,
    body: dict[str, object] | None,
    prefer: str,
) -> None:
    before = crossing.row()
    crossing.compare(caller, method, path, body, headers={"Prefer": prefer})
    assert crossing.row() == before


# Where everything is granted, `id` is too, and whether a number is taken shows when it is given.
@pytest.mark.parametrize("platform", ["closed"], indirect=True)
@pytest.mark.parametrize("caller", BEST_EQUIPPED)
@pytest.mark.parametrize(
    ("method", "path", "prefer"),
    [
        ("POST", "exam_sessions", "return=minimal"),
        ("POST", "exam_sessions?columns=id,exam_type", "return=representation"),
        ("POST", "exam_sessions?on_conflict=id", "resolution=merge-duplicates"),
        ("POST", "exam_sessions?on_conflict=id", "resolution=ignore-duplicates"),
        ("POST", "exam_sessions?on_conflict=user_id", "resolution=merge-duplicates"),
        ("PUT", "exam_sessions?id=eq.{id}", "return=representation"),
        ("POST", "users", "return=minimal"),
        ("POST", "users?on_conflict=id", "resolution=merge-duplicates"),
        ("PUT", "users?id=eq.{id}", "return=minimal"),
    ],
)
@pytest.mark.parametrize(
    "body", [{"id": "{id}", "exam_type": "TOLC-OWN"}, {"id": "{id}", "user_id": "{user_id}"}]
)
def test_no_insert_meets_another_s_session(
    crossing: Crossing,
    *,
    caller: Caller,
    method: str,
    path: str,
    prefer: str,
    body: dict[str, object],
) -> None:
    before = crossing.row()
    crossing.compare(caller, method, path, body, headers={"Prefer": prefer})
    assert crossing.row() == before


@pytest.mark.parametrize("caller", [Caller.ANOTHER, Caller.ANOTHER_WITH_KEY])
def test_nothing_is_told_of_a_session_that_is_made_in_another_s_name(
    crossing: Crossing, caller: Caller
) -> None:
    body = {"exam_type": "TOLC-OWN", "user_id": "{user_id}"}
    crossing.compare(caller, "POST", "exam_sessions", body)


@pytest.mark.parametrize("condition", ["id=eq.{id}", "user_id=eq.{user_id}"])
def test_whose_session_it_is_is_told_of_it(crossing: Crossing, condition: str) -> None:
    headers = {**crossing.rest.headers[Caller.NOBODY], **crossing.somebody.headers}
    found = crossing.rest.client.get(
        f"/rest/v1/exam_sessions?{condition.format_map(THERE)}", headers=headers
    ).json()
    assert [row["metadata"] for row in found] == [{"secret": "sesame"}]


@pytest.fixture
def crowd(crossing: Crossing) -> Iterator[None]:
    """So many sessions of somebody's that the planner's estimates could tell of them."""
    crossing.database.execute(
        """
        insert into public.exam_sessions (user_id, exam_type, started_at)
        select %s, 'TOLC-CROWD', now() - make_interval(hours => i) from generate_series(1, 300) i
        """,
        [THERE["user_id"]],
    )
    crossing.database.execute("analyze public.exam_sessions")
    yield
    crossing.database.execute("delete from public.exam_sessions where exam_type = 'TOLC-CROWD'")


# PostgREST tells everybody the planner's estimates, which come from samples of all rows.
@pytest.mark.usefixtures("crowd")
def test_an_estimated_count_depends_on_nothing_that_anybody_s_session_is(
    crossing: Crossing,
) -> None:
    def estimated(condition: str, count: str) -> str:
        path = f"exam_sessions?{condition.format_map(THERE)}"
        response = crossing.rest.send(Caller.ANOTHER, "HEAD", path, Prefer=f"count={count}")
        return response.headers["content-range"].rpartition("/")[2]

    for one, other in [
        ("user_id=eq.{user_id}", "user_id=eq.1"),
        ("user_id=lt.{user_id}", "user_id=lt.1"),
        ("exam_type=eq.TOLC-CROWD", "exam_type=eq.NONE"),
        ("status=eq.created", "status=eq.completed"),
        ("started_at=gt.2001-01-01", "started_at=gt.2999-01-01"),
        ("updated_at=lt.2001-01-01", "updated_at=lt.2999-01-01"),
        ("completed_at=lt.2001-01-01", "completed_at=lt.2999-01-01"),
        ("completed_at=is.null", "metadata=is.null"),
        ("metadata->>secret=eq.sesame", "metadata->>secret=eq.none"),
        ("metadata->>idempotency_key_sha256=lt.1", "metadata->>idempotency_key_sha256=lt.f"),
        ("id=lt.1", "id=lt.2000000000"),
    ]:
        for count in ESTIMATES:
            assert estimated(one, count) == estimated(other, count), (one, other, count)
