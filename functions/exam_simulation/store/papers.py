"""The table `section_papers`: saving to an open paper, and finding one that is overdue."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from supabase import Client

from ..domain.answers import AnswerSheet, SavedAnswers, option_number
from ..domain.session import GRACE
from .client import RowModel, run
from .rows import PaperRow, SessionWithPapers, StoredSession, Time, answers_as_json

MAX_QUESTIONS = 100
"""No paper has more. More ids could make a URL longer than a gateway accepts."""
INT2_MAX, INT4_MAX = 2**15 - 1, 2**31 - 1


class _Saved(RowModel):
    answers: dict[str, str]
    flagged: list[int]
    revision: int
    deadline_at: Time


class _Overdue(PaperRow):
    session: SessionWithPapers


@dataclass(frozen=True)
class OverduePaper:
    """An open paper whose deadline and grace are over, and its session."""

    paper: PaperRow
    stored: StoredSession


class Papers:
    """The papers of the student whose token the client has."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def save(
        self,
        session_id: int,
        section_id: int,
        sheet: AnswerSheet,
        base_revision: int | None,
        now: datetime,
    ) -> SavedAnswers | None:
        """Replace what is saved if the paper is open and in time, and the whole sheet fits it.

        One statement decides and writes.

        Returns:
            What is stored now; None if nothing was written. A read can tell the reason.
        """
        numbers = [option_number(option) for option in sheet.options.values()]
        if None in numbers or not _can_fit(section_id, sheet, base_revision):
            return None
        changes = {"answers": answers_as_json(sheet.options), "flagged": list(sheet.flagged)}
        query = self._client.table("section_papers").update(changes)
        query = query.eq("session_id", session_id).eq("section_id", section_id)
        query = query.is_("closed_at", None).gte("deadline_at", (now - GRACE).isoformat())
        if numbers:
            query = query.gte("option_count", max(cast(list[int], numbers)))
        if ids := sorted(sheet.question_ids):
            # As text: postgrest would search each id for characters to quote.
            query = query.filter("question_ids", "cs", f"{{{','.join(map(str, ids))}}}")
        if base_revision is not None:
            query = query.eq("revision", base_revision)
        rows = run(query.select("answers,flagged,revision,deadline_at"), _Saved)
        if not rows:
            return None
        [row] = rows
        answers = {int(question_id): option for question_id, option in row.answers.items()}
        return SavedAnswers(answers, tuple(row.flagged), row.revision, row.deadline_at)

    def overdue(self, now: datetime) -> OverduePaper | None:
        """Find the overdue paper, if there is one."""
        session = "session:exam_sessions(*,section_papers(*))"
        query = self._client.table("section_papers").select(f"*,{session}")
        query = query.is_("closed_at", None).lt("deadline_at", (now - GRACE).isoformat())
        for row in run(query, _Overdue):
            return OverduePaper(row, StoredSession.of(row.session))
        return None


def _can_fit(section_id: int, sheet: AnswerSheet, base_revision: int | None) -> bool:
    """Whether the sheet could fit any paper. If not, no query is needed."""
    ids = sheet.question_ids
    return (
        section_id <= INT2_MAX
        and (base_revision or 0) <= INT4_MAX
        and len(ids) <= MAX_QUESTIONS
        and (not ids or 0 < min(ids) <= max(ids) <= INT4_MAX)
        and not sheet.repeats_a_question
    )
