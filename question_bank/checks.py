"""What is wrong with questions together: the same twice, or of a subject that nobody draws."""

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256

from question_bank.faults import Fault, Place
from question_bank.reading import Placed

Digest = bytes


def checked_together(
    items: Iterable[Placed | Fault], subjects: Collection[str]
) -> Iterator[Placed | Fault]:
    """Pass questions on, and a fault in the place of each that does not go with the others.

    Args:
        items: questions as they are read.
        subjects: what the exam types draw from.
    """
    keys: dict[str, Place] = {}
    contents: dict[Digest, Place] = {}
    for item in items:
        if isinstance(item, Fault):
            yield item
            continue
        question, place = item.question, item.place
        said = f"{question.subject}\0{question.passage_text}\0{question.text}"
        digest = sha256(said.encode()).digest()
        if question.subject not in subjects:
            known = ", ".join(sorted(subjects))
            told = f"no exam type draws from {question.subject!r}; they draw from {known}"
            yield Fault(place, "subject", told)
        elif question.key is not None and question.key in keys:
            yield Fault(place, "key", f"{question.key!r} stands already at {keys[question.key]}")
        elif digest in contents:
            yield Fault(place, "text", f"asks the same as {contents[digest]}, in the same words")
        else:
            yield item
        contents.setdefault(digest, place)
        if question.key is not None:
            keys.setdefault(question.key, place)
