"""Moodle XML, as Moodle and many other tools write it (docs.moodle.org, "Moodle XML format").

Of its question types `multichoice` with one right answer is ours. The topic is the category's last
step, or a tag `topic:…`; the subject the step before, or a tag; the difficulty a tag
`difficulty:…`; the key the idnumber; the explanation the general feedback, or else that of the
right answer.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO
from xml.sax.saxutils import escape

from lxml import etree

from question_bank.faults import UnreadableFile, shown
from question_bank.formats import markup
from question_bank.formats.found import Found
from question_bank.formats.moodle import (
    KEEP_ORDER,
    Answer,
    Draft,
    fields_of,
    hints_of,
    html_of,
    in_categories,
    tags_of,
)
from question_bank.question import LETTERS, Question

_TEXTS_OF_HTML = {"html", "moodle_auto_format", "", None}


def read(file: BinaryIO) -> Iterator[Found]:
    """Read questions.

    Raises:
        UnreadableFile: this is no XML, or its outermost element is no `quiz`.
    """
    # No entity but XML's own is expanded, and nothing is fetched.
    events = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    category = ""
    try:
        for event, element in events:
            if event == "start":
                if element.getparent() is None and element.tag != "quiz":
                    raise UnreadableFile(1, f"holds a {element.tag}, not a quiz")
            elif element.tag == "question":
                if element.get("type") == "category":
                    category = element.findtext("category/text", "")
                else:
                    yield _found(element, category)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(error.lineno or None, f"is no XML: {error.msg}") from None


def write(questions: Iterable[Question], file: TextIO) -> None:
    """Write questions, each in a category of its subject and topic."""
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    for category, question in in_categories(questions):
        if category:
            inner = f"<category><text>{escape(category)}</text></category>"
            file.write(f'  <question type="category">{inner}</question>\n')
        file.write(_element(question))
    file.write("</quiz>\n")


def _found(element: etree._Element, category: str) -> Found:
    line = element.sourceline if isinstance(element.sourceline, int) else 1
    title = element.findtext("name/text", "").strip()
    kind = element.get("type")
    if kind != "multichoice":
        message = f"is of the type {shown(kind)}, not 'multichoice'"
        return Found(line, refused={None: message}, title=title)
    if any(len(text) for text in element.iter("text")):
        # Of which no more than the beginning would be read.
        message = "a text holds elements or entities: HTML stands in CDATA, or is escaped"
        return Found(line, refused={None: message}, title=title)
    draft = Draft()
    tags = [one.text or "" for one in element.findall("tags/tag/text")]
    for name, path in (("text", "questiontext"), ("explanation", "generalfeedback")):
        draft.put(name, element.findtext(f"{path}/text", ""), is_html=_is_html(element.find(path)))
    if key := element.findtext("idnumber", "").strip():
        draft.fields["key"] = key
    if _is(element, "hidden", "1", "true"):
        draft.fields["active"] = False
    keep_order = KEEP_ORDER in tags or _is(element, "shuffleanswers", "0", "false")
    try:
        draft.choose([_answer(one) for one in element.findall("answer")], keep_order=keep_order)
    except ValueError:
        draft.refused["correct_answer"] = "a fraction is no number"
    fields = {**draft.fields, **fields_of(tags)}
    return Found(line, fields, hints_of(category), draft.refused, title)


def _is(element: etree._Element, name: str, *values: str) -> bool:
    return element.findtext(name, "").strip() in values


def _is_html(element: etree._Element | None) -> bool:
    return element is not None and element.get("format") in _TEXTS_OF_HTML


def _answer(element: etree._Element) -> Answer:
    return Answer(
        text=element.findtext("text", ""),
        is_html=_is_html(element),
        percent=float(element.get("fraction", "0")),
        feedback=element.findtext("feedback/text", ""),
        feedback_is_html=_is_html(element.find("feedback")),
    )


def _element(question: Question) -> str:
    answers = "".join(
        f'    <answer fraction="{100 if letter == question.correct_answer else 0}" format="html">'
        f"<text>{escape(markup.to_html(option))}</text><feedback><text></text></feedback></answer>\n"
        for letter, option in zip(LETTERS, question.options.values(), strict=True)
    )
    key = f"    <idnumber>{escape(question.key)}</idnumber>\n" if question.key else ""
    name = escape(question.key or question.text[:60])
    tags = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in tags_of(question))
    return (
        '  <question type="multichoice">\n'
        f"    <name><text>{name}</text></name>\n"
        f'    <questiontext format="html"><text>{escape(html_of(question))}</text></questiontext>\n'
        f'    <generalfeedback format="html"><text>{escape(markup.to_html(question.explanation))}'
        "</text></generalfeedback>\n"
        "    <defaultgrade>1</defaultgrade>\n    <penalty>0</penalty>\n    <hidden>0</hidden>\n"
        f"{key}    <single>true</single>\n    <shuffleanswers>false</shuffleanswers>\n"
        f"    <answernumbering>abc</answernumbering>\n{answers}"
        f"    <tags>{tags}</tags>\n  </question>\n"
    )
