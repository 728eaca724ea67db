"""What keeps the emulator from starting is named, and nothing is left running."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.errors import EmulatorError
from emulator.ports import Ports, is_free, is_listening
from emulator.stack import Stack, reset
from tests.emulator.copies import PARTS, Copy, state_folder, taken, temporary_folder


def nobody_listens(ports: Ports) -> bool:
    return not any(is_listening(getattr(ports, part)) for part in PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_a_taken_port_is_named_with_the_variable_that_sets_another(part: str) -> None:
    ports = Ports.free()
    port: int = getattr(ports, part)
    with taken(port), pytest.raises(EmulatorError) as refused:
        ports.require_free(*PARTS)
    said, _, other = str(refused.value).rpartition("=")
    assert said == (
        f"port {port} is taken by another program. Stop that program, "
        f"or choose another port: EMULATOR_{part.upper()}_PORT"
    )
    assert is_free(int(other))


def test_the_other_port_that_is_proposed_is_neither_taken_nor_another_parts() -> None:
    base = next(port for port in range(32_000, 32_700, 6) if is_free(port + 4) and is_free(port))
    ports = Ports(web=base, functions=base + 1, supabase=base + 2, postgres=base + 3)
    with taken(base), taken(base + 4), pytest.raises(EmulatorError) as refused:
        ports.require_free(*PARTS)
    assert int(str(refused.value).rpartition("=")[2]) > base + 4


def test_a_taken_port_keeps_everything_from_starting(copy: Copy) -> None:
    with taken(copy.ports.supabase):
        refused = copy.emulator("run")
    assert refused.returncode == 1
    assert f"emulator: port {copy.ports.supabase} is taken by another program" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert nobody_listens(copy.ports)


def test_two_parts_on_one_port_are_both_named() -> None:
    port = Ports.free().functions
    ports = Ports(functions=8080, supabase=port, postgres=port)
    with pytest.raises(EmulatorError) as refused:
        ports.require_free("supabase", "postgres")
    assert str(refused.value) == (
        f"port {port} is chosen twice: EMULATOR_SUPABASE_PORT, EMULATOR_POSTGRES_PORT"
    )


@pytest.mark.parametrize("text", ["", "http", "80 80", "-1", "0", "65536", "8080.0", "８０８０"])
def test_what_is_not_a_port_is_named_with_its_variable(text: str) -> None:
    with pytest.raises(EmulatorError) as refused:
        Ports.from_environment({"EMULATOR_SUPABASE_PORT": text})
    assert str(refused.value) == f"EMULATOR_SUPABASE_PORT is not a port: {text!r}"


@pytest.mark.parametrize("command", ["run", "serve"])
def test_no_command_starts_on_a_malformed_port(copy: Copy, command: str) -> None:
    refused = copy.emulator(command, EMULATOR_FUNCTIONS_PORT="http")
    assert (refused.returncode, refused.stderr) == (
        1,
        "emulator: EMULATOR_FUNCTIONS_PORT is not a port: 'http'\n",
    )


def test_ports_that_nobody_chose_are_the_documented_ones() -> None:
    assert Ports.from_environment({}) == Ports(
        functions=8080, supabase=54321, postgres=54322, web=3000
    )


@pytest.mark.parametrize("arguments", [(), ("run", "twice")])
def test_an_unknown_command_is_told_which_there_are(copy: Copy, arguments: tuple[str, ...]) -> None:
    refused = copy.emulator(*arguments)
    assert (refused.returncode, refused.stderr) == (
        2,
        "usage: python -m emulator run|serve|demo|status|logs|psql|reset\n",
    )


def test_misconfigured_functions_are_named_at_the_start_with_the_setting(copy: Copy) -> None:
    refused = copy.emulator("run", SUPABASE_DEADLINE_SECONDS="99")
    assert refused.returncode == 1
    assert "emulator: functions ended while it was starting" in refused.stderr
    assert "the functions are misconfigured: SUPABASE_DEADLINE_SECONDS: " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert nobody_listens(copy.ports)


def test_a_machine_without_node_is_told_so(copy: Copy) -> None:
    with temporary_folder() as programs:
        (programs / "test").symlink_to(str(shutil.which("test")))
        refused = copy.emulator("run", PATH=str(programs))
    assert refused.returncode == 1
    assert refused.stderr == "emulator: node is not installed (20 or newer is needed)\n"
    assert nobody_listens(copy.ports)


def test_a_broken_migration_is_named_with_its_line_and_wholly_undone(tmp_path: Path) -> None:
    migration = tmp_path / "20260101000001_broken.sql"
    migration.write_text("create table half ();\nselect * from\n  nowhere;\n")
    with state_folder() as folder:
        stack = Stack(folder, Ports.free(), migrations=tmp_path, seed=None, functions=None)
        with pytest.raises(EmulatorError) as refused:
            stack.start()
        assert f'{migration.name}, line 3: relation "nowhere" does not exist' in str(refused.value)
        assert nobody_listens(stack.ports)

        migration.write_text("create table half ();")
        with stack:
            assert stack.supabase.alive()


@pytest.mark.parametrize(
    "use", [lambda folder: Stack(folder, Ports.free()).start(), reset], ids=["start", "reset"]
)
def test_another_users_state_is_left_alone(
    use: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody_else = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody_else)
    with pytest.raises(EmulatorError, match="belongs to another user"):
        use(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_settings_that_a_person_wrote_are_not_overwritten(fresh_copy: Copy) -> None:
    own = fresh_copy.folder / ".env.local"
    own.write_text("SUPABASE_URL=https://project.supabase.co\n")
    failed = fresh_copy.emulator("run")
    assert failed.returncode == 1
    assert "was not written by `make run`" in failed.stderr
    assert own.read_text() == "SUPABASE_URL=https://project.supabase.co\n"
    assert not fresh_copy.state.exists()
