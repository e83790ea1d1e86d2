"""Mails and those who get them."""

from datetime import UTC, datetime

import factory

from outbox.enums import LegalBasis
from outbox.models import Address, Mail

WRITTEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class AddressFactory(factory.django.DjangoModelFactory):
    """An address that wants everything."""

    class Meta:
        model = Address

    email = factory.Sequence(lambda n: f"empfang{n}@firma.example")
    basis = LegalBasis.PUBLIC_TASK


class MailFactory(factory.django.DjangoModelFactory):
    """A mail of a kind without secrets that has been due since Monday, 23.11.2026, 9:00."""

    class Meta:
        model = Mail

    kind = "sample.note"
    recipient = factory.SubFactory(AddressFactory)
    subject = factory.Sequence(lambda n: f"Nachricht {n}")
    text = "Guten Tag\n"
    html = "<p>Guten Tag</p>\n"
    next_attempt_at = WRITTEN
