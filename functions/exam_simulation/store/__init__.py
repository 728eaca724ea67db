"""The repositories on Supabase. Only this package knows tables and columns."""

from .bank import Bank
from .bank_cache import bank_cache_of
from .client import Access, connect
from .papers import Papers
from .rows import StoredSession
from .sessions import Change, DrawingContext, OpenPaper, PaperClosing, SessionChange, Sessions

__all__ = [
    "Access",
    "Bank",
    "Change",
    "DrawingContext",
    "OpenPaper",
    "PaperClosing",
    "Papers",
    "SessionChange",
    "Sessions",
    "StoredSession",
    "bank_cache_of",
    "connect",
]
