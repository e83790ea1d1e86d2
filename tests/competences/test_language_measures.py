"""Measures: every example and counter-example of the attributes, number formats and base units."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competences.language import Field, read_field
from competences.language.measures import MeasureRules
from competences.language.numbers import FORCE_KN, LENGTH_MM, MASS_KG, parse_number
from competences.language.records import load_yaml
from tests.competences.language_vocabulary import shipped_vocabulary

ATTRIBUTES = load_yaml(Path(__file__).parents[2] / "competences" / "data" / "attributes.yaml")
RULES = MeasureRules(ATTRIBUTES)
EXAMPLES = [(a["id"], e["text"], e["groups"]) for a in ATTRIBUTES["attributes"] for e in a["examples"]]
COUNTER_EXAMPLES = [
    (a["id"], text) for a in ATTRIBUTES["attributes"] for text in a.get("counter_examples", ())
]
FACTORS = {1.0, 1.4, 7.0, 1 / 24, *LENGTH_MM.values(), *MASS_KG.values(), *FORCE_KN.values()}


def found(attribute: str, text: str) -> list[dict[str, Any]]:
    return [dict(m.values) for m in RULES.find(text) if m.attribute == attribute]


@pytest.mark.parametrize(("attribute", "text", "groups"), EXAMPLES)
def test_example(attribute: str, text: str, groups: dict[str, Any]) -> None:
    assert any(_agrees(attribute, values, groups) for values in found(attribute, text)), RULES.find(text)


def _agrees(attribute: str, values: dict[str, Any], groups: dict[str, Any]) -> bool:
    """Whether the values are those of the example, up to the unit (base units are tested below)."""
    record = next(a for a in ATTRIBUTES["attributes"] if a["id"] == attribute)
    named = {str(word).casefold() for word in record.get("named_values", {})}
    for name, wanted in groups.items():
        if name.startswith("u") or str(wanted).casefold() in named or name in {"klasse", "format"}:
            continue
        value = values.get(name)
        if isinstance(wanted, str):
            if str(value).casefold() != wanted.casefold() and value != _number(wanted):
                return False
        elif not any(value == pytest.approx(wanted * factor) for factor in FACTORS):
            return False
    return bool(values)


def _number(text: str) -> float | None:
    try:
        return parse_number(text)
    except ValueError:
        return None


@pytest.mark.parametrize(("attribute", "text"), COUNTER_EXAMPLES)
def test_counter_example(attribute: str, text: str) -> None:
    assert found(attribute, text) == []


@pytest.mark.parametrize("case", ATTRIBUTES["number_formats"], ids=lambda case: case["text"])
def test_number_format(case: dict[str, Any]) -> None:
    assert parse_number(case["text"].split()[0]) == case["value"]


@given(st.integers(min_value=0, max_value=9_999_999))
def test_whole_numbers_round_trip_with_and_without_thousands(value: int) -> None:
    assert parse_number(str(value)) == value
    assert parse_number(f"{value:,}".replace(",", ".")) == value


@given(st.integers(min_value=0, max_value=99_999), st.integers(min_value=1, max_value=99))
def test_decimal_comma_round_trips(whole: int, cents: int) -> None:
    text = f"{whole:,}".replace(",", ".") + f",{cents:02d}"
    assert parse_number(text) == pytest.approx(whole + cents / 100)


@pytest.mark.parametrize("text", ["1.4301", "1.2379"])
def test_a_material_number_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_number(text)


@pytest.mark.parametrize(
    ("attribute", "text", "values"),
    [
        ("abmessung-lxbxh", "3 m x 1,5 m x 0,8 m", {"a": 3000.0, "b": 1500.0, "c": 800.0}),
        ("abmessung-lxb", "3 x 1,5 m", {"a": 3000.0, "b": 1500.0}),
        ("abmessung-lxb", "Bleche im Großformat", {"a": 3000.0, "b": 1500.0}),
        ("durchmesser", "Ø 400", {"d": 400.0}),
        ("durchmesser-laenge", "Ø 400 x 2.000 mm", {"d": 400.0, "l": 2000.0}),
        ("stueckgewicht", "Stückgewicht bis 5 t", {"m": 5000.0}),
        ("toleranz", "±0,01 mm", {"t": 0.01}),
        ("toleranz", "Genauigkeit +/- 5 µm", {"t": 0.005}),
        ("rauheit-ra", "Ra 0,8", {"ra": 0.8}),
        ("losgroesse", "Kleinserien", {"klasse": "kleinserie", "n": 10.0, "n2": 500.0}),
        ("losgroesse", "50 - 100 Stück", {"n": 50.0, "n2": 100.0}),
        ("jahresmenge", "200 Stück/Jahr", {"n": 200.0}),
        ("presskraft", "Presskraft 320 t", {"f": 3139.2}),
        ("umkreis", "um Landstuhl max. 30 km", {"km": 30.0}),
        ("umkreis", "20 km um Kaiserslautern", {"km": 20.0}),
        ("lieferfrist", "Lieferzeit 2-3 Wochen", {"n": 14.0, "n2": 21.0}),
        ("zeugnis-en10204", "Werkszeugnis genügt", {"z": "2.2"}),
        ("allgemeintoleranz-2768", "ISO 2768-mK", {"k": "m", "g": "K"}),
        ("toleranz-it", "Passung H7", {"feld": "H", "it": 7.0}),
        ("achszahl", "fünfachsig", {"n": 5.0}),
    ],
)
def test_values_are_in_base_units(attribute: str, text: str, values: dict[str, Any]) -> None:
    assert found(attribute, text) == [values]


@given(st.text(max_size=200))
def test_a_measure_slices_the_text(text: str) -> None:
    assert all(text[m.start : m.end] == m.surface for m in RULES.find(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2500", [("laenge", {"l": 2500.0})]),
        ("ca. 2.000", [("laenge", {"l": 2000.0})]),
        (
            "3000 x 1500, Biegelänge 4100",
            [("abmessung-lxb", {"a": 3000.0, "b": 1500.0}), ("laenge", {"art": "Biegelänge", "l": 4100.0})],
        ),
    ],
)
def test_a_field_for_sizes_needs_no_unit(text: str, expected: list[tuple[str, dict]]) -> None:
    found = read_field(text, shipped_vocabulary(), Field.SIZE)
    assert [(measure.attribute, dict(measure.values)) for measure in found] == expected
