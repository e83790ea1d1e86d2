"""The answers of one firm as plain values, on their way into or out of the directory."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

from companies.domain.limits import Limits


@dataclass(frozen=True, slots=True)
class MachineData:
    """A machine as the firm lists it; `count` is a number of pieces, None where not stated."""

    type: str
    make: str = ""
    count: int | None = None
    details: str = ""


@dataclass(frozen=True, slots=True)
class CertificateData:
    """A certificate as the firm lists it, under the firm's own name for it; `file` is the id of a StoredFile."""

    name: str
    valid_until: datetime.date | None = None
    number: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class ContactData:
    """A contact person; None for `consent_public` is "no statement, keep"."""

    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""
    consent_public: bool | None = None
    consent_note: str = ""


@dataclass(frozen=True, slots=True)
class SiteData:
    """A further site of production, beside the one of the firm's own address."""

    label: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class CapabilityData:
    """A capability that a person entered or confirmed, for all sites.

    `process` is a key of the vocabulary, `relation` and `depth` are values of Relation and Depth, `text` is what
    the firm says about it, `limits` are pairs of the key of a material family ("" for all) and the limits.
    """

    process: str
    relation: str
    depth: str = ""
    text: str = ""
    limits: tuple[tuple[str, Limits], ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileData:
    """What a questionnaire says about one firm; the field names are those of the questionnaire.

    Every field is optional: None means "no statement, keep what is stored"; an empty text or tuple clears it.
    `kind` is a value of CompanyKind or words for it; lists are in the order the firm gave them; `notes_internal`
    is only ever added to the notes, never compared or removed; an empty part of `contact` keeps what is stored.
    `contacts` is the whole list of persons and `further_sites` of sites; `not_meant` holds what stands in the
    texts and is not meant, as "process:drehen", "material:…" or "certificate:…"; `logo` is the id of a StoredFile.
    """

    name: str | None = None
    legal_form: str | None = None
    kind: str | None = None
    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    employees: int | Literal[""] | None = None
    founded: int | Literal[""] | None = None
    register_number: str | None = None
    register_court: str | None = None
    vat_id: str | None = None
    industries: tuple[str, ...] | None = None
    core_competences: str | None = None
    offered_services: str | None = None
    sought_partners: str | None = None
    materials: str | None = None
    certificates: tuple[CertificateData, ...] | None = None
    machines: tuple[MachineData, ...] | None = None
    machines_text: str | None = None
    batch_sizes: str | None = None
    max_dimensions: str | None = None
    languages: tuple[str, ...] | None = None
    contact: ContactData | None = None
    notes_internal: str | None = None
    last_confirmed: datetime.date | None = None
    contacts: tuple[ContactData, ...] | None = None
    further_sites: tuple[SiteData, ...] | None = None
    capabilities: tuple[CapabilityData, ...] | None = None
    not_meant: tuple[str, ...] | None = None
    logo: str | None = None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Read a record with the names of the fields, nested parts as mappings, dates as date or ISO text.

        Empty texts, empty lists and None mean "no statement". Raises KeyError for an unknown name and
        ValueError for a date that is none.
        """
        known = {field.name for field in fields(cls)}
        if unknown := set(record) - known:
            raise KeyError(", ".join(sorted(unknown)))
        values = {name: value for name, value in record.items() if value not in ("", None, [], ())}
        if "certificates" in values:
            values["certificates"] = tuple(
                CertificateData(
                    name=item["name"],
                    valid_until=_date(item.get("valid_until")),
                    number=item.get("number") or "",
                )
                for item in values["certificates"]
            )
        if "machines" in values:
            values["machines"] = tuple(MachineData(**item) for item in values["machines"])
        if "contact" in values:
            values["contact"] = ContactData(**values["contact"])
        for name in ("industries", "languages"):
            if name in values:
                values[name] = tuple(values[name])
        if "last_confirmed" in values:
            values["last_confirmed"] = _date(values["last_confirmed"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the profile that changes; `field` is a name of ProfileData."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What saving a profile changes or would change; empty when everything is stored already.

    `company_id` is the firm's primary key, None where a preview would create it.
    """

    company_id: int | None
    created: bool
    changes: tuple[FieldChange, ...] = ()

    def __bool__(self) -> bool:
        return self.created or bool(self.changes)

    def __iter__(self) -> Iterator[FieldChange]:
        return iter(self.changes)


def _date(value: datetime.date | str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value
