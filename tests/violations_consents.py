"""What breaks the constraints of consents and of the texts that are agreed to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from companies.domain.consents import give_consent
from companies.enums import ConsentWay
from companies.models import Consent
from pages.domain.editing import version_in_force
from pages.enums import PageSlug
from pages.models import Page, TextVersion
from tests.factories import ContactPersonFactory


def consent(**values: Any) -> Consent:
    contact = values.pop("contact", None) or ContactPersonFactory()
    text = version_in_force(PageSlug.CONSENT)
    return Consent(
        **{
            "company": contact.company,
            "contact": contact,
            "person": contact.name,
            "text": text,
            "way": ConsentWay.FORM,
            "given_at": timezone.now(),
            **values,
        }
    )


def given_twice() -> Consent:
    contact = ContactPersonFactory()
    give_consent(contact=contact, way=ConsentWay.STAFF, actor=None)
    return consent(contact=contact)


def version(**values: Any) -> TextVersion:
    page = version_in_force(PageSlug.IMPRINT).page
    values = {"number": 2, "title": "Impressum", "body": "Wir", **values}
    return TextVersion(page=page, in_force_since=timezone.now(), **values)


CONSENTS: dict[str, Callable[[], models.Model]] = {
    "page_slug_known": lambda: Page(slug="unbekannt"),
    "text_version_once": lambda: version(number=1),
    "text_version_complete": lambda: version(title=""),
    "consent_in_force_once": given_twice,
    "consent_withdrawal_complete": lambda: consent(withdrawn_at=timezone.now() + timedelta(days=1)),
    "consent_withdrawn_later": lambda: consent(
        withdrawn_at=timezone.now() - timedelta(days=1), withdrawn_way=ConsentWay.PERSON
    ),
    "consent_given_by_somebody": lambda: consent(way=ConsentWay.REMOVED),
}
