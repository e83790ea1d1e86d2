"""Folding, tokens, compounds and the promises that hold for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competences.language import Kind, TokenType, analyse, fold
from tests.competences.language_vocabulary import shipped_vocabulary

V = shipped_vocabulary()
PIECES = st.sampled_from(
    [
        "Drehteile",
        "Dreh- und Frästeile",
        "kein",
        "nicht",
        "1.4301",
        "EN 1090-2 EXC3",
        "Ø 400",
        "über Partner",
        ":",
        ",",
        ".",
        "\n- ",
        "Messingdrehteile",
        "ß",
        "Ä",
        "suchen",
        "(",
        ")",
        "12 x 4 x 3,5 m",
        "und",
        "-",
        "–",
        "ISO 9001:2015",
        "İ",
        "ﬀ",
    ]
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Flaechenschliff", "Flächenschliff"),
        ("GIESSEN", "gießen"),
        ("Oel", "Öl"),
        ("Stahl–Bau", "Stahl-Bau"),
        ("Café", "Cafe"),
    ],
)
def test_spellings_that_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["Steuer", "neue", "aktuell", "Quelle", "Bauer"])
def test_digraphs_of_other_words_stay(word: str) -> None:
    assert fold(word) == word.lower()


@given(st.text(max_size=60))
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="äöüßÄÖÜaou eE", max_size=30))
def test_folding_writes_umlauts_out(text: str) -> None:
    written = text
    for umlaut, digraph in (
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("Ä", "Ae"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
    ):
        written = written.replace(umlaut, digraph)
    assert fold(text) == fold(written)


@pytest.mark.parametrize(
    "code",
    [
        "1.4301",
        "S355J2",
        "S355J2+N",
        "EN 1090-2",
        "M12",
        "ISO 9001:2015",
        "42CrMo4",
        "EN AW-6082",
        "AlSi10Mg",
        "L-PBF",
        "C45",
        "HB 450",
        "Ø 400",
        "ISO 3834-2",
        "AD 2000 HP0",
        "DIN EN ISO 9001:2015",
        "18CrNiMo7-6",
        "H7",
        "Ra 0,8",
        "F&E",
    ],
)
def test_codes_stay_whole(code: str) -> None:
    tokens = analyse(f"mit {code} und mehr", V).tokens
    assert [t.surface for t in tokens] == ["mit", code, "und", "mehr"]
    assert tokens[1].type is TokenType.CODE


@pytest.mark.parametrize("number", ["1.200", "12.500", "0,05", "5.000", "3,5", "400"])
def test_numbers_stay_whole(number: str) -> None:
    tokens = analyse(f"bis {number} Teile", V).tokens
    assert [(t.surface, t.type) for t in tokens][1] == (number, TokenType.NUMBER)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Drehteil", ("dreh", "teil")),
        ("Fräserei", ("fraes",)),
        ("gefräst", ("fraes",)),
        ("Stahlgeländer", ("stahl", "geland")),
        ("Flächenschliff", ("flach", "schleif")),
        ("Rohrbögen", ("rohr", "bieg")),
        ("Laserzuschnitte", ("las", "schneid")),
        ("Lohndreherei", ("lohn", "dreh")),
        ("Kunststoffteile", ("kunststoff", "teil")),
        ("Pumpengehäuse", ("pump", "gehaus")),
        ("Hallendach", ("hall", "dach")),
    ],
)
def test_compound_parts_are_roots(word: str, parts: tuple[str, ...]) -> None:
    assert analyse(word, V).tokens[0].parts == parts


@pytest.mark.parametrize(
    "family",
    [
        ["drehen", "gedreht", "Dreher", "Dreherei", "dreht"],
        ["fräsen", "gefräst", "Fräser", "Fräserei", "ausfräsen"],
        ["biegen", "gebogen", "Biegung", "Bogen", "Bögen"],
        ["schleifen", "geschliffen", "Schliff", "Schleiferei"],
        ["schneiden", "geschnitten", "Schnitt", "Zuschnitt", "Zuschnitte"],
        ["gießen", "gegossen", "Guss", "Güsse", "Gießerei"],
        ["ziehen", "gezogen", "Zug", "Züge"],
        ["schweißen", "geschweißt", "Schweißnaht", "Schweißer", "zusammenschweißen"],
    ],
)
def test_a_family_shares_its_root(family: list[str]) -> None:
    assert {analyse(word, V).tokens[0].parts for word in family} == {analyse(family[0], V).tokens[0].parts}


@pytest.mark.parametrize("text", ["CNC-Drehen", "CNC Drehen", "CNCDrehen", "cnc/drehen", "CNC\u2011Drehen"])
def test_hyphen_space_slash_and_nothing_are_equal(text: str) -> None:
    assert [(m.key, m.surface) for m in analyse(text, V).mentions] == [("drehen-cnc", text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dreh- und Frästeile", [("drehen", "Dreh"), ("fraesen", "Frästeile")]),
        (
            "Innen- und Außenrundschleifen",
            [("rundschleifen-innen", "Innen"), ("rundschleifen-aussen", "Außenrundschleifen")],
        ),
        (
            "Stück- und Schleuderverzinken",
            [("feuerverzinken", "Stück"), ("feuerverzinken", "Schleuderverzinken")],
        ),
        (
            "Dreh-, Fräs- und Schleifarbeiten",
            [("drehen", "Dreh"), ("fraesen", "Fräs"), ("schleifen", "Schleifarbeiten")],
        ),
        ("CNC-Drehen und -Fräsen", [("drehen-cnc", "CNC-Drehen"), ("fraesen-cnc", "Fräsen")]),
    ],
)
def test_shortened_words_are_completed(text: str, found: list[tuple[str, str]]) -> None:
    mentions = analyse(text, V).mentions
    assert [(m.key, m.surface) for m in mentions if m.confidence > 0.5] == found


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)))
def test_everything_found_slices_the_text(text: str) -> None:
    for query in (False, True):
        analysis = analyse(text, V, query=query)
        for item in (*analysis.mentions, *analysis.measures, *analysis.tokens, *analysis.unmapped):
            assert text[item.start : item.end] == item.surface
            assert item.surface
        assert set(analysis.unmapped) <= set(analysis.tokens)


def test_an_analysis_is_repeatable_and_its_words_in_order() -> None:
    text = "Messingdrehteile bis Ø 42 aus CuZn39Pb3, auch verchromt"
    assert analyse(text, V) == analyse(text, V)
    starts = [m.start for m in analyse(text, V).mentions]
    assert starts == sorted(starts)


def test_what_nobody_understands_is_left_over() -> None:
    analysis = analyse("Wir sind ein Familienbetrieb: Drehteile, Knallfrösche und Zierfische in Landstuhl", V)
    assert [token.surface for token in analysis.unmapped] == ["Knallfrösche", "Zierfische"]
    assert analysis.keys(Kind.PROCESS) == ("drehen",)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Automatisiertes MIG/MAG-Schweißen großer Serien", {"schutzgasschweissen", "roboterschweissen"}),
        ("MAG-Schweißen", {"mag-schweissen"}),
        ("automatisiertes Fräsen", {"fraesen"}),
    ],
)
def test_words_before_a_process_may_make_another_one_of_it(text: str, keys: set[str]) -> None:
    found = {m.key for m in analyse(text, V).mentions if m.kind is Kind.PROCESS and m.confidence > 0.5}
    assert found == keys
