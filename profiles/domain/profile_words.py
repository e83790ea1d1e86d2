"""Fields of a profile and their values in words, for people who compare them."""

from collections.abc import Callable
from typing import Any

from companies.domain.limit_words import limit_words
from companies.domain.profile_data import (
    CapabilityData,
    CertificateData,
    ContactData,
    MachineData,
    SiteData,
)
from companies.enums import CompanyKind, Depth, Relation
from competences.language import Kind, Vocabulary
from profiles.domain.fields import FIELDS

_LABELS = {
    **{field.name: field.label for field in FIELDS.values()},
    "contact": "Ansprechpartner/in",
    "contacts": "Ansprechpersonen",
    "state": "Zustand",
    "cluster": "Cluster",
    "machines": "Maschinen",
    "register_court": "Registergericht",
    "vat_id": "USt-IdNr.",
    "further_sites": "Weitere Standorte",
    "capabilities": "Bestätigte Leistungen",
    "not_meant": "Nicht gemeint",
    "logo": "Firmenzeichen",
}
_KINDS = {kind.value: kind for kind in Kind}


def field_label(name: str) -> str:
    """Return what a field of a profile is called."""
    return str(_LABELS.get(name, name))


def field_words(name: str, value: Any, vocabulary: Vocabulary) -> str:
    """Return the value of a field as one text for people; nothing stated is an empty text."""
    if name == "kind" and value in CompanyKind.values:
        return str(CompanyKind(value).label)
    if name == "not_meant":
        return "\n".join(_node(vocabulary, *entry.split(":", 1)) for entry in value or ())
    if name == "capabilities":
        return "\n".join(_capability(item, vocabulary) for item in value or ())
    if name == "logo":
        return "vorhanden" if value else ""
    return shown(value)


def shown(value: Any) -> str:
    """Return a value of a profile as one text: lists line by line, days as 31.03.2027, nothing as an empty text."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, (tuple, list)):
        return "\n".join(shown(item) for item in value)
    if hasattr(value, "strftime"):
        return f"{value:%d.%m.%Y}"
    if words := _PARTS.get(type(value)):
        return words(value)
    return str(getattr(value, "label", value))


def _certificate(value: CertificateData) -> str:
    day = f"bis {value.valid_until:%d.%m.%Y}" if value.valid_until else ""
    return _joined(value.name, day, value.number, "mit Urkunde" if value.file else "")


def _contact(value: ContactData) -> str:
    public = "wird gezeigt" if value.consent_public else "wird nicht gezeigt"
    return _joined(value.name, value.role, value.email, value.phone, public, value.consent_note)


def _machine(value: MachineData) -> str:
    count = f"{value.count} ×" if value.count else ""
    return " ".join(part for part in (count, value.type, value.make, value.details) if part)


def _site(value: SiteData) -> str:
    return _joined(value.label, value.street, f"{value.postcode} {value.town}".strip())


def _capability(value: CapabilityData, vocabulary: Vocabulary) -> str:
    depth = Depth(value.depth).label if value.depth else Relation(value.relation).label
    limits = [
        f"{_node(vocabulary, Kind.MATERIAL.value, key)}: {words}" if key else words
        for key, stated in value.limits
        if (words := ", ".join(f"{name} {text}" for name, text in limit_words(stated)))
    ]
    return "; ".join([f"{_node(vocabulary, Kind.PROCESS.value, value.process)} ({depth})", *limits])


def _node(vocabulary: Vocabulary, kind: str, key: str) -> str:
    try:
        return vocabulary.node(_KINDS[kind], key).name_de
    except KeyError:
        return key


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


_PARTS: dict[type[Any], Callable[[Any], str]] = {
    CertificateData: _certificate,
    ContactData: _contact,
    MachineData: _machine,
    SiteData: _site,
}
