"""The arguments of the command line."""

import argparse
from pathlib import Path

from question_bank import own
from question_bank.formats import FORMATS
from question_bank.reading import GIVEN

BANKS = """\
The bank is found by the environment, or else by .env.local in this folder: DATABASE_URL (its
owner's), or SUPABASE_URL and SUPABASE_SECRET_KEY (an operator's). The functions' key is never used.
"""


def parser() -> argparse.ArgumentParser:
    """Make the parser; `command` names what is to be done."""
    endings = ", ".join(f"{ending} ({form.name})" for ending, form in FORMATS.items())
    formats = f"Formats, by the ending of a file's name: {endings}."
    subjects = f"Subjects: {', '.join(sorted(own.drawn_subjects()))}."
    top = argparse.ArgumentParser(
        prog="python -m question_bank",
        description="Questions in and out of the bank.",
        epilog=formats,
    )
    commands = top.add_subparsers(
        title="commands", required=True, metavar="COMMAND", dest="command"
    )

    check = commands.add_parser(
        "check",
        help="read files, and tell everything that is wrong",
        epilog=f"{formats} {subjects}",
    )
    _add_files(check)

    bring = commands.add_parser(
        "import",
        help="bring the questions of files into a bank: all or, where one is at fault, none",
        description="The same file again changes nothing; an edited question replaces its older "
        "version, which stays in the results that it is part of.",
        epilog=f"{formats} {subjects} {BANKS}",
    )
    bring.add_argument("files", nargs="+", type=Path, help="read together")

    export = commands.add_parser(
        "export",
        help="write the questions of a bank that can be drawn to a file",
        epilog=f"{formats} {BANKS}",
    )
    export.add_argument("file", type=Path)
    export.add_argument("--subject", help="only these")

    stats = commands.add_parser("stats", help="print what files, or a bank, cover", epilog=BANKS)
    _add_files(stats)

    types = commands.add_parser(
        "exam-types", help="say what is wrong with the files that describe exam types"
    )
    types.add_argument("folder", nargs="?", type=Path, help="default: this project's own")

    commands.add_parser("make", help="write the seed and docs/coverage.md again")

    blind = commands.add_parser(
        "blind", help="write this project's questions that are to be solved, without their answers"
    )
    blind.add_argument("file", type=Path, help="JSON")

    record = commands.add_parser("record", help="note what a solver of these chose")
    record.add_argument("file", type=Path, help="JSON: an object of letters by the questions' keys")

    for command in (check, bring, stats):
        _add_given(command)
    for command in (bring, export, stats):
        command.add_argument(
            "--through", choices=["database", "rest"], help="how to reach the bank"
        )
    return top


def _add_files(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="*", type=Path, help="default: this project's own")


def _add_given(command: argparse.ArgumentParser) -> None:
    for name in GIVEN:
        says = (
            "of all questions, whatever the files say" if name == "subject" else "of those without"
        )
        command.add_argument(f"--{name}", help=f"the {name} {says}")
    command.add_argument(
        "--skip-unfit",
        action="store_true",
        help="skip what is no question of five options with one right answer",
    )
