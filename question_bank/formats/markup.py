r"""HTML as teachers' tools write it, and its conversion to plain text.

Our texts are plain, with formulae as `$…$` and a dollar as `\$`.
"""

import html
import re
from dataclasses import dataclass, field

import lxml.html

from question_bank.question import tidied

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
_FORMULA = re.compile(r"\\+\((.*?)\\+\)|\\+\[(.*?)\\+\]|\$\$(.*?)\$\$", re.DOTALL)
# A < that begins no name, or is never closed.
_NO_TAG = re.compile(r"<(?![a-z/!])|<(?=[^<>]*(?:<|$))", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"text-decoration[^;]*(underline|line-through)|list-style-type")
# What an element may say without a value; else `a<b e c>d` was meant as it stands.
_USUAL = {"alt", "class", "style", "title", "id", "dir", "lang", "href", "src", "name", "target"}


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
    if any(_KNOWN_TAG.search(formula[0]) for formula in _FORMULA.finditer(source)):
        content.problems.append("holds a formula with HTML in it")
    source = _FORMULA.sub(lambda formula: formula[0].replace("<", "&lt;"), source)
    source = _NO_TAG.sub("&lt;", source)
    parser = lxml.html.HTMLParser(encoding="utf-8")
    body = lxml.html.fragment_fromstring(source.encode(), create_parent="div", parser=parser)
    for quote in body.xpath(".//blockquote[@class='passage']"):
        content.passage = (quote.get("title", ""), _tidy(_text(quote, content)))
        quote.drop_tree()
    content.text = _tidy(_text(body, content))
    return content


def _to_mathjax(text: str) -> str:
    # As Moodle's filters want formulae.
    return re.sub(r"(?<!\\)\$(.+?)(?<!\\)\$", r"\\(\1\\)", text, flags=re.DOTALL).replace(
        r"\$", "$"
    )


def _text(element: lxml.html.HtmlElement, content: Content) -> str:
    parts = [_flowing(element.text, element)]
    for child in element:
        parts += [_shown(child, content), _flowing(child.tail, element)]
    return "".join(parts)


def _flowing(text: str | None, within: lxml.html.HtmlElement) -> str:
    """A line feed in HTML is a space, except in preformatted text."""
    return (text or "") if within.tag == "pre" else re.sub(r"[ \t\r]*\n\s*", " ", text or "")


def _shown(element: lxml.html.HtmlElement, content: Content) -> str:
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
            inner = f"\n{_mark(element)} {inner.strip()}"
        case _ if tag in _BLOCKS:
            inner = f"\n\n{inner}\n\n"
        case _ if tag not in _INLINE:
            held = _UNSHOWN.get(tag, f"<{tag}>")
            message = f"holds {held}, which a plain text cannot show (< is &lt; in HTML)"
            content.problems.append(message)
    return inner


def _unlike_html(element: lxml.html.HtmlElement) -> str | None:
    """Name what a plain text would lose of an element's attributes."""
    if _HIDDEN_STYLE.search(element.get("style", "")):
        return "holds underlined or struck text, or a list of another kind"
    is_numbered_otherwise = element.get("type", "1") != "1" or {"start", "reversed"} & set(
        element.keys()
    )
    if element.tag == "ol" and is_numbered_otherwise:
        return "holds a list that is not numbered 1, 2, 3"
    if any(not value and name not in _USUAL for name, value in element.items()):
        return f"holds <{element.tag} …>, which looks like no HTML (< is &lt; in HTML)"
    return None


def _mark(item: lxml.html.HtmlElement) -> str:
    """What stands before an item of a list: its number, or a dash."""
    above = item.getparent()
    if above is None or above.tag != "ol":
        return "–"
    return f"{1 + sum(other.tag == 'li' for other in item.itersiblings(preceding=True))}."


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
    for formula in _FORMULA.finditer(text):
        pieces.append(text[end : formula.start()].replace("$", r"\$"))
        inner = "".join(group for group in formula.groups() if group).strip()
        pieces.append(f"${inner}$" if inner else "")
        end = formula.end()
    pieces.append(text[end:].replace("$", r"\$"))
    return tidied("".join(pieces))
