"""Comparing what was computed with what the options of a question say."""

import re
from collections.abc import Mapping
from typing import Any

import sympy

TOLERANCE = 0.02
"""How far a value may be from the option that says about as much, relatively."""

_TRANSLATED = str.maketrans({"−": "-", "·": "*", "⋅": "*", "×": "*", "π": "*pi"})
_NAMED = re.compile(r"^\$?\s*(?:[a-zA-Z]\s*=|circa|≈)\s*")


def meaning(option: str) -> Any:
    """What an option means as a number: `$x = −2\\sqrt{3}/5$` or `4,5 m/s`.

    Raises:
        ValueError: it is none.
    """
    text = _NAMED.sub("", option.strip().strip("$")).replace("$", " ").translate(_TRANSLATED)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"*sqrt(\1)", text)
    text = re.sub(r"^\*|(?<=[-+/(*])\*", "", text.strip())
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    text = re.sub(r"^circa\s+", "", text)
    # The longest beginning that is a number: what follows is a unit.
    words = [] if re.search(r"[<>=≤≥]", text) else text.split()
    for count in range(len(words), 0, -1):
        candidate = "".join(words[:count]).rstrip("°%")
        if re.fullmatch(r"[-+*/().\d]*(?:(?:sqrt|pi)[-+*/().\d]*)*", candidate):
            try:
                return sympy.Rational(candidate)
            except (TypeError, ValueError):
                return sympy.sympify(candidate, locals={"sqrt": sympy.sqrt}, rational=True)
    raise ValueError(f"{option!r} is no number: give its meaning beside the computed value")


def matching(computed: Any, options: Mapping[str, str]) -> list[str]:
    """The letters of the options that say what was computed.

    Args:
        computed: a value, or a value with what each option means by its text.
        options: the texts by letter.

    Raises:
        ValueError: an option's meaning is not known.
        AssertionError: meanings are told of other options than there are.
    """
    value, meanings = computed if isinstance(computed, tuple) else (computed, None)
    if meanings is None:
        meanings = {text: meaning(text) for text in options.values()}
    assert set(meanings) == set(options.values()), set(meanings) ^ set(options.values())
    if isinstance(value, float):
        near = min(options, key=lambda letter: abs(float(meanings[options[letter]]) - value))
        is_near = abs(float(meanings[options[near]]) - value) <= TOLERANCE * abs(value)
        return [near] if is_near else []
    return [letter for letter, text in options.items() if _same(value, meanings[text])]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, (str, bool, type(None), sympy.Set, frozenset, list, dict)):
        return bool(one == other)
    try:
        return bool(sympy.simplify(sympy.sympify(one) - sympy.sympify(other)) == 0)
    except (TypeError, sympy.SympifyError):
        return bool(one == other)
