"""Each caller changes what is theirs to change, through the functions, and nothing else.

Judged by effect: the tables are looked at before and after, as the superuser sees them.
"""

from collections.abc import Mapping
from typing import Literal

import pytest

from tests.conftest import Database
from tests.rls.conftest import Bait, Platform
from tests.rls.rest import Caller, Rest

Verb = Literal["insert", "update", "delete", "upsert over the row", "upsert beside the row"]

TABLES = ["users", "exam_sessions", "passages", "questions"]
VERBS: list[Verb] = [
    "insert",
    "update",
    "delete",
    "upsert over the row",
    "upsert beside the row",
]
NEW: Mapping[str, Mapping[str, object]] = {
    "users": {"id": 2_000_000_001},
    "exam_sessions": {"exam_type": "BAIT: inserted"},
    "passages": {"subject": "bait", "title": "BAIT: inserted", "text": "BAIT: inserted"},
    "questions": {
        "subject": "bait",
        "topic": "bait",
        "text": "BAIT: inserted",
        "correct_answer": "a",
        **{f"option_{letter}": letter for letter in "abcde"},
        "explanation": "BAIT: inserted",
        "difficulty": 1,
        "active": False,
    },
    "question_bank": {"subject": "bait", "question_count": 1},
}
CHANGE: Mapping[str, Mapping[str, object]] = {
    "users": {"id": 2_000_000_002},
    "exam_sessions": {"metadata": {"BAIT": "changed"}},
    "passages": {"title": "BAIT: changed"},
    "questions": {"active": True},
    "question_bank": {"question_count": 0},
}

# What has an effect, and by that shows that the same request of anybody else could have had one.
EFFECTS: Mapping[tuple[Platform, Caller], Mapping[str, set[Verb]]] = {
    ("closed", Caller.STUDENT_WITH_KEY): {"exam_sessions": {"insert", "update"}},
    ("closed", Caller.ANOTHER_WITH_KEY): {"exam_sessions": {"insert"}},
    ("closed", Caller.SECRET): {
        "passages": {"insert", "update"},
        "questions": {"insert", "update"},
    },
    ("open", Caller.STUDENT_WITH_KEY): {
        "exam_sessions": {"insert", "update", "upsert over the row", "upsert beside the row"}
    },
    ("open", Caller.ANOTHER_WITH_KEY): {"exam_sessions": {"insert", "upsert beside the row"}},
    ("open", Caller.SECRET): {
        "users": {*VERBS} - {"upsert over the row"},
        "exam_sessions": {"update", "delete"},
        "passages": {*VERBS},
        "questions": {*VERBS},
    },
}


def digests(database: Database) -> list[object]:
    digest = "(select md5(string_agg(row::text, ',' order by id)) from public.{} row)"
    tables = ", ".join(digest.format(table) for table in TABLES)
    row = database.execute(f"select {tables}").fetchone()
    assert row is not None
    return list(row)


def attempt(rest: Rest, caller: Caller, verb: Verb, relation: str, bait: Bait) -> int:
    number = getattr(bait, relation, 0)
    the_row = f"{relation}?id=eq.{number}" if number else f"{relation}?subject=eq.mathematics"
    beside: Mapping[str, object] = {**NEW[relation], "id": 2_000_000_003}
    over: Mapping[str, object] = {**NEW[relation], "id": number}
    by_id = f"{relation}?on_conflict=id"
    match verb:
        case "insert":
            answer = rest.send(caller, "POST", relation, NEW[relation])
        case "update":
            answer = rest.send(caller, "PATCH", the_row, CHANGE[relation])
        case "delete":
            answer = rest.send(caller, "DELETE", the_row)
        case "upsert over the row":
            answer = rest.send(caller, "POST", by_id, over, Prefer="resolution=merge-duplicates")
        case "upsert beside the row":
            answer = rest.send(caller, "POST", by_id, beside, Prefer="resolution=ignore-duplicates")
    return answer.status_code


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("caller", Caller)
@pytest.mark.parametrize("relation", [*TABLES, "question_bank"])
def test_a_write_has_the_effect_that_is_the_caller_s_to_have(
    database: Database,
    rest: Rest,
    bait: Bait,
    platform: Platform,
    *,
    caller: Caller,
    relation: str,
    verb: Verb,
) -> None:
    before = digests(database)
    status = attempt(rest, caller, verb, relation, bait)
    after = digests(database)
    changed = [table for table, old, new in zip(TABLES, before, after, strict=True) if old != new]
    allowed = verb in EFFECTS.get((platform, caller), {}).get(relation, set())
    assert changed == ([relation] if allowed else [])
    assert status != 404
