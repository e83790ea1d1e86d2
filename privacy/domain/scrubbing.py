"""Taking names and addresses out of the traces that the product itself writes beside the data: reasons in histories,
the administration's log, notes of where an address came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.models import User
from companies.domain.person_traces import ERASED
from companies.models import Company, ProfileVersion
from outbox.models import Address, JobRun

_WRITTEN: tuple[tuple[type[models.Model], str], ...] = (
    (LogEntry, "object_repr"),
    (LogEntry, "change_message"),
    (ProfileVersion, "reason"),
    (Address, "basis_note"),
    (JobRun, "outcome"),
    (JobRun, "error"),
)


def trace_texts() -> Iterator[tuple[type[models.Model], str]]:
    """Yield the columns in which the product writes what it did, the reasons of every history among them."""
    yield from _WRITTEN
    for model in apps.get_models():
        columns = {field.name for field in model._meta.concrete_fields}
        if "history_change_reason" in columns:
            yield model, "history_change_reason"
            if "basis_note" in columns:
                yield model, "basis_note"


def scrub(words: Collection[str]) -> int:
    """Replace the words, in any case and only as whole words, in all traces; returns how many rows changed."""
    return _scrub(words, lambda model: Q())


def scrub_names(words: Collection[str], *, firms: Collection[int], user: User | None) -> int:
    """Do what `scrub` does in the traces of some firms and of one account only.

    People choose their names themselves; one that is called like a word of ours must not reach the traces of others.
    """
    return _scrub(words, lambda model: _tied(model, firms, user))


def _tied(model: type[models.Model], firms: Collection[int], user: User | None) -> Q | None:
    if model is LogEntry:
        types = ContentType.objects
        about_firm = Q(content_type=types.get_for_model(Company), object_id__in=[str(pk) for pk in firms])
        return about_firm | Q(content_type=types.get_for_model(User), object_id=str(user.pk if user else ""))
    if getattr(model, "instance_type", None) is Company:
        return Q(id__in=firms)
    has_company = any(field.name == "company" for field in model._meta.concrete_fields)
    return Q(company__in=firms) if has_company else None


def _scrub(words: Collection[str], tied: Callable[[type[models.Model]], Q | None]) -> int:
    changed = 0
    patterns = [
        rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(set(words), key=len, reverse=True) if word
    ]
    for model, column in trace_texts() if patterns else ():
        where = tied(model)
        if where is None:
            continue
        condition = Q()
        cleaned: F | Func = F(column)
        for pattern in patterns:
            condition |= Q(**{f"{column}__iregex": pattern})
            cleaned = Func(cleaned, Value(pattern), Value(ERASED), Value("gi"), function="regexp_replace")
        changed += model._base_manager.filter(where & condition).update(**{column: cleaned})
    return changed
