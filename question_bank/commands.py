"""What an operator can do with questions."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values
from rich.console import Console
from rich.progress import Progress

from exam_simulation.services.catalogue import exam_type_files, read_catalogue
from question_bank import own, solving
from question_bank.arguments import BANKS, parser
from question_bank.banks import Bank, BankFailure, DatabaseBank, ImportRefused, RestBank
from question_bank.checks import checked_together
from question_bank.faults import Fault
from question_bank.formats import format_of
from question_bank.reading import GIVEN, Placed, Reader

OK, FAULTY, UNUSABLE = 0, 1, 2
SHOWN_FAULTS = 50

WAYS = {"database": ("DATABASE_URL",), "rest": ("SUPABASE_URL", "SUPABASE_SECRET_KEY")}
"""How a bank can be reached, and what must be known for it."""


class Unusable(Exception):
    """The command cannot be carried out as it was given."""


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says.

    Returns:
        0; 1 where questions are at fault; 2 where the command, or the bank, is.

    Raises:
        SystemExit: the arguments are none (2), or ask for help (0).
    """
    chosen = parser().parse_args(arguments)
    try:
        return COMMANDS[chosen.command](chosen)
    except (Unusable, BankFailure, ValueError, OSError) as error:
        _complain(f"question_bank: {error}")
        return UNUSABLE


def _check(chosen: argparse.Namespace) -> int:
    findings = _findings(chosen, chosen.files or own.files())
    if findings.fault_count:
        return _report(findings)
    print(f"{findings.question_count} questions, no faults")
    return OK


def _import(chosen: argparse.Namespace) -> int:
    bank = _bank(chosen.through)
    findings = _findings(chosen, chosen.files)
    if not findings.fault_count:
        try:
            with _progress() as progress:
                items = _reader(chosen, progress).read(chosen.files)
                counts = bank.import_questions(_without_faults(items))
            summary = ", ".join(f"{number} {name}" for name, number in vars(counts).items())
            print(f"{summary} in {bank.name}")
            return OK
        except ImportRefused as error:
            findings.add(error.fault)
    _report(findings)
    _complain("nothing was imported")
    return FAULTY


def _export(chosen: argparse.Namespace) -> int:
    form = format_of(chosen.file.name)
    bank = _bank(chosen.through)
    questions = list(bank.export(chosen.subject))
    if not questions:
        raise Unusable(f"{bank.name} shows no question: is the key right, and the subject?")
    # A file that is begun is never taken for one that is whole.
    unfinished = chosen.file.with_name(f"{chosen.file.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            form.write(questions, file)
        unfinished.replace(chosen.file)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{len(questions)} questions of {bank.name} written to {chosen.file}")
    return OK


def _stats(chosen: argparse.Namespace) -> int:
    if chosen.through and chosen.files:
        raise Unusable("stats are of files, or of a bank --through something: not of both")
    if chosen.through:
        held = list(_bank(chosen.through).export(chosen.subject))
    else:
        placed: list[Placed] = []
        findings = _findings(chosen, chosen.files or own.files(), kept=placed)
        if findings.fault_count:
            return _report(findings)
        held = [one.question for one in placed]
    print(own.report(held), end="")
    return OK


def _make(_chosen: argparse.Namespace) -> int:
    for path, content in own.outputs().items():
        path.write_text(content, encoding="utf-8")
        print(f"{path.relative_to(own.PROJECT)} written")
    return OK


def _blind(chosen: argparse.Namespace) -> int:
    held = solving.solutions()
    unsolved = [question for question in own.questions() if not solving.is_solved(question, held)]
    content = json.dumps(solving.sheet(unsolved), ensure_ascii=False, indent=2)
    chosen.file.write_text(content + "\n", encoding="utf-8")
    print(f"{len(unsolved)} questions to be solved written to {chosen.file}")
    return OK


def _record(chosen: argparse.Namespace) -> int:
    answers = json.loads(chosen.file.read_text(encoding="utf-8"))
    disagreed = solving.record(own.questions(), answers)
    for one in disagreed:
        answer = answers[one.key or ""]
        _complain(f"{one.key}: the key says {one.correct_answer}, the solver {answer}")
    print(f"{len(answers) - len(disagreed)} solutions recorded")
    return FAULTY if disagreed else OK


def _exam_types(chosen: argparse.Namespace) -> int:
    catalogue = read_catalogue(chosen.folder or exam_type_files())
    for name, fault in catalogue.faults.items():
        _complain(f"{name}: {fault}")
    if catalogue.faults:
        return FAULTY
    print(f"{len(catalogue.exam_types)} exam types, no faults")
    return OK


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "import": _import,
    "export": _export,
    "stats": _stats,
    "exam-types": _exam_types,
    "make": _make,
    "blind": _blind,
    "record": _record,
}


@dataclass
class _Findings:
    """The result of reading files. Only the first faults are kept."""

    question_count: int = 0
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, item: Placed | Fault) -> None:
        """Count a question or a fault."""
        if isinstance(item, Placed):
            self.question_count += 1
            return
        self.fault_count += 1
        if self.fault_count <= SHOWN_FAULTS:
            self.faults.append(item)


def _findings(
    chosen: argparse.Namespace, files: Sequence[Path], *, kept: list[Placed] | None = None
) -> _Findings:
    """Read files to the end, and name what was skipped; keep the questions if asked."""
    findings = _Findings()
    with _progress() as progress:
        reader = _reader(chosen, progress)
        for item in checked_together(reader.read(files), own.drawn_subjects()):
            findings.add(item)
            if kept is not None and isinstance(item, Placed):
                kept.append(item)
    for fault in reader.skipped:
        _complain(f"skipped: {fault}")
    if not findings.fault_count and not findings.question_count:
        raise Unusable("there is no question in this")
    return findings


def _report(findings: _Findings) -> int:
    for fault in findings.faults:
        _complain(str(fault))
    if findings.fault_count > SHOWN_FAULTS:
        _complain(f"… and {findings.fault_count - SHOWN_FAULTS} faults more")
    return FAULTY


def _without_faults(items: Iterable[Placed | Fault]) -> Iterator[Placed]:
    for item in items:
        if isinstance(item, Fault):
            # It was read without fault a moment ago.
            raise Unusable(f"the file changed meanwhile: {item}")
        yield item


def _complain(line: str) -> None:
    print(line, file=sys.stderr)


def _reader(chosen: argparse.Namespace, progress: Progress) -> Reader:
    given = {name: vars(chosen)[name] for name in GIVEN if vars(chosen)[name] is not None}
    # What a file says of topics and difficulties is worth more than one for all of them.
    return Reader(
        defaults={name: value for name, value in given.items() if name != "subject"},
        overrides={name: value for name, value in given.items() if name == "subject"},
        skip_unfit=chosen.skip_unfit,
        open_file=lambda path: progress.open(path, "rb", description=path.name),
    )


def _progress() -> Progress:
    # To people alone: neither a file nor another program wants it.
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _bank(through: str | None) -> Bank:
    environment = dict(os.environ)
    settings: Mapping[str, str | None] = {**dotenv_values(".env.local"), **environment}
    through = through or _way(environment) or _way(settings) or "database"
    values = [settings.get(name) or "" for name in WAYS[through]]
    for name, value in zip(WAYS[through], values, strict=True):
        if not value:
            raise Unusable(f"{name} is not set. {BANKS}")
    return DatabaseBank(*values) if through == "database" else RestBank(*values)


def _way(settings: Mapping[str, str | None]) -> str | None:
    """The first way for which all settings are there."""
    ways = (way for way, names in WAYS.items() if all(settings.get(name) for name in names))
    return next(ways, None)
