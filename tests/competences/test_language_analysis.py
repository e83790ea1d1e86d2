"""What the analysis recognises, where it stands and in which role."""

from pathlib import Path

import pytest

from competences.language import Analysis, Kind, Role, Vocabulary, analyse

DATA = Path(__file__).parents[2] / "competences" / "data"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.from_files(DATA)


def processes(analysis: Analysis, *roles: Role) -> set[str]:
    return set(analysis.keys(Kind.PROCESS, *roles))


def test_suffix_and_material_prefix_of_a_compound(vocabulary: Vocabulary) -> None:
    analysis = analyse("Messingdrehteile", vocabulary)
    assert [(m.kind, m.key, m.surface) for m in analysis.mentions] == [
        (Kind.MATERIAL, "messing", "Messing"),
        (Kind.PROCESS, "drehen", "drehteile"),
    ]


def test_shortened_words_are_completed(vocabulary: Vocabulary) -> None:
    analysis = analyse("Dreh- und Frästeile", vocabulary)
    assert [(m.key, m.surface) for m in analysis.mentions] == [("drehen", "Dreh"), ("fraesen", "Frästeile")]


@pytest.mark.parametrize(
    ("text", "key", "role"),
    [
        ("KEIN Feuerverzinken, KEIN Hartchrom!", "feuerverzinken", Role.NEGATED),
        ("KEIN Feuerverzinken, KEIN Hartchrom!", "hartverchromen", Role.NEGATED),
        ("Kleben machen wir nicht.", "kleben", Role.NEGATED),
        ("Wir drehen und fräsen, schweißen können wir nicht.", "schweissen", Role.NEGATED),
        ("Wir drehen und fräsen, schweißen können wir nicht.", "drehen", Role.PLAIN),
        ("Härten und Verzinken über langjährige Partner", "haerten", Role.PARTNER),
        ("Suchen Partner für Feuerverzinken", "feuerverzinken", Role.SOUGHT),
    ],
)
def test_role(vocabulary: Vocabulary, text: str, key: str, role: Role) -> None:
    assert key in processes(analyse(text, vocabulary), role)


def test_a_wish_in_a_query_stays_plain(vocabulary: Vocabulary) -> None:
    analysis = analyse("suche Dreherei in Landstuhl", vocabulary, query=True)
    assert processes(analysis) == {"drehen"}
    assert analysis.keys(Kind.PLACE) == ("66849-landstuhl",)


def test_certificate_levels(vocabulary: Vocabulary) -> None:
    analysis = analyse("Zertifiziert nach EN 1090-2 EXC3, ISO 3834-2 und SCC**", vocabulary)
    assert [(m.key, m.level) for m in analysis.mentions if m.kind is Kind.CERTIFICATE] == [
        ("en-1090", "EXC3"),
        ("iso-3834", "-2"),
        ("scc", "SCC**"),
    ]
