"""A profile as a JSON document and back, for what is kept: drafts, submissions, older versions."""

import dataclasses
import datetime
from collections.abc import Collection, Mapping
from typing import Any

from companies.domain.limits import Limits
from companies.domain.profile_data import (
    CapabilityData,
    CertificateData,
    ContactData,
    MachineData,
    ProfileData,
    SiteData,
)

FIELDS = tuple(field.name for field in dataclasses.fields(ProfileData))
"""Names of the fields of a profile in the order of the questionnaire."""

_PARTS: dict[str, type[Any]] = {
    "certificates": CertificateData,
    "machines": MachineData,
    "contacts": ContactData,
    "further_sites": SiteData,
    "capabilities": CapabilityData,
}
_WORDS = ("industries", "languages", "not_meant")


def as_json(data: ProfileData) -> dict[str, Any]:
    """Return the stated fields as JSON values: what is None is absent, what is empty stays as empty."""
    return {name: _plain(value) for name in FIELDS if (value := getattr(data, name)) is not None}


def from_json(document: Mapping[str, Any]) -> ProfileData:
    """Return the profile that `as_json` wrote; raises TypeError for a name that is no field."""
    values = dict(document)
    for name, part in _PARTS.items():
        if name in values:
            values[name] = tuple(_part(part, item) for item in values[name])
    for name in _WORDS:
        if name in values:
            values[name] = tuple(values[name])
    if "contact" in values:
        values["contact"] = ContactData(**values["contact"])
    if "last_confirmed" in values:
        values["last_confirmed"] = datetime.date.fromisoformat(values["last_confirmed"])
    return ProfileData(**values)


def only_fields(data: ProfileData, names: Collection[str]) -> ProfileData:
    """Return the profile with the statements of these fields alone."""
    return ProfileData(**{name: getattr(data, name) for name in names})


def overlaid(data: ProfileData, newer: ProfileData) -> ProfileData:
    """Return the profile with the fields that `newer` states in place of its own."""
    return dataclasses.replace(
        data, **{name: value for name in FIELDS if (value := getattr(newer, name)) is not None}
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Limits):
        return {
            field.name: stated
            for field in dataclasses.fields(Limits)
            if (stated := getattr(value, field.name)) not in (None, "")
        }
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def _part(part: type[Any], item: Mapping[str, Any]) -> Any:
    values = dict(item)
    if values.get("valid_until"):
        values["valid_until"] = datetime.date.fromisoformat(values["valid_until"])
    if "limits" in values:
        values["limits"] = tuple((material, Limits(**limits)) for material, limits in values["limits"])
    return part(**values)
