"""Stored rows as plain values with German labels: the same form for the JSON document, the PDF and the page."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from companies.models import Cluster, Company, Site, StoredFile
from competences.models import Certificate, Industry, Material, Place, Process
from profiles.models import Campaign, ImportBatch

Part = QuerySet | Sequence[Mapping[str, Any]]
"""What an app offers under one title: stored rows, or rows it has put into words itself."""

NAMED: tuple[type[models.Model], ...] = (
    User,
    Company,
    Cluster,
    Site,
    StoredFile,
    Process,
    Material,
    Certificate,
    Industry,
    Place,
    Campaign,
    ImportBatch,
)
"""What a reference names; of anything else only the number is told. Their names need no further query."""

_HISTORY = {
    "history_id": "Nummer des Eintrags",
    "history_date": "wann",
    "history_type": "was",
    "history_user": "wer",
    "history_change_reason": "warum",
}
_WHAT_HAPPENED = {"+": "angelegt", "~": "geändert", "-": "gelöscht"}


@dataclass(frozen=True)
class Section:
    """The rows under one title. `labels` gives the German name of every key that rows have."""

    key: str
    title: str
    labels: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]


def sections_of(parts: Mapping[str, Part], withheld: Mapping[str, set[str]]) -> list[Section]:
    """Return the parts as plain values; parts without rows are left out.

    In: the parts by title; per model ("app.Model") the columns that are never told. Binary columns never are. The
    number of queries does not depend on the number of rows.
    """
    read = {title: _read(part, withheld) for title, part in parts.items()}
    names = _names(rows for rows in read.values() if isinstance(rows, _Rows))
    found = []
    for title, rows in read.items():
        if isinstance(rows, _Rows):
            section = Section(rows.model._meta.label, title, rows.labels(), rows.plain(names))
        else:
            labels = {key: key for row in rows for key in row}
            section = Section(title, title, labels, [_plain_values(row) for row in rows])
        if section.rows:
            found.append(section)
    return found


Names = Mapping[type[models.Model], Mapping[Any, str]]


@dataclass(frozen=True)
class _Rows:
    """Rows of one table that were read, with the columns and lists that may be told."""

    model: type[models.Model]
    fields: Sequence[models.Field]
    rows: Sequence[models.Model]
    lists: Mapping[str, Mapping[Any, list[Any]]]

    def labels(self) -> dict[str, str]:
        found = {field.name: label_of(field) for field in self.fields}
        return found | {
            name: str(cast(Any, self.model._meta.get_field(name)).verbose_name) for name in self.lists
        }

    def plain(self, names: Names) -> list[dict[str, Any]]:
        return [
            {field.name: _value(field, row, names) for field in self.fields}
            | {name: self._listed(name, row, names) for name in self.lists}
            for row in self.rows
        ]

    def _listed(self, name: str, row: models.Model, names: Names) -> list[Any]:
        target = cast(type[models.Model], self.model._meta.get_field(name).related_model)
        return [_reference(target, key, names) for key in self.lists[name].get(row.pk, [])]


def _read(part: Part, withheld: Mapping[str, set[str]]) -> _Rows | Sequence[Mapping[str, Any]]:
    if not isinstance(part, QuerySet):
        return part
    model = part.model
    hidden = withheld.get(model._meta.label, set()) | withheld.get(_recorded(model), set())
    binary = [field.name for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]
    fields = [f for f in model._meta.concrete_fields if f.name not in hidden and f.name not in binary]
    rows = list(part.defer(*binary))
    lists = {}
    for field in model._meta.many_to_many if rows else ():
        if field.name not in hidden and field.related_model in NAMED:
            lists[field.name] = _pairs(field, rows)
    return _Rows(model, fields, rows, lists)


def _recorded(model: type[models.Model]) -> str:
    """The label of the table whose history a model keeps, its own otherwise."""
    instance = getattr(model, "instance_type", None)
    return cast(str, instance._meta.label) if instance else model._meta.label


def _pairs(field: models.ManyToManyField, rows: Sequence[models.Model]) -> dict[Any, list[Any]]:
    source, target = field.m2m_column_name(), field.m2m_reverse_name()
    through = cast(Any, field.remote_field).through
    found: dict[Any, list[Any]] = defaultdict(list)
    pairs = through._base_manager.filter(**{f"{source}__in": [row.pk for row in rows]}).order_by("pk")
    for row, key in pairs.values_list(source, target):
        found[row].append(key)
    return found


def _names(read: Iterable[_Rows]) -> Names:
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for rows in read:
        for field in rows.fields:
            if field.is_relation and field.related_model in NAMED:
                keys = {getattr(row, field.attname) for row in rows.rows} - {None}
                wanted[field.related_model] |= keys
        for name, listed in rows.lists.items():
            target = cast(type[models.Model], rows.model._meta.get_field(name).related_model)
            wanted[target] |= {key for keys in listed.values() for key in keys}
    return {
        model: {row.pk: str(row) for row in _without_bytes(model).filter(pk__in=keys)}
        for model, keys in wanted.items()
        if keys
    }


def table_name(model: type[models.Model]) -> str:
    """Return the German name of a table; of a history, that of what it records."""
    recorded = getattr(model, "instance_type", None)
    if recorded is not None:
        return f"Verlauf: {recorded._meta.verbose_name_plural}"
    return str(model._meta.verbose_name_plural)


def _without_bytes(model: type[models.Model]) -> QuerySet:
    binary = [field.name for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]
    return model._base_manager.defer(*binary)


def label_of(field: models.Field) -> str:
    """Return the German name of a column, also of those of a history."""
    if field.name in _HISTORY:
        return _HISTORY[field.name]
    return "Nummer" if field.primary_key or field.name == "id" else str(field.verbose_name)


def _value(field: models.Field, row: models.Model, names: Names) -> Any:
    value = getattr(row, field.attname)
    if value is None:
        return None
    if field.is_relation:
        return _reference(cast(type[models.Model], field.related_model), value, names)
    if field.name == "history_type":
        return _WHAT_HAPPENED[value]
    if field.choices and value != "":
        return {"wert": value, "bezeichnung": str(dict(field.flatchoices).get(value, value))}
    return _plain(value)


def _reference(model: type[models.Model], key: Any, names: Names) -> dict[str, Any]:
    told = {"nummer": _plain(key)}
    name = names.get(model, {}).get(key)
    return told if name is None else {**told, "name": name}


def _plain_values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    return str(value)
