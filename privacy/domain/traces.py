"""Where somebody appears as the one who did something: every reference to an account, in tables of all apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from privacy.domain.sections import label_of, table_name

OWN = {
    "accounts.User",
    "account.EmailAddress",
    "companies.CompanyUser",
    "companies.AccessRequest",
    "mfa.Authenticator",
    "privacy.DataRequest",
    "usersessions.UserSession",
}
"""Tables whose rows belong to the person and are told as a whole by their app."""


def references_to_users() -> Iterator[models.ForeignKey]:
    """Yield the columns of all tables that name an account as the one who did something."""
    for model in apps.get_models(include_auto_created=False):
        for field in model._meta.concrete_fields:
            owned = model._meta.label in OWN and field.name == "user"
            if isinstance(field, models.ForeignKey) and field.related_model is User and not owned:
                yield field


def traces_of(user: User | None) -> list[dict[str, Any]]:
    """Return one row per table and column that names the account: what, as what, how often, and the numbers."""
    if user is None:
        return []
    found = []
    for field in references_to_users():
        keys = list(
            field.model._base_manager.filter(**{field.name: user}).order_by("pk").values_list("pk", flat=True)
        )
        if keys:
            found.append(
                {
                    "Tabelle": table_name(field.model),
                    "als": label_of(field),
                    "Einträge": len(keys),
                    "Nummern": [str(key) for key in keys],
                }
            )
    return found
