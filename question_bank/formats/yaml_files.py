"""YAML: this project's own form, made to be reviewed and translated. A file holds one subject.

    subject: mathematics
    topics: [Numeri e algebra, Funzioni]      # the syllabus; every question names one of these
    passages:
      - title: …
        text: …
        questions: […]                        # the questions about it, in the form below
    questions:
      - key: mathematics-001
        topic: Funzioni
        difficulty: 2
        text: …
        options: {a: …, b: …, c: …, d: …, e: …}
        correct_answer: c
        explanation: …

Every scalar is a text, whatever YAML would make of it: `no` and `1/2` stay as they are written. A
file is read whole, unlike those of the other formats.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, BinaryIO, TextIO

import yaml

from question_bank.faults import UnreadableFile, shown
from question_bank.formats.found import Found, text_lines
from question_bank.question import LETTERS, Question

WIDTH = 100
DEEPEST = 20
"""Levels; the form above has six."""

Lines = dict[int, int]
_HEAD = {"subject", "topics", "passages", "questions"}
_PASSAGE = {"title", "text", "questions"}


class _Loader(yaml.CBaseLoader):
    """Reads scalars as texts, and notes the line of every mapping."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lines: Lines = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Make a mapping, whose keys must differ."""
        made = super().construct_mapping(node, deep)
        if len(made) != len(node.value):
            raise UnreadableFile(node.start_mark.line + 1, "a name stands here twice")
        return made

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Make whatever a node holds, and note its line."""
        made = super().construct_object(node, deep)
        self.lines[id(made)] = node.start_mark.line + 1
        return made


def read(file: BinaryIO) -> Iterator[Found]:
    """Read questions.

    Raises:
        UnreadableFile: this is no YAML, or of another form.
    """
    text = "".join(text_lines(file))
    loader = _Loader(text)
    try:
        _require_plain(text)
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise UnreadableFile(line, f"is no YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise UnreadableFile(None, f"is no YAML: {error}") from None
    head = _mapping(content, _HEAD, loader.lines)
    subject, topics = head.get("subject"), _list(head.get("topics", []), loader.lines)
    for passage in _list(head.get("passages", []), loader.lines):
        about = _mapping(passage, _PASSAGE, loader.lines)
        fields = {f"passage_{name}": about[name] for name in ("title", "text") if name in about}
        for one in _list(about.get("questions", []), loader.lines):
            yield _found(one, {"subject": subject, **fields}, topics, loader.lines)
    for one in _list(head.get("questions", []), loader.lines):
        yield _found(one, {"subject": subject}, topics, loader.lines)


def write(questions: Iterable[Question], file: TextIO) -> None:
    """Write the questions of one subject, those about one passage together.

    Raises:
        ValueError: they are of several subjects.
    """
    held = list(questions)
    subjects = {one.subject for one in held}
    if len(subjects) > 1:
        raise ValueError("a YAML file holds one subject; name one with --subject")
    content: dict[str, Any] = {
        "subject": "".join(subjects),
        "topics": list(dict.fromkeys(one.topic for one in held)),
    }
    about = [one for one in held if one.passage_text]
    if about:
        # Stable: passages in the order in which they come first.
        first = {one.passage_text: place for place, one in reversed([*enumerate(about)])}
        about.sort(key=lambda one: first[one.passage_text])
        content["passages"] = [
            {"title": title, "text": _Block(text), "questions": [_content(one) for one in group]}
            for (title, text), group in groupby(
                about, key=lambda one: (one.passage_title, one.passage_text or "")
            )
        ]
    singles = [_content(one) for one in held if not one.passage_text]
    if singles or not about:
        content["questions"] = singles
    yaml.dump(
        content, file, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, indent=2
    )


def _require_plain(text: str) -> None:
    """Refuse deep nesting, which would overflow the stack of the library beneath, and aliases.

    A few lines of aliases can stand for millions.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else None
            raise UnreadableFile(line, "an alias (*) stands here: write the value again")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise UnreadableFile(line, "is nested too deeply")


def _mapping(value: Any, names: set[str], lines: Lines) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableFile(
            lines.get(id(value)), f"a mapping of {', '.join(sorted(names))} must stand here"
        )
    if unknown := [name for name in value if name not in names]:
        raise UnreadableFile(
            lines.get(id(value)), f"{shown(unknown[0])} is none of {', '.join(sorted(names))}"
        )
    return value


def _list(value: Any, lines: Lines) -> list[Any]:
    if not isinstance(value, list):
        raise UnreadableFile(lines.get(id(value)), "a list must stand here")
    return value


def _found(value: Any, given: Mapping[str, Any], topics: list[Any], lines: Lines) -> Found:
    line = lines.get(id(value), 1)
    if not isinstance(value, dict):
        return Found(line, refused={None: "a question must stand here"})
    fields = {**given, **value}
    refused: dict[str | None, str] = {}
    options = fields.pop("options", None)
    if isinstance(options, dict) and set(options) <= set(LETTERS):
        fields |= {f"option_{letter}": option for letter, option in options.items()}
    else:
        refused["options"] = "must be a mapping of a, b, c, d, e"
    if "topic" in fields and fields["topic"] not in topics:
        refused["topic"] = f"{shown(fields['topic'])} is none of the topics at the head of the file"
    return Found(line, fields, refused=refused)


class _Block(str):
    """A text that is written over several lines."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)


def _represent_block(dumper: yaml.SafeDumper, text: _Block) -> yaml.ScalarNode:
    # Folded lines would hide where a paragraph ends.
    style = "|" if "\n" in text else ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


_Dumper.add_representer(_Block, _represent_block)


def _content(question: Question) -> dict[str, Any]:
    known = question.fields()
    written: dict[str, Any] = {
        **({"key": question.key} if question.key else {}),
        "topic": question.topic,
        "difficulty": question.difficulty,
        "text": _Block(question.text),
        "options": question.options,
        "correct_answer": question.correct_answer,
        "explanation": _Block(question.explanation),
    }
    others: dict[str, Any] = {
        name: known[name] for name in ("image_url", "active") if name in known
    }
    return {**written, **others}
