"""Reading a demand as a buyer writes it: what is asked for, what is only described, provided or ruled out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain.reading import Written, read_demand
from matching.domain.wanted import Values
from matching.enums import Attribute, DemandKind, Importance
from tests.competences.language_vocabulary import shipped_vocabulary


def read(title, text="", **fields):
    return read_demand(Written(title=title, text=text, **fields), shipped_vocabulary())


def steps(proposal):
    return [step.key for step in proposal.wanted.steps]


def lead(proposal):
    return proposal.wanted.lead.key


def criteria(proposal, attribute):
    return [one for one in proposal.wanted.criteria if one.attribute is attribute]


MAIL = (
    "Wir suchen jemanden, der uns 200 Gehäuse im Jahr aus 1.4301 lasert, kantet und pulverbeschichtet, EN 1090 wäre "
    "Pflicht, Lieferung nach Landstuhl"
)


def test_the_wording_is_every_word_that_says_something_once_with_more_weight_in_the_title():
    wanted = read(
        "Zwei Fluchttreppen", "Bitte Treppen mit Podest heute nach Landstuhl, Treppen verzinkt."
    ).wanted
    assert [(word.form.folded, word.weight) for word in wanted.wording] == [
        ("fluchttreppen", 2.0),
        ("treppen", 1.0),
        ("podest", 1.0),
        ("verzinkt", 1.0),
    ]


def test_a_mail_becomes_steps_criteria_and_a_place():
    proposal = read("Gehäuse", MAIL)
    wanted = proposal.wanted
    assert steps(proposal) == ["laserschneiden", "kanten", "pulverbeschichten"]
    assert [step.passage for step in wanted.steps] == ["lasert", "kantet", "pulverbeschichtet"]
    (material,) = criteria(proposal, Attribute.MATERIAL)
    (batch,) = criteria(proposal, Attribute.BATCH)
    (certificate,) = criteria(proposal, Attribute.CERTIFICATE)
    assert (material.key, material.passage) == ("1-4301", "1.4301")
    assert (batch.values, batch.passage) == (Values(batch_min=16, batch_max=200), "200 Gehäuse im Jahr")
    assert (certificate.key, certificate.importance) == ("en-1090", Importance.HARD)
    assert wanted.place.name == "Landstuhl"
    assert list(proposal.questions) == [Attribute.ENVELOPE]


def test_every_passage_stands_in_the_text_where_it_says():
    written = Written(title="Gehäuse", text=MAIL)
    wanted = read_demand(written, shipped_vocabulary()).wanted
    for one in (*wanted.steps, *wanted.criteria):
        assert one.start < 0 or written.whole[one.start : one.end] == one.passage


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        # how the part arrives is not asked for
        ("Teile beschichten", "Gefräste Platten aus Aluminium sollen eloxiert werden.", ["eloxieren"]),
        ("Wellen", "Die Wellen kommen fertig gedreht von uns und sollen geschliffen werden.", ["schleifen"]),
        # what the buyer does himself
        ("Konturen", "Bitte laserschneiden. Kanten und Schweißen machen wir selbst.", ["laserschneiden"]),
        ("Gehäuse", "Gesucht wird Pulverbeschichten, das Fräsen erledigt unsere Werkstatt.", ["pulverbeschichten"]),
        # what is ruled out
        ("Gestelle", "Die Gestelle sollen pulverbeschichtet werden. Feuerverzinken kommt nicht in Frage.",
         ["pulverbeschichten"]),
        ("Teile härten", "Einsatzhärten verzieht uns die Teile zu stark, gesucht wird Nitrieren.", ["nitrieren"]),
        # what the buyer cannot do is asked for
        ("Wellen", "Härten können wir nicht selbst, deshalb suchen wir eine Härterei.", ["haerten"]),
        # what stands on something that is there is to be made
        ("Fluchttreppe", "Wir brauchen an unserem Altbau eine Fluchttreppe über zwei Geschosse, verzinkt.",
         ["treppen-podeste"]),
        ("Vorrichtung", "Zum Heften unserer Stuhlgestelle soll eine Schweißvorrichtung her.",
         ["schweissvorrichtungen"]),
        # the part is no step, the verb of the title is
        ("Zahnräder nitrieren", "Räder aus 31CrMoV9, Schicht 0,4 mm.", ["nitrieren"]),
        ("Suche Partner für Pulverbeschichtung", "Wir fertigen Blechgehäuse.", ["pulverbeschichten"]),
        # two statements together
        ("Bügel", "Rohr 25 x 2 aus 1.4301 soll gebogen werden.", ["rohrbiegen"]),
        # a machine that is moved is not used
        ("Zwei Pressen umsetzen", "Zwei Exzenterpressen müssen in Halle 4.", ["maschinenumzug"]),
        # whatever "we" do, and what is arranged already, is not asked for
        ("Rahmen", "Bitte schweißen, das Lackieren organisieren wir.", ["schweissen"]),
        ("Wellen", "Gesucht wird Schleifen. Die Härterei ist schon beauftragt, verzinken lassen wir woanders.",
         ["schleifen"]),
        ("Traverse", "Wir haben hier eine Traverse, geschweißt aus S355. Sie soll gefräst werden.", ["fraesen"]),
        ("Flansche", "Bitte fräsen, die Stirnseiten plandrehen wir.", ["fraesen"]),
        ("Gehäuse", "Gießen, das anfragen wir hiermit.", ["giessen"]),
        # named only to say that it is not needed
        ("Blechteile", "Bitte laserschneiden. Entgraten ist nicht nötig.", ["laserschneiden"]),
        # parts named by the work that makes them, beside what is done to them later
        ("Gehäuseteile", "Wir suchen Druckgussteile aus Aluminium, gratfrei.", ["druckguss", "entgraten"]),
        # the title is written as in a search box
        ("Verzinken Kleinteile", "Schüttgut, 250 kg die Woche, Zn 8 µm.", ["verzinken-galvanisch"]),
        # an everyday verb beside other work
        ("Platten", "Kontur brennen, Flächen fräsen.", ["brennschneiden", "fraesen"]),
        # what a laser writes
        ("Halter", "Seriennummer gelasert.", ["laserbeschriften"]),
        # a hardness that the parts have already
        ("Buchsen", "Die Buchsen sind schon auf 58 HRC und müssen geschliffen werden.", ["schleifen"]),
        # the product itself where all else only treats it
        ("Handlauf", "Es fehlt ein Geländer aus Edelstahl, geschliffen.", ["gelaender", "schleifen"]),
    ],
)  # fmt: skip
def test_what_is_asked_for(title, text, expected):
    assert steps(read(title, text)) == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Gehäuse komplett", "Aluguss, Dichtflächen gefräst, eloxiert und montiert.", "giessen"),
        ("Gestell", "Geschweißt, Auflagen überfräst, lackiert RAL 7016.", "schweissen"),
        ("Feuerverzinken von Trägern", "Träger werden geschweißt geliefert.", "feuerverzinken"),
    ],
)
def test_the_lead_step_makes_the_part_unless_the_title_names_another(title, text, expected):
    assert lead(read(title, text)) == expected


def test_wishes_are_told_from_conditions():
    proposal = read(
        "Laserteile", "Laserteile aus Stahl, ISO 9001 wäre schön. Anschließend gerne auch pulverbeschichten."
    )
    assert [c.importance for c in criteria(proposal, Attribute.CERTIFICATE)] == [Importance.WISH]
    assert {s.key: s.importance for s in proposal.wanted.steps}["pulverbeschichten"] == Importance.WISH
    listed = read("Laserteile", certificates=("ISO 9001",))
    assert [c.importance for c in criteria(listed, Attribute.CERTIFICATE)] == [Importance.HARD]


@pytest.mark.parametrize(
    ("text", "attribute", "values"),
    [
        ("Platten 600 x 400 x 20 mm", Attribute.ENVELOPE, Values(length_mm=600, width_mm=400, height_mm=20)),
        ("Bolzen Ø 35 x 140", Attribute.CYLINDER, Values(diameter_mm=35, length_mm=140)),
        ("Bolzen Ø 40 h6 x 300", Attribute.CYLINDER, Values(diameter_mm=40, length_mm=300)),
        ("Halter aus 1.4301, 3 mm, gelasert", Attribute.THICKNESS, Values(thickness_min_mm=3, thickness_max_mm=3)),
        ("Stückgewicht 12 kg", Attribute.WEIGHT, Values(weight_kg=12)),
        ("Oberfläche Ra 0,4", Attribute.ROUGHNESS, Values(roughness_ra_um=0.4)),
        ("Passung 50 h6", Attribute.IT_GRADE, Values(it_grade=6)),
    ],
)  # fmt: skip
def test_sizes(text, attribute, values):
    assert [one.values for one in criteria(read("Teile fräsen", text), attribute)] == [values]


@pytest.mark.parametrize(
    ("quantity", "low", "high"),
    [
        ("2-5", 2, 5),
        ("15.000 / Jahr", 1250, 15_000),
        ("30 / Woche", 30, 30),
        ("1 Mio. / Jahr", 83_333, 1_000_000),
        ("ca. 900 Stück/Jahr", 75, 900),
    ],
)
def test_quantities(quantity, low, high):
    (batch,) = criteria(read("Drehteile", quantity=quantity), Attribute.BATCH)
    assert (batch.values.batch_min, batch.values.batch_max) == (low, high)


def test_a_weight_is_no_number_of_pieces():
    assert criteria(read("Teile verzinken", quantity="400 kg / Tag"), Attribute.BATCH) == []


def test_a_radius_is_a_condition_only_where_it_says_so():
    hard = read("Drehteile", "Höchstens 30 km um Kusel.").wanted
    soft = read("Drehteile", "Lieber im Umkreis von 60 km um Kusel.").wanted
    assert (hard.radius_km, hard.radius_is_hard) == (30, True)
    assert (soft.radius_km, soft.radius_is_hard) == (60, False)


def test_only_orders_of_parts_are_asked_for_figures():
    assert list(read("Drehteile").questions) == [
        Attribute.MATERIAL,
        Attribute.BATCH,
        Attribute.ENVELOPE,
        Attribute.DISTANCE,
    ]
    assert list(read("SPS programmieren").questions) == []
    assert list(read("Drehteile", kind=DemandKind.COOPERATION).questions) == []


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=30))
def test_no_text_breaks_the_reading(text, title, quantity):
    proposal = read(title, text, quantity=quantity)
    assert sum(step.is_lead for step in proposal.wanted.steps) == min(1, len(proposal.wanted.steps))
    assert [step.number for step in proposal.wanted.steps] == list(range(1, len(proposal.wanted.steps) + 1))


def test_what_would_do_instead_is_another_reading_of_the_same_step():
    (step,) = read(
        "12 Rahmen beschichten", "Pulverbeschichten wäre uns lieber, Nasslackieren ginge zur Not."
    ).wanted.steps
    assert [option.key for option in step.options][:2] == ["pulverbeschichten", "nasslackieren"]


def test_a_certificate_that_is_not_needed_is_no_criterion():
    assert criteria(read("Frästeile", "ISO 9001 ist nicht nötig."), Attribute.CERTIFICATE) == []


def test_a_shortened_word_does_not_end_the_sentence_of_a_radius():
    wanted = read("3 Platten fräsen", "Max. 14 km von Waldfischbach.").wanted
    assert (wanted.radius_km, wanted.radius_is_hard) == (14, True)


def test_who_leaves_the_kind_of_paint_open_means_either():
    options = read("Zaunfelder beschichten", "brauchen einen Farbauftrag in RAL 6005").wanted.steps[0].options
    assert {option.key: option.certainty for option in options} == {
        "lackieren": 1.0,
        "pulverbeschichten": 1.0,
    }


def test_a_vague_word_with_its_material_is_a_part_to_be_made():
    proposal = read("Gestell", "Gestell geschweißt, lackiert, dazu Verkleidungen aus 1,5-mm-Blech.")
    assert "blechfertigung" in steps(proposal)
    assert "blechfertigung" not in steps(read("Gestell", "Gestell geschweißt, lackiert, mit Verkleidungen."))


def test_figures_in_brackets_belong_to_the_work_before_them():
    proposal = read("Gestell geschweißt", "Flächen überfräst (3,2 m), danach lackiert.")
    (size,) = (c for c in proposal.wanted.criteria if c.attribute is Attribute.ENVELOPE)
    (milling,) = (s for s in proposal.wanted.steps if s.key == "fraesen")
    assert size.step == milling.number


def test_work_in_the_title_is_asked_for_and_the_parts_in_the_text_are_what_it_is_done_to():
    assert steps(read("Verzinken Kleinteile", "Drehteile aus 11SMn30, Zn 8 µm, 250 kg die Woche.")) == [
        "verzinken-galvanisch"
    ]
