"""Every statement that the functions have PostgREST send, word for word as PostgREST writes it.

The form is that of PostgREST 12 and 13, from its source (github.com/PostgREST/postgrest):
`src/PostgREST/Query/Statements.hs` (the frame: `pgrst_source`, `page_total`, `body`, …),
`QueryBuilder.hs` (the select, the insert and the update in it, lateral joins for what is embedded)
and `SqlFragment.hs` (columns, filters, JSON paths, the body by `json_to_record`, `limit`). It
agrees with statements that people published from the logs of hosted projects. Whatever comes from
the address is a parameter of no stated type, the keys of JSON paths too; a body is one of type
json. Supabase's `max_rows` puts a limit on every read.

`{mine}` is where, without row-level security, the same must be said by a filter.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.scale.people import Copy

ALL = ("1000", "0")
"""Supabase's `max_rows`, and no offset."""
PAGE = 21
"""Rows of a history page, and one more to know whether there is a next."""
DEEPEST_PAGE = 20
"""Rows that are left for the last page."""

_TABLE = '"public"."exam_sessions"'
_COLUMNS = ", ".join(
    f'{_TABLE}."{name}"'
    for name in (
        *("id", "user_id", "exam_type", "status", "metadata"),
        *("started_at", "updated_at", "completed_at"),
    )
)
_SETTINGS = """nullif(current_setting('response.headers', true), '') AS response_headers, \
nullif(current_setting('response.status', true), '') AS response_status, '' AS response_inserted"""


def _read(select: str) -> str:
    # Statements.hs, prepareRead
    return f"""WITH pgrst_source AS ( {select} )  \
SELECT null::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, \
coalesce(json_agg(_postgrest_t), '[]') AS body, {_SETTINGS} \
FROM ( SELECT * FROM pgrst_source ) _postgrest_t"""


def _write(mutation: str) -> str:
    # Statements.hs, prepareWrite, with Prefer: return=representation
    return f"""WITH pgrst_source AS ({mutation}) \
SELECT '' AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, \
array[]::text[] AS header, coalesce(json_agg(_postgrest_t), '[]') AS body, {_SETTINGS} \
FROM (SELECT "exam_sessions".* FROM "pgrst_source" AS "exam_sessions"   ) _postgrest_t"""


# ── what is measured ─────────────────────────────────────────────────────────────────────────────

READ_SESSION = _read(
    f"""SELECT {_COLUMNS} FROM {_TABLE}  WHERE  {_TABLE}."id" = $1{{mine}}   LIMIT $2 OFFSET $3"""
)
READ_SESSION_AND_MET = _read(
    f"""SELECT {_COLUMNS}, {_TABLE}."met_questions", {_TABLE}."bank_version" FROM {_TABLE}  \
WHERE  {_TABLE}."id" = $1{{mine}}   LIMIT $2 OFFSET $3"""
)
READ_CLAIMED = _read(
    f"""SELECT {_COLUMNS} FROM {_TABLE}  \
WHERE  {_TABLE}."metadata"->>$1 = $2{{mine}} ORDER BY {_TABLE}."id" DESC  LIMIT $3 OFFSET $4"""
)
INSERT_SESSION = _write(
    f"""INSERT INTO {_TABLE}("exam_type", "metadata", "started_at") \
SELECT "pgrst_body"."exam_type", "pgrst_body"."metadata", "pgrst_body"."started_at" \
FROM (SELECT $1 AS json_data) pgrst_payload, \
LATERAL (SELECT "exam_type", "metadata", "started_at" FROM json_to_record(pgrst_payload.json_data) \
AS _("exam_type" character varying, "metadata" jsonb, "started_at" timestamp with time zone) ) \
pgrst_body  RETURNING {_TABLE}.*"""
)
UPDATE_SESSION = _write(
    f"""UPDATE {_TABLE} SET "completed_at" = "pgrst_body"."completed_at", \
"metadata" = "pgrst_body"."metadata", "status" = "pgrst_body"."status" \
FROM (SELECT $1 AS json_data) pgrst_payload, \
LATERAL (SELECT "completed_at", "metadata", "status" FROM json_to_record(pgrst_payload.json_data) \
AS _("completed_at" timestamp with time zone, "metadata" jsonb, "status" character varying) ) \
pgrst_body  WHERE  {_TABLE}."id" = $2 AND  {_TABLE}."metadata"->>$3 = $4{{mine}} \
RETURNING {_TABLE}.*"""
)


def _history(time: str, filters: str, paging: str) -> str:
    # The keys of the three JSON paths are the first parameters.
    return _read(
        f"""SELECT {_TABLE}."id", {_TABLE}."exam_type", {_TABLE}."status", {_TABLE}."started_at", \
{_TABLE}."completed_at", {_TABLE}."metadata"->$1 AS "extra_time_percent", \
{_TABLE}."metadata"->$2 AS "overall_score", {_TABLE}."metadata"->$3 AS "sections" FROM {_TABLE}  \
WHERE  {filters}{{mine}} ORDER BY {_TABLE}."{time}" DESC , {_TABLE}."id" DESC  {paging}"""
    )


HISTORY_COMPLETED = _history(
    "completed_at", f"""NOT {_TABLE}."completed_at" IS NULL""", "LIMIT $4 OFFSET $5"
)
HISTORY_UNFINISHED = _history(
    "started_at", f"""{_TABLE}."completed_at" IS NULL""", "LIMIT $4 OFFSET $5"
)
HISTORY_OF_TYPE = _history(
    "completed_at",
    f"""NOT {_TABLE}."completed_at" IS NULL AND  {_TABLE}."exam_type" = $4""",
    "LIMIT $5 OFFSET $6",
)
HISTORY_AFTER = _history(
    "completed_at",
    f"""NOT {_TABLE}."completed_at" IS NULL AND  {_TABLE}."completed_at" <= $4 AND  \
( {_TABLE}."completed_at" < $5 OR  ( {_TABLE}."completed_at" = $6 AND  {_TABLE}."id" < $7))""",
    "LIMIT $8 OFFSET $9",
)
CALLED_BY_FUNCTIONS = f"""WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar \
FROM (SELECT "public"."called_by_functions"() pgrst_scalar) pgrst_call) \
SELECT null::bigint AS total_result_set, 1 AS page_total, \
coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body, {_SETTINGS} \
FROM (SELECT "called_by_functions".* FROM "pgrst_source" AS "called_by_functions"   \
LIMIT $1 OFFSET $2) _postgrest_t"""
STOCK = _read(
    """SELECT "public"."question_bank"."subject", "public"."question_bank"."question_count" \
FROM "public"."question_bank"  \
WHERE  "public"."question_bank"."active" IS TRUE   LIMIT $1 OFFSET $2"""
)
_SHELF = '"public"."question_bank"'
SUBJECTS = _read(
    f"""SELECT {_SHELF}."subject", {_SHELF}."active", {_SHELF}."version", {_SHELF}."questions", \
{_SHELF}."content" FROM {_SHELF}  WHERE  {_SHELF}."subject" = ANY ($1)    LIMIT $2 OFFSET $3"""
)
ANSWER_KEY = _read(
    f"""SELECT {_SHELF}."questions" FROM {_SHELF}  \
WHERE  {_SHELF}."subject" = ANY ($1)    LIMIT $2 OFFSET $3"""
)
_QUESTION = ", ".join(
    f'"public"."questions"."{name}"'
    for name in (
        *("id", "subject", "topic", "text"),
        *("option_a", "option_b", "option_c", "option_d", "option_e"),
        *("correct_answer", "explanation", "image_url"),
    )
)
QUESTIONS = _read(
    f"""SELECT {_QUESTION}, row_to_json("questions_passage_1".*)::jsonb AS "passage" \
FROM "public"."questions" LEFT JOIN LATERAL ( SELECT "passages_1"."text" \
FROM "public"."passages" AS "passages_1" \
WHERE "passages_1"."id" = "public"."questions"."passage_id"  ) AS "questions_passage_1" ON TRUE \
WHERE  "public"."questions"."id" = ANY ($1)    LIMIT $2 OFFSET $3"""
)
Method = Literal["GET", "POST", "PATCH"]
Pickable = Literal[
    "any", "claimed", "completed", "created", "running", "last", "deep", "deep_claimed"
]
Parameters = Callable[[Copy], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement, and with what it is sent.

    `picks` says which sessions it is about, `rows` how many rows are to be answered, at least and
    at most. `is_guarded`: whether the row-level security of `exam_sessions` has a part in it.
    `refused` is the SQLSTATE of a statement that is to fail.
    """

    name: str
    method: Method
    path: str
    sql: str
    picks: Pickable
    parameters: Parameters
    rows: tuple[int, int] = (1, 1)
    is_guarded: bool = True
    refused: str | None = None

    @property
    def has_body(self) -> bool:
        """Whether the first parameter is a body, which is written."""
        return "pgrst_payload" in self.sql

    def sql_for(self, *, with_security: bool, parameters: int) -> str:
        """Give the SQL under row-level security, or with a filter as its last parameter.

        Args:
            with_security: whether Postgres itself sees to it that the rows are the student's.
            parameters: how many parameters there are without the filter.
        """
        # A sub-select as in the policies: the planner knows no more than it does with them.
        student = f"(select ${parameters + 1}::integer)"
        mine = "" if with_security else f' AND  {_TABLE}."user_id" = {student}'
        return self.sql.replace("{mine}", mine)


# ── with what it is sent ─────────────────────────────────────────────────────────────────────────


def _id(copy: Copy) -> Sequence[str]:
    return (str(copy.id), *ALL)


def _claim(copy: Copy) -> Sequence[str]:
    return ("idempotency_key_sha256", copy.key_sha256, "1", "0")


def _page(*filters: str) -> Sequence[str]:
    return ("extra_time_percent", "overall_score", "sections", *filters, str(PAGE), "0")


def _after(copy: Copy) -> Sequence[str]:
    at = copy.ended_at.isoformat()
    return _page(at, at, at, str(copy.id))


def _new(copy: Copy) -> Sequence[str]:
    # As another has it that was created with the same request: its key is not this student's.
    metadata = json.loads(copy.text(copy.template.text))
    metadata |= {"version": 1, "idempotency_key_sha256": copy.key_sha256[::-1]}
    return (_body(copy, metadata),)


def _again(copy: Copy) -> Sequence[str]:
    return (_body(copy, json.loads(copy.text(copy.template.text))),)


def _body(copy: Copy, metadata: object) -> str:
    started_at = copy.at(copy.template.started_at).isoformat()
    row = {"exam_type": copy.template.exam_type, "metadata": metadata, "started_at": started_at}
    return json.dumps(row)


def _change(copy: Copy) -> Sequence[str]:
    changes = copy.text(json.dumps(copy.template.changes))
    return (changes, str(copy.id), "version", str(copy.template.version))


def _paper(copy: Copy) -> Sequence[str]:
    papers = copy.template.metadata["papers"].values()
    return (_array(number for paper in papers for number in paper["question_ids"]), *ALL)


def _subjects(copy: Copy) -> Sequence[str]:
    return (_array(copy.template.metadata["structure"]["sections"][0]["subjects"]), *ALL)


def _array(values: Iterable[object]) -> str:
    return "{" + ",".join(f'"{value}"' for value in values) + "}"


_SESSIONS, _BANK, _QUESTIONS = "/exam_sessions", "/question_bank", "/questions"

DEEP_FIRST = Statement(
    name="get_history: first page of the deep student",
    method="GET",
    path=_SESSIONS,
    sql=HISTORY_COMPLETED,
    picks="deep",
    parameters=lambda _: _page(),
    rows=(PAGE, PAGE),
)
DEEPEST = Statement(
    name="get_history: deepest page of the deep student",
    method="GET",
    path=_SESSIONS,
    sql=HISTORY_AFTER,
    picks="deep",
    parameters=_after,
    rows=(DEEPEST_PAGE, DEEPEST_PAGE),
)

# Not timed: it takes as long as the key is old. `->>` may not see rows before they are known to be
# the student's (it is not leakproof), so it is no condition of an index.
DEEP_CLAIMED = Statement(
    name="create_session: find what a key of the deep student made",
    method="GET",
    path=_SESSIONS,
    sql=READ_CLAIMED,
    picks="deep_claimed",
    parameters=_claim,
)

STATEMENTS = (
    Statement(
        name="get_config: what the bank holds",
        method="GET",
        path=_BANK,
        sql=STOCK,
        picks="any",
        parameters=lambda _: ALL,
        rows=(1, 100),
        is_guarded=False,
    ),
    Statement(
        name="create_session: insert",
        method="POST",
        path=_SESSIONS,
        sql=INSERT_SESSION,
        picks="created",
        parameters=_new,
    ),
    Statement(
        name="create_session: insert with a key that came before",
        method="POST",
        path=_SESSIONS,
        sql=INSERT_SESSION,
        picks="claimed",
        parameters=_again,
        refused="23505",
    ),
    Statement(
        name="create_session: find what a key made",
        method="GET",
        path=_SESSIONS,
        sql=READ_CLAIMED,
        picks="claimed",
        parameters=_claim,
    ),
    Statement(
        name="get_session: read",
        method="GET",
        path=_SESSIONS,
        sql=READ_SESSION,
        picks="any",
        parameters=_id,
    ),
    Statement(
        name="start_section: read, with what drawing needs to know",
        method="GET",
        path=_SESSIONS,
        sql=READ_SESSION_AND_MET,
        picks="created",
        parameters=_id,
    ),
    Statement(
        name="start_section: subjects of the bank, not known yet",
        method="GET",
        path=_BANK,
        sql=SUBJECTS,
        picks="any",
        parameters=_subjects,
        rows=(1, 10),
        is_guarded=False,
    ),
    Statement(
        name="start_section: write",
        method="PATCH",
        path=_SESSIONS,
        sql=UPDATE_SESSION,
        picks="created",
        parameters=_change,
    ),
    Statement(
        name="save_answers: write",
        method="PATCH",
        path=_SESSIONS,
        sql=UPDATE_SESSION,
        picks="running",
        parameters=_change,
    ),
    Statement(
        name="complete_section: answer key, not known yet",
        method="GET",
        path=_BANK,
        sql=ANSWER_KEY,
        picks="last",
        parameters=_subjects,
        rows=(1, 10),
        is_guarded=False,
    ),
    Statement(
        name="complete_section: write",
        method="PATCH",
        path=_SESSIONS,
        sql=UPDATE_SESSION,
        picks="last",
        parameters=_change,
    ),
    Statement(
        name="get_results: questions by their ids",
        method="GET",
        path=_QUESTIONS,
        sql=QUESTIONS,
        picks="completed",
        parameters=_paper,
        rows=(1, 100),
        is_guarded=False,
    ),
    Statement(
        name="get_history: completed",
        method="GET",
        path=_SESSIONS,
        sql=HISTORY_COMPLETED,
        picks="completed",
        parameters=lambda _: _page(),
        rows=(1, PAGE),
    ),
    Statement(
        name="get_history: completed, of one exam type",
        method="GET",
        path=_SESSIONS,
        sql=HISTORY_OF_TYPE,
        picks="completed",
        parameters=lambda copy: _page(copy.template.exam_type),
        rows=(1, PAGE),
    ),
    Statement(
        name="get_history: unfinished",
        method="GET",
        path=_SESSIONS,
        sql=HISTORY_UNFINISHED,
        picks="running",
        parameters=lambda _: _page(),
        rows=(1, PAGE),
    ),
    DEEP_FIRST,
    DEEPEST,
    Statement(
        name="any: is the functions' key known",
        method="POST",
        path="/rpc/called_by_functions",
        sql=CALLED_BY_FUNCTIONS,
        picks="any",
        parameters=lambda _: ALL,
        is_guarded=False,
    ),
)
