"""What a process caches of the question bank, so that most requests need not query it.

Nothing here becomes stale. Questions never change, and the list of those in use is cached with the
bank's version. Everything is immutable: no request can change what another one reads.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from ..domain.draw import Candidate
from ..domain.grading import Solution
from ..domain.question import Question
from ..settings import Settings
from .lru_cache import LRUCache

MAX_QUESTIONS = 10_000
"""The most that a process caches: about 22 MB, if a question takes 2.2 KB (as this bank's do)."""


@dataclass(frozen=True)
class SubjectSnapshot:
    """A subject of the bank in one version, with retired questions.

    `has_content` says whether the texts of its questions came with it. Large subjects come without.
    """

    version: str
    candidates: tuple[Candidate, ...]
    has_content: bool


@dataclass(frozen=True)
class BankCache:
    """What is cached of the bank of these settings."""

    settings: Settings
    snapshots: LRUCache[str, SubjectSnapshot] = field(
        default_factory=lambda: LRUCache(MAX_QUESTIONS, lambda snapshot: len(snapshot.candidates))
    )
    questions: LRUCache[int, Question] = field(default_factory=lambda: LRUCache(MAX_QUESTIONS))
    answers: LRUCache[int, Solution] = field(default_factory=lambda: LRUCache(MAX_QUESTIONS))


@lru_cache(maxsize=1)
def bank_cache_of(settings: Settings) -> BankCache:
    """Give the cache of the bank of these settings."""
    return BankCache(settings)
