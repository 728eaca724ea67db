"""docs/scaling.md says what follows from the benchmarks' figures."""

import pytest

from benchmarks import scaling


def test_the_document_is_what_follows_from_the_committed_figures() -> None:
    assert scaling.main(is_check=True) == 0, "stale: make capacity"


def test_a_table_stands_between_its_markers_and_the_prose_stays() -> None:
    text = "Before.\n\n<!-- one -->\nold\nrows\n<!-- end -->\n\nAfter."
    assert scaling.filled(text, {"one": "new"}) == (
        "Before.\n\n<!-- one -->\nnew\n<!-- end -->\n\nAfter."
    )
    with pytest.raises(KeyError, match="one"):
        scaling.filled(text, {})


def test_everybody_begins_within_the_evening_and_most_are_under_way_after_the_peak() -> None:
    assert scaling._begun(scaling.FIRST) == 0
    assert scaling._begun(scaling.LAST) == 1
    busiest = max(scaling._hours(), key=scaling._under_way)
    assert scaling.PEAK < busiest < scaling.PEAK + scaling.EXAM_HOURS


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (0.0123, "0.012"), (1.5, "1.5"), (123.4, "123"), (12345, "12,345")],
)
def test_a_number_has_two_digits_that_mean_something(value: float, shown: str) -> None:
    assert scaling._number(value) == shown
