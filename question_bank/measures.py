"""Measures of a bank: its coverage, the papers that it fills, and the success of guessing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from exam_simulation.domain.exam_type import ExamType
from question_bank.question import LETTERS, Question

DIFFICULTIES = (1, 2, 3)

Table = list[list[str]]
"""Rows of cells; the first is the head."""


def coverage(questions: Sequence[Question]) -> Table:
    """Count questions by subject, topic and difficulty, in the order of the questions."""
    table = [["subject", "topic", *map(str, DIFFICULTIES), "all"]]
    for subject in _in_order(question.subject for question in questions):
        of_subject = [question for question in questions if question.subject == subject]
        for topic in _in_order(one.topic for one in of_subject):
            of_topic = [one for one in of_subject if one.topic == topic]
            table.append([subject, topic, *_by_difficulty(of_topic)])
        table.append([f"**{subject}**", "", *_by_difficulty(of_subject)])
    table.append(["**all**", "", *_by_difficulty(questions)])
    return table


def papers(questions: Sequence[Question], exam_types: Mapping[str, ExamType]) -> Table:
    """Tell how many papers of each section a bank fills before a question comes again."""
    stock = Counter(question.subject for question in questions)
    table = [["exam type", "section", "questions", "in the bank", "papers without repetition"]]
    for name, structure in exam_types.items():
        for plan in structure.sections:
            held = [stock[subject] for subject in plan.subjects]
            # A section of several subjects is drawn from each alike.
            of_each = -(-plan.question_count // len(held))
            fills = min(sum(held) // plan.question_count, min(held) // of_each)
            table.append([name, plan.code, str(plan.question_count), str(sum(held)), str(fills)])
    return table


def guessing(questions: Sequence[Question]) -> Table:
    """Tell how often the right option stands at each letter, and how often a guesser hits it.

    A guesser who always takes the longest option, or the shortest, should fare as by chance: 20 %.
    """
    table = [["subject", *LETTERS, "by the longest", "by the shortest"]]
    for subject in [*_in_order(question.subject for question in questions), None]:
        held = [question for question in questions if subject in (None, question.subject)]
        letters: Counter[str] = Counter(one.correct_answer for one in held)
        counts = [str(letters[letter]) for letter in LETTERS]
        hits = [f"{100 * hit_rate(held, pick):.0f} %" for pick in (longest, shortest)]
        table.append([subject or "**all**", *counts, *hits])
    return table


Pick = Callable[[Question], Sequence[str]]
"""Gives the options that a guesser takes for equally good."""


def longest(question: Question) -> list[str]:
    """The longest options."""
    most = max(map(len, question.options.values()))
    return [option for option in question.options.values() if len(option) == most]


def shortest(question: Question) -> list[str]:
    """The shortest options."""
    least = min(map(len, question.options.values()))
    return [option for option in question.options.values() if len(option) == least]


def hit_rate(questions: Sequence[Question], pick: Pick) -> float:
    """The share of questions that a guesser gets right, 0 to 1; among equal options by chance."""
    picked = [(question.right_option, pick(question)) for question in questions]
    hits = sum((right in options) / len(options) for right, options in picked)
    return hits / max(1, len(picked))


def markdown(table: Table) -> str:
    """Write a table for people: in Markdown, its columns aligned."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    head, *rows = [
        [cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in table
    ]
    rule = ["-" * width for width in widths]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows]) + "\n"


def _in_order(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(names)


def _by_difficulty(questions: Sequence[Question]) -> list[str]:
    held = Counter(question.difficulty for question in questions)
    return [*(str(held[difficulty]) for difficulty in DIFFICULTIES), str(len(questions))]
