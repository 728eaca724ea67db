"""What a process remembers: bounded, shared by threads, and changed by nobody."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from exam_simulation.domain.question import Question
from exam_simulation.store.lru_cache import LRUCache
from exam_simulation.store.question_row import QuestionRow


def question() -> Question:
    row: dict[str, Any] = {f"option_{letter}": letter for letter in "abcde"}
    row |= dict.fromkeys(("subject", "topic", "text", "explanation"), "x")
    row |= {"id": 1, "correct_answer": "a", "image_url": None, "passage": {"text": "p"}}
    return QuestionRow.model_validate(row).question


def test_what_is_kept_is_found_again() -> None:
    entries: LRUCache[int, str] = LRUCache(3)
    entries.put_many({1: "a", 2: "b"})
    assert entries.get_many([2, 3, 1]) == {2: "b", 1: "a"}


def test_of_what_is_too_much_the_least_recently_used_goes_first() -> None:
    entries: LRUCache[int, str] = LRUCache(3)
    entries.put_many({1: "a", 2: "b", 3: "c"})
    entries.get_many([1])
    entries.put_many({4: "d"})
    assert set(entries.get_many([1, 2, 3, 4])) == {1, 3, 4}


def test_what_is_kept_again_takes_the_place_of_what_was() -> None:
    entries: LRUCache[str, str] = LRUCache(4, len)
    entries.put_many({"one": "aaaa"})
    entries.put_many({"one": "bb", "other": "cc"})
    assert entries.get_many(["one", "other"]) == {"one": "bb", "other": "cc"}


def test_large_entries_push_out_many_and_one_that_is_too_large_is_not_kept() -> None:
    entries: LRUCache[str, str] = LRUCache(4, len)
    entries.put_many({"one": "a", "two": "b", "three": "c"})
    entries.put_many({"large": "ddd"})
    assert set(entries.get_many(["one", "two", "three", "large"])) == {"three", "large"}
    entries.put_many({"too large": "eeeee"})
    assert "too large" not in entries.get_many(["too large"])


def test_threads_that_share_it_never_lose_count() -> None:
    entries: LRUCache[int, str] = LRUCache(50, len)

    def use(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(2000):
            keys = [rng.randrange(40) for _ in range(5)]
            entries.put_many({key: "x" * (key % 7) for key in keys})
            assert all(value == "x" * (key % 7) for key, value in entries.get_many(keys).items())

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(use, seed) for seed in range(8)]:
            done.result()
    kept = entries.get_many(range(40))
    assert 0 < sum(map(len, kept.values())) <= 50
    entries.put_many({100: "x" * 50})
    assert set(entries.get_many([*range(40), 100])) >= {100}
    assert not any(entries.get_many(range(40)).values())


def test_nobody_changes_a_question_that_others_are_shown() -> None:
    kept = question()
    with pytest.raises(TypeError):
        kept.options["a"] = "another"  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        kept.text = "another"  # type: ignore[misc]
