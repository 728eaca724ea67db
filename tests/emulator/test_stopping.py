"""However the emulator ends, nothing of it stays behind."""

import signal

import pytest

from emulator.ports import is_listening
from tests.emulator.copies import Copy, until


@pytest.mark.parametrize(
    "signs",
    [[signal.SIGTERM], [signal.SIGINT, signal.SIGTERM, signal.SIGHUP] * 50],
    ids=["a polite kill", "everybody, again and again"],
)
def test_anyone_who_asks_and_however_often_everything_stops(
    copy: Copy, signs: list[signal.Signals]
) -> None:
    with copy.running() as run:
        assert run.left_behind() != []
        for sign in signs:
            run.send(sign)
        assert run.exit_code() == 0
        assert run.left_behind() == []
    assert "Stopping." in run.said
    assert "Traceback" not in run.said


@pytest.mark.parametrize(
    ("part", "sign"),
    [("postgres", signal.SIGHUP), ("functions", signal.SIGINT)],
    ids=["the terminal closes", "Ctrl-C"],
)
def test_anyone_who_asks_while_it_starts_what_has_started_stops(
    copy: Copy, part: str, sign: signal.Signals
) -> None:
    pid_file = copy.state / "pids" / part
    with copy.running(ready="Starting;") as run:
        until(pid_file.exists, f"{part} is starting")
        run.send(sign)
        assert run.exit_code() == 0
        assert run.left_behind() == []
        assert list(pid_file.parent.iterdir()) == []
    assert "Traceback" not in run.said


@pytest.mark.parametrize("part", ["postgres", "supabase", "functions"])
def test_a_part_that_dies_is_named_and_takes_the_rest_with_it(copy: Copy, part: str) -> None:
    with copy.running() as run:
        run.kill(part)
        assert run.exit_code() == 1
        assert run.left_behind() == []
    log = copy.state / "logs" / f"{part}.log"
    assert f"emulator: {part} died; the end of {log}:\n" in run.said


def test_what_a_killed_emulator_leaves_is_ended_for_it(copy: Copy) -> None:
    with copy.running() as run:
        run.process.kill()
        run.exit_code()
        until(lambda: run.left_behind() == [], "everything has ended")


def test_the_next_start_ends_what_was_left_where_nobody_else_could(copy: Copy) -> None:
    with copy.running() as killed:
        (watchdog,) = [one for one in killed.meet() if "emulator.watchdog" in one.cmdline()]
        watchdog.kill()
        killed.process.kill()
        killed.exit_code()
        assert is_listening(copy.ports.postgres)
        with copy.running():
            assert killed.surviving() == []
