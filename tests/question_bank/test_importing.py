"""Bringing questions into a real bank: all or none, twice as once, and never over old ones."""

import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from emulator.stack import PROJECT, Stack
from question_bank.banks import Bank, BankFailure, Counts, DatabaseBank, ImportRefused, RestBank
from question_bank.faults import Fault, Place
from question_bank.question import Question
from question_bank.reading import Placed
from tests.conftest import Database
from tests.question_bank.made import numbered, question

PASSAGE = {"passage_title": "Un titolo", "passage_text": "Un testo.\n\nDue capoversi."}


def placed(questions: Iterable[Question]) -> list[Placed]:
    """Questions as if each stood in a line of its own."""
    return [Placed(Place("made.csv", line), one) for line, one in enumerate(questions, start=2)]


def rows(held: Database) -> list[tuple[object, ...]]:
    """Everything that the bank holds, byte for byte."""
    return held.execute(
        "select q::text, p::text from questions q left join passages p on p.id = passage_id"
        " order by q.id"
    ).fetchall()


def message(held: Database) -> list[tuple[object, ...]]:
    """Key, explanation, and whether it can be drawn, of every question."""
    return held.execute("select key, explanation, active from questions order by id").fetchall()


def test_new_questions_are_added_and_the_same_again_changes_nothing(
    bank: Bank, held: Database
) -> None:
    questions = [*map(numbered, range(2, 5)), question(**PASSAGE), question(key=None)]
    assert bank.import_questions(placed(questions)) == Counts(added=5)
    before = rows(held)
    assert bank.import_questions(placed(questions)) == Counts(unchanged=5)
    assert rows(held) == before
    assert list(bank.export()) == questions


def test_questions_about_one_passage_share_it(bank: Bank, held: Database) -> None:
    bank.import_questions(placed(numbered(number, **PASSAGE) for number in range(3)))
    assert held.execute("select title, text from passages").fetchall() == [
        (PASSAGE["passage_title"], PASSAGE["passage_text"])
    ]
    assert held.execute("select count(distinct passage_id) from questions").fetchone() == (1,)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "In altre parole?"},
        {"option_c": "11"},
        {"correct_answer": "b"},
        {"explanation": "Meglio."},
        {"difficulty": 3},
        {"topic": "Ottica"},
        {"image_url": "https://images.example/a.png"},
        PASSAGE,
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_question_replaces_its_older_version_which_stays_as_it_was(
    bank: Bank, held: Database, change: dict[str, object]
) -> None:
    bank.import_questions(placed([question(), numbered(2)]))
    before = rows(held)
    edited = question(**change)
    assert bank.import_questions(placed([edited, numbered(2)])) == Counts(replaced=1, unchanged=1)
    assert list(bank.export()) == [numbered(2), edited]
    assert [(key, active) for key, _, active in message(held)] == [
        ("made-001", False),
        ("made-002", True),
        ("made-001", True),
    ]
    older = held.execute("select q::text from questions q where id = 1").fetchone()
    assert older is not None
    assert str(older[0]).replace(",f,", ",t,") == str(before[0][0])


def test_a_question_without_a_key_is_known_by_its_text(bank: Bank, held: Database) -> None:
    bank.import_questions(placed([question(key=None)]))
    edited = question(key=None, explanation="Meglio.")
    assert bank.import_questions(placed([edited])) == Counts(replaced=1)
    assert bank.import_questions(placed([question(explanation="Meglio.")])) == Counts(replaced=1)
    # Anyone who gives no key says nothing against the one that it has.
    assert bank.import_questions(placed([edited])) == Counts(unchanged=1)
    assert [(key, active) for key, _, active in message(held)] == [
        (None, False),
        (None, False),
        ("made-001", True),
    ]


BRING_BACK = re.search(
    r"update questions set active = true where .*?(?=`)",
    (PROJECT / "docs" / "question-bank.md").read_text(),
    re.DOTALL,
)


def test_a_question_can_be_retired_and_stays_so_until_it_is_brought_back_as_documented(
    bank: Bank, held: Database
) -> None:
    bank.import_questions(placed([question(), numbered(2)]))
    bank.import_questions(placed([question(explanation="Meglio.")]))
    retired = question(explanation="Meglio.", active=False)
    assert bank.import_questions(placed([retired])) == Counts(retired=1)
    before = rows(held)
    for version in (question(), retired, question(explanation="Ancora."), question(**PASSAGE)):
        assert bank.import_questions(placed([version])) == Counts(unchanged=1)
    assert rows(held) == before
    assert held.execute("select count(*) from passages").fetchone() == (0,)
    assert BRING_BACK is not None
    brought = held.execute(BRING_BACK[0].replace("…", "made-001").encode())
    assert brought.rowcount == 1
    assert list(bank.export()) == [numbered(2), question(explanation="Meglio.")]
    edited = question(explanation="Ancora.")
    assert bank.import_questions(placed([edited])) == Counts(replaced=1)


@pytest.mark.parametrize("retired_key", [None, "made-001"])
@pytest.mark.parametrize("key", [None, "made-001"])
def test_a_question_that_was_retired_stays_so_whether_or_not_it_has_a_key(
    bank: Bank, held: Database, retired_key: str | None, key: str | None
) -> None:
    bank.import_questions(placed([question(key=retired_key)]))
    held.execute("update questions set active = false")
    edited = question(key=key, explanation="Meglio.")
    assert bank.import_questions(placed([edited])) == Counts(unchanged=1)
    assert list(bank.export()) == []


def test_a_key_of_another_subject_is_refused(bank: Bank, held: Database) -> None:
    bank.import_questions(placed([question()]))
    held.execute("update questions set active = false")
    before = rows(held)
    other = question(subject="chemistry", text="Tutt'altro?")
    with pytest.raises(ImportRefused, match="key made-001 is a question's of another") as refused:
        bank.import_questions(placed([numbered(2), other]))
    assert refused.value.fault == Fault(
        Place("made.csv", 3), "key", "The key made-001 is a question's of another subject"
    )
    assert rows(held) == before


@pytest.mark.parametrize("was_there", [True, False])
@pytest.mark.parametrize("retired_first", [True, False])
def test_a_text_that_goes_from_a_retired_key_to_another_does_so_once(
    bank: Bank, held: Database, *, was_there: bool, retired_first: bool
) -> None:
    if was_there:
        bank.import_questions(placed([question()]))
    moved = [question(active=False), question(key="another")]
    if retired_first:
        bank.import_questions(placed(moved))
    else:
        bank.import_questions(placed(moved[:1]))
        bank.import_questions(placed(moved[1:]))
    before = rows(held)
    for again in (moved, moved[::-1]):
        assert bank.import_questions(placed(again)) == Counts(unchanged=2)
    assert rows(held) == before
    assert list(bank.export()) == [question(key="another")]


def test_the_question_in_the_way_is_the_one_about_the_same_passage(bank: Bank) -> None:
    bank.import_questions(placed([question(**PASSAGE), numbered(2), numbered(3, **PASSAGE)]))
    clash = question(key="made-003", **PASSAGE)
    bank.import_questions(placed([question(key="made-002")]))
    with pytest.raises(ImportRefused, match="The question made-001 asks the same"):
        bank.import_questions(placed([clash]))


def test_a_passage_s_title_follows_its_questions_and_its_text_stays(
    bank: Bank, held: Database
) -> None:
    bank.import_questions(placed([question(**PASSAGE)]))
    titled = question(**{**PASSAGE, "passage_title": "Altro titolo"})
    assert bank.import_questions(placed([titled])) == Counts(unchanged=1)
    assert list(bank.export()) == [titled]
    before = held.execute("select xmin::text, ctid::text from passages").fetchall()
    assert bank.import_questions(placed([titled])) == Counts(unchanged=1)
    assert held.execute("select xmin::text, ctid::text from passages").fetchall() == before


def test_what_somebody_let_in_by_sql_is_exported_as_it_is(bank: Bank, held: Database) -> None:
    odd = {**question().fields(), "text": "Costa 5 $?", "option_b": "8"}
    held.execute("select import_questions(%s::jsonb)", [json.dumps([odd])])
    (exported,) = bank.export()
    assert (exported.text, exported.option_b) == ("Costa 5 $?", "8")


def test_one_subject_is_exported_alone(bank: Bank) -> None:
    bank.import_questions(placed([numbered(1), numbered(2, subject="chemistry")]))
    assert list(bank.export("chemistry")) == [numbered(2, subject="chemistry")]
    assert list(bank.export("biology")) == []


@pytest.mark.parametrize("count", [3, 1203])
def test_one_question_that_cannot_stand_beside_the_others_keeps_all_out(
    bank: Bank, held: Database, count: int
) -> None:
    bank.import_questions(placed([numbered(0)]))
    before = rows(held)
    bad = question(key="another", text=numbered(0).text, explanation="x")
    questions = [*map(numbered, range(1, count)), bad]
    with pytest.raises(ImportRefused, match="The question made-000 asks the same") as refused:
        bank.import_questions(placed(questions))
    fault = refused.value.fault
    assert (fault.place, fault.field) == (Place("made.csv", count + 1), "text")
    assert rows(held) == before


def test_a_replacement_that_asks_what_another_asks_keeps_all_out(
    bank: Bank, held: Database
) -> None:
    bank.import_questions(placed([numbered(1), numbered(2)]))
    before = rows(held)
    edited = question(key="made-001", text=numbered(2).text)
    with pytest.raises(ImportRefused, match="The question made-002 asks the same") as refused:
        bank.import_questions(placed([numbered(3), edited]))
    assert refused.value.fault.place == Place("made.csv", 3)
    assert rows(held) == before


def test_the_same_import_twice_at_once_adds_each_question_once(bank: Bank, held: Database) -> None:
    items = placed(map(numbered, range(50)))
    with ThreadPoolExecutor(4) as pool:
        counts = sum(pool.map(bank.import_questions, [items] * 4), Counts())
    assert counts == Counts(added=50, unchanged=150)
    assert len(message(held)) == 50


def test_more_questions_than_supabase_answers_at_once_are_exported(
    bank: Bank, held: Database
) -> None:
    questions = [numbered(number) for number in range(1203)]
    bank.import_questions(placed(questions))
    assert list(bank.export()) == questions
    assert len(rows(held)) == 1203


def test_a_bank_that_is_not_there_or_refuses_us_is_told_without_a_secret(
    empty_stack: Stack,
) -> None:
    url = empty_stack.environment["SUPABASE_URL"]
    publishable = empty_stack.environment["SUPABASE_PUBLISHABLE_KEY"]
    secret = "sb_" + "secret_" + "0" * 32
    somebody, at_host = "postgres:", "@127.0.0.1/postgres"
    nowhere = "postgresql://127.0.0.1:1/postgres?password=hidden"
    wrong = empty_stack.postgres.owner_url.replace("postgres:", "postgres:hidden", 1)
    for refused in (
        lambda: DatabaseBank(nowhere),
        lambda: DatabaseBank(wrong),
        lambda: DatabaseBank(f"postgres//{somebody}hidden{at_host}"),
        lambda: DatabaseBank(f"postgresql://{somebody}hid%den{at_host}"),
        lambda: DatabaseBank(f"postgresql://{somebody}hid@den{at_host}"),
        lambda: DatabaseBank(f"postgresql://{somebody}hid/den{at_host}"),
        lambda: RestBank("http://127.0.0.1:1", secret),
        lambda: RestBank("nonsense", secret),
        lambda: RestBank(url, secret),
        lambda: RestBank(url, f"{secret}\n"),
        lambda: RestBank(url, publishable),
    ):
        with pytest.raises(BankFailure) as failure:
            refused().import_questions(placed([question()]))
        assert "hid" not in str(failure.value)
        assert "den@" not in str(failure.value)
        assert secret not in str(failure.value)


def test_a_bank_is_named_by_its_place_a_socket_too() -> None:
    assert DatabaseBank("postgresql://127.0.0.1:54322/bank").name == "127.0.0.1:54322/bank"
    socket = "postgresql:///bank?host=/var/run/postgresql"
    assert DatabaseBank(socket).name == "/var/run/postgresql:5432/bank"


@pytest.mark.parametrize("answer", ["nothing", "a page"])
def test_an_import_whose_answer_is_lost_says_that_it_may_be_repeated(
    empty_stack: Stack, held: Database, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    message = empty_stack.environment
    bank = RestBank(message["SUPABASE_URL"], message["SUPABASE_SECRET_KEY"])

    def lose(response: httpx.Response) -> None:
        response.read()
        if answer == "nothing":
            raise httpx.RemoteProtocolError("cut")
        response._content = b"<html>"

    monkeypatch.setattr(httpx, "Client", partial(httpx.Client, event_hooks={"response": [lose]}))
    with pytest.raises(BankFailure, match=r"no answer of Supabase's came .* is harmless"):
        bank.import_questions(placed([question()]))
    monkeypatch.undo()
    assert bank.import_questions(placed([question()])) == Counts(unchanged=1)
    assert len(rows(held)) == 1


def test_the_functions_key_is_never_sent(
    empty_stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in empty_stack.environment.items():
        monkeypatch.setenv(name, value)
    message = empty_stack.environment
    bank = RestBank(message["SUPABASE_URL"], message["SUPABASE_SECRET_KEY"])
    sent: list[httpx.Request] = []
    watched = partial(httpx.Client, event_hooks={"request": [sent.append]})
    monkeypatch.setattr(httpx, "Client", watched)
    bank.import_questions(placed([question()]))
    assert list(bank.export()) != []
    assert len(sent) >= 2
    for request in sent:
        assert message["EXAM_FUNCTIONS_KEY"] not in str(request.headers.raw)
        assert "x-exam-functions-key" not in request.headers
