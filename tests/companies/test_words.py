"""Numbers, limits and marks in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.domain.limit_words import limit_words
from companies.domain.limits import Limits
from companies.domain.marked_words import marked_words
from companies.domain.number_words import distance_words, number_words, range_words
from competences.language import Kind, Node, Vocabulary

VOCABULARY = Vocabulary.from_records(
    [
        Node(Kind.PROCESS, "drehen", name_de="Drehen", strong=("Drehteile", "Drehen")),
        Node(Kind.MATERIAL, "edelstahl", name_de="Edelstahl", strong=("Edelstahl", "VA")),
    ]
)
SHOWN = {(Kind.PROCESS, "drehen"), (Kind.MATERIAL, "edelstahl")}


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (1200, "1.200"), (0.8, "0,8"), (12.5, "12,5"), (1234567.891, "1.234.567,891")],
)
def test_numbers_are_written_the_german_way(value: float, words: str) -> None:
    assert number_words(value) == words


@pytest.mark.parametrize(("kilometres", "words"), [(0.2, "unter 1 km"), (1, "1 km"), (12.6, "13 km")])
def test_distances_are_whole_kilometres(kilometres: float, words: str) -> None:
    assert distance_words(kilometres) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(1, 20, "1 bis 20 mm"), (None, 20, "bis 20 mm"), (1, None, "ab 1 mm"), (5, 5, "5 mm"), (None, None, "")],
)
def test_a_range_may_lack_an_end(low: float | None, high: float | None, words: str) -> None:
    assert range_words(low, high, "mm") == words


def test_limits_name_only_what_is_stated() -> None:
    limits = Limits(
        diameter_mm=400, turning_length_mm=1000, it_grade=7, general_tolerance="m", roughness_ra_um=0.8
    )
    assert limit_words(limits) == [
        ("Rundteile", "bis Ø 400 × 1.000 mm"),
        ("Toleranz", "IT 7, ISO 2768 mittel (m)"),
        ("Rauheit", "Ra 0,8 µm"),
    ]
    assert limit_words(Limits()) == []


def test_a_denied_word_is_not_marked() -> None:
    marked = [
        part.text for part in marked_words("Drehteile aus VA. KEIN Drehen!", SHOWN, VOCABULARY) if part.key
    ]
    assert marked == ["Drehteile", "VA"]


@given(st.text(st.sampled_from("Drehteile VA-Fräsen.ß\n,0"), max_size=80))
def test_marked_pieces_are_the_text_again(text: str) -> None:
    parts = marked_words(text, SHOWN, VOCABULARY)
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)
