"""Which staff may see which mails."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from outbox.models import Address, Mail

ScopesOf = Callable[[Any], Collection[str]]

_providers: list[ScopesOf] = []


def register_scopes(scopes_of: ScopesOf) -> None:
    """Let an upper app say, once at start, which scopes a member of staff works in (user → scopes)."""
    _providers.append(scopes_of)


def visible_mails_lookup(user: Any) -> Q:
    """Return the condition for mails that a member of staff may see: all without a scope, and those of the own ones."""
    if user.is_superuser:
        return Q()
    return Q(scope__in=["", *(scope for provider in _providers for scope in provider(user))])


def visible_addresses(user: Any) -> QuerySet[Address]:
    """Return the addresses that a member of staff may see: with a mail that he or she may see, or without any."""
    if user.is_superuser:
        return Address.objects.all()
    mails = Mail.objects.filter(recipient=OuterRef("pk"))
    return Address.objects.filter(Exists(mails.filter(visible_mails_lookup(user))) | ~Exists(mails))
