"""What happened to a firm: every change of it and of its parts, newest first."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.db import models

from companies.models import (
    Capability,
    CertificateHeld,
    ColleagueInvitation,
    Company,
    CompanyName,
    CompanyUser,
    ContactPerson,
    Machine,
    Membership,
    Site,
)

PARTS: tuple[type[models.Model], ...] = (
    CompanyName,
    Site,
    Capability,
    Machine,
    CertificateHeld,
    ContactPerson,
    Membership,
    CompanyUser,
    ColleagueInvitation,
)
"""Tables of a firm whose changes are part of its history."""

_SILENT = {"id", "company", "sort_name", "match_name", "changed_at", "created_at"}
_WHAT_HAPPENED = {"+": "angelegt", "~": "geändert", "-": "gelöscht"}
SHORTENED_TO = 300
"""Most characters of an old or new value that are shown."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One column before and after, as text."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the history: when, who (empty for the system), why, what kind of row and what in it."""

    at: datetime.datetime
    who: str
    reason: str
    what: str
    thing: str
    fields: tuple[FieldDifference, ...]


def changes_of(company: Company, *, limit: int = 200) -> list[Change]:
    """Return the latest changes of a firm and its parts, newest first; the number of queries is fixed."""
    found = list(changes_in(Company, {"id": company.pk}, named=False))
    for model in PARTS:
        found += changes_in(model, {"company_id": company.pk})
    return sorted(found, key=lambda change: change.at, reverse=True)[:limit]


def changes_in(model: type[models.Model], where: dict[str, Any], *, named: bool = True) -> Iterator[Change]:
    """Yield every recorded change of the rows of one table that a condition on the history keeps, oldest first.

    `named` says of each change which row it was.
    """
    records = list(
        model.history.filter(**where)  # type: ignore[attr-defined]
        .select_related("history_user")
        .order_by("history_date", "history_id")
    )
    fields = [
        field for field in model._meta.concrete_fields if field.name not in _SILENT and field.name != "slug"
    ]
    names = _related_names(fields, records)
    latest: dict[int, models.Model] = {}
    for record in records:
        before = latest.get(record.id)
        differences = tuple(_differences(fields, before, record, names)) if record.history_type == "~" else ()
        latest[record.id] = record
        if record.history_type == "~" and not differences:
            continue
        yield Change(
            record.history_date,
            str(record.history_user or ""),
            record.history_change_reason or "",
            f"{model._meta.verbose_name} {_WHAT_HAPPENED[record.history_type]}",
            _thing(record, fields, names) if named else "",
            differences,
        )


def _related_names(fields: list[models.Field], records: list[models.Model]) -> dict[str, dict[int, str]]:
    """Fetch the names behind foreign keys, one query per column that has any."""
    names = {}
    for field in fields:
        if field.is_relation:
            keys = {getattr(record, field.attname) for record in records} - {None}
            rows = (
                cast(type[models.Model], field.related_model)._base_manager.filter(pk__in=keys)
                if keys
                else []
            )
            names[field.name] = {row.pk: str(row) for row in rows}
    return names


def _shown(field: models.Field, record: models.Model | None, names: dict[str, dict[int, str]]) -> str:
    if record is None:
        return ""
    value = getattr(record, field.attname)
    if value in (None, "", []):
        return ""
    if field.is_relation:
        return names[field.name].get(value, str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= SHORTENED_TO else f"{text[:SHORTENED_TO]}…"


def _differences(
    fields: list[models.Field],
    before: models.Model | None,
    after: models.Model,
    names: dict[str, dict[int, str]],
) -> Iterator[FieldDifference]:
    for field in fields:
        old, new = _shown(field, before, names), _shown(field, after, names)
        if old != new:
            yield FieldDifference(str(field.verbose_name), old, new)


def _thing(record: models.Model, fields: list[models.Field], names: dict[str, dict[int, str]]) -> str:
    shown = [_shown(field, record, names) for field in fields]
    return " · ".join(text for text in shown if text)[:SHORTENED_TO]
