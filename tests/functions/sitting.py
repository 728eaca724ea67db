"""One student's session: moved through the functions, looked at in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.conftest import Database, Student
    from tests.functions.conftest import Api
    from tests.functions.responses import Response

Answers = Mapping[int, str | None]


def as_list(answers: Answers, flagged: Collection[int] = ()) -> list[dict[str, object]]:
    """Answers as a request carries them, some of them flagged."""
    flag = {"flagged": True}
    return [
        {"question_id": number, "answer": option, **(flag if number in flagged else {})}
        for number, option in answers.items()
    ]


def as_shown(answers: Answers) -> dict[str, str]:
    """Answers as a response carries them."""
    return {str(number): option for number, option in answers.items() if option is not None}


@dataclass(frozen=True)
class Sitting:
    """A session and its student."""

    api: Api
    database: Database
    student: Student
    id: int

    @property
    def path(self) -> str:
        """The session's path, below the base path."""
        return f"/sessions/{self.id}"

    def get(self) -> Response:
        """Call `get_session`."""
        return self.api.get(self.path, headers=self.student.headers)

    def results(self) -> Response:
        """Call `get_results`."""
        return self.api.get(f"{self.path}/results", headers=self.student.headers)

    def start(self, section: int = 1) -> Response:
        """Call `start_section`."""
        path = f"{self.path}/sections/{section}/start"
        return self.api.post(path, headers=self.student.headers)

    def save(
        self,
        answers: Answers,
        section: int = 1,
        *,
        flagged: Collection[int] = (),
        **members: object,
    ) -> Response:
        """Call `save_answers`."""
        return self.put_answers({"answers": as_list(answers, flagged), **members}, section)

    def put_answers(self, body: object, section: int = 1) -> Response:
        """Call `save_answers` with any body."""
        path = f"{self.path}/sections/{section}/answers"
        return self.api.put(path, headers=self.student.headers, json=body)

    def delete(self) -> Response:
        """Call `delete_session`."""
        return self.api.delete(self.path, headers=self.student.headers)

    def complete(
        self, section: int = 1, answers: Answers | None = None, **members: object
    ) -> Response:
        """Call `complete_section`, without a body where there is nothing to say."""
        body = {**members, **({} if answers is None else {"answers": as_list(answers)})}
        return self.api.post(
            f"{self.path}/sections/{section}/complete",
            headers=self.student.headers,
            **({"json": body} if body else {}),
        )

    def finish(self) -> None:
        """Hand in every section of a DEMO, blank."""
        for section in (1, 2):
            assert self.start(section).status_code == 200
            assert self.complete(section).status_code == 200

    def row(self) -> dict[str, Any]:
        """The row of the session."""
        cursor = self.database.execute("select * from exam_sessions where id = %s", [self.id])
        row = cursor.fetchone()
        assert row is not None
        assert cursor.description is not None
        return dict(zip((column.name for column in cursor.description), row, strict=True))

    def section(self, section: int = 1) -> dict[str, Any]:
        """A section as the row holds it."""
        held: dict[str, Any] = self.row()["metadata"]["sections"][section - 1]
        return held

    def papers(self) -> list[dict[str, Any]]:
        """The rows of its papers, by section."""
        query = "select * from section_papers where session_id = %s order by section_id"
        cursor = self.database.execute(query, [self.id])
        assert cursor.description is not None
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def paper(self, section: int = 1) -> dict[str, Any]:
        """The row of a section's paper."""
        [paper] = [one for one in self.papers() if one["section_id"] == section]
        return paper

    def question_ids(self, section: int = 1) -> list[int]:
        """The questions of a section that was started."""
        drawn: list[int] = self.paper(section)["question_ids"]
        return drawn

    def right(self, section: int = 1) -> dict[int, str]:
        """The right answers to a section that was started."""
        numbers = self.question_ids(section)
        rows = self.database.execute(
            "select id, correct_answer from questions where id = any(%s)", [numbers]
        )
        known = {int(str(number)): str(option) for number, option in rows}
        return {number: known[number] for number in numbers}

    def wrong(self, section: int = 1) -> dict[int, str]:
        """A wrong answer to every question of a section that was started."""
        return {
            number: "a" if option != "a" else "b" for number, option in self.right(section).items()
        }

    def deadline(self, section: int = 1) -> datetime:
        """When a started section ends, but for the grace."""
        deadline: datetime = self.paper(section)["deadline_at"]
        return deadline

    def let_pass(self, seconds: int, section: int = 1) -> None:
        """Move a running section back, as if its deadline had passed `seconds` ago."""
        self.database.execute(
            """update section_papers set deadline_at = now() - make_interval(secs => %s)
               where session_id = %s and section_id = %s""",
            [seconds, self.id, section],
        )
        self.database.execute(
            """update exam_sessions set metadata = jsonb_set(jsonb_set(metadata,
                 %(deadline)s, to_jsonb(now() - make_interval(secs => %(ago)s))),
                 %(started)s, to_jsonb(now() - make_interval(secs => %(ago)s +
                   (metadata #>> %(duration)s)::integer)))
               where id = %(id)s""",
            {
                "id": self.id,
                "ago": seconds,
                "deadline": ["sections", str(section - 1), "deadline_at"],
                "started": ["sections", str(section - 1), "started_at"],
                "duration": ["sections", str(section - 1), "duration_seconds"],
            },
        )

    def patch_metadata(self, change: str, *values: object) -> None:
        """Set `metadata` to an SQL expression, behind the functions' back."""
        self.database.execute(
            f"update exam_sessions set metadata = {change} where id = %s", [*values, self.id]
        )


def skipped_updates(sitting: Sitting, database: Database) -> AbstractContextManager[None]:
    """The database skips every update of this session and its papers, and says nothing."""
    return _updates_met(sitting, database, "return null;")


def refused_updates(
    sitting: Sitting, database: Database, sqlstate: str
) -> AbstractContextManager[None]:
    """The database refuses every update of this session and its papers."""
    return _updates_met(
        sitting, database, f"raise sqlstate '{sqlstate}' using message = 'refused';"
    )


@contextmanager
def _updates_met(sitting: Sitting, database: Database, statement: str) -> Iterator[None]:
    """A trigger meets every update of this session and its papers with a statement of PL/pgSQL."""
    name = f"meet_{sitting.id}"
    database.execute(
        f"""create function private.{name}() returns trigger language plpgsql as $$
            begin {statement} end $$;
            create trigger {name} before update on exam_sessions for each row
            when (old.id = {sitting.id}) execute function private.{name}();
            create trigger {name} before insert or update on section_papers for each row
            when (new.session_id = {sitting.id}) execute function private.{name}()"""
    )
    try:
        yield
    finally:
        database.execute(f"drop function private.{name}() cascade")
