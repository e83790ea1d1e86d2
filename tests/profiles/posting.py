"""Delivering what was written, and reading the links that only the delivered mail holds."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.core import mail as django_mail

from outbox.domain.delivery import deliver_due

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""The present of these tests, a Monday."""


def deliver(now: datetime = NOW) -> dict[str, str]:
    """Deliver what is due and return address → text of the mails that left."""
    before = len(django_mail.outbox)
    deliver_due(clock=lambda: now)
    return {message.to[0]: message.body for message in django_mail.outbox[before:]}


def links_in(text: str) -> list[str]:
    """Paths of the personal links in a mail, in their order."""
    found = re.findall(r"https?://\S+", text)
    personal = ("/einladung/", "/profil-bestaetigen/", "/profil-aendern/", "/anmeldung/")
    return [path for url in found if (path := urlsplit(url).path).startswith(personal)]
