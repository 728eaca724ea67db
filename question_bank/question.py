"""What a question is, wherever it comes from: the columns of the bank, checked."""

import re
import unicodedata
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

LETTERS = ("a", "b", "c", "d", "e")
LONGEST_TEXT = 20_000
LONGEST_SOURCE = 5 * LONGEST_TEXT
"""How long a text may be before it is tidied, with its markup."""
MOST_MARKS = 30

_DOLLAR = re.compile(r"(?<!\\)\$")
_FORMULA = re.compile(r"(?<!\\)\$([^$\n]+?)(?<!\\)\$")
# Marks are no letters. Nearly no text has so many other characters in a row.
_MAYBE_STACKED = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1}}}")
# Controls but for the line feed, halves of surrogate pairs, and what is no character.
_UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def tidied(text: str) -> str:
    """Normalise a text, so that texts that look the same are the same.

    Characters are composed (NFC), lines end in a line feed and have no space at their ends, there
    is one space between words, none at the ends of a formula, and at most one empty line between
    paragraphs.
    """
    text = re.sub(r"\r\n?", "\n", text)
    if not _has_stacked_marks(text):
        text = unicodedata.normalize("NFC", text)
    text = _FORMULA.sub(lambda formula: f"${formula[1].strip()}$", text)
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _has_stacked_marks(text: str) -> bool:
    """Whether a letter has more marks than any language needs (Unicode, UAX 15, section 13).

    Composing them takes time that grows with the square of their number.
    """
    if not _MAYBE_STACKED.search(text):
        return False
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            return True
    return False


def _printable(text: str) -> str:
    if _has_stacked_marks(text):
        raise ValueError(f"holds a letter with more than {MOST_MARKS} marks above and below it")
    if unwanted := _UNWANTED.search(text):
        raise ValueError(f"holds a character that no text has (U+{ord(unwanted[0]):04X})")
    return text


def _typesettable(text: str) -> str:
    pieces = _DOLLAR.split(text)
    if len(pieces) % 2 == 0:
        raise ValueError(r"has an odd number of $: formulae stand in $…$, and a dollar is \$")
    if any(not formula.strip() or "\n" in formula for formula in pieces[1::2]):
        raise ValueError(r"has an empty $…$, or one over two lines: a dollar is \$")
    return text


def _tidied(value: object) -> object:
    # Longer ones are refused for their length, and tidying them could take long.
    is_possible = isinstance(value, str) and len(value) <= LONGEST_SOURCE
    return tidied(value) if is_possible else value  # type: ignore[arg-type]


_Tidied = BeforeValidator(_tidied)
_Lowered = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)
Plain = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(_printable),
    _Tidied,
]
Key = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable), _Tidied
]
Text = Annotated[Plain, AfterValidator(_typesettable)]
"""A text of a question: plain, with formulae as `$…$` and a dollar as `\\$`."""


class Question(BaseModel):
    r"""A question of five options, one of them right.

    `key` is its name in the file that it comes from, by which an edited version replaces it; None
    where the file gives it none. `subject` is what exam types draw from. `difficulty` is 1 (most
    students get it) to 3. `active` is false for one that is to be retired.

    Raises:
        pydantic.ValidationError: a field is missing, unknown, or not of its form.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key | None = None
    subject: Plain
    topic: Plain
    difficulty: Annotated[int, Field(ge=1, le=3)]
    text: Text
    option_a: Text
    option_b: Text
    option_c: Text
    option_d: Text
    option_e: Text
    correct_answer: Annotated[Literal["a", "b", "c", "d", "e"], _Lowered]
    explanation: Text
    image_url: Annotated[Plain, Field(pattern=r"^https?://\S+$")] | None = None
    passage_title: Plain | None = None
    passage_text: Text | None = None
    active: bool = True

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if len(set(self.options.values())) != len(LETTERS):  # Aa and AA are two genotypes
            raise ValueError("options: two of them are the same")
        if (self.passage_title is None) != (self.passage_text is None):
            raise ValueError("passage_text: a passage has a title and a text")
        return self

    @property
    def options(self) -> dict[str, str]:
        """The options by letter."""
        return {letter: getattr(self, f"option_{letter}") for letter in LETTERS}

    @property
    def right_option(self) -> str:
        """The text of the right option."""
        return self.options[self.correct_answer]

    @property
    def texts(self) -> list[str]:
        """All texts of it that a student reads."""
        passage = [self.passage_text] if self.passage_text else []
        return [*passage, self.text, *self.options.values(), self.explanation]

    def fields(self) -> dict[str, Any]:
        """Its fields by name, as JSON, without what it lacks."""
        return self.model_dump(mode="json", exclude_defaults=True)


FIELDS = tuple(Question.model_fields)
