"""How the tests of properties are run: the same examples every time, however slow the machine."""

from hypothesis import settings

repeatable = settings(derandomize=True, deadline=None, database=None, max_examples=100)
