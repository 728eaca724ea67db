"""The stack as tests use it: its parts stop and start singly, and stacks stand side by side."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.errors import EmulatorError
from emulator.part import Part
from emulator.ports import Ports
from emulator.stack import PROJECT, Stack, reset
from tests.emulator.copies import PARTS, state_folder
from tests.emulator.people import call, exam_names, sign_in, sign_up


@pytest.fixture(scope="module")
def own() -> Iterator[Stack]:
    """A stack whose parts may be stopped, if they are started again."""
    page = PROJECT / "web" / "public"  # any folder will do
    with state_folder() as folder, Stack(folder, Ports.free(), web=page) as running:
        yield running


def part_of(stack: Stack, name: str) -> Part:
    part: Part = getattr(stack, name)
    return part


def numbers(stack: Stack) -> dict[str, str]:
    """Give what each part's process is known by."""
    return {name: (stack.state_dir / "pids" / name).read_text() for name in PARTS}


@pytest.mark.parametrize("name", PARTS)
def test_one_part_starts_again_while_the_others_go_on(own: Stack, name: str) -> None:
    before = numbers(own)
    part_of(own, name).restart()
    after = numbers(own)
    assert {other for other in PARTS if before[other] != after[other]} == {name}
    assert "Prova dimostrativa" in exam_names(own.environment)


def test_starting_a_part_that_runs_changes_nothing(own: Stack) -> None:
    before = numbers(own)
    for name in PARTS:
        part_of(own, name).start()
    assert numbers(own) == before


def test_what_was_committed_outlasts_a_crash_of_postgres(own: Stack) -> None:
    token = sign_up(own.environment, "before@example.com")
    session = call(own.environment, "POST", "/sessions", token, {"exam_type": "DEMO"}).json()
    own.postgres.stop("immediate")
    own.postgres.start()
    kept = call(own.environment, "GET", f"/sessions/{session['id']}", token)
    assert kept.json() == session


def test_waiting_for_a_stack_ends_with_the_part_that_died(own: Stack) -> None:
    own.supabase.kill()
    assert own.wait() is own.supabase
    own.supabase.start()


def test_waiting_for_a_stack_ends_when_it_is_asked_to_stop(own: Stack) -> None:
    own.stopping.asked = True
    assert own.wait() is None
    own.stopping.asked = False


def test_stacks_stand_side_by_side_and_know_nothing_of_each_other(
    own: Stack, environment: dict[str, str]
) -> None:
    token = sign_up(own.environment, "here@example.com")
    assert call(own.environment, "GET", "/history", token).status_code == 200
    assert call(environment, "GET", "/history", token).status_code == 401
    assert sign_in(environment, "here@example.com").status_code == 400


def test_a_stack_without_functions_says_that_it_has_none(tmp_path: Path) -> None:
    stack = Stack(tmp_path, Ports(), functions=None)
    with pytest.raises(EmulatorError, match="this stack serves no functions"):
        _ = stack.functions


def test_a_folder_that_is_closed_to_others_will_do(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as closed:
        folder = Path(closed, "state")
        stack = Stack(folder, Ports.free(), migrations=tmp_path, seed=None, functions=None)
        try:
            with stack:
                home = stack.postgres.home
                assert home.exists()
            stack.stop()  # what does not run is no error
        finally:
            reset(folder)
        assert not home.exists()
