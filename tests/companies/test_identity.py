"""When two spellings are one firm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.domain.identity import identity_keys, match_name, register_key, sort_name, vat_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mueller Zerspanungs GmbH & Co. KG", "Müller Zerspanung GmbH"),
        ("Rohrbiegetechnik Kalmitzer e. K.", "Rohrbiegetechnik Kalmitzer e.K."),
        ("Gebr. Galdner Maschinenbau OHG", "Gebrüder Galdner Maschinenbau"),
        ("Blechwerk UG (haftungsbeschränkt)", "BLECHWERK"),
        ("Hof-Schlosserei Brandt eGbR", "Hofschlosserei Brandt"),
        ("Produktions-Technik Weiß AG", "Produktionstechnik Weiss AG"),
        ("Stahl & Metall gGmbH", "Stahl und Metall"),
    ],
)
def test_spellings_of_one_name_agree(one, other):
    assert match_name(one) == match_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Musterbetrieb 00001", "Musterbetrieb 00002"),
        ("Müller Zerspanung GmbH", "Müller Zerspanungstechnik GmbH"),
        ("Metallbau Nord GmbH", "Metallbau Süd GmbH"),
    ],
)
def test_different_firms_stay_different(one, other):
    assert match_name(one) != match_name(other)


def test_a_name_that_is_only_a_legal_form_keeps_its_letters():
    assert match_name("AG") == "ag"


@given(st.text(max_size=60))
def test_folding_a_folded_name_changes_nothing_but_never_fails(name):
    folded = match_name(name)
    assert folded == "" or folded.isascii()
    assert sort_name(sort_name(name)) == sort_name(name)


def test_register_entry_needs_number_and_court():
    assert register_key("HRB 12.345", "Amtsgericht Kaiserslautern") == "kaiserslautern:hrb12345"
    assert register_key("HRB12345", "AG Kaiserslautern") == "kaiserslautern:hrb12345"
    assert register_key("HRB 12345", "") == ""
    assert vat_key("de 123 456 789") == "DE123456789"


def test_the_same_name_elsewhere_is_no_resemblance():
    here = identity_keys(name="Müller Zerspanung GmbH", postcode="66849", town="Landstuhl")
    there = identity_keys(name="Mueller Zerspanungs KG", postcode="67655", town="Kaiserslautern")
    again = identity_keys(name="Mueller Zerspanungs KG", town="Landstuhl")
    assert here & there == frozenset()
    assert here & again == {"name:muellerzerspanung@landstuhl"}


def test_former_names_count():
    now = identity_keys(name="Neuname GmbH", town="Landstuhl", other_names=("Altname",))
    assert now & identity_keys(name="Altname GmbH", town="Landstuhl") == {"name:altname@landstuhl"}


def test_all_keys_of_one_firm():
    keys = identity_keys(
        name="Dreherei AG",
        postcode="66849",
        town="Landstuhl",
        register_number="HRB 1",
        register_court="Zweibrücken",
        vat_id="DE 1",
    )
    assert keys == {
        "name:dreherei@66849",
        "name:dreherei@landstuhl",
        "register:zweibruecken:hrb1",
        "vat:DE1",
    }
    assert identity_keys(name="Dreherei AG") == {"name:dreherei"}
