"""Queries: places, certificates, materials, derived wordings, typo repair and near nodes."""

import pytest

from competences.language import (
    Evidence,
    Field,
    Kind,
    Node,
    Role,
    Vocabulary,
    WordIndex,
    analyse,
    nearest_nodes,
    read_field,
    repair,
    vocabulary_words,
)
from tests.competences.language_vocabulary import shipped_vocabulary

V = shipped_vocabulary()
WORDS = WordIndex.build([("Zierfische", 2), ("Kantteile", 4)]).merged(vocabulary_words(V))


def keys(text: str, kind: Kind, *, query: bool = True) -> tuple[str, ...]:
    return analyse(text, V, query=query).keys(kind)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Drehteile Landstuhl", "66849-landstuhl"),
        ("drehteile landstuhl", "66849-landstuhl"),
        ("um Landstuhl 30 km", "66849-landstuhl"),
        ("67655", "67655-kaiserslautern"),
        ("67659 Kaiserslautern", "67659-kaiserslautern"),
        ("Dreherei Ramstein", "66877-ramstein"),
        ("Schlosser in Brücken", "66904-bruecken"),
        ("Schweißen Hohenecken", "67661-kaiserslautern-hohenecken"),
    ],
)
def test_places(text: str, place: str) -> None:
    assert keys(text, Kind.PLACE) == (place,)


@pytest.mark.parametrize(
    "text", ["Brücken schweißen", "Landstuhler Straße", "Essen", "gießen", "ein Dreher aus Linz"]
)
def test_what_is_no_place(text: str) -> None:
    assert keys(text, Kind.PLACE) == ()


def test_a_radius_stands_beside_its_place() -> None:
    analysis = analyse("Umkreis 20 km Kaiserslautern Fräsen", V, query=True)
    assert [dict(m.values) for m in analysis.measures if m.attribute == "umkreis"] == [{"km": 20.0}]
    assert (analysis.keys(Kind.PLACE), analysis.keys(Kind.PROCESS)) == (
        ("67655-kaiserslautern",),
        ("fraesen",),
    )


@pytest.mark.parametrize(
    ("text", "key", "level"),
    [
        ("EN 1090-2 EXC3", "en-1090", "EXC3"),
        ("DIN EN 1090 EXC 2", "en-1090", "EXC2"),
        ("EXC3", "en-1090", "EXC3"),
        ("ISO 3834-2", "iso-3834", "-2"),
        ("iso 3834 teil 3", "iso-3834", "-3"),
        ("SCC**", "scc", "SCC**"),
        ("EN 15085 CL1", "en-15085", "CL1"),
        ("TISAX AL 3", "tisax", "AL3"),
        ("AD 2000 HP0", "ad2000-hp0", None),
        ("HP0", "ad2000-hp0", None),
        ("16949", "iatf-16949", None),
        ("9001", "iso-9001", None),
        ("DIN EN ISO 9001:2015", "iso-9001", None),
    ],
)
def test_certificates(text: str, key: str, level: str | None) -> None:
    found = [(m.key, m.level) for m in analyse(text, V, query=True).mentions if m.kind is Kind.CERTIFICATE]
    assert found == [(key, level)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1.4301", "1-4301"),
        ("14301", "1-4301"),
        ("4301", "1-4301"),
        ("S355J2+N", "s355"),
        ("42CrMo4", "42crmo4"),
        ("EN AW-6082", "almgsi"),
        ("AlSi10Mg", "al-guss"),
        ("V2A", "v2a"),
        ("Nirosta", "edelstahl"),
        ("Messing", "messing"),
    ],
)
def test_materials(text: str, key: str) -> None:
    assert keys(text, Kind.MATERIAL) == (key,)


@pytest.mark.parametrize("text", ["Stahlbeton", "Carbonitrieren"])
def test_compound_exceptions_are_no_material(text: str) -> None:
    assert keys(text, Kind.MATERIAL, query=False) == ()


def test_short_words_count_in_lower_case_only_in_queries() -> None:
    assert keys("mag", Kind.PROCESS) == ("mag-schweissen",)
    assert keys("wer das mag", Kind.PROCESS, query=False) == ()


def test_a_shortened_material_number_counts_in_queries_only() -> None:
    assert keys("4301 Blech", Kind.MATERIAL) == ("1-4301",)
    assert keys("Auftrag 4301 Blech", Kind.MATERIAL, query=False) == ()


@pytest.mark.parametrize("text", ["5-Ax", "5AX", "5 ax"])
def test_a_short_word_may_be_written_apart_in_a_query(text: str) -> None:
    assert keys(text, Kind.PROCESS) == ("fraesen-5-achs",)


def test_a_confusion_leads_to_the_right_node() -> None:
    assert keys("Gussbearbeitung", Kind.PROCESS) == ("zerspanen",)
    assert keys("Druckgussform", Kind.PROCESS) == ("formenbau",)
    assert keys("Holzfräsen", Kind.PROCESS) == ()


def test_weak_words_need_a_second_hint() -> None:
    alone = analyse("Zuschnitt", V)
    assert {m.role for m in alone.mentions} == {Role.QUESTION}
    confirmed = analyse("Bandsäge für Zuschnitt, Sägen", V)
    zuschnitt = [(m.key, m.role) for m in confirmed.mentions if m.surface == "Zuschnitt"]
    assert ("saegen", Role.PLAIN) in zuschnitt


SMALL = Vocabulary.from_records(
    [
        Node(Kind.PROCESS, "schleifen", strong=("Schleifen",)),
        Node(Kind.PROCESS, "flachschleifen", "schleifen", strong=("Flachschleifen",)),
        Node(Kind.PROCESS, "rohrbiegen", strong=("Rohrbiegen",), weak=("Biegerei",)),
        Node(Kind.PROCESS, "fraesen", strong=("Fräsen",)),
        Node(Kind.PROCESS, "messen", strong=("Messen",)),
        Node(Kind.PROCESS, "verzahnen", strong=("Verzahnen",)),
        Node(Kind.PROCESS, "verzahnungsschleifen", "verzahnen", strong=("Verzahnungsschleifen",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Flächenschliff", ["flachschleifen"]),
        ("Rohre krümmen", ["rohrbiegen"]),
        ("gebogene Rohre", ["rohrbiegen"]),
        ("Biegung von Rohren", ["rohrbiegen"]),
        ("Wer fräst", ["fraesen"]),
        ("Lohnfräserei", ["fraesen"]),
        ("Verzahnungen schleifen", ["verzahnungsschleifen", "schleifen"]),
        ("pipe bending", ["rohrbiegen"]),
    ],
)
def test_derived_wordings(text: str, found: list[str]) -> None:
    mentions = [m for m in analyse(text, SMALL, query=True).mentions if m.role is Role.PLAIN]
    assert [m.key for m in mentions] == found
    assert mentions[0].evidence is Evidence.DERIVED


@pytest.mark.parametrize("text", ["Abmessungen", "Biegerei", "wir bauen und messen"])
def test_everyday_words_of_a_profile_derive_nothing(text: str) -> None:
    assert [
        m for m in analyse(text, SMALL).mentions if m.evidence is Evidence.DERIVED and m.key != "schleifen"
    ] == []


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("Schweiskonstrucktion", "Schweißkonstruktion"),
        ("Hydraulikzilinder", "Hydraulikzylinder"),
        ("Stahlgelender", "Stahlgeländer"),
        ("Pulferbeschichtung", "Pulverbeschichtung"),
        ("Drehtiele Landstul", "Drehteile Landstuhl"),
        ("Zanräder", "Zahnräder"),
        ("Edelstal schweisen", "Edelstahl Schweißen"),
        ("Kanntteile", "Kantteile"),
    ],
)
def test_typos_are_repaired(text: str, repaired: str) -> None:
    result = repair(text, V, WORDS)
    assert result.text == repaired
    assert all(text[r.start : r.end] == r.surface for r in result.repairs)


@pytest.mark.parametrize(
    "text",
    [
        "Drehteile",
        "1.4571",
        "S355J2",
        "EN 1090-2",
        "Landstuhl",
        "Flaechenschliff",
        "Zierfische",
        "Dreherei 67655",
        "MAG",
        "ab 12 mm",
        "Stahlseile",
        "Edelstahlkamine",
        "Schilderkonstruktion",
        "warum",
    ],
)
def test_what_is_right_is_not_repaired(text: str) -> None:
    assert repair(text, V, WORDS).repairs == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("jemand der Grate entfernt", "entgraten"),
        ("Rost entfernen lassen", "strahlen"),
        ("gear cutting", "verzahnen"),
        ("Kabel konfektionieren", "kabelkonfektion"),
        ("Teile sauber machen", "teilereinigung"),
        ("Metallüberzüge", "metallische-ueberzuege"),
    ],
)
def test_nearest_nodes(text: str, key: str) -> None:
    assert nearest_nodes(text, V, limit=1)[0].key == key


def test_nothing_is_near_to_nonsense() -> None:
    assert nearest_nodes("qqqq xyzzy", V) == ()
    assert nearest_nodes("", V) == ()


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ("1 – 800", Field.BATCH, [("losgroesse", {"n": 1.0, "n2": 800.0})]),
        ("5.000 – 3 Mio.", Field.BATCH, [("losgroesse", {"n": 5000.0, "n2": 3_000_000.0})]),
        ("bis 500", Field.BATCH, [("losgroesse", {"n2": 500.0})]),
        ("1000 x 700", Field.SIZE, [("abmessung-lxb", {"a": 1000.0, "b": 700.0})]),
        ("12 m / 40 t", Field.SIZE, [("laenge", {"l": 12000.0}), ("stueckgewicht", {"m": 40000.0})]),
        (
            "Ø 350 x 700; 1000 x 500 x 400",
            Field.SIZE,
            [
                ("durchmesser-laenge", {"d": 350.0, "l": 700.0}),
                ("abmessung-lxbxh", {"a": 1000.0, "b": 500.0, "c": 400.0}),
            ],
        ),
    ],
)
def test_bare_figures_of_a_field(text: str, field: Field, found: list[tuple[str, dict[str, float]]]) -> None:
    assert [(m.attribute, dict(m.values)) for m in read_field(text, V, field)] == found
