"""`make demo`: a scripted student takes a whole TOLC-I."""

import re
import signal
import sys

import pytest

from emulator.ports import is_listening
from tests.emulator.copies import PARTS, Copy, until

SECTIONS = ["Matematica", "Logica", "Scienze", "Comprensione verbale", "Inglese"]
MAXIMA = [20, 10, 10, 10, 30]


def graded(said: str) -> dict[str, list[float]]:
    """Read the table of results: right, wrong, blank, points, of, %."""
    rows = re.findall(r"^  (\S.*?) +((?:-?[\d.]+ *){6})$", said, re.MULTILINE)
    return {name: [float(number) for number in numbers.split()] for name, numbers in rows}


@pytest.mark.parametrize("running", [True, False], ids=["running", "not running"])
def test_the_results_are_a_graded_table_whether_or_not_a_stack_runs_already(
    copy: Copy, environment: dict[str, str], running: bool
) -> None:
    done = copy.emulator("demo", **(environment if running else {}))
    assert done.returncode == 0, done.stderr
    assert ("No stack is running: starting one." in done.stdout) is not running
    assert not any(is_listening(getattr(copy.ports, part)) for part in PARTS)

    table = graded(done.stdout)
    assert list(table) == [*SECTIONS, "Total (without English)"]
    *sections, total = table.values()
    for (right, wrong, blank, points, maximum, percentage), of in zip(
        sections, MAXIMA, strict=False
    ):
        assert right + wrong + blank == maximum == of
        assert points == right - (0 if of == 30 else wrong / 4)
        assert percentage == pytest.approx(100 * points / maximum, abs=0.005)
    assert f"With the wrong answers left blank: {total[0]:.2f} of 50." in done.stdout
    lessons = re.findall(r"^    \S.* \(\w+\), (\d+) of \d+ right$", done.stdout, re.MULTILINE)
    assert len(lessons) == 3
    assert total[:5] == [sum(column) for column in zip(*sections[:4], strict=True)][:5]
    assert f"Progress: 1 simulation, {total[5]:.2f} %; the weakest section is " in done.stdout
    begun = re.search(
        r"^Session (\d+), practice: (.*), \d+ questions\.$", done.stdout, re.MULTILINE
    )
    assert begun
    assert begun[2] in SECTIONS
    assert f"Session {begun[1]} was discarded." in done.stdout


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SUPABASE_URL", "http://127.0.0.1:1", "emulator: the demo failed: "),
        ("SUPABASE_PUBLISHABLE_KEY", "wrong", "/auth/v1/signup answered 401: "),
    ],
)
def test_the_environment_wins_over_env_local_and_a_demo_that_fails_says_where(
    fresh_copy: Copy, environment: dict[str, str], variable: str, value: str, said: str
) -> None:
    written = "".join(f'{name}="{text}"\n' for name, text in environment.items())
    (fresh_copy.folder / ".env.local").write_text(written)
    failed = fresh_copy.emulator("demo", **{variable: value})
    assert failed.returncode == 1
    assert "No stack is running" not in failed.stdout
    assert said in failed.stderr
    assert "Traceback" not in failed.stderr


def test_ctrl_c_ends_the_demo_and_the_stack_that_it_started(copy: Copy) -> None:
    demo = (sys.executable, "-m", "emulator", "demo")
    with copy.running(*demo, ready="No stack is running: starting one.") as run:
        until((copy.state / "pids" / "supabase").exists, "the stack is starting")
        run.send(signal.SIGINT)
        assert run.exit_code() == 130
        assert run.left_behind() == []
    assert "Traceback" not in run.said
