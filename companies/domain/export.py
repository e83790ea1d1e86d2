"""Firms as an Excel table, with the headings of the questionnaire so that it can be read in again."""

from collections.abc import Callable, Iterable, Iterator

from companies.domain.profile_data import CertificateData, ContactData, ProfileData
from companies.domain.profile_parts import machine_lines
from companies.domain.recognition import announced_state
from companies.domain.spreadsheet import text_workbook
from companies.domain.stored_profile import profile_data_of
from companies.enums import CertificateState, CompanyKind
from companies.models import Company

_NOBODY = ContactData()


def _contact(data: ProfileData) -> ContactData:
    """The contact person, if he or she has agreed to be shown: a table leaves the house easily."""
    return data.contact if data.contact and data.contact.consent_public else _NOBODY


COLUMNS: dict[str, Callable[[ProfileData], object]] = {
    "Firmenname": lambda data: data.name,
    "Rechtsform": lambda data: data.legal_form,
    "Art des Betriebs": lambda data: CompanyKind(data.kind).label if data.kind else "",
    "Straße, Hausnummer": lambda data: data.street,
    "PLZ": lambda data: data.postcode,
    "Ort": lambda data: data.town,
    "Telefon": lambda data: data.phone,
    "E-Mail": lambda data: data.email,
    "Internet": lambda data: data.website,
    "Mitarbeiterzahl": lambda data: data.employees,
    "Gründungsjahr": lambda data: data.founded,
    "Registernummer": lambda data: data.register_number,
    "Branchen": lambda data: ", ".join(data.industries or ()),
    "1. Kernkompetenzen": lambda data: data.core_competences,
    "2. Leistungen, die Drittunternehmen angeboten werden": lambda data: data.offered_services,
    "3. Arbeiten, für die ein Partner gesucht wird": lambda data: data.sought_partners,
    "Werkstoffe": lambda data: data.materials,
    "Zertifikate (Bezeichnung, gültig bis, Nr.)": lambda data: "\n".join(
        map(certificate_line, data.certificates or ())
    ),
    "Maschinenpark": lambda data: data.machines_text or machine_lines(data.machines or ()),
    "Losgrößen": lambda data: data.batch_sizes,
    "Max. Abmessungen": lambda data: data.max_dimensions,
    "Sprachen": lambda data: ", ".join(data.languages or ()),
    "Ansprechpartner/in": lambda data: _contact(data).name,
    "Funktion": lambda data: _contact(data).role,
    "E-Mail Ansprechpartner/in": lambda data: _contact(data).email,
    "Telefon Ansprechpartner/in": lambda data: _contact(data).phone,
    "Kontaktdaten veröffentlichen (ja/nein)": lambda data: "ja" if _contact(data).consent_public else "",
    "Ausgefüllt am": lambda data: f"{data.last_confirmed:%d.%m.%Y}" if data.last_confirmed else "",
}
"""Heading → what stands in the column; the headings are those of the printed questionnaire."""


def certificate_line(certificate: CertificateData) -> str:
    """Return a certificate in one line ("ISO 9001:2015, gültig bis 31.07.2027, Nr. 99-QM-13002")."""
    parts = [certificate.name]
    if certificate.valid_until:
        parts.append(f"gültig bis {certificate.valid_until:%d.%m.%Y}")
    if certificate.number:
        announced = announced_state("", certificate.number) == CertificateState.ANNOUNCED
        parts.append(certificate.number if announced else f"Nr. {certificate.number}")
    return ", ".join(parts)


def export_workbook(companies: Iterable[Company]) -> bytes:
    """Return an XLSX workbook with one row per firm, every cell typed as text.

    In: firms, best from `Company.objects…for_profile()` so that the number of queries stays the same. Out: the
    bytes of the file; it can be read in again and then changes nothing.
    """
    return text_workbook(title="Unternehmen", header=list(COLUMNS), rows=_rows(companies))


def _rows(companies: Iterable[Company]) -> Iterator[list[str]]:
    for company in companies:
        data = profile_data_of(company)
        values = (value_of(data) for value_of in COLUMNS.values())
        yield ["" if value is None else str(value) for value in values]
