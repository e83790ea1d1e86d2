"""Giving and withdrawing the consent of one contact person: he or she is shown or hidden everywhere at once."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from companies.domain.consent_records import ConsentSource, note
from companies.domain.recording import save_recorded
from companies.domain.versions import keep_version
from companies.enums import ConsentWay
from companies.models import Company, Consent, ContactPerson

if TYPE_CHECKING:
    from accounts.models import User


def give_consent(
    *, contact: ContactPerson, way: ConsentWay, actor: "User | None", at: datetime | None = None
) -> Consent:
    """Show a contact person from now on, because he or she agreed to the text in force; return the consent.

    Whoever has agreed already keeps the first consent. Raises ValidationError for a way that gives none.
    """
    if way == ConsentWay.REMOVED:
        raise ValidationError("So lässt sich keine Einwilligung erteilen.", code="way")
    with transaction.atomic():
        current = _locked(contact)
        if not current.consent_public:
            current.consent_public = True
            save_recorded(current, actor=actor, reason=f"Einwilligung erteilt ({way.label})")
            note(current, source=ConsentSource(way, at), actor=actor)
            keep_version(company=current.company, actor=actor, reason="Einwilligung erteilt")
    contact.consent_public = True
    return current.consents.in_force().get()


def withdraw_consent(
    *, contact: ContactPerson, way: ConsentWay, actor: "User | None", at: datetime | None = None
) -> bool:
    """Hide a contact person everywhere at once; return whether this call did it."""
    with transaction.atomic():
        current = _locked(contact)
        was_shown = current.consent_public
        if was_shown:
            current.consent_public = False
            save_recorded(current, actor=actor, reason=f"Einwilligung zurückgenommen ({way.label})")
            note(current, source=ConsentSource(way, at), actor=actor)
            keep_version(company=current.company, actor=actor, reason="Einwilligung zurückgenommen")
    contact.consent_public = False
    return bool(was_shown)


def _locked(contact: ContactPerson) -> ContactPerson:
    """Lock firm and person in the order in which a profile is written."""
    Company.objects.select_for_update().get(pk=contact.company_id)
    return ContactPerson.objects.select_for_update(of=("self",)).select_related("company").get(pk=contact.pk)
