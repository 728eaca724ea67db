"""What an operator can do with questions."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from rich.console import Console
from rich.progress import Progress

from question_bank import own, solving
from question_bank.banks import Bank, BankFailure, DatabaseBank, ImportRefused, RestBank
from question_bank.checks import checked_together
from question_bank.faults import Fault
from question_bank.formats import FORMATS, format_of
from question_bank.question import Question
from question_bank.reading import Placed, Reader

OK, FAULTY, UNUSABLE = 0, 1, 2
SHOWN_FAULTS = 50

_GIVEN = ("subject", "topic", "difficulty", "explanation")
_ENVIRONMENT = """\
The bank is found by the environment, or by .env.local in this folder: DATABASE_URL (its owner), or
SUPABASE_URL and SUPABASE_SECRET_KEY (an operator's) for --through rest. The functions' key is never
used.
"""


class Unusable(Exception):
    """The command cannot be carried out as it was given."""


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says.

    Returns:
        0; 1 where questions are at fault; 2 where the command, or the bank, is.
    """
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except ImportRefused as error:
        return _report([error.fault], 1)
    except (Unusable, BankFailure, ValueError, OSError) as error:
        print(f"question_bank: {error}", file=sys.stderr)
        return UNUSABLE


def _check(chosen: argparse.Namespace) -> int:
    with _progress() as progress:
        reader = _reader(chosen, progress)
        faults, count = _faults(reader, chosen.files or own.files())
    _tell_skipped(reader)
    if faults:
        return _report(faults, count)
    print(f"{count} questions, no faults")
    return OK


def _import(chosen: argparse.Namespace) -> int:
    bank = _bank(chosen.through)
    with _progress() as progress:
        faults, count = _faults(_reader(chosen, progress), chosen.files)
        if not faults:
            reader = _reader(chosen, progress)
            counts = bank.import_questions(_without_faults(reader.read(chosen.files)))
    if faults:
        _report(faults, count)
        print("nothing was imported", file=sys.stderr)
        return FAULTY
    _tell_skipped(reader)
    print(", ".join(f"{number} {name}" for name, number in vars(counts).items()))
    return OK


def _export(chosen: argparse.Namespace) -> int:
    form = format_of(chosen.file.name)
    wanted = (
        question
        for question in _bank(chosen.through).export(retired=chosen.retired)
        if chosen.subject in (None, question.subject)
    )
    count = 0

    def counted() -> Iterator[Question]:
        nonlocal count
        for question in wanted:
            count += 1
            yield question

    # A file that is begun is never taken for one that is whole.
    unfinished = chosen.file.with_name(f"{chosen.file.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            form.write(counted(), file)
        unfinished.replace(chosen.file)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{count} questions written to {chosen.file}")
    return OK


def _stats(chosen: argparse.Namespace) -> int:
    if chosen.through:
        held = list(_bank(chosen.through).export(retired=False))
    else:
        with _progress() as progress:
            items = list(_reader(chosen, progress).read(chosen.files or own.files()))
        if faults := [one for one in items if isinstance(one, Fault)]:
            return _report(faults, len(items))
        held = [one.question for one in items if isinstance(one, Placed)]
    print(own.report(held), end="")
    return OK


def _make(_chosen: argparse.Namespace) -> int:
    for path, content in own.outputs():
        path.write_text(content, encoding="utf-8")
        print(f"{path.relative_to(own.PROJECT)} written")
    return OK


def _blind(chosen: argparse.Namespace) -> int:
    held = solving.solutions()
    unsolved = [one for one in own.questions() if not solving.is_solved(one, held)]
    content = json.dumps(solving.sheet(unsolved), ensure_ascii=False, indent=2)
    chosen.file.write_text(content + "\n", encoding="utf-8")
    print(f"{len(unsolved)} questions to be solved written to {chosen.file}")
    return OK


def _record(chosen: argparse.Namespace) -> int:
    answers = json.loads(chosen.file.read_text(encoding="utf-8"))
    disagreed = solving.record(own.questions(), answers)
    for one in disagreed:
        told = f"{one.key}: the key says {one.correct_answer}, the solver {answers[one.key or '']}"
        print(told, file=sys.stderr)
    print(f"{len(answers) - len(disagreed)} solutions recorded")
    return FAULTY if disagreed else OK


def _faults(reader: Reader, files: Sequence[Path]) -> tuple[list[Fault], int]:
    """Read files to their end; give the first faults, and how many faults or else questions."""
    faults: list[Fault] = []
    fault_count = question_count = 0
    for item in checked_together(reader.read(files), own.drawn_subjects()):
        if isinstance(item, Fault):
            fault_count += 1
            faults += [item] * (fault_count <= SHOWN_FAULTS)
        else:
            question_count += 1
    if not fault_count and not question_count:
        raise Unusable("there is no question in this")
    return faults, fault_count or question_count


def _without_faults(items: Iterable[Placed | Fault]) -> Iterator[Placed]:
    for item in items:
        if isinstance(item, Fault):
            # It was read without fault a moment ago.
            raise Unusable(f"the file changed meanwhile: {item}")
        yield item


def _report(faults: Sequence[Fault], count: int) -> int:
    for fault in faults[:SHOWN_FAULTS]:
        print(fault, file=sys.stderr)
    if count > SHOWN_FAULTS:
        print(f"… and {count - SHOWN_FAULTS} faults more", file=sys.stderr)
    return FAULTY


def _tell_skipped(reader: Reader) -> None:
    for fault in reader.skipped:
        print(f"skipped: {fault}", file=sys.stderr)


def _reader(chosen: argparse.Namespace, progress: Progress) -> Reader:
    given: dict[str, Any] = {
        name: vars(chosen)[name] for name in _GIVEN if vars(chosen)[name] is not None
    }
    # A file's own topics and difficulties are worth more than one for all of them.
    overrides = {name: given.pop(name) for name in ("subject",) if name in given}
    return Reader(
        defaults=given,
        overrides=overrides,
        skip_unfit=chosen.skip_unfit,
        open_file=lambda path: progress.open(path, "rb", description=path.name),
    )


def _progress() -> Progress:
    # To people alone: neither a file nor another program wants it.
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _bank(through: str | None) -> Bank:
    settings = _settings()
    through = through or ("database" if settings.get("DATABASE_URL") else "rest")
    names = {"database": ("DATABASE_URL",), "rest": ("SUPABASE_URL", "SUPABASE_SECRET_KEY")}[
        through
    ]
    values = [settings.get(name) or "" for name in names]
    for name, value in zip(names, values, strict=True):
        if not value:
            raise Unusable(f"{name} is not set. {_ENVIRONMENT}")
    return DatabaseBank(*values) if through == "database" else RestBank(*values)


def _settings() -> Mapping[str, str | None]:
    return {**dotenv_values(".env.local"), **os.environ}


def _parser() -> argparse.ArgumentParser:
    endings = ", ".join(f"{ending} ({form.name})" for ending, form in FORMATS.items())
    parser = argparse.ArgumentParser(
        prog="python -m question_bank",
        description="Questions in and out of the bank.",
        epilog=f"Formats, by the ending of a file's name: {endings}.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="read files, and tell everything that is wrong")
    check.add_argument("files", nargs="*", type=Path, help="default: this project's own")
    check.set_defaults(command=_check)

    bring = commands.add_parser(
        "import",
        help="bring the questions of files into a bank: all or, where one is at fault, none",
        description="The same file again changes nothing; an edited question replaces its older "
        "version, which stays in the results that it is part of.",
        epilog=_ENVIRONMENT,
    )
    bring.add_argument("files", nargs="+", type=Path)
    bring.set_defaults(command=_import)

    export = commands.add_parser(
        "export", help="write the questions of a bank to a file", epilog=_ENVIRONMENT
    )
    export.add_argument("file", type=Path)
    export.add_argument("--subject", help="only these")
    export.add_argument("--retired", action="store_true", help="retired ones too")
    export.set_defaults(command=_export)

    stats = commands.add_parser("stats", help="print what files, or a bank, cover")
    stats.add_argument("files", nargs="*", type=Path, help="default: this project's own")
    stats.set_defaults(command=_stats)

    make = commands.add_parser("make", help="write the seed and docs/coverage.md anew")
    make.set_defaults(command=_make)

    blind = commands.add_parser(
        "blind", help="write this project's questions that are to be solved, without their answers"
    )
    blind.add_argument("file", type=Path, help="JSON")
    blind.set_defaults(command=_blind)

    record = commands.add_parser("record", help="note what a solver of these chose")
    record.add_argument("file", type=Path, help="JSON: an object of letters by the questions' keys")
    record.set_defaults(command=_record)

    for command in (check, bring, stats):
        _add_given(command)
    for command in (bring, export, stats):
        command.add_argument(
            "--through", choices=["database", "rest"], help="how to reach the bank"
        )
    return parser


def _add_given(command: argparse.ArgumentParser) -> None:
    command.add_argument("--subject", help="the subject of all questions")
    command.add_argument("--topic", help="the topic, where a file tells none")
    command.add_argument("--difficulty", help="1 to 3, where a file tells none")
    command.add_argument("--explanation", help="the explanation, where a file tells none")
    command.add_argument(
        "--skip-unfit",
        action="store_true",
        help="pass over what is no question of five options with one right answer",
    )
