"""The command line, as an operator types it."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from emulator.stack import PROJECT, Stack
from question_bank import commands, own
from question_bank.formats import FORMATS
from question_bank.question import Question
from tests.conftest import Database, Student, new_student, supabase_client
from tests.functions.endpoints import BASE_PATH
from tests.question_bank.made import numbered, question

SAMPLES = Path(__file__).parent / "samples"
TOLD = ["--topic", "Prova", "--difficulty", "2", "--explanation", "Il file non lo dice."]

THROUGH = pytest.mark.parametrize("through", ["database", "rest"])


class Done(NamedTuple):
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    empty_stack: Stack,
    held: Database,  # noqa: ARG001 - empty before each test
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """Run a command in a folder of its own, with what an operator's environment holds."""
    message = empty_stack.environment
    known = {
        "DATABASE_URL": empty_stack.postgres.owner_url,
        "SUPABASE_URL": message["SUPABASE_URL"],
        "SUPABASE_SECRET_KEY": message["SUPABASE_SECRET_KEY"],
    }
    monkeypatch.chdir(tmp_path)

    def make(*arguments: object, **environment: str) -> Done:
        for name, value in (known | environment).items():
            monkeypatch.setenv(name, value)
        try:
            status = commands.run([str(argument) for argument in arguments])
        except SystemExit as error:  # argparse's way
            status = int(str(error.code))
        return Done(status, *capfd.readouterr())

    return make


@pytest.fixture
def names(empty_stack: Stack) -> dict[str, str]:
    """What the bank is called, by the way that it is reached."""
    url = empty_stack.environment["SUPABASE_URL"]
    return {"database": f"127.0.0.1:{empty_stack.ports.postgres}/postgres", "rest": url}


def write(path: Path, *questions: Question) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        FORMATS[path.suffix].write(questions, file)
    return path


def count(held: Database) -> tuple[object, ...] | None:
    return held.execute("select count(*) from questions").fetchone()


def test_check_without_files_reads_this_project_s_own(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "question_bank", "check"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(own.questions())} questions, no faults\n"


def test_check_names_every_fault_and_says_so_by_its_status(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", numbered(1), numbered(2), numbered(2))
    file.write_text(file.read_text().replace("made-001", "made-001" * 40))
    done = run("check", "a.csv")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "a.csv:2: key: String should have at most 200 characters",
        "a.csv:4: key: 'made-002' stands already at a.csv:3",
    ]


@THROUGH
@pytest.mark.parametrize("ending", [".csv", ".json", ".xml", ".gift", ".yaml"])
def test_what_was_exported_is_imported_again_without_effect(
    run: Run, tmp_path: Path, names: dict[str, str], ending: str, through: str
) -> None:
    file = write(tmp_path / f"a{ending}", *map(numbered, range(5)))
    first = run("import", file.name, "--through", through)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"5 added, 0 replaced, 0 retired, 0 unchanged in {names[through]}\n"
    exported = run("export", f"b{ending}", "--through", through)
    assert exported.stdout == f"5 questions of {names[through]} written to b{ending}\n"
    assert (tmp_path / f"b{ending}").read_text() == file.read_text()
    again = run("import", f"b{ending}", "--through", through)
    assert again.stdout.startswith("0 added, 0 replaced, 0 retired, 5 unchanged in ")


@THROUGH
def test_bad_input_imports_nothing(run: Run, held: Database, tmp_path: Path, through: str) -> None:
    content = [one.fields() for one in (numbered(1), numbered(2))]
    content[1]["difficulty"] = 7
    (tmp_path / "a.json").write_text(json.dumps(content, indent=1))
    done = run("import", "a.json", "--through", through)
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first.startswith("a.json:16: difficulty: Input should be less than or equal to 3")
    assert second == "nothing was imported"
    assert count(held) == (0,)


@THROUGH
def test_what_the_bank_refuses_is_named_by_file_and_line(
    run: Run, held: Database, tmp_path: Path, through: str
) -> None:
    run("import", write(tmp_path / "a.csv", numbered(1)).name)
    clash = question(key="another", text=numbered(1).text)
    file = write(tmp_path / "b.csv", numbered(2), clash)
    done = run("import", file.name, "--through", through)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "b.csv:3: text: The question made-001 asks the same in the same words",
        "nothing was imported",
    ]
    assert count(held) == (1,)


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (["import", "a.md"], {}, "a.md: its name must end in one of .csv, .json"),
        (["import", "gone.csv"], {}, "No such file or directory: 'gone.csv'"),
        (["import", "a.json"], {}, "there is no question in this"),
        (["export", "a.txt.bak"], {}, "a.txt.bak: its name must end in one of"),
        (
            ["export", "b.csv", "--through", "rest"],
            {"SUPABASE_SECRET_KEY": ""},
            "SUPABASE_SECRET_KEY is",
        ),
        (["export", "b.csv"], {"DATABASE_URL": "", "SUPABASE_URL": ""}, "DATABASE_URL is not set"),
        (
            ["export", "b.csv"],
            {"DATABASE_URL": "postgresql://127.0.0.1:1/x?password=hidden"},
            "the database says: ",
        ),
        (["import"], {}, "the following arguments are required: files"),
        ([], {}, "the following arguments are required: COMMAND"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    run: Run, tmp_path: Path, arguments: list[str], environment: dict[str, str], message: str
) -> None:
    (tmp_path / "a.json").write_text("[]")
    (tmp_path / "a.md").write_text("")
    done = run(*arguments, **environment)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr
    assert not (tmp_path / "b.csv").exists()


def test_a_failed_export_leaves_an_older_file_as_it_was(run: Run, tmp_path: Path) -> None:
    run("import", write(tmp_path / "a.csv", numbered(1), numbered(2, subject="chemistry")).name)
    (tmp_path / "old.yaml").write_text("old")
    done = run("export", "old.yaml")
    assert done.returncode == 2
    assert "a YAML file holds one subject; name one with --subject" in done.stderr
    assert (tmp_path / "old.yaml").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "old.yaml"]
    assert run("export", "old.yaml", "--subject", "chemistry").returncode == 0
    assert "made-002" in (tmp_path / "old.yaml").read_text()


@pytest.mark.parametrize(
    "arguments", [["--through", "database", "--subject", "chemistry"], ["--through", "rest"]]
)
def test_an_export_that_would_be_empty_leaves_an_older_file_as_it_was(
    run: Run, empty_stack: Stack, tmp_path: Path, arguments: list[str]
) -> None:
    run("import", write(tmp_path / "a.csv", numbered(1)).name)
    # With the key that every page has, the bank is not forbidden: it looks empty.
    publishable = empty_stack.environment["SUPABASE_PUBLISHABLE_KEY"]
    done = run("export", "a.csv", *arguments, SUPABASE_SECRET_KEY=publishable)
    assert done.returncode == 2
    assert "shows no question: is the key right, and the subject?" in done.stderr
    assert "made-001" in (tmp_path / "a.csv").read_text()


def test_what_the_environment_names_goes_before_what_the_folder_s_file_does(
    run: Run, tmp_path: Path, names: dict[str, str]
) -> None:
    write(tmp_path / "a.csv", numbered(1))
    (tmp_path / ".env.local").write_text("DATABASE_URL=postgresql://127.0.0.1:1/local\n")
    done = run("import", "a.csv", DATABASE_URL="")
    assert done.stdout.endswith(f" in {names['rest']}\n")
    done = run("import", "a.csv", DATABASE_URL="", SUPABASE_URL="", SUPABASE_SECRET_KEY="")
    assert done.returncode == 2


def test_what_is_ignored_is_named_even_where_nothing_is_left(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.gift").write_text("::Uno::Vero? {T}\n")
    done = run("check", "a.gift", "--skip-unfit")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "skipped: a.gift:1 (Uno): is true or false, no question of five options",
        "question_bank: there is no question in this",
    ]


def test_stats_print_the_coverage_of_this_project_s_own_and_of_any_bank(
    run: Run, tmp_path: Path
) -> None:
    printed = run("stats").stdout
    assert own.COVERAGE.read_text().endswith(printed)
    assert "| mathematics" in printed
    run("import", write(tmp_path / "a.csv", *map(numbered, range(4))).name)
    for arguments in (["a.csv"], ["--through", "rest"], ["--through", "database"]):
        table = run("stats", *arguments).stdout
        assert "| physics     | Fluidi | 0 | 4 | 0 | 4   |" in table, arguments


def test_stats_name_faults_and_what_is_ignored_and_nothing_else(run: Run, tmp_path: Path) -> None:
    content = [one.fields() for one in map(numbered, range(100))]
    content[7]["difficulty"] = 4
    (tmp_path / "a.json").write_text(json.dumps(content))
    done = run("stats", "a.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "a.json:1: difficulty: Input should be less than or equal to 3\n"
    assert "not of both" in run("stats", "a.json", "--through", "rest").stderr


def test_many_faults_are_counted_and_the_first_are_shown(run: Run, tmp_path: Path) -> None:
    content = [one.fields() | {"difficulty": 4} for one in map(numbered, range(60))]
    (tmp_path / "a.json").write_text(json.dumps(content))
    *shown, last = run("check", "a.json").stderr.splitlines()
    assert (len(shown), last) == (50, "… and 10 faults more")


def test_help_names_formats_subjects_and_banks(run: Run) -> None:
    message = " ".join(run("import", "--help").stdout.split())
    assert ".gift (GIFT)" in message
    assert "verbal_reasoning" in message
    assert "The functions' key is never used." in message


def test_a_terminal_is_shown_how_far_it_is_and_nothing_else_is(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", *map(numbered, range(2000)))
    assert run("check", "a.csv").stderr == ""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "question_bank", "check", "a.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        assert process.communicate()[0] == "2000 questions, no faults\n"
    assert b"a.csv" in shown
    assert b"100%" in shown


def test_what_is_solved_is_not_asked_again_and_an_unknown_answer_is_refused(
    run: Run, tmp_path: Path
) -> None:
    done = run("blind", "sheet.json")
    assert done.stdout == "0 questions to be solved written to sheet.json\n"
    assert json.loads((tmp_path / "sheet.json").read_text()) == []
    (tmp_path / "answers.json").write_text('{"no-such-key": "a"}')
    done = run("record", "answers.json")
    assert done.returncode == 2
    assert "the bank has no question no-such-key" in done.stderr


# ── in a session ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def someone(empty_stack: Stack) -> Student:
    """A student of the stack whose bank was empty."""
    with supabase_client(empty_stack.environment, "/auth/v1") as auth:
        return new_student(auth)


def send(stack: Stack, someone: Student, method: str, path: str) -> dict[str, object]:
    url = stack.environment["FUNCTIONS_URL"] + BASE_PATH + path
    body = {"exam_type": "DEMO"} if path == "/sessions" else None
    answer = httpx.request(method, url, headers=someone.headers, json=body, timeout=30)
    assert answer.is_success, answer.text
    message: dict[str, object] = answer.json()
    return message


@pytest.mark.parametrize(
    "samples",
    [
        ("gift_wrapper_italiano.gift", "ua_exam_italiano.gift"),
        ("moodle_questions_italiano.xml", "moodlexport_italiano.xml"),
    ],
    ids=["GIFT", "Moodle XML"],
)
def test_questions_from_others_files_turn_up_in_a_session_and_its_results_stay_true(
    run: Run, empty_stack: Stack, held: Database, someone: Student, samples: tuple[str, str]
) -> None:
    for subject, name in zip(("logic", "english"), samples, strict=True):
        done = run("import", SAMPLES / name, "--subject", subject, "--skip-unfit", *TOLD)
        assert done.returncode == 0, done.stderr
    session = f"/sessions/{send(empty_stack, someone, 'POST', '/sessions')['id']}"
    for section in (1, 2):
        paper = send(empty_stack, someone, "POST", f"{session}/sections/{section}/start")
        subject = ("logic", "english")[section - 1]
        texts = held.execute("select text from questions where subject = %s", [subject]).fetchall()
        shown = [one["text"] for one in paper["questions"]]  # type: ignore[attr-defined]
        assert set(shown) <= {text for (text,) in texts}
        send(empty_stack, someone, "POST", f"{session}/sections/{section}/complete")
    before = send(empty_stack, someone, "GET", f"{session}/results")
    message = [*TOLD[:-1], "Ora lo dice."]
    done = run("import", SAMPLES / samples[0], "--subject", "logic", "--skip-unfit", *message)
    assert " 0 added, " in f" {done.stdout}"
    assert not done.stdout.startswith("0 added, 0 replaced")
    assert send(empty_stack, someone, "GET", f"{session}/results") == before
