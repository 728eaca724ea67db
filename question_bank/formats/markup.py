r"""HTML as teachers' tools write it, and its conversion to plain text.

Our texts are plain, with formulae as `$…$` and a dollar as `\$`.
"""

import html
import re
from dataclasses import dataclass, field
from typing import NamedTuple

import lxml.html

from question_bank.question import LONGEST_SOURCE, tidied

_BLOCKS = {
    *("p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "dl", "dt"),
    *("dd", "section", "article", "header", "footer", "figure", "figcaption", "center", "hr"),
    "address",
}
_INLINE = {
    *("a", "abbr", "acronym", "b", "big", "cite", "code", "em", "font", "i", "kbd", "mark", "q"),
    *("samp", "small", "span", "strong", "tt", "var", "label", "dfn", "nobr", "wbr", "bdi", "bdo"),
    *("o:p", "meta", "link", "title", "time", "data"),
}
_UNSHOWN = {
    **dict.fromkeys(("del", "s", "strike"), "struck text"),
    **dict.fromkeys(("u", "ins"), "underlined text"),
    "audio": "a recording",
    "video": "a film",
    "table": "a table",
    "svg": "a drawing",
    "math": "MathML",
}
_DROPPED = {"script", "style"}
_SUPERSCRIPTS = dict(zip("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ", strict=True))
_SUBSCRIPTS = dict(zip("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋", strict=True))
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*(\s[^<>]*)?/?|!--)>|<!--", re.IGNORECASE)
_KNOWN_TAG = re.compile(
    rf"</?({'|'.join(sorted(_BLOCKS | _INLINE | {'br', 'sup', 'sub', 'li', 'img'}))})\b[^<>]*>",
    re.IGNORECASE,
)
# MathJax's delimiters, as Moodle's filters take them; some exporters escape a backslash twice.
_DELIMITER = re.compile(r"\\+([()\[\]]?)|(\$\$)")
_CLOSING = {"(": ")", "[": "]", "$$": "$$"}
# A file within the text, such as an image: its length does not count.
_DATA = re.compile(r"data:[^\"'<>\s]*")
# A < that begins no name, or is never closed.
_NO_TAG = re.compile(r"<(?![a-z/!])|<(?=[^<>]*(?:<|$))", re.IGNORECASE)
# What an element may say without a value; else `a<b e c>d` was meant as it stands.
_USUAL = {"alt", "class", "style", "title", "id", "dir", "lang", "href", "src", "name", "target"}


class _Formula(NamedTuple):
    """Where a formula stands with its delimiters, and what stands between them."""

    start: int
    end: int
    inner: str


@dataclass
class Content:
    """What a piece of HTML says.

    `passage` is what stands in `<blockquote class="passage" title="…">`, with its title;
    `problems` name what a plain text cannot hold.
    """

    text: str = ""
    image_urls: list[str] = field(default_factory=list)
    passage: tuple[str, str] | None = None
    problems: list[str] = field(default_factory=list)


def read(source: str, *, is_html: bool) -> Content:
    """Read a text with MathJax's formulae: plain, or HTML."""
    if len(_DATA.sub("data:", source) if is_html else source) > LONGEST_SOURCE:
        return Content(problems=[f"has more than {LONGEST_SOURCE:,} characters"])
    return _from_html(source) if is_html else Content(_tidy(source))


def to_html(text: str) -> str:
    """Write a plain text as HTML, formulae between MathJax's delimiters."""
    paragraphs = [html.escape(one, quote=False) for one in _to_mathjax(text).split("\n\n")]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).replace("\n", "<br>")


def _from_html(source: str) -> Content:
    # Or a text that was never meant as any, such as `a < b`.
    content = Content()
    if not _TAG.search(source):
        content.text = _tidy(html.unescape(source))
        return content
    pieces = []
    end = 0
    for formula in _formulae(source):
        whole = source[formula.start : formula.end]
        if _KNOWN_TAG.search(whole):
            content.problems.append("holds a formula with HTML in it")
        pieces += [source[end : formula.start], whole.replace("<", "&lt;")]
        end = formula.end
    source = "".join([*pieces, source[end:]])
    source = _NO_TAG.sub("&lt;", source)
    parser = lxml.html.HTMLParser(encoding="utf-8")
    body = lxml.html.fragment_fromstring(source.encode(), create_parent="div", parser=parser)
    for quote in body.xpath(".//blockquote[@class='passage']"):
        content.passage = (quote.get("title", ""), _tidy(_text(quote, content)))
        quote.drop_tree()
    content.text = _tidy(_text(body, content))
    return content


def _formulae(text: str) -> list[_Formula]:
    """Find the formulae of a text, in time that grows with its length."""
    marks = [
        (mark.start(), mark.end(), kind)
        for mark in _DELIMITER.finditer(text)
        if (kind := mark[1] or mark[2])
    ]
    # For each delimiter, where the next one of each kind is.
    following: dict[str, int] = {}
    closed_by: list[int | None] = [None] * len(marks)
    for number in range(len(marks) - 1, -1, -1):
        kind = marks[number][2]
        closed_by[number] = following.get(_CLOSING.get(kind, ""))
        following[kind] = number
    found = []
    number = 0
    while number < len(marks):
        start, begins, _ = marks[number]
        last = closed_by[number]
        if last is None:
            number += 1
            continue
        ends, end, _ = marks[last]
        found.append(_Formula(start, end, text[begins:ends]))
        number = last + 1
    return found


def _to_mathjax(text: str) -> str:
    # As Moodle's filters want formulae.
    return re.sub(r"(?<!\\)\$(.+?)(?<!\\)\$", r"\\(\1\\)", text, flags=re.DOTALL).replace(
        r"\$", "$"
    )


def _text(element: lxml.html.HtmlElement, content: Content) -> str:
    parts = [_flowing(element.text, element)]
    items = 0
    for child in element:
        items += child.tag == "li"
        parts += [_shown(child, content, items), _flowing(child.tail, element)]
    return "".join(parts)


def _flowing(text: str | None, within: lxml.html.HtmlElement) -> str:
    """A line feed in HTML is a space, except in preformatted text."""
    if within.tag == "pre":
        return text or ""
    return re.sub(r"\s+", lambda space: " " if "\n" in space[0] else space[0], text or "")


def _shown(element: lxml.html.HtmlElement, content: Content, items: int) -> str:
    """Give what is shown of an element, of which `items` items of its list have come so far."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _DROPPED:  # a comment, or nothing to read
        return ""
    inner = _text(element, content)
    if message := _unlike_html(element):
        content.problems.append(message)
    match tag:
        case "br":
            inner = "\n"
        case "img":
            inner = _image(element, content)
        case "sup" | "sub":
            inner = _raised(inner, tag)
        case "li":
            inner = f"\n{_mark(element, items)} {inner.strip()}"
        case _ if tag in _BLOCKS:
            inner = f"\n\n{inner}\n\n"
        case _ if tag not in _INLINE:
            held = _UNSHOWN.get(tag, f"<{tag}>")
            message = f"holds {held}, which a plain text cannot show (< is &lt; in HTML)"
            content.problems.append(message)
    return inner


def _unlike_html(element: lxml.html.HtmlElement) -> str | None:
    """Name what a plain text would lose of an element's attributes."""
    if any(map(_hides, element.get("style", "").split(";"))):
        return "holds underlined or struck text, or a list of another kind"
    is_numbered_otherwise = element.get("type", "1") != "1" or {"start", "reversed"} & set(
        element.keys()
    )
    if element.tag == "ol" and is_numbered_otherwise:
        return "holds a list that is not numbered 1, 2, 3"
    if any(not value and name not in _USUAL for name, value in element.items()):
        return f"holds <{element.tag} …>, which looks like no HTML (< is &lt; in HTML)"
    return None


def _hides(declaration: str) -> bool:
    """Whether a declaration of CSS says what a plain text cannot show."""
    if "list-style-type" in declaration:
        return True
    _, name, value = declaration.partition("text-decoration")
    return bool(name) and ("underline" in value or "line-through" in value)


def _mark(item: lxml.html.HtmlElement, number: int) -> str:
    """What stands before an item of a list: its number, or a dash."""
    above = item.getparent()
    if above is None or above.tag != "ol":
        return "–"
    return f"{number}."


def _image(element: lxml.html.HtmlElement, content: Content) -> str:
    address = element.get("src", "")
    if re.match(r"https?://", address):
        content.image_urls.append(address)
    else:
        content.problems.append(
            "holds an image of its own: publish it, and refer to it by https://"
        )
    return ""


def _raised(text: str, tag: str) -> str:
    text = text.strip()
    if not text:
        return ""
    characters = _SUPERSCRIPTS if tag == "sup" else _SUBSCRIPTS
    if all(one in characters for one in text):
        return "".join(characters[one] for one in text)
    return f"^({text})" if tag == "sup" else f"_({text})"


def _tidy(text: str) -> str:
    pieces = []
    end = 0
    for formula in _formulae(text):
        pieces.append(text[end : formula.start].replace("$", r"\$"))
        inner = formula.inner.strip()
        pieces.append(f"${inner}$" if inner else "")
        end = formula.end
    pieces.append(text[end:].replace("$", r"\$"))
    return tidied("".join(pieces))
