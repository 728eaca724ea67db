"""Copies of the project, in which its commands are given without touching its own state."""

from collections.abc import Iterator

import pytest

from tests.emulator.copies import Copy, copied_project


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    """A copy of the project for the tests of a module, which run its stack one after the other."""
    with copied_project() as made:
        yield made
