"""What a process remembers of the question bank, so that most requests need not ask for it.

Nothing here grows old: questions never change, and which of them are in use is remembered with the
version of the bank that said so. All that is kept is immutable: no request can change another's.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from ..domain.draw import Candidate
from ..domain.grading import Solution
from ..domain.question import Question
from ..settings import Settings
from .lru_cache import LRUCache

MAX_QUESTIONS = 10_000
"""How many a process remembers at the most: some 22 MB, where a question takes 2.2 KB (as ours)."""


@dataclass(frozen=True)
class SubjectSnapshot:
    """A subject of the bank, retired questions too, as it was in one version.

    `has_content` says whether what its questions say came with it: else there are too many.
    """

    version: str
    candidates: tuple[Candidate, ...]
    has_content: bool


@dataclass(frozen=True)
class BankCache:
    """The bank that these settings open, as far as it was asked for."""

    settings: Settings
    snapshots: LRUCache[str, SubjectSnapshot] = field(
        default_factory=lambda: LRUCache(MAX_QUESTIONS, lambda snapshot: len(snapshot.candidates))
    )
    questions: LRUCache[int, Question] = field(default_factory=lambda: LRUCache(MAX_QUESTIONS))
    answers: LRUCache[int, Solution] = field(default_factory=lambda: LRUCache(MAX_QUESTIONS))


@lru_cache(maxsize=1)
def bank_cache_of(settings: Settings) -> BankCache:
    """Give what this process remembers of the bank that these settings open."""
    return BankCache(settings)
