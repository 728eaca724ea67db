"""History, progress, and how many questions there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..domain.progress import Progress, progress_of
from ..domain.records import Cursor, ListedSession, Listing
from ..settings import Settings
from ..store import Bank, Papers, Sessions, bank_cache_of, connect
from .settlement import Settlement

CONSIDERED = 200
"""How many of the newest sessions progress is about."""


@dataclass(frozen=True)
class HistoryPage:
    """Listed sessions, newest first; `following` is where the next page begins, None at the end."""

    sessions: list[ListedSession]
    following: Cursor | None


class OverviewService:
    """The sessions of one student at the time of one request, and the stock of questions."""

    def __init__(self, sessions: Sessions, papers: Papers, bank: Bank, now: datetime) -> None:
        self._sessions = sessions
        self._bank = bank
        self._settlement = Settlement(sessions, papers, bank, now)

    @classmethod
    def connect(cls, settings: Settings, token: str | None, now: datetime) -> "OverviewService":
        """Make the service for the student with this token, or without a student."""
        client = connect(settings, token)
        return cls(Sessions(client), Papers(client), Bank(client, bank_cache_of(settings)), now)

    def history(
        self, listing: Listing, exam_type: str | None, limit: int, after: Cursor | None
    ) -> HistoryPage:
        """List sessions. The first page settles what is overdue first.

        Args:
            listing: completed ones by completion time, or unfinished ones by start time.
            exam_type: only those of this type.
            limit: the most sessions of a page; those that cannot be shown are left out.
            after: where the page begins; None for the first page.
        """
        unsettled = None if after else self._settlement.settle_any()
        shown, has_more = self._sessions.page(listing, exam_type, limit, after)
        can_be_shown = [
            session for session in shown if session.id != unsettled and session.can_be_shown
        ]
        return HistoryPage(can_be_shown, shown[-1].cursor(listing) if has_more else None)

    def progress(self, exam_type: str) -> tuple[int, Progress]:
        """Count the completed full simulations of an exam type, and summarise the newest."""
        # If this fails, the stored sessions count. An unfinished one is no part of progress.
        self._settlement.settle_any()
        sessions, count = self._sessions.completed(exam_type, CONSIDERED)
        return count, progress_of(sessions)

    def stock(self) -> Mapping[str, int]:
        """Count the questions that can be drawn, by subject.

        Raises:
            Misconfigured: the database refuses the functions' key.
        """
        return self._bank.stock()
