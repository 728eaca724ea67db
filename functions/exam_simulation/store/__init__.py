"""The only room that knows Supabase, its tables and columns, and the exam-type files."""

from .bank import Bank
from .client import Row
from .exam_types import exam_types
from .question import Question
from .rows import ListedSection, ListedSession
from .sessions import Claim, Place
from .store import Store

__all__ = [
    "Bank",
    "Claim",
    "ListedSection",
    "ListedSession",
    "Place",
    "Question",
    "Row",
    "Store",
    "exam_types",
]
