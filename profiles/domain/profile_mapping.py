"""From the fields of a return to what the directory's profile-writing function takes."""

from collections.abc import Mapping
from typing import Any

from companies.domain.kinds import company_kind
from companies.domain.profile_data import CertificateData, FieldChange, ProfileChange, ProfileData
from companies.domain.stored_profile import profile_data_of
from companies.models import Company
from competences.language import fold
from profiles.domain.profile_words import field_label, shown
from profiles.enums import ConsentDecision

_CONTACT = ("name", "role", "email", "phone")


def profile_data(
    fields: Mapping[str, Any], *, known: Company | None, consent: str = "", keep_name: bool = False
) -> ProfileData:
    """Turn the fields of a return into the directory's form.

    In: fields – flat field names, days as date or ISO text, empty values mean "no statement"; known – the firm that
    is updated: what a certificate does not state is kept as stored; consent – a ConsentDecision that stands over what
    was read; keep_name – leave the stored name although the return spells it otherwise. Out: the profile data.
    """
    record = {name: value for name, value in fields.items() if "." not in name}
    if keep_name:
        record.pop("name", None)
    kind = company_kind(record.get("kind") or "") if record.get("kind") else None
    record["kind"] = str(kind) if kind else None
    record["contact"] = _contact(fields, consent)
    data = ProfileData.from_record(record)
    if known is None or not data.certificates:
        return data
    return _with_stored_details(data, known)


def _contact(fields: Mapping[str, Any], consent: str) -> dict[str, Any] | None:
    contact = {name: fields.get(f"contact.{name}") or "" for name in _CONTACT}
    agreed = fields.get("contact.consent_public")
    note = ""
    if consent:
        agreed = consent != ConsentDecision.NO
        if consent == ConsentDecision.WITHOUT_PHONE:
            contact["phone"] = ""
            note = "ohne Telefonnummer"
    if not any(contact.values()) and agreed is None:
        return None
    return {**contact, "consent_public": agreed, "consent_note": note}


def _with_stored_details(data: ProfileData, known: Company) -> ProfileData:
    stored = {fold(entry.name): entry for entry in profile_data_of(known).certificates or ()}
    completed = []
    for entry in data.certificates or ():
        old = stored.get(fold(entry.name))
        completed.append(
            CertificateData(
                entry.name, entry.valid_until or old.valid_until, entry.number or old.number, old.file
            )
            if old
            else entry
        )
    values = {name: getattr(data, name) for name in ProfileData.__dataclass_fields__}
    return ProfileData(**{**values, "certificates": tuple(completed)})


def shown_changes(change: ProfileChange) -> list[dict[str, str]]:
    """Return what changes as texts for people: one entry per field with `label`, `old` and `new`."""
    return [
        {
            "field": item.field,
            "label": field_label(item.field),
            "old": shown(item.old),
            "new": shown(item.new),
        }
        for item in change
        if _is_worth_telling(item)
    ]


def _is_worth_telling(item: FieldChange) -> bool:
    return item.field not in ("state", "cluster") or item.old is not None
