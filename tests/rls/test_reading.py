"""Each caller reads what is theirs, whatever the platform grants."""

from typing import Literal

import pytest

from tests.conftest import Database
from tests.rls.conftest import BAIT, Bait, People, Platform
from tests.rls.rest import Caller, Rest

THROUGH_THE_FUNCTIONS = {Caller.NOBODY_WITH_KEY, Caller.STUDENT_WITH_KEY, Caller.ANOTHER_WITH_KEY}
BANK_READERS = THROUGH_THE_FUNCTIONS | {Caller.SECRET}
STUDENTS = {
    Caller.STUDENT: 0,
    Caller.STUDENT_WITH_KEY: 0,
    Caller.ANOTHER: 1,
    Caller.ANOTHER_WITH_KEY: 1,
}

Seen = Literal["all", "own", "none"]


def expected(platform: Platform, caller: Caller, relation: str) -> Seen:
    if caller is Caller.SECRET and platform == "open":
        return "all"
    match relation:
        case "passages" | "questions" | "question_bank":
            return "all" if caller in BANK_READERS else "none"
        case "exam_sessions":
            return "own" if caller in STUDENTS else "none"
    return "none"


@pytest.mark.usefixtures("bait")
@pytest.mark.parametrize("caller", Caller)
@pytest.mark.parametrize("relation", ["passages", "questions", "exam_sessions", "users"])
def test_a_caller_reads_these_rows_of_a_table(
    database: Database,
    rest: Rest,
    people: People,
    platform: Platform,
    *,
    caller: Caller,
    relation: str,
) -> None:
    newest_first = f"select id from public.{relation} {{}} order by id desc limit 1000"
    there = database.execute(newest_first.format("")).fetchall()
    own: list[tuple[object, ...]] = []
    if relation == "exam_sessions" and caller in STUDENTS:
        who = people[STUDENTS[caller]].auth_user_id
        own = database.execute(
            newest_first.format(
                "where user_id = (select id from public.users where auth_user_id = %s)"
            ),
            [who],
        ).fetchall()
    seen = rest.rows(caller, f"{relation}?select=id&order=id.desc&limit=1000")
    wanted = {"all": there, "own": own, "none": []}[expected(platform, caller, relation)]
    assert there != []
    assert [(row["id"],) for row in seen] == wanted


@pytest.mark.parametrize("caller", Caller)
def test_a_caller_reads_these_rows_of_the_view(
    database: Database, rest: Rest, platform: Platform, caller: Caller
) -> None:
    there = database.execute("select subject from public.question_bank order by 1").fetchall()
    seen = rest.rows(caller, "question_bank?select=subject&order=subject")
    wanted = {"all": there, "none": []}[expected(platform, caller, "question_bank")]
    assert ("mathematics",) in there
    assert [(row["subject"],) for row in seen] == wanted


def test_a_student_reads_the_bait_that_is_theirs_and_another_does_not(
    rest: Rest, bait: Bait
) -> None:
    path = f"exam_sessions?id=eq.{bait.exam_sessions}&select=exam_type"
    assert rest.rows(Caller.STUDENT, path) == [{"exam_type": BAIT}]
    assert rest.rows(Caller.ANOTHER_WITH_KEY, path) == []


@pytest.mark.parametrize("caller", [Caller.NOBODY, Caller.STUDENT, Caller.ANOTHER])
@pytest.mark.parametrize("relation", ["passages", "questions"])
def test_the_hidden_text_is_there_for_the_functions_alone(
    rest: Rest, bait: Bait, caller: Caller, relation: str
) -> None:
    path = f"{relation}?id=eq.{getattr(bait, relation)}&select=text"
    assert rest.rows(caller, path) == []
    assert rest.rows(Caller.NOBODY_WITH_KEY, path) == [{"text": BAIT}]
