"""Copies of the project, in which its commands are given without touching its own state."""

from collections.abc import Iterator

import pytest

from tests.emulator.copies import Copy, copied_project


@pytest.fixture(scope="session")
def copy() -> Iterator[Copy]:
    """A copy of the project that may have run before; only one command stays at a time."""
    with copied_project() as made:
        yield made


@pytest.fixture
def fresh_copy() -> Iterator[Copy]:
    """A copy of the project that has never run."""
    with copied_project() as made:
        yield made
