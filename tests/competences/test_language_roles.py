"""What the surroundings of a mention say about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competences.language import Evidence, Kind, Role, analyse
from tests.competences.language_vocabulary import shipped_vocabulary

V = shipped_vocabulary()


def roles(text: str, *, query: bool = False) -> dict[str, Role]:
    """Return process (or certificate, industry) → role, weak questions left out."""
    return {
        m.key: m.role
        for m in analyse(text, V, query=query).mentions
        if m.role is not Role.QUESTION and m.kind is not Kind.PLACE
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kein Schmieden, keine Sandstrahlerei.", {"schmieden": Role.NEGATED, "sandstrahlen": Role.NEGATED}),
        (
            "KEIN Feuerverzinken, KEIN Hartchrom!",
            {"feuerverzinken": Role.NEGATED, "hartverchromen": Role.NEGATED},
        ),
        ("Kleben machen wir nicht", {"kleben": Role.NEGATED}),
        ("Laserschneiden nicht mehr", {"laserschneiden": Role.NEGATED}),
        (
            "Verchromen, Emaillieren usw. machen wir NICHT",
            {"verchromen": Role.NEGATED, "emaillieren": Role.NEGATED},
        ),
        ("Weder Schweißen noch Löten.", {"schweissen": Role.NEGATED, "loeten": Role.NEGATED}),
        ("Alle Verfahren außer Schmieden", {"schmieden": Role.NEGATED}),
        ("Schweißen: nein", {"schweissen": Role.NEGATED}),
        (
            "Lackieren leider nicht möglich, dafür Pulverbeschichten.",
            {"lackieren": Role.NEGATED, "pulverbeschichten": Role.PLAIN},
        ),
        (
            "Wir machen kein Laserschneiden, aber Fräsen.",
            {"laserschneiden": Role.NEGATED, "fraesen": Role.PLAIN},
        ),
        ("Wir schweißen nicht, wir kleben.", {"schweissen": Role.NEGATED, "kleben": Role.PLAIN}),
        ("Galvanik haben wir nicht im Haus", {"galvanik": Role.NEGATED}),
        ("Drehen in 5 Tagen, kein Fräsen", {"drehen": Role.PLAIN, "fraesen": Role.NEGATED}),
        # a denial in brackets that has its own word denies that one, a bare one what stands before
        ("Profile in einem Stück gekantet (nicht gestückelt)", {"kanten": Role.PLAIN}),
        ("Härten (nicht im Haus)", {"haerten": Role.NEGATED}),
        (
            "Drehen und Fräsen. Schleifen nicht.",
            {"drehen": Role.PLAIN, "fraesen": Role.PLAIN, "schleifen": Role.NEGATED},
        ),
    ],
)
def test_negation(text: str, expected: dict[str, Role]) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Fräsen ohne Mindestmenge", "fraesen"),
        ("Nicht nur Drehen, sondern auch Fräsen.", "drehen"),
        ("Nicht nur Drehen, sondern auch Fräsen.", "fraesen"),
        ("Edelstahl schweißen ist kein Problem", "schweissen"),
        ("Kein Auftrag zu klein: Drehen, Fräsen, Bohren", "bohren"),
        ("Keine Mindestmengen, kurze Lieferzeiten, Laserschneiden ab 1 Stück", "laserschneiden"),
        ("Auch ohne Zeichnung fräsen wir Ihr Teil", "fraesen"),
        ("Zerstörungsfreie Prüfung", "zfp"),
        ("Unsere Nähte sieht man nicht: Fräsen, Drehen", "fraesen"),
        ("Härten auf Anfrage", "haerten"),
        ("Wir drehen, was andere nicht fräsen wollen: Honen, Läppen", "honen"),
        ("Retrofit, Drehen von Teilen, deren Hersteller es nicht mehr gibt", "retrofit"),
    ],
)
def test_what_only_looks_like_a_denial_or_a_wish(text: str, key: str) -> None:
    assert roles(text)[key] is Role.PLAIN


def test_a_denied_material_inside_an_alias_is_the_alias() -> None:
    assert roles("nicht rostender Stahl")["edelstahl"] is Role.PLAIN


def test_a_weak_word_is_never_taken_for_a_denial() -> None:
    analysis = analyse("Drehen bis 3 m. Kein CNC!", V)
    weak = [m for m in analysis.mentions if m.evidence is Evidence.WEAK]
    assert [(m.surface, m.role) for m in weak] == [("Drehen bis", Role.QUESTION), ("CNC", Role.QUESTION)]


@pytest.mark.parametrize(
    ("text", "key", "role"),
    [
        ("Spritzverzinken (thermisch gespritztes Zink)", "feuerverzinken", Role.QUESTION),
        ("Stanzen, Lasern, Kanten", "laserschneiden", Role.PLAIN),
        ("Lohnhonen von Zylindern", "hydraulikzylinder", Role.QUESTION),
        ("Schweißen und Fräsen, Teile bis 2 m", "bauteile-baugruppen", Role.QUESTION),
        ("Drehen bis 3 m", "drehen-cnc", Role.QUESTION),
    ],
)
def test_a_weak_word_needs_close_kin_beside_it(text: str, key: str, role: Role) -> None:
    assert [m.role for m in analyse(text, V).mentions if m.key == key] == [role]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Beschichtung über Partner", {"beschichten": Role.PARTNER}),
        ("Härten und Vernickeln über langjährige Partner", {"haerten": Role.PARTNER}),
        (
            "Drehen, Fräsen, Härten (extern)",
            {"drehen": Role.PLAIN, "fraesen": Role.PLAIN, "haerten": Role.PARTNER},
        ),
        (
            "Eloxieren (über Partner), Fräsen, Drehen",
            {"eloxieren": Role.PARTNER, "fraesen": Role.PLAIN, "drehen": Role.PLAIN},
        ),
        (
            "Drehen und Fräsen im Haus, Härten und Verchromen vergeben wir an Partner.",
            {
                "drehen": Role.PLAIN,
                "fraesen": Role.PLAIN,
                "haerten": Role.PARTNER,
                "verchromen": Role.PARTNER,
            },
        ),
        ("Härten lassen wir auswärts machen.", {"haerten": Role.PARTNER}),
    ],
)
def test_through_a_partner(text: str, expected: dict[str, Role]) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Suchen Partner für Feuerverzinken", {"feuerverzinken": Role.SOUGHT}),
        (
            "Gesucht werden:\n- Laserzuschnitte\n- Drehteile\n\nWir bieten Schweißen.",
            {"laserschneiden": Role.SOUGHT, "drehen": Role.SOUGHT, "schweissen": Role.PLAIN},
        ),
        ("Wir bieten Drehen und suchen Partner für Härten", {"drehen": Role.PLAIN, "haerten": Role.SOUGHT}),
        ("Schweißer (m/w/d) gesucht", {"schweissen": Role.TRAINING}),
        ("Zeitarbeit für Dreher", {"personaldienstleistung": Role.PLAIN, "drehen": Role.TRAINING}),
        ("Wir bilden aus: Zerspanungsmechaniker (m/w/d)", {"zerspanen": Role.TRAINING}),
        ("Zertifizierung nach ISO 9001 in Vorbereitung", {"iso-9001": Role.PLANNED}),
        ("Zertifizierung nach ISO 9001 läuft", {"iso-9001": Role.PLANNED}),
        ("früher nach ISO 9001 zertifiziert", {"iso-9001": Role.EXPIRED}),
        ("QM in Anlehnung an ISO 9001", {"iso-9001": Role.EQUIVALENT}),
        (
            "Drehteile für Kunden aus der Automobilindustrie",
            {"drehen": Role.PLAIN, "automobil": Role.CUSTOMER},
        ),
        ("Reparatur von Drehmaschinen", {"maschinenreparatur": Role.PLAIN}),
        ("Verkauf von Drehmaschinen", {"maschinenhandel": Role.PLAIN}),
        ("Fräsmaschine defekt", {"maschinenreparatur": Role.PLAIN, "fraesen": Role.REPAIR}),
        ("Die Sandgießerei wurde 2019 eingestellt.", {"sandguss": Role.NEGATED}),
        (
            "Schweißer und CNC-Dreher zur Überlassung",
            {"schweissen": Role.TRAINING, "drehen-cnc": Role.TRAINING},
        ),
        ("CNC-Lehrgänge Drehen und Fräsen", {"drehen": Role.TRAINING, "fraesen": Role.TRAINING}),
        ("Drehteile für Maschinenbauer", {"drehen": Role.PLAIN, "maschinenbau": Role.CUSTOMER}),
        ("Vertrieb von Drehmaschinen", {"maschinenhandel": Role.PLAIN, "drehen": Role.TRADE}),
    ],
)
def test_other_roles(text: str, expected: dict[str, Role]) -> None:
    assert {key: role for key, role in roles(text).items() if key in expected} == expected


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Entwicklung und Berechnung mechanischer Baugruppen", None),
        ("Wir machen Konstruktion. Auslegung von mechanischen Baugruppen", None),
        ("Entwicklung und Fertigung mechanischer Baugruppen", Role.PLAIN),
        ("Fertigung und Entwicklung mechanischer Baugruppen", Role.PLAIN),
        ("Konstruktion, mechanische Baugruppen", Role.PLAIN),
    ],
)
def test_who_plans_a_product_does_not_make_it(text: str, role: Role | None) -> None:
    assert roles(text).get("baugruppenmontage") == role


@pytest.mark.parametrize(
    "text", ["suche Dreherei", "wer kann drehen", "Drehteile gesucht", "brauche Dreherei über Partner"]
)
def test_the_wording_of_a_wish_changes_nothing_in_a_query(text: str) -> None:
    assert roles(text, query=True) == {"drehen": Role.PLAIN}


def test_without_is_understood_in_a_query() -> None:
    assert roles("drehen ohne fräsen", query=True) == {"drehen": Role.PLAIN, "fraesen": Role.NEGATED}


@given(
    st.sampled_from(["Drehen", "Fräsen", "Honen", "Löten"]),
    st.sampled_from(["Kleben", "Schmieden", "Polieren"]),
)
def test_negation_stays_inside_its_clause(offered: str, denied: str) -> None:
    for text in (
        f"{offered}. Kein {denied}.",
        f"Kein {denied}, aber {offered}.",
        f"- {offered}\n- kein {denied}",
    ):
        found = analyse(text, V)
        by_surface = {m.surface: m.role for m in found.mentions if m.kind is Kind.PROCESS}
        assert (by_surface[offered], by_surface[denied]) == (Role.PLAIN, Role.NEGATED)
