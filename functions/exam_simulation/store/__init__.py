"""The repositories on Supabase: the only room that knows its tables and columns."""

from .bank import Bank
from .client import Access, connect
from .library import library_of
from .papers import Papers
from .rows import StoredSession
from .sessions import Change, OpenPaper, PaperClosing, SessionChange, Sessions, ToDraw

__all__ = [
    "Access",
    "Bank",
    "Change",
    "OpenPaper",
    "PaperClosing",
    "Papers",
    "SessionChange",
    "Sessions",
    "StoredSession",
    "ToDraw",
    "connect",
    "library_of",
]
