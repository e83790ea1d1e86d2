"""Personal links by which a recipient chooses what to get, without signing in.

A link is signed, not stored: it only ever takes mail away from the address it was sent to, and has to work for as
long as the mail lies in somebody's mailbox.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from outbox.models import Address
from outbox.notifications import MailKind, kind_of

_signer = Signer(salt="outbox.preferences")


@dataclass(frozen=True)
class Links:
    """Where a recipient chooses; `unsubscribe` is empty for a kind that cannot be switched off alone."""

    preferences: str
    unsubscribe: str


def token_for(address: Address, kind: MailKind) -> str:
    """Return the signed text that names an address and the kind of mail it stood in."""
    return _signer.sign_object([address.pk, kind.key])


def read_token(token: str) -> tuple[Address, MailKind | None] | None:
    """Return address and kind (None: it no longer exists) of a token, or None for one that we did not sign."""
    try:
        pk, key = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    address = Address.objects.filter(pk=pk).first()
    return (address, kind_of(key)) if address else None


def links_for(address: Address, kind: MailKind) -> Links | None:
    """Return the links for the foot of a mail; None for a mail that was asked for."""
    if kind.requested:
        return None
    token = token_for(address, kind)
    unsubscribe = settings.BASE_URL + reverse("outbox:unsubscribe", args=[token])
    return Links(
        settings.BASE_URL + reverse("outbox:preferences", args=[token]),
        unsubscribe if kind.can_unsubscribe else "",
    )
