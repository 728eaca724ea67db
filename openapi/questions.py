"""The two papers of the DEMO exam that the examples show."""

from dataclasses import replace
from functools import partial

from exam_simulation.domain.question import Question


def _question(  # noqa: PLR0917 - in the order in which a reader meets them
    subject: str,
    question_id: int,
    topic: str,
    text: str,
    options: list[str],
    right: str,
    why: str,
) -> Question:
    return Question(
        id=question_id,
        subject=subject,
        topic=topic,
        text=text,
        options=dict(zip("abcde", options, strict=True)),
        passage=None,
        image_url=None,
        correct_answer=right,
        explanation=why,
    )


_logic = partial(_question, "logic")
_english = partial(_question, "english")

LOGIC = [
    _logic(
        112,
        "Deduzioni",
        "Se tutti i gatti dormono e Micio non dorme, allora:",
        [
            "Micio non è un gatto",
            "Micio è un gatto",
            "Micio dorme di giorno",
            "alcuni gatti non dormono",
            "nessun gatto dorme",
        ],
        "a",
        "Se Micio fosse un gatto dormirebbe; poiché non dorme, non può essere un gatto.",
    ),
    _logic(
        87,
        "Successioni di numeri e lettere",
        "Completare la successione: 2, 6, 18, 54, …",
        ["72", "108", "162", "216", "148"],
        "c",
        "Ogni termine è il triplo del precedente: 54 · 3 = 162.",
    ),
    replace(
        _logic(
            140,
            "Ordinamenti e disposizioni",
            "Chi è la più bassa?",
            ["Anna", "Bea", "Carla", "Anna o Bea", "non si può sapere"],
            "c",
            "Carla è più bassa di Bea, che è più bassa di Anna.",
        ),
        passage="Anna è più alta di Bea. Bea è più alta di Carla.",
    ),
]
ENGLISH = [
    _english(
        203,
        "Verb tenses",
        "She ___ to school every day.",
        ["go", "goes", "going", "gone", "is go"],
        "b",
        "Alla terza persona singolare il present simple prende la -s: goes.",
    ),
    _english(
        219,
        "Prepositions and phrasal verbs",
        "I have lived here ___ 2010.",
        ["for", "since", "from", "in", "at"],
        "b",
        "Con il present perfect, since introduce il momento di inizio.",
    ),
    _english(
        231,
        "Vocabulary and collocations",
        "Choose the opposite of “ancient”.",
        ["old", "modern", "huge", "rare", "slow"],
        "b",
        "Ancient significa antico; il contrario è modern.",
    ),
]
