"""This project's own bank: its files, the seed that is made of them, and their coverage."""

import json
from itertools import islice
from pathlib import Path

from exam_simulation.services.catalogue import exam_types
from question_bank import measures
from question_bank.faults import Fault
from question_bank.question import Question
from question_bank.reading import Reader

PROJECT = Path(__file__).parents[1]
SUBJECTS = Path(__file__).parent / "subjects"
SEED = PROJECT / "supabase" / "seed.sql"
COVERAGE = PROJECT / "docs" / "coverage.md"

STATEMENT = 40
"""Questions a statement of the seed: Supabase's CLI reads no statement of more than 256 KiB."""

_SEED_HEAD = """\
-- Made by `make bank` from question_bank/subjects: to be changed there, not here.
-- Running it again changes nothing, and brings nothing back that was retired.
"""
_COVERAGE_HEAD = """\
# What the question bank covers

Made by `make bank` of `question_bank/subjects`; `stats` prints the same of any bank.
"""


def files() -> list[Path]:
    """The files of the bank, a subject each."""
    return sorted(SUBJECTS.glob("*.yaml"))


def questions() -> list[Question]:
    """Read the bank.

    Raises:
        ValueError: something is wrong with a file; the text says all of it.
    """
    items = list(Reader().read(files()))
    if faults := [str(one) for one in items if isinstance(one, Fault)]:
        raise ValueError("\n".join(faults))
    return [one.question for one in items if not isinstance(one, Fault)]


def seed(held: list[Question]) -> str:
    """Write the seed that imports a bank's questions."""
    rows = iter([json.dumps(one.fields(), ensure_ascii=False) for one in held])
    statements = iter(lambda: list(islice(rows, STATEMENT)), [])
    return _SEED_HEAD + "".join(_statement(rows) for rows in statements)


def report(held: list[Question]) -> str:
    """Write what a bank covers, in Markdown."""
    active = [one for one in held if one.active]
    tables: list[tuple[str, measures.Table]] = [
        ("By syllabus area and difficulty", measures.coverage(active)),
        ("By exam type", measures.papers(active, exam_types())),
        ("Where the right option stands, and what guessing earns", measures.guessing(active)),
    ]
    return "\n".join(_section(title, table) for title, table in tables)


def outputs() -> dict[Path, str]:
    """The files that are made from the bank, with their content."""
    held = questions()
    return {SEED: seed(held), COVERAGE: f"{_COVERAGE_HEAD}\n{report(held)}"}


def drawn_subjects() -> set[str]:
    """The subjects that exam types draw from."""
    plans = (plan for structure in exam_types().values() for plan in structure.sections)
    return {subject for plan in plans for subject in plan.subjects}


def _statement(rows: list[str]) -> str:
    lines = ",\n".join(rows)
    if "$bank$" in lines:
        raise ValueError("a question holds the quotation mark of the seed: $bank$")
    return f"\nselect public.import_questions($bank$[\n{lines}\n]$bank$);\n"


def _section(title: str, table: measures.Table) -> str:
    return f"## {title}\n\n{measures.markdown(table)}"
