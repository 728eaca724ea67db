r"""GIFT, Moodle's format for texts (docs.moodle.org, "GIFT format").

    $CATEGORY: $course$/top/physics/Fluidi
    // [id:physics-001] [tag:difficulty:2]
    ::Title::[html]Which one?{ =right#feedback ~wrong ~wrong ~wrong ~wrong ####explanation}

A blank line ends a question; `\` before one of `~ = # { } :` and itself takes its meaning away.
Fields come from categories, tags and feedback as in Moodle XML.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO

from question_bank.formats import markup
from question_bank.formats.found import Found, text_lines
from question_bank.formats.moodle import (
    KEEP_ORDER,
    WHOLE,
    Answer,
    Draft,
    fields_of,
    hints_of,
    html_of,
    in_categories,
    tags_of,
)
from question_bank.question import Question

_MARKS = r"\~=#{}:"
# While a question is taken apart, an escaped mark is a character that no text has.
_HIDE = {f"\\{mark}": chr(0xE000 + place) for place, mark in enumerate(_MARKS)} | {r"\n": "\n"}
_SHOW = str.maketrans({chr(0xE000 + place): mark for place, mark in enumerate(_MARKS)})
_ESCAPED = re.compile(r"\\[\\~=#{}:n]")

_CATEGORY = re.compile(r"\$CATEGORY:\s*(.+)")
_NOTE = re.compile(r"\[(id|tag):")
_NOTED = re.compile(r"(?:\\[\\\]]|[^\]\\]|\\(?![\\\]]))*")
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"%([-+]?\d+(?:\.\d+)?)%")
_GAP = "_____"


def read(file: BinaryIO) -> Iterator[Found]:
    """Read questions.

    Raises:
        UnreadableFile: a line is not UTF-8.
    """
    category = ""
    for first, block in _blocks(text_lines(file)):
        comments = [line for line in block if line.lstrip().startswith("//")]
        content = [line for line in block if not line.lstrip().startswith("//")]
        while content and (named := _CATEGORY.match(content[0].strip())):
            category = named[1]
            content = content[1:]
        if content:
            line = first + block.index(content[0])
            yield _found(line, "\n".join(content), comments, category)


def write(questions: Iterable[Question], file: TextIO) -> None:
    """Write questions, each in a category of its subject and topic."""
    for category, question in in_categories(questions):
        if category:
            file.write(f"$CATEGORY: {category}\n\n")
        identity = [f"[id:{_noted(question.key)}]"] if question.key else []
        tags = [f"[tag:{_noted(tag)}]" for tag in tags_of(question)]
        file.write(f"// {' '.join([*identity, *tags])}\n")
        file.write(f"::{_escaped(question.key or question.text[:60])}::")
        file.write(f"[html]{_escaped(html_of(question))}{{\n")
        for letter, option in question.options.items():
            mark = "=" if letter == question.correct_answer else "~"
            file.write(f"\t{mark}{_escaped(markup.to_html(option))}\n")
        file.write(f"\t####{_escaped(markup.to_html(question.explanation))}\n}}\n\n")


def _blocks(lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Blocks of lines between blank lines, each with the number of its first line."""
    block: list[str] = []
    number = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            block.append(line.rstrip("\r\n"))
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield number - len(block) + 1, block


def _found(line: int, source: str, comments: list[str], category: str) -> Found:
    text = _ESCAPED.sub(lambda escaped: _HIDE[escaped[0]], source)
    title = ""
    if named := _TITLE.match(text):
        title, text = named[1].translate(_SHOW).strip(), text[named.end() :]
    before, brace, rest = text.partition("{")
    inside, end, after = rest.partition("}")
    if not brace or not end:
        message = "has no answers between { and }" if not brace else "has no } after its {"
        return Found(line, refused={None: message}, title=title)
    if "{" in after or "}" in after or "$CATEGORY:" in after:
        message = "goes on after its answers: a blank line is missing there, or a \\ before a brace"
        return Found(line, refused={None: message}, title=title)
    if (refused := _other_type(inside)) is not None:
        return Found(line, refused={None: refused}, title=title)

    stem, is_html = _with_format(before, is_html=True)
    if after.strip():
        stem = f"{stem} {_GAP} {after.translate(_SHOW).lstrip()}"
    noted = [
        (kind, re.sub(r"\\([\\\]])", r"\1", value))
        for one in comments
        for kind, value in _notes(one)
    ]
    tags = [value for kind, value in noted if kind == "tag"]
    draft = Draft(dict([("key", value) for kind, value in noted if kind == "id"][:1]))
    answers, _, explanation = inside.partition("####")
    draft.put("text", stem, is_html=is_html)
    explanation, explanation_is_html = _with_format(explanation, is_html=is_html)
    draft.put("explanation", explanation, is_html=explanation_is_html)
    draft.choose(_answers(answers, is_html), keep_order=KEEP_ORDER in tags)
    fields = {**draft.fields, **fields_of(tags)}
    return Found(line, fields, hints_of(category), draft.refused, title)


def _notes(comment: str) -> Iterator[tuple[str, str]]:
    """Find `[id:…]` and `[tag:…]`, in time that grows with the length of the comment."""
    place = 0
    while start := _NOTE.search(comment, place):
        end = _NOTED.match(comment, start.end()).end()  # type: ignore[union-attr]
        if end == len(comment):  # nothing is closed from here on
            return
        yield start[1], comment[start.end() : end]
        place = end + 1


def _other_type(inside: str) -> str | None:
    """Name the type of a question that is not a choice of one answer."""
    content = inside.partition("####")[0].strip()
    if not content:
        return "is an essay, no question of five options"
    if content.startswith("#"):
        return "wants a number, and has no options"
    if re.fullmatch(r"(t|true|f|false)\b.*", content, re.IGNORECASE | re.DOTALL):
        return "is true or false, no question of five options"
    if "~" not in content:
        kind = "is a matching question" if "->" in content else "wants a short answer"
        return f"{kind}, and has no options"
    return None


def _answers(inside: str, is_html: bool) -> list[Answer]:
    answers = []
    # Each begins with a mark, so the marks and what follows them come in turn.
    parts = re.split(r"([=~])", inside)
    for mark, part in zip(parts[1::2], parts[2::2], strict=True):
        weight = _WEIGHT.match(part.lstrip())
        percent = float(weight[1]) if weight else (WHOLE if mark == "=" else 0.0)
        option, _, feedback = (part.lstrip()[weight.end() :] if weight else part).partition("#")
        text, option_is_html = _with_format(option, is_html=is_html)
        comment = _with_format(feedback, is_html=is_html)
        answers.append(Answer(text, option_is_html, percent, *comment))
    return answers


def _with_format(source: str, *, is_html: bool) -> tuple[str, bool]:
    named = _FORMAT.match(source)
    if named:
        is_html = named[1].lower() in ("html", "moodle")
        source = source[named.end() :]
    return source.translate(_SHOW).strip(), is_html


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", " ")


def _noted(text: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", text).replace("\n", " ")
