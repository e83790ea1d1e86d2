"""Telling persons once that data about them are stored, when they did not enter them themselves (Art. 14 DSGVO).

Told are contact persons with an address of their own, and sole traders at whatever address, as soon as the nightly run
finds them – the law allows one month. Not told is who knows it already: whoever has an account, and a firm that has
answered the form itself. An office of a company ("info@") is no person.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from accounts.models import User
from companies.domain.contact_links import contact_url
from companies.enums import CompanyState
from companies.models import Cluster, Company, CompanyUser, ContactPerson
from companies.rules import is_sole_trader, mail_scope_of
from outbox.domain.mails import queue_mail
from outbox.models import Mail
from outbox.notifications import MailKind, NoLongerNeededError
from privacy.domain.addressees import is_office
from privacy.models import PersonNotice
from privacy.notifications import CONTACT_NOTICE, FIRM_NOTICE
from profiles.enums import SubmissionSource
from profiles.models import Submission

MOST_AT_ONCE = 500
"""Mails of one run; what is left follows the next day."""

_SOURCES = (
    ("Rückmeldung", "aus einem Fragebogen, den Ihr Unternehmen zurückgegeben hat"),
    ("Einreichung", "von Ihrem Unternehmen, das Sie in seinem Profil genannt hat"),
    ("Wiederhergestellt", "von Ihrem Unternehmen, das Sie in seinem Profil genannt hat"),
)
_BY_STAFF = "von der Wirtschaftsförderung, die Ihr Unternehmen eingetragen hat"


def tell_persons(now: datetime.datetime) -> str:
    """Write to everybody who has to be told; a job of the schedule."""
    told = 0
    for contact in _untold_contacts():
        told += _tell(
            CONTACT_NOTICE,
            contact.email,
            {"person": contact, "firm": contact.company.name, "source": _source_of(contact)},
            company=contact.company,
            reference=f"contact:{contact.pk}",
            now=now,
        )
        if told >= MOST_AT_ONCE:
            break
    for company in _untold_firms():
        if told >= MOST_AT_ONCE:
            break
        told += _tell(
            FIRM_NOTICE,
            company.email,
            {"firm": company.name},
            company=company,
            reference=f"firm:{company.pk}",
            now=now,
        )
    return "niemand zu unterrichten" if not told else f"{told} Personen unterrichtet"


def contact_secrets(mail: Mail) -> dict[str, str]:
    """Return the link to a contact person's own page; raises NoLongerNeededError where he or she is gone."""
    key = mail.reference.partition(":")[2]
    contact = ContactPerson.objects.filter(pk=key, email__iexact=mail.recipient.email).first()
    if contact is None:
        raise NoLongerNeededError("Die Person ist nicht mehr eingetragen.")
    return {"link": contact_url(contact)}


def _untold_contacts() -> Iterator[ContactPerson]:
    rows = (
        _not_knowing(ContactPerson.objects.exclude(email=""))
        .exclude(company__state=CompanyState.MERGED)
        .select_related("company")
        .order_by("pk")
    )
    for contact in rows.iterator():
        if not is_office(contact.email) or is_sole_trader(contact.company):
            yield contact


def _untold_firms() -> Iterator[Company]:
    itself = Submission.objects.filter(
        company=OuterRef("pk"), source__in=(SubmissionSource.FORM, SubmissionSource.LINK)
    )
    people = CompanyUser.objects.filter(company=OuterRef("pk"))
    rows = (
        _not_knowing(Company.objects.exclude(email="").exclude(state=CompanyState.MERGED))
        .filter(~Exists(itself), ~Exists(people))
        .order_by("pk")
    )
    return (company for company in rows.iterator() if is_sole_trader(company))


def _not_knowing(rows: Any) -> Any:
    """Keep rows with an address whose owner has neither been told nor has an account."""
    same = Q(address=Lower(OuterRef("email")))
    told = PersonNotice.objects.annotate(address=Lower("email")).filter(same)
    owners = User.objects.annotate(address=Lower("email")).filter(same)
    return rows.filter(~Exists(told), ~Exists(owners))


def _tell(
    kind: MailKind,
    email: str,
    context: dict[str, Any],
    *,
    company: Company,
    reference: str,
    now: datetime.datetime,
) -> bool:
    notice, is_new = PersonNotice.objects.get_or_create(email=email.lower(), defaults={"told_at": now})
    if is_new:
        cluster = Cluster.objects.filter(memberships__company=company).order_by("memberships__pk").first()
        queue_mail(
            kind=kind,
            recipient=notice.email,
            context={**context, "cluster": cluster},
            actor=None,
            reference=reference,
            scope=mail_scope_of(company),
            reply_to=cluster.agency_email if cluster else "",
            basis_note=f"eingetragen bei {company}"[:200],
            now=now,
        )
    return is_new


def _source_of(contact: ContactPerson) -> str:
    first = contact.history.order_by("history_date", "history_id").first()
    reason = (first.history_change_reason or "") if first else ""
    return next((words for start, words in _SOURCES if reason.startswith(start)), _BY_STAFF)
