"""Looking back and around: history, progress, and which exams there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..domain.progress import Progress, progress_of
from ..domain.records import Cursor, ListedSession, Listing
from ..settings import Settings
from ..store import Bank, Papers, Sessions, bank_cache_of, connect
from .settlement import Settlement

CONSIDERED = 200
"""How many of the newest sessions progress looks at."""


@dataclass(frozen=True)
class HistoryPage:
    """Sessions as they are listed, newest first, and where the next page begins, if any does."""

    sessions: list[ListedSession]
    following: Cursor | None


class OverviewService:
    """What one student has taken, at the time of one request, and what everybody can take."""

    def __init__(self, sessions: Sessions, papers: Papers, bank: Bank, now: datetime) -> None:
        self._sessions = sessions
        self._bank = bank
        self._settlement = Settlement(sessions, papers, bank, now)

    @classmethod
    def connect(cls, settings: Settings, token: str | None, now: datetime) -> "OverviewService":
        """Make the service for the student whose token this is, or for nobody, on Supabase."""
        client = connect(settings, token)
        return cls(Sessions(client), Papers(client), Bank(client, bank_cache_of(settings)), now)

    def history(
        self, listing: Listing, exam_type: str | None, limit: int, after: Cursor | None
    ) -> HistoryPage:
        """List sessions as they were written; the first page settles what is overdue first.

        Args:
            listing: completed ones by their completion, or unfinished ones by their start.
            exam_type: only those of this type.
            limit: how many at most; those that cannot be shown are left out.
            after: where the page begins; None for the first.
        """
        unsettled = None if after else self._settlement.settle_any()
        # One more than is shown tells whether there is a next page.
        found = self._sessions.page(listing, exam_type, limit + 1, after)
        shown = found[:limit]
        can_be_shown = [
            session for session in shown if session.id != unsettled and session.can_be_shown
        ]
        is_last = len(found) == len(shown)
        return HistoryPage(can_be_shown, None if is_last else shown[-1].cursor(listing))

    def progress(self, exam_type: str) -> tuple[int, Progress]:
        """Give how many full simulations the student completed, and what the newest came to."""
        # Should it fail, what is stored counts: a session that is not completed has no part in it.
        self._settlement.settle_any()
        sessions, count = self._sessions.completed(exam_type, CONSIDERED)
        return count, progress_of(sessions)

    def stock(self) -> Mapping[str, int]:
        """Count the questions that can be drawn, by subject.

        Raises:
            Misconfigured: the functions' key is refused.
        """
        return self._bank.stock()
