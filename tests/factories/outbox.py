"""Mails and those who get them."""

from datetime import UTC, datetime, timedelta

import factory

from outbox.enums import LegalBasis
from outbox.models import Address, JobRun, Mail

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


class JobRunFactory(factory.django.DjangoModelFactory):
    """A run of a job that is due; each on another day."""

    class Meta:
        model = JobRun

    job = "sample.job"
    due_at = factory.Sequence(lambda n: WRITTEN + timedelta(days=n))
    next_attempt_at = factory.SelfAttribute("due_at")
