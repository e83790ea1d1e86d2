"""What the outbox knows about an address: telling it, erasing it, and forgetting old texts."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.html import escape

from outbox.domain.addresses import object_to_mail
from outbox.domain.mails import change_state
from outbox.domain.rendering import mask
from outbox.enums import OPEN_STATES, MailState, ObjectionVia
from outbox.models import Address, Mail, Preference

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

FORGOTTEN = {"subject": "(Inhalt gelöscht)", "text": "", "html": "", "reply_to": ""}
"""What is left of a mail whose content is forgotten."""


def known_about(email: str) -> dict[str, Any]:
    """Return everything stored about an address as plain values, secrets masked; empty for an unknown one."""
    address = Address.objects.named(email).first()
    if address is None:
        return {}
    return {
        "email": address.email,
        "basis": address.get_basis_display(),
        "basis_note": address.basis_note,
        "since": address.since,
        "objected_at": address.objected_at,
        "undeliverable_at": address.undeliverable_at,
        "preferences": {each.kind: each.get_frequency_display() for each in address.preferences.all()},
        "mails": [
            _told(mail) for mail in address.mails.select_related("recipient").order_by("created_at", "pk")
        ],
    }


def about_addresses(emails: Collection[str]) -> dict[str, QuerySet | list[dict[str, Any]]]:
    """Return what is stored about addresses (in any spelling) by title; the text of mails with their secrets masked."""
    known = Q(pk__in=[])
    for email in sorted(emails):
        known |= Q(email__iexact=email)
    addresses = Address.objects.filter(known)
    found = list(addresses.values_list("pk", flat=True))
    return {
        "E-Mail-Adresse": addresses.order_by("pk"),
        "Wünsche zu E-Mails": Preference.objects.filter(address__in=found).order_by("pk"),
        "Verlauf: E-Mail-Adresse": Address.history.filter(known).order_by("history_id"),
        "E-Mails": [_in_words(mail) for mail in _with_recipients(Mail.objects.filter(recipient__in=found))],
    }


def mails_about(references: Collection[str]) -> list[dict[str, Any]]:
    """Return the mails that were written about things of an app, with their secrets masked."""
    return [_in_words(mail) for mail in _with_recipients(Mail.objects.about(*references))]


def _with_recipients(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    return mails.select_related("recipient").order_by("created_at", "pk")


_WORDS = {
    "kind": "Art",
    "recipient": "an",
    "reply_to": "Antwort an",
    "subject": "Betreff",
    "text": "Text",
    "state": "Zustand",
    "created_at": "geschrieben am",
    "sent_at": "gesendet am",
    "error": "Hinweis",
}


def _in_words(mail: Mail) -> dict[str, Any]:
    return {_WORDS[name]: value for name, value in _told(mail).items()}


def _told(mail: Mail) -> dict[str, Any]:
    """Say what a mail holds; neither its reference, from which codes are derived, nor its marker."""
    return {
        "kind": mail.kind,
        "recipient": mail.recipient.email,
        "reply_to": mail.reply_to,
        "subject": mail.subject,
        "text": mask(mail.text, marker=mail.marker),
        "state": mail.get_state_display(),
        "created_at": mail.created_at,
        "sent_at": mail.sent_at,
        "error": mail.error,
    }


@transaction.atomic
def erase_address(*, email: str, actor: AbstractUser | None) -> int:
    """Erase an address with its mails, wishes and history, and return the number of mails.

    An address that objected stays as an entry that stops all mail, without anything else: otherwise the next import
    would write to it again (Art. 21 Abs. 3 DSGVO).
    """
    address = Address.objects.select_for_update().filter(pk__in=Address.objects.named(email)).first()
    if address is None:
        return 0
    had_objected, basis = address.objected_at, address.basis
    count, _ = Mail.objects.filter(recipient=address).delete()
    pk = address.pk
    Address.objects.filter(pk=pk).delete()
    Address.history.filter(id=pk).delete()  # last, because the deletion itself is written into it
    if had_objected:
        kept = Address.objects.create(email=address.email, basis=basis)
        object_to_mail(address=kept, via=ObjectionVia(address.objected_via), actor=actor, now=had_objected)
    return count


def closed_before(before: datetime) -> QuerySet[Mail]:
    """Return the mails that were written before then and are not on their way."""
    return Mail.objects.filter(created_at__lt=before).exclude(state__in=OPEN_STATES)


@transaction.atomic
def erase_mails_about(*, references: Collection[str]) -> int:
    """Delete the mails that were written about things of an app, and return how many they were."""
    count, _ = Mail.objects.about(*references).delete()
    return count


@transaction.atomic
def forget_mails_with(
    *, words: Collection[str], actor: AbstractUser | None, about: Collection[str] | None = None
) -> int:
    """Empty subject and texts of all mails in which one of the words stands, and return how many.

    With `about` only mails that were written under these references, and daily mails that hold one of them: right for
    names, which people choose themselves. What still waits is taken back first: it would tell somebody of what no
    longer exists. Words stand for themselves, in any case; a mail that merely contains them inside another word stays.
    """
    condition = Q(pk__in=[])
    for word in sorted(filter(None, words)):
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
        html = rf"(?<!\w){re.escape(escape(word))}(?!\w)"
        condition |= Q(subject__iregex=pattern) | Q(text__iregex=pattern) | Q(error__iregex=pattern)
        condition |= Q(html__iregex=html) | Q(reply_to__iexact=word)
    if about is not None:
        meant = Mail.objects.filter(Q(reference__in=about) | Q(collected__reference__in=about)).values("pk")
        condition &= Q(pk__in=meant)
    found = list(Mail.objects.filter(condition).order_by("pk"))
    for mail in found:
        if mail.state == MailState.WAITING:
            change_state(mail=mail, to=MailState.CANCELLED, actor=actor)
    Mail.objects.filter(pk__in=[mail.pk for mail in found]).update(**FORGOTTEN, error="")
    return len(found)
