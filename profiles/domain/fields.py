"""The one table of questions: every field of a returned questionnaire, its kind and the wordings that occur.

A heading is compared folded (case, umlauts, punctuation and the number in front do not matter), first for equality,
then for likeness, so that `Mitarbeiteranzhal` and `Kernkompetenzn` are understood. Some headings ask for two things
at once (`PLZ / Ort`); they are targets of their own with more than one field.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rapidfuzz import fuzz, process

LIKE_ENOUGH = 87
"""Least likeness (0–100) at which a misspelt heading counts as a known one."""

SHORTEST_FUZZY = 6
"""Headings shorter than this must be written exactly: `Ort` and `Art` differ by one letter."""


class Kind(Enum):
    """How a field is read."""

    TEXT = "text"
    LONG_TEXT = "long text"
    LIST = "list"
    POSTCODE = "postcode"
    EMPLOYEES = "employees"
    YEAR = "year"
    DATE = "date"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    CONSENT = "consent"
    COMPANY_KIND = "kind of firm"
    CERTIFICATES = "certificates"


@dataclass(frozen=True)
class Field:
    """A field of the questionnaire: its name in the results, its German label, how it is read, how long it may be."""

    name: str
    label: str
    kind: Kind
    longest: int = 0


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("name", "Firmenname", Kind.TEXT, 200),
        Field("legal_form", "Rechtsform", Kind.TEXT, 60),
        Field("kind", "Art des Betriebs", Kind.COMPANY_KIND, 60),
        Field("street", "Straße, Hausnummer", Kind.TEXT, 120),
        Field("postcode", "PLZ", Kind.POSTCODE, 5),
        Field("town", "Ort", Kind.TEXT, 100),
        Field("phone", "Telefon", Kind.PHONE, 60),
        Field("email", "E-Mail", Kind.EMAIL, 254),
        Field("website", "Internet", Kind.WEBSITE, 200),
        Field("employees", "Mitarbeiterzahl", Kind.EMPLOYEES),
        Field("founded", "Gründungsjahr", Kind.YEAR),
        Field("register_number", "Registernummer", Kind.TEXT, 60),
        Field("industries", "Branchen", Kind.LIST, 400),
        Field("core_competences", "Kernkompetenzen", Kind.LONG_TEXT, 20_000),
        Field("offered_services", "Leistungen, die angeboten werden", Kind.LONG_TEXT, 20_000),
        Field("sought_partners", "Arbeiten, für die ein Partner gesucht wird", Kind.LONG_TEXT, 20_000),
        Field("materials", "Werkstoffe", Kind.LONG_TEXT, 5_000),
        Field("certificates", "Zertifikate", Kind.CERTIFICATES, 5_000),
        Field("certificates[0].name", "Zertifikat", Kind.TEXT, 200),
        Field("certificates[0].valid_until", "Zertifikat gültig bis", Kind.DATE),
        Field("certificates[0].number", "Zertifikatsnummer", Kind.TEXT, 80),
        Field("machines_text", "Maschinenpark", Kind.LONG_TEXT, 20_000),
        Field("batch_sizes", "Losgrößen", Kind.LONG_TEXT, 500),
        Field("max_dimensions", "Max. Abmessungen", Kind.LONG_TEXT, 500),
        Field("languages", "Sprachen", Kind.LIST, 400),
        Field("contact.name", "Ansprechpartner/in", Kind.TEXT, 120),
        Field("contact.role", "Funktion", Kind.TEXT, 120),
        Field("contact.email", "E-Mail Ansprechpartner/in", Kind.EMAIL, 254),
        Field("contact.phone", "Telefon Ansprechpartner/in", Kind.PHONE, 60),
        Field("contact.consent_public", "Kontaktdaten veröffentlichen", Kind.CONSENT),
        Field("last_confirmed", "Ausgefüllt am", Kind.DATE),
    )
}

WORDINGS: dict[str, str] = {
    "name": "Firmenname|Firma|Firma / Name d. Unternehmens|Name des Unternehmens|Unternehmen|Unternehmensname|"
    "Name der Firma|Firmenbezeichnung|Betrieb|Name des Betriebs|Name|Company|Company name",
    "legal_form": "Rechtsform|Gesellschaftsform|Unternehmensform|Legal form",
    "kind": "Art des Betriebs|Betriebsart|Art|Unternehmensart|Art des Unternehmens|Kategorie|Typ",
    "street": "Straße, Hausnummer|Straße|Straße u. Nr.|Straße und Hausnummer|Straße Nr|Straße / Hausnr.|"
    "Anschrift Straße|Adresse|Street",
    "postcode": "PLZ|Postleitzahl|Plz.|Postcode|ZIP",
    "town": "Ort|Stadt|Gemeinde|Ortschaft|Wohnort|Standort|Firmensitz|Sitz|Town|City",
    "phone": "Telefon|Telefonnummer|Tel|Tel.-Nr.|Telefon-Nr.|Telefon Zentrale|Fon|Rufnummer|Phone|Telefon Firma",
    "email": "E-Mail|Mail|E-Mail-Adresse|Mailadresse|E-Mail Firma|E-Mail Zentrale|Email address",
    "website": "Internet|Homepage|Internetseite|Webseite|Website|Web|Internetadresse|www|URL|Internetauftritt",
    "employees": "Mitarbeiterzahl|Mitarbeiteranzahl|Anzahl Mitarbeiter|Zahl der Beschäftigten|Beschäftigte|Mitarbeiter|"
    "Anzahl der Mitarbeiter|Anzahl der Beschäftigten|Zahl der Mitarbeiter|Anzahl MA|MA|Beschäftigtenzahl|"
    "Mitarbeitende|Anzahl Mitarbeitende|Zahl der Beschäftigten (davon Auszubildende)|Belegschaft|Employees",
    "founded": "Gründungsjahr|Gegründet|Gegründet im Jahr|Jahr der Gründung|Gründung|Baujahr der Firma|Founded",
    "register_number": "Registernummer|Handelsregisternummer|HRB|Handelsregister|Handelsregister-Nr.",
    "industries": "Branchen|Branche|Branche(n)|Industriezweig|Wirtschaftszweig|Branchenzugehörigkeit|Industries",
    "core_competences": "Kernkompetenzen|Kernkompetenz|Was sind die Kernkompetenzen Ihres Unternehmens|"
    "Kernkompetenzen des Unternehmens|Unsere Kernkompetenzen|Was können Sie am besten|Kompetenzen|Schwerpunkte|"
    "Core competences",
    "offered_services": "Leistungen, die Drittunternehmen angeboten werden|Leistungen|Angebotene Leistungen|"
    "Leistungen f. Drittfirmen|Leistungen für Drittfirmen|Leistungen für Drittunternehmen|Leistungen für Dritte|"
    "Welche Leistungen bieten Sie Drittunternehmen an|Leistungsangebot|Dienstleistungen|Leistungsspektrum|"
    "Was bieten Sie anderen Unternehmen an|Offered services",
    "sought_partners": "Arbeiten, für die ein Partner gesucht wird|Gesuchte Partner|Partner gesucht für|"
    "Für welche Arbeiten suchen Sie einen Partner|Gesuchte Leistungen|Partnersuche|Wir suchen|Suche|"
    "Für welche Arbeiten wird ein Partner gesucht|Gesucht|Suchen Partner für|Sought partners",
    "materials": "Werkstoffe|Werkstoff|Materialien|Material|Verarbeitete Werkstoffe|Bearbeitete Werkstoffe|Materials",
    "certificates": "Zertifikate (Bezeichnung, gültig bis, Nr.)|Zertifikate|Zertifikate (mit Gültigkeit)|"
    "Zertifikate (Bezeichnung, gültig bis)|Zertifizierungen|Zulassungen|Zertifikate und Zulassungen|Certificates",
    "certificates[0].name": "Zertifizierung|Zertifikat|Zert.|Zertifikat Bezeichnung|Certificate",
    "certificates[0].valid_until": "Zert. gültig bis|Zertifikat gültig bis|Zertifizierung gültig bis|Gültig bis|"
    "Ablauf Zertifikat|Zertifikat Ablaufdatum",
    "certificates[0].number": "Zertifikatsnummer|Zertifikat-Nr.|Zert.-Nr.|Zertifikat Nummer",
    "machines_text": "Maschinenpark|Maschinen|Wichtigste Maschinen|Maschinen und Anlagen|Maschinenliste|Ausstattung|"
    "Machines",
    "batch_sizes": "Losgrößen|Losgröße|Stückzahlen|Seriengrößen|Batch sizes",
    "max_dimensions": "Max. Abmessungen|Maximale Abmessungen|Größte Abmessungen|Abmessungen|Max. Teilegröße|"
    "Maximale Bauteilgröße|Max. Maße|Max dimensions",
    "languages": "Sprachen|Sprache|Fremdsprachen|Sprachkenntnisse|Languages",
    "contact.name": "Ansprechpartner/in|Ansprechpartner|Ansprechpartnerin|Ansprechperson|Ansprechp.|Kontaktperson|"
    "Ansprechpartner Name|Name Ansprechpartner|Kontakt|Contact|Contact name|Contact person",
    "contact.role": "Funktion|Position|Funktion Ansprechpartner/in|Stellung|Rolle|Abteilung|Contact role",
    "contact.email": "E-Mail Ansprechpartner/in|E-Mail Ansprechpartner|E-Mail Ansprechperson|E-Mail Kontaktperson|"
    "Mail Ansprechpartner|E-Mail persönlich|Contact email",
    "contact.phone": "Telefon Ansprechpartner/in|Telefon Ansprechpartner|Durchwahl|Telefon Ansprechperson|"
    "Tel. Ansprechpartner|Telefon Kontaktperson|Mobil|Handy|Mobiltelefon|Contact phone",
    "contact.consent_public": "Kontaktdaten veröffentlichen (ja/nein)|Kontaktdaten veröffentlichen|Veröffentl. ok|"
    "Veröffentlichung Kontakt|Veröffentlichung|Einwilligung|Dürfen wir Name und Kontaktdaten veröffentlichen (ja/nein)|"
    "Dürfen Name und Kontaktdaten in der Datenbank veröffentlicht werden|Veröffentlichung ok|Kontakt veröffentlichen|"
    "Einwilligung Veröffentlichung|Zustimmung zur Veröffentlichung|Contact consent public",
    "last_confirmed": "Ausgefüllt am|Stand|Rückmeldung am|Datum|Rückmeldung vom|Eingang|Eingegangen am|Bestätigt am|"
    "Datum der Rückmeldung|Datum, Unterschrift|Ort, Datum|Ort, Datum, Unterschrift|Last confirmed",
    # two questions in one
    "postcode+town": "PLZ / Ort|PLZ Ort|PLZ, Ort|PLZ und Ort|Postleitzahl und Ort|Postleitzahl, Ort",
    "name+street+postcode+town": "Firma und Anschrift|Firma, Anschrift|Name und Anschrift|Firmenname und Anschrift|"
    "Unternehmen und Anschrift|Firma und Adresse|Name und Adresse des Unternehmens",
    "street+postcode+town": "Anschrift|Postanschrift|Firmenanschrift|Anschrift des Unternehmens",
    "phone+fax": "Telefon / Fax|Telefon, Fax|Tel. / Fax|Telefon und Fax",
    "phone+contact.phone": "Telefon / Mobil|Telefon, Mobil|Tel. / Handy|Telefon und Mobil|Telefon / Handy",
    "email+website": "E-Mail, Internetseite|E-Mail / Internet|E-Mail, Homepage|E-Mail und Internet|E-Mail, Internet",
    "contact.name+contact.role": "Name, Funktion|Name und Funktion|Ansprechpartner, Funktion|"
    "Ansprechpartner/in, Funktion|Ansprechpartner/in und Funktion",
    "contact.email+contact.phone": "E-Mail / Durchwahl|E-Mail, Durchwahl|E-Mail und Durchwahl",
}
"""Every heading or question that occurs, per target, separated by `|`. A target with `+` asks for several fields."""

FIELD_NAMES = frozenset(FIELDS)
KEYWORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("core_competences", ("kernkompeten",)),
    ("sought_partners", ("partner", "such")),
    ("offered_services", ("drittunternehm",)),
    ("offered_services", ("drittfirm",)),
    ("offered_services", ("leistung", "biet")),
    ("contact.consent_public", ("veroeffentlich",)),
    ("contact.consent_public", ("einwillig",)),
    ("employees", ("anzahl", "mitarbeit")),
    ("employees", ("zahl", "beschaeftig")),
)
"""Last resort for long questions: a target whose word beginnings all occur in the heading."""

INTERNAL = re.compile(r"bemerkung|notiz|vermerk|notes|internal|\binterne?[nrs]?\b", re.IGNORECASE)
"""Headings of remarks that are nobody's answer: never part of a profile."""

ERROR_HEADING = "Fehler"
"""Heading of the extra column in a correction file; it is read over silently."""


@dataclass(frozen=True)
class Target:
    """What a heading asks for: one field or several, and how sure that is (0–100)."""

    key: str
    score: float

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields, without parts the directory does not hold (the fax number)."""
        return tuple(name for name in self.key.split("+") if name in FIELDS)


def folded(heading: str) -> str:
    """Return a heading for comparison: lower case, umlauts written out, letters and digits only, no number in front."""
    text = heading.casefold()
    for umlaut, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, written)
    text = re.sub(r"[^a-z0-9]+", " ", text).strip()
    return re.sub(r"^(?:frage )?\d{1,2} (?=[a-z])", "", text)


_EXACT: dict[str, str] = {
    folded(wording): target for target, wordings in WORDINGS.items() for wording in wordings.split("|")
}
_LONG = [wording for wording in _EXACT if len(wording) >= SHORTEST_FUZZY]


@lru_cache(maxsize=4096)
def target_of(heading: str) -> Target | None:
    """Say what a heading or question asks for.

    In: the heading as written. Out: the target, or None where it is not one of the questionnaire's questions.
    """
    if heading in FIELD_NAMES:
        return Target(heading, 100)
    text = folded(heading)
    if not text or len(text) > 160 or INTERNAL.search(heading):
        return None
    if text in _EXACT:
        return Target(_EXACT[text], 100)
    if len(text) >= SHORTEST_FUZZY:
        best = process.extractOne(text, _LONG, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
        if best:
            return Target(_EXACT[best[0]], best[1])
    for target, stems in KEYWORDS:
        if all(stem in text for stem in stems):
            return Target(target, LIKE_ENOUGH - 1)
    return None


def targets_of(headings: Sequence[str]) -> list[Target | None]:
    """Say for each column what it asks for; a field is given to the column that names it most exactly.

    In: the headings from left to right. Out: as many targets, None where a column has no counterpart.
    """
    found = [target_of(heading.strip()) if heading.strip() else None for heading in headings]
    taken: set[str] = set()
    result: list[Target | None] = [None] * len(found)
    candidates = [(-target.score, index, target) for index, target in enumerate(found) if target]
    for _score, index, target in sorted(candidates, key=lambda candidate: candidate[:2]):
        if not taken.intersection(target.fields):
            taken.update(target.fields)
            result[index] = target
    return result
