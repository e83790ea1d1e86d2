"""What a text says about capabilities, limits and certificates."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companies.domain.limits import Limits, limits_of_answers
from companies.domain.recognition import Answers, recognise, recognise_certificate
from companies.enums import CertificateState, Depth, Relation
from competences.domain.loading import DATA_FOLDER
from competences.language import Vocabulary


@pytest.fixture(scope="module")
def words():
    return Vocabulary.from_files(DATA_FOLDER)


def offers(answers, words):
    return {
        item.process: item.depth
        for item in recognise(answers, words).capabilities
        if item.relation == Relation.OFFERED
    }


def sought(answers, words):
    return {
        item.process for item in recognise(answers, words).capabilities if item.relation == Relation.SOUGHT
    }


@pytest.mark.parametrize(
    "text",
    [
        "KEIN Feuerverzinken",
        "Feuerverzinken machen wir nicht.",
        "Feuerverzinken ist geplant.",
        "Wir suchen einen Partner für Feuerverzinken.",
    ],
)
def test_what_is_denied_planned_or_sought_is_not_offered(text, words):
    assert "feuerverzinken" not in offers(Answers(core=text), words)


def test_work_of_a_partner_is_offered_via_partner(words):
    found = offers(Answers(core="Drehen im Haus. Feuerverzinken über langjährige Partner."), words)
    assert found["feuerverzinken"] == Depth.VIA_PARTNER
    assert found["drehen"] == Depth.CORE


def test_the_first_answer_wins_over_the_second(words):
    found = offers(Answers(core="Laserschneiden", offered="Laserschneiden und Abkanten"), words)
    assert found["laserschneiden"] == Depth.CORE
    assert found["kanten"] == Depth.SUPPLEMENTARY


def test_the_third_answer_never_makes_a_supplier(words):
    answers = Answers(core="Drehen", sought="Feuerverzinken; Schmiedeteile")
    assert set(offers(answers, words)) == {"drehen"}
    assert "feuerverzinken" in sought(answers, words)


def test_a_machine_counts_where_the_text_is_silent(words):
    found = offers(
        Answers(core="Wir fertigen Frästeile", machines=("Abkantpresse 4 m", "Fräsmaschine")), words
    )
    assert found["kanten"] == Depth.SUPPLEMENTARY
    assert [depth for key, depth in found.items() if key == "fraesen"] == [Depth.CORE]


def test_a_capability_keeps_the_words_that_name_it(words):
    answers = Answers(core="Seit 1980 am Ort.\n- Laserschneiden von Edelstahl\n- Abkanten bis 4 m")
    texts = {item.process: item.text for item in recognise(answers, words).capabilities}
    assert texts["laserschneiden"] == "Laserschneiden von Edelstahl"
    assert texts["kanten"] == "Abkanten bis 4 m"


def test_an_abbreviation_ends_no_passage(words):
    answers = Answers(core="Wir bieten chem. Vernickeln und Brünieren. Drehen können wir auch.")
    texts = {item.process: item.text for item in recognise(answers, words).capabilities}
    assert texts["bruenieren"] == "Wir bieten chem. Vernickeln und Brünieren."
    assert texts["drehen"] == "Drehen können wir auch."


def test_a_limit_belongs_to_the_process_it_stands_with(words):
    answers = Answers(core="Drehen bis Ø 400 x 1.000 mm, Laserschneiden bis 12 mm Edelstahl, Montage")
    limits = {item.process: item.limits for item in recognise(answers, words).capabilities}
    assert limits["drehen"][""] == Limits(diameter_mm=400, turning_length_mm=1000)
    assert limits["laserschneiden"]["edelstahl"] == Limits(thickness_max_mm=12)
    assert [key for key in limits if key.startswith("montage") and limits[key]] == []


@pytest.mark.parametrize(
    ("dimensions", "batches", "expected"),
    [
        (
            "Ø 400 x 1.000",
            "1–500",
            Limits(diameter_mm=400, turning_length_mm=1000, batch_min=1, batch_max=500),
        ),
        ("12 m / 40 t", "", Limits(length_mm=12000, weight_max_kg=40000)),
        ("600x400x400", "ab 5.000", Limits(length_mm=600, width_mm=400, height_mm=400, batch_min=5000)),
        ("3.000 x 1.500", "", Limits(length_mm=3000, width_mm=1500)),
        ("6 x 2,4 m", "", Limits(length_mm=6000, width_mm=2400)),
        ("Wellen bis 900 mm", "", Limits(turning_length_mm=900)),
        ("bis 25 kg je Teil", "bis 200", Limits(weight_max_kg=25, batch_max=200)),
        ("", "", Limits()),
    ],
)
def test_the_short_answers_on_sizes_and_batches(dimensions, batches, expected, words):
    assert limits_of_answers(dimensions=dimensions, batches=batches, vocabulary=words) == expected


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("ISO 9001:2015", "99-1", ("iso-9001", "", "", CertificateState.HELD)),
        ("DIN EN 1090-2 EXC3", "", ("en-1090", "-2", "EXC3", CertificateState.HELD)),
        ("DIN EN ISO 3834-2", "", ("iso-3834", "", "-2", CertificateState.HELD)),
        ("DIN EN 15085-2 CL1", "beantragt", ("en-15085", "-2", "CL1", CertificateState.ANNOUNCED)),
        ("TISAX AL 2", "in Vorbereitung", ("tisax", "", "AL2", CertificateState.ANNOUNCED)),
    ],
)
def test_listed_certificates(name, number, expected, words):
    found = recognise_certificate(name, number, words)
    assert (found.certificate, found.part, found.level, found.state) == expected


def test_an_unknown_certificate_is_none(words):
    assert recognise_certificate("Hausinternes Siegel", "", words) is None


@given(text=st.text(max_size=200), other=st.text(max_size=200))
@settings(deadline=None, max_examples=50)
def test_any_text_can_be_read(text, other):
    words = Vocabulary.from_files(DATA_FOLDER) if not _KEPT else _KEPT[0]
    _KEPT[:] = [words]
    recognised = recognise(
        Answers(core=text, offered=other, sought=text, dimensions=other, batches=text, machines=(other,)),
        words,
    )
    for item in recognised.capabilities:
        assert item.text in text + other or item.text.endswith("…") or item.text
        assert (item.relation == Relation.SOUGHT) == (item.depth is None)


_KEPT: list[Vocabulary] = []


def test_open_limits_are_filled_and_stated_ones_stay():
    stated = Limits(length_mm=100, general_tolerance="f")
    assert stated.filled_from(Limits(length_mm=5, width_mm=7, general_tolerance="m")) == dataclasses.replace(
        stated, width_mm=7
    )
    assert not Limits()
    assert stated


def test_the_example_of_the_documentation(words):
    text = (
        "Drehen bis Ø 400 x 1.000 mm, Laserschneiden bis 12 mm Edelstahl. Feuerverzinken über Partner. "
        "Kein Schmieden."
    )
    assert {
        (c.process, c.depth, tuple(c.limits)) for c in recognise(Answers(core=text), words).capabilities
    } == {
        ("drehen", Depth.CORE, ("",)),
        ("laserschneiden", Depth.CORE, ("edelstahl",)),
        ("feuerverzinken", Depth.VIA_PARTNER, ()),
    }
