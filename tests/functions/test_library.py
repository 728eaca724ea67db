"""What a process remembers: bounded, shared by threads, and changed by nobody."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from exam_simulation.domain.question import Question
from exam_simulation.store.question import Printed
from exam_simulation.store.recent import Recent


def question() -> Question:
    row: dict[str, Any] = {f"option_{letter}": letter for letter in "abcde"}
    row |= dict.fromkeys(("subject", "topic", "text", "explanation"), "x")
    row |= {"id": 1, "correct_answer": "a", "image_url": None, "passage": {"text": "p"}}
    return Printed.model_validate(row).question


def test_what_is_kept_is_found_again() -> None:
    recent: Recent[int, str] = Recent(3)
    recent.put({1: "a", 2: "b"})
    assert recent.pick([2, 3, 1]) == {2: "b", 1: "a"}


def test_of_what_is_too_much_the_least_recently_used_goes_first() -> None:
    recent: Recent[int, str] = Recent(3)
    recent.put({1: "a", 2: "b", 3: "c"})
    recent.pick([1])
    recent.put({4: "d"})
    assert set(recent.pick([1, 2, 3, 4])) == {1, 3, 4}


def test_what_is_kept_anew_takes_the_place_of_what_was() -> None:
    recent: Recent[str, str] = Recent(4, len)
    recent.put({"one": "aaaa"})
    recent.put({"one": "bb", "other": "cc"})
    assert recent.pick(["one", "other"]) == {"one": "bb", "other": "cc"}


def test_large_entries_push_out_many_and_one_that_is_too_large_is_not_kept() -> None:
    recent: Recent[str, str] = Recent(4, len)
    recent.put({"one": "a", "two": "b", "three": "c"})
    recent.put({"large": "ddd"})
    assert set(recent.pick(["one", "two", "three", "large"])) == {"three", "large"}
    recent.put({"too large": "eeeee"})
    assert "too large" not in recent.pick(["too large"])


def test_threads_that_share_it_never_lose_count() -> None:
    recent: Recent[int, str] = Recent(50, len)

    def use(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(2000):
            keys = [rng.randrange(40) for _ in range(5)]
            recent.put({key: "x" * (key % 7) for key in keys})
            assert all(value == "x" * (key % 7) for key, value in recent.pick(keys).items())

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(use, seed) for seed in range(8)]:
            done.result()
    kept = recent.pick(range(40))
    assert 0 < sum(map(len, kept.values())) <= 50
    recent.put({100: "x" * 50})
    assert set(recent.pick([*range(40), 100])) >= {100}
    assert not any(recent.pick(range(40)).values())


def test_nobody_changes_a_question_that_others_are_shown() -> None:
    kept = question()
    with pytest.raises(TypeError):
        kept.options["a"] = "another"  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        kept.text = "another"  # type: ignore[misc]
