"""Sizes and weights that a demand states without saying what they measure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.domain.number_words import number_words
from matching.domain.reading import Written, read_demand
from matching.domain.wanted import Values
from matching.enums import Attribute
from tests.competences.language_vocabulary import shipped_vocabulary

SIZES = (Attribute.ENVELOPE, Attribute.CYLINDER, Attribute.THICKNESS, Attribute.WEIGHT)


def sizes_of(text: str) -> dict[Attribute, Values]:
    criteria = read_demand(Written(title=text), shipped_vocabulary()).wanted.criteria
    return {criterion.attribute: criterion.values for criterion in criteria if criterion.attribute in SIZES}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rahmen schweißen (4,5 m, 3 t)", {"ENVELOPE": {"length_mm": 4500}, "WEIGHT": {"weight_kg": 3000}}),
        ("Rohre bis 6 m sägen", {"ENVELOPE": {"length_mm": 6000}}),
        ("Welle drehen, 1,2 m lang, 45 kg", {"CYLINDER": {"length_mm": 1200}, "WEIGHT": {"weight_kg": 45}}),
        ("Teil drehen, halber Meter lang", {"CYLINDER": {"length_mm": 500}}),
        ("anderthalb Meter lange Profile biegen", {"ENVELOPE": {"length_mm": 1500}}),
        ("Gestell schweißen, eine halbe Tonne", {"WEIGHT": {"weight_kg": 500}}),
        (
            "Behälter lackieren, 3 m hoch, 2 m Durchmesser",
            {"CYLINDER": {"diameter_mm": 2000, "length_mm": 3000}},
        ),
        (
            "Kästen lackieren, 2 m hoch, 3 m breit, 1 m tief",
            {"ENVELOPE": {"length_mm": 3000, "width_mm": 2000, "height_mm": 1000}},
        ),
        ("2 x 1 m Blech lasern", {"ENVELOPE": {"length_mm": 2000, "width_mm": 1000}}),
        (
            "Platten 500x300x20 fräsen",
            {"ENVELOPE": {"length_mm": 500, "width_mm": 300, "height_mm": 20}},
        ),
        ("Profile 6000 lang sägen", {"ENVELOPE": {"length_mm": 6000}}),
        ("Ø80 drehen", {"CYLINDER": {"diameter_mm": 80}}),
        (
            "Rohr 60,3 x 3 mm biegen",
            {"CYLINDER": {"diameter_mm": 60.3}, "THICKNESS": {"thickness_min_mm": 3, "thickness_max_mm": 3}},
        ),
    ],
)
def test_a_figure_becomes_the_size_it_is(text, expected):
    assert sizes_of(text) == {Attribute(name): Values(**values) for name, values in expected.items()}


@pytest.mark.parametrize(
    "text",
    [
        "20 t Stahl im Jahr schweißen",
        "Kleinteile verzinken, 400 kg pro Tag",
        "Zaun bauen, 50 m",
        "10 m Geländer bauen",
        "Schweißen im Umkreis von 500 m",
        "Fräsen, unser Kran hebt 5 t",
        "Formrohr 80 x 40 x 3 schweißen",
        "Behälter 3 m³ schweißen",
        "Bohrung 120 mm fräsen",
        "Umformen mit Presse 250 t",
        "Verzinken mit 120 mm Abstand",
        "2 x 4 Stück fräsen",
    ],
)
def test_a_figure_that_measures_something_else_is_no_size(text):
    assert sizes_of(text) == {}


@given(st.floats(0.3, 25).map(lambda metres: round(metres, 1)), st.integers(1, 90).map(float))
def test_metres_and_tonnes_keep_their_value_however_they_are_written(metres, tonnes):
    found = sizes_of(f"Gestelle schweißen, {number_words(metres)} m, {number_words(tonnes)} t")
    assert found[Attribute.ENVELOPE].length_mm == pytest.approx(metres * 1000)
    assert found[Attribute.WEIGHT].weight_kg == pytest.approx(tonnes * 1000)


@given(st.text(alphabet="0123456789,. xmtkgØ-/() Meterhalblangoeine", max_size=60))
def test_no_text_breaks_the_reading_of_sizes(text):
    sizes_of(text)
