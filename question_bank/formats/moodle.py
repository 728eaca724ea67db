"""What Moodle's two formats have in common: categories, tags, and texts in one of its formats."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from question_bank.formats import markup
from question_bank.question import LETTERS, Question

KEEP_ORDER = "keep-order"
"""A tag of ours: the options stand in the order in which students see them."""

WHOLE = 100.0
"""Percent of the points."""

_NO_TOPIC = re.compile(r"\$\w+\$|top|default for .*|predefinito per .*", re.IGNORECASE)
_TAGGED = re.compile(r"(subject|topic|difficulty)\s*:\s*(.+)", re.IGNORECASE)


@dataclass
class Draft:
    """A question of Moodle's on its way to one of ours; `refused` is as in `Found`."""

    fields: dict[str, Any] = field(default_factory=dict)
    refused: dict[str | None, str] = field(default_factory=dict)

    def put(self, name: str, source: str, *, is_html: bool) -> None:
        """Set a field from a text of Moodle's."""
        content = markup.read(source, is_html=is_html)
        for problem in content.problems:
            self.refused[name] = problem
        if content.image_urls and name == "text" and "image_url" not in self.fields:
            self.fields["image_url"] = content.image_urls.pop(0)
        if content.image_urls:
            self.refused[name] = "holds an image: a question can have one, in its text"
        if content.passage and name == "text":
            self.fields["passage_title"], self.fields["passage_text"] = content.passage
        if content.text:
            self.fields[name] = content.text

    def choose(self, answers: list["Answer"], *, keep_order: bool) -> None:
        """Set the options, of which exactly one must be right."""
        contents = [markup.read(answer.text, is_html=answer.is_html) for answer in answers]
        texts = [content.text for content in contents]
        if any(content.problems or content.image_urls for content in contents):
            self.refused["options"] = "hold what a plain text cannot show"
        elif len(answers) != len(LETTERS):
            self.refused["options"] = f"are {len(answers)}; a question has five"
        elif [answer.percent for answer in answers if answer.percent > 0] != [WHOLE]:
            self.refused["correct_answer"] = "exactly one option must be right, and earn 100 %"
        else:
            (place,) = (place for place, one in enumerate(answers) if one.percent > 0)
            ordered = texts if keep_order else _in_no_order(self.fields.get("text", ""), texts)
            self.fields |= _option_fields(ordered, texts[place])
        if "explanation" not in self.fields:
            for answer in answers:
                if answer.percent > 0 and answer.feedback:
                    self.put("explanation", answer.feedback, is_html=answer.feedback_is_html)


@dataclass(frozen=True)
class Answer:
    """An option in Moodle: its share of the points in percent, and its feedback."""

    text: str
    is_html: bool
    percent: float
    feedback: str
    feedback_is_html: bool


def hints_of(category: str) -> dict[str, Any]:
    """Tell a topic, and perhaps a subject, by the category that a question stands in."""
    steps = [step.strip() for step in re.split(r"(?<!/)/(?!/)", category)]
    steps = [step.replace("//", "/") for step in steps if step and not _NO_TOPIC.fullmatch(step)]
    hints = {"topic": steps[-1]} if steps else {}
    if len(steps) > 1 and re.fullmatch(r"[a-z][a-z_]*", steps[-2]):
        hints["subject"] = steps[-2]
    return hints


def fields_of(tags: Iterable[str]) -> dict[str, Any]:
    """Tell fields by tags such as `difficulty:2`."""
    found = (_TAGGED.fullmatch(tag.strip()) for tag in tags)
    return {one[1].lower(): one[2].strip() for one in found if one}


def in_categories(questions: Iterable[Question]) -> Iterator[tuple[str | None, Question]]:
    """Give each question, and before the first of each run in one category its name."""
    last = None
    for question in questions:
        category = _category_of(question)
        yield (None if category == last else category), question
        last = category


def tags_of(question: Question) -> list[str]:
    """The tags that carry what Moodle's formats have no place for, or no certain one."""
    return [
        f"subject:{question.subject}",
        f"topic:{question.topic}",
        f"difficulty:{question.difficulty}",
        KEEP_ORDER,
    ]


def html_of(question: Question) -> str:
    """The text of a question as HTML, its passage and image with it."""
    attribute: Mapping[int, str] = {34: "&quot;", 38: "&amp;", 60: "&lt;", 62: "&gt;"}
    passage = ""
    if question.passage_text and question.passage_title:
        title = question.passage_title.translate(attribute)
        inner = markup.to_html(question.passage_text)
        passage = f'<blockquote class="passage" title="{title}">{inner}</blockquote>'
    image = ""
    if question.image_url:
        image = f'<p><img src="{question.image_url.translate(attribute)}" alt=""></p>'
    return passage + markup.to_html(question.text) + image


def _category_of(question: Question) -> str:
    topic = question.topic.replace("/", "//")
    return f"$course$/top/{question.subject}/{topic}"


def _in_no_order(text: str, options: list[str]) -> list[str]:
    """Order options in a way that does not reveal the right one, and is always the same.

    Formats whose players shuffle the options often hold the right one first; our students see
    them in one order.
    """
    return sorted(options, key=lambda option: sha256(f"{text}\0{option}".encode()).digest())


def _option_fields(options: list[str], right: str) -> dict[str, str]:
    """Five options in order, and which is right, as fields of a question."""
    fields = {f"option_{letter}": one for letter, one in zip(LETTERS, options, strict=True)}
    return {**fields, "correct_answer": LETTERS[options.index(right)]}
