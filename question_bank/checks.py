"""Faults of questions together: one twice, or a subject that no exam type draws from."""

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256

from question_bank.faults import Fault, Place
from question_bank.reading import Placed

Digest = bytes


def checked_together(
    items: Iterable[Placed | Fault], subjects: Collection[str]
) -> Iterator[Placed | Fault]:
    """Pass questions on. A question that contradicts the others is replaced by a fault.

    Args:
        items: questions as they are read.
        subjects: what the exam types draw from.
    """
    keys: dict[str, Place] = {}
    contents: dict[Digest, Place] = {}
    titles: dict[Digest, str | None] = {}
    for item in items:
        if isinstance(item, Fault):
            yield item
            continue
        question, place = item.question, item.place
        passage = _digest(question.subject, question.passage_text)
        digest = _digest(question.subject, question.passage_text, question.text)
        if question.subject not in subjects:
            known = ", ".join(sorted(subjects))
            message = f"no exam type draws from {question.subject!r}; they draw from {known}"
            yield Fault(place, "subject", message)
        elif question.key is not None and question.key in keys:
            yield Fault(place, "key", f"{question.key!r} stands already at {keys[question.key]}")
        elif question.active and digest in contents:
            yield Fault(place, "text", f"asks the same as {contents[digest]}, in the same words")
        elif titles.setdefault(passage, question.passage_title) != question.passage_title:
            message = f"this passage has the title {titles[passage]!r} elsewhere"
            yield Fault(place, "passage_title", message)
        else:
            yield item
        if question.active:  # else its text may go to another
            contents.setdefault(digest, place)
        if question.key is not None:
            keys.setdefault(question.key, place)


def _digest(*texts: str | None) -> Digest:
    return sha256("\0".join(map(str, texts)).encode()).digest()
