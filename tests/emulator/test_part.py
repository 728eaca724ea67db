"""One process of the emulator, and the note by which it is found again."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.part import Part, Stopping, end_noted


class Sleeper(Part):
    """A process that does nothing."""

    name = "sleeper"

    def _launch(self) -> subprocess.Popen[bytes]:
        return self._run(["sleep", "60"], cwd=Path("/"), environment={})

    def _is_ready(self) -> bool:
        return True


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Sleeper]:
    """A sleeper that sleeps."""
    part = Sleeper(tmp_path, Stopping())
    part.start()
    yield part
    part.kill()


@pytest.fixture
def note(sleeper: Sleeper, tmp_path: Path) -> Path:
    """What is noted of it."""
    assert sleeper.alive()
    return tmp_path / "pids" / "sleeper"


def test_a_process_that_has_ended_is_not_noted_any_more(sleeper: Sleeper, note: Path) -> None:
    assert note.exists()
    sleeper.stop()
    assert not note.exists()


def test_a_note_ends_the_process_that_it_names(sleeper: Sleeper, note: Path) -> None:
    end_noted(note)
    assert not sleeper.alive()


@pytest.mark.parametrize(
    "text", ["", "garbage", "{pid} 1.0 15"], ids=["nothing", "garbage", "the same number"]
)
def test_a_note_of_another_process_ends_none(sleeper: Sleeper, note: Path, text: str) -> None:
    pid = note.read_text().split()[0]
    note.write_text(text.format(pid=pid))
    end_noted(note)
    assert sleeper.alive()
