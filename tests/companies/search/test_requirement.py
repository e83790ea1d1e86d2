"""What a search text asks for: parts and their readings."""

import pytest

from companies.search.requirement import WORD, understand
from tests.competences.language_vocabulary import shipped_vocabulary

V = shipped_vocabulary()


def parts(text: str) -> list[tuple[str, str, str]]:
    """Kind, passage and first key of every part of a search text."""
    return [
        (part.kind, part.passage, part.options[0].key if part.options else "")
        for part in understand(text, V).parts
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Titanguss", [("material", "Titan", "titan"), ("process", "guss", "giessen")]),
        ("Messingbeschläge", [("material", "Messing", "messing"), (WORD, "beschläge", "")]),
        ("Magnesiumteile", [("material", "Magnesium", "magnesium")]),
        ("Zirkusgießerei", [(WORD, "Zirkus", ""), ("process", "gießerei", "giessen")]),
    ],
)
def test_a_compound_asks_for_all_that_it_says(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize("text", ["Kleinserie", "und", "7"])
def test_a_text_that_names_nothing_is_taken_word_by_word(text: str) -> None:
    assert parts(text) == [(WORD, text, "")]


def test_a_norm_is_like_no_other_norm() -> None:
    assert parts("ISO 2768") == [(WORD, "ISO 2768", "")]
