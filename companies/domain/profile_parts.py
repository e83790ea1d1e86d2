"""The parts of a profile that are rows of their own: address, machines, certificates, contact person."""

import dataclasses
import re
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import ValidationError

from companies.domain.consent_records import ConsentSource, end_for_removed, note
from companies.domain.identity import vat_key
from companies.domain.kinds import company_kind
from companies.domain.places import locate
from companies.domain.profile_data import CertificateData, ContactData, MachineData, ProfileData
from companies.domain.recognition import announced_state, recognise_certificate
from companies.domain.recording import assign, create_recorded, delete_recorded, save_recorded
from companies.enums import CapabilitySource
from companies.models import CertificateHeld, Company, ContactPerson, Machine, Site
from competences.domain.vocabulary import current_vocabulary, node_pks
from competences.language import Kind, fold

if TYPE_CHECKING:
    from accounts.models import User

ANALYSED = {
    "core_competences",
    "offered_services",
    "sought_partners",
    "materials",
    "machines",
    "machines_text",
    "batch_sizes",
    "max_dimensions",
    "industries",
    "certificates",
    "capabilities",
    "not_meant",
}
"""Fields of ProfileData whose change renews what is derived from the answers."""

_LISTS = ("industries", "languages", "certificates", "machines")

EMPTY = ProfileData(
    **cast(
        dict[str, Any],
        {field.name: () if field.name in _LISTS else None for field in dataclasses.fields(ProfileData)},
    )
)
"""What is stored of a firm that does not exist yet."""

NAMELESS_CONTACT = "Ansprechperson"
"""Name under which a contact is kept whose name the firm did not give."""

Row = TypeVar("Row")
Value = TypeVar("Value")

_LIST_SEPARATOR = re.compile(r"[,;/\n]")


def split_list(text: str) -> tuple[str, ...]:
    """Return the entries of a list written in one line ("Fahrzeugbau, Maschinenbau")."""
    return tuple(part.strip() for part in _LIST_SEPARATOR.split(text) if part.strip())


def cleaned(data: ProfileData) -> ProfileData:
    """Return the data in the form in which they are stored.

    Outer blanks are cut, line ends unified, web addresses complete, the kind is a value of CompanyKind and the
    USt-IdNr. in capitals without blanks. Raises ValidationError for a kind that is none.
    """
    values = {field.name: getattr(data, field.name) for field in dataclasses.fields(ProfileData)}
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if values["website"] and "://" not in values["website"]:
        values["website"] = f"https://{values['website']}"
    if values["kind"]:
        kind = company_kind(values["kind"])
        if kind is None:
            raise ValidationError(f"„{values['kind']}“ ist keine Art von Unternehmen.", code="kind")
        values["kind"] = kind.value
    if values["vat_id"]:
        values["vat_id"] = vat_key(values["vat_id"])
    return ProfileData(**values)


def differs(old: Any, new: Any) -> bool:
    """Say whether a statement changes what is stored; None and "" are both nothing, order of rows is nothing."""
    if isinstance(new, tuple) and isinstance(old, tuple) and new and dataclasses.is_dataclass(new[0]):
        return sorted(map(repr, old)) != sorted(map(repr, new))
    return (old if old is not None else "") != (new if new is not None else "")


def write_address(
    company: Company, address: dict[str, str], *, is_new: bool, actor: "User | None", reason: str
) -> None:
    """Create or change the main site and find its place; raises ValidationError for a wrong postcode."""
    site = None if is_new else company.sites.filter(is_main=True).first()
    site = site or Site(company=company, is_main=True)
    assign(site, address)
    locate(site, current_vocabulary())
    site.clean_fields(exclude=["company", "place"])
    save_recorded(site, actor=actor, reason=reason)


def machine_data(company: Company) -> tuple[MachineData, ...]:
    """Return the stored machines as values."""
    return tuple(MachineData(m.type, m.make, m.count, m.details) for m in company.machines.all())


def machine_lines(machines: Sequence[MachineData]) -> str:
    """Return a list of machines as a text with one line each ("2 × Kreissäge, Trenno, bis Ø 250")."""
    return "\n".join(
        ", ".join(
            part for part in (f"{m.count} × {m.type}" if m.count else m.type, m.make, m.details) if part
        )
        for m in machines
    )


def write_machines(
    company: Company,
    machines: Sequence[MachineData],
    *,
    is_new: bool,
    actor: "User | None",
    reason: str,
) -> None:
    """Bring the list of machines in line; rows that stay the same stay."""
    gone, new = _difference(
        [] if is_new else list(company.machines.all()),
        machines,
        lambda m: MachineData(m.type, m.make, m.count, m.details),
    )
    delete_recorded(gone, actor=actor, reason=reason)
    rows = [Machine(company=company, **dataclasses.asdict(item)) for item in new]
    for row in rows:
        row.clean_fields(exclude=["company"])
    create_recorded(rows, actor=actor, reason=reason)


def certificate_data(company: Company) -> tuple[CertificateData, ...]:
    """Return the listed certificates as values; those recognised in the text are not listed by the firm."""
    return tuple(
        _certificate_value(row)
        for row in company.certificates.all()
        if row.source == CapabilitySource.ENTERED
    )


def write_certificates(
    company: Company,
    certificates: Sequence[CertificateData],
    *,
    is_new: bool,
    actor: "User | None",
    reason: str,
) -> None:
    """Bring the list of certificates in line with what the firm lists.

    A certificate of the same name keeps its row (and scope, issuer, site); node, part and level are recognised.
    """
    rows = [] if is_new else company.certificates.all()
    stored = [row for row in rows if row.source == CapabilitySource.ENTERED]
    gone, new = _difference(stored, certificates, _certificate_value)
    by_name = {fold(_certificate_value(row).name): row for row in gone}
    vocabulary = current_vocabulary()
    created = []
    for item in new:
        row = by_name.pop(fold(item.name), None) or CertificateHeld(company=company)
        if row in gone:
            gone.remove(row)
        row.name, row.number, row.valid_until = item.name, item.number, item.valid_until
        row.file_id = uuid.UUID(item.file) if item.file else None
        known = recognise_certificate(item.name, item.number, vocabulary)
        row.certificate_id = node_pks(Kind.CERTIFICATE, vocabulary)[known.certificate] if known else None
        row.part, row.level = (known.part, known.level) if known else ("", "")
        row.state = known.state if known else announced_state(item.name, item.number)
        row.clean_fields(exclude=["company", "certificate", "file"])
        if row.pk:
            save_recorded(row, actor=actor, reason=reason)
        else:
            created.append(row)
    delete_recorded(gone, actor=actor, reason=reason)
    create_recorded(created, actor=actor, reason=reason)


def contact_data(contact: ContactPerson) -> ContactData:
    """Return a stored contact person as values."""
    return ContactData(
        contact.name,
        contact.role,
        contact.email,
        contact.phone,
        contact.consent_public,
        contact.consent_note,
    )


def compare_contact(
    company: Company | None, given: ContactData
) -> tuple[ContactData | None, ContactData | None]:
    """Return the contact person that is meant as stored and as it will be; both are equal when nothing changes.

    The person of the same name is meant, without a name the only one; otherwise a new person is added.
    """
    if given == ContactData() or given == ContactData(consent_public=False):
        return None, None
    stored = _meant_contact(company, given)
    if stored is None:
        name = given.name or NAMELESS_CONTACT
        return None, dataclasses.replace(given, name=name, consent_public=bool(given.consent_public))
    old = contact_data(stored)
    stated = {name: value for name, value in dataclasses.asdict(given).items() if value not in ("", None)}
    return old, dataclasses.replace(old, **{**stated, "name": old.name})


def name_of_contact(company: Company | None, given: ContactData) -> str:
    """Return the name of the stored contact person that is meant, the given one where none is."""
    stored = _meant_contact(company, given)
    return stored.name if stored else given.name or NAMELESS_CONTACT


def write_contact(
    company: Company,
    contact: ContactData,
    *,
    is_new: bool,
    consent: ConsentSource,
    actor: "User | None",
    reason: str,
) -> None:
    """Store a contact person; `consent` says where a new consent comes from."""
    stored = None if is_new else _meant_contact(company, contact)
    row = stored or ContactPerson(company=company)
    _save_contact(row, contact, consent, actor, reason)


def write_contacts(
    company: Company,
    contacts: Sequence[ContactData],
    *,
    consent: ConsentSource,
    actor: "User | None",
    reason: str,
) -> None:
    """Bring the list of contact persons in line; a person of the same name stays the same row."""
    stored = {fold(row.name): row for row in company.contacts.all()}
    for item in contacts:
        row = stored.pop(fold(item.name), None) or ContactPerson(company=company)
        if row.pk is None or contact_data(row) != item:
            _save_contact(row, item, consent, actor, reason)
    end_for_removed(stored.values(), actor=actor)
    delete_recorded(stored.values(), actor=actor, reason=reason)


def _save_contact(
    row: ContactPerson, contact: ContactData, consent: ConsentSource, actor: "User | None", reason: str
) -> None:
    was_shown = row.consent_public
    assign(row, {**dataclasses.asdict(contact), "consent_public": bool(contact.consent_public)})
    row.clean_fields(exclude=["company"])
    save_recorded(row, actor=actor, reason=reason)
    if row.consent_public != was_shown:
        note(row, source=consent, actor=actor)


def _meant_contact(company: Company | None, given: ContactData) -> ContactPerson | None:
    stored = list(company.contacts.all()) if company and company.pk else []
    if given.name:
        return next((row for row in stored if fold(row.name) == fold(given.name)), None)
    if len(stored) == 1:
        return stored[0]
    return next(
        (row for row in stored if (given.email and row.email == given.email) or row.name == NAMELESS_CONTACT),
        None,
    )


def _certificate_value(row: CertificateHeld) -> CertificateData:
    return CertificateData(
        row.name or str(row.certificate), row.valid_until, row.number, str(row.file_id or "")
    )


def _difference(
    stored: list[Row], wanted: Sequence[Value], value_of: Callable[[Row], Value]
) -> tuple[list[Row], list[Value]]:
    """Return rows that are not wanted any more and values that have no row, counting repetitions."""
    remaining = list(stored)
    missing = []
    for value in wanted:
        row = next((row for row in remaining if value_of(row) == value), None)
        if row is None:
            missing.append(value)
        else:
            remaining.remove(row)
    return remaining, missing
