"""Data that end only after somebody has been told: unused accounts, and the people of archived firms."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from companies.domain.editing import drop_part
from companies.models import Cluster, Company, ContactPerson
from companies.rules import mail_scope_of
from outbox.domain.mails import queue_mail
from outbox.models import Mail
from outbox.notifications import MailKind
from privacy.domain.due import archived_firms, unused_accounts
from privacy.domain.periods import Rule
from privacy.domain.retention import RULES
from privacy.notifications import ACCOUNT_ENDS, PEOPLE_END
from profiles.domain.firm_mail import mail_address_of
from profiles.enums import OPEN_SUBMISSION

REASON = "Aufbewahrungsfrist abgelaufen"


def tell_before(now: datetime.datetime) -> int:
    """Write to everybody whose data end in `told_days`, once per occasion; return how many mails were written."""
    number = 0
    for rule in RULES:
        if rule.told_days:
            soon = now + datetime.timedelta(days=rule.told_days)
            number += sum(_tell(rule, subject, soon, now) for subject in _subjects(rule, soon))
    return number


def ready_for(rule: Rule, now: datetime.datetime) -> list[int]:
    """Return the keys of the accounts or firms whose period is over and who were told long enough before.

    A firm that no mail can be written to has to be told by nobody.
    """
    subjects = list(_subjects(rule, now))
    keys = {_key(rule, subject): subject.pk for subject in subjects}
    told_until = now - datetime.timedelta(days=rule.told_days)
    # What cannot be delivered counts from the day it was written; otherwise nothing would ever end.
    mails = Mail.objects.filter(key__in=keys).annotate(told_at=Coalesce("sent_at", "created_at"))
    told = mails.filter(told_at__lte=told_until).values_list("key", flat=True)
    ready = {keys[key] for key in told}
    ready |= {one.pk for one in subjects if isinstance(one, Company) and not mail_address_of(one)[0]}
    return sorted(ready)


def forget(rule: Rule, key: int) -> None:
    """Delete an account, or the people of an archived firm; call it in a transaction."""
    if rule.key == "accounts":
        User.objects.filter(pk=key).delete()
    else:
        _forget_people(Company.objects.select_for_update().get(pk=key))


def _subjects(rule: Rule, now: datetime.datetime) -> Iterable[Any]:
    before = now - datetime.timedelta(days=rule.days)
    if rule.key == "accounts":
        return unused_accounts(before)[0].order_by("pk")
    return archived_firms(before).filter(contacts__isnull=False).distinct().order_by("pk")


def _key(rule: Rule, subject: User | Company) -> str:
    """A key for this occasion: whoever signs in or comes back is told anew."""
    since = subject.changed_at if isinstance(subject, Company) else subject.last_login or subject.date_joined
    return f"privacy.{rule.key}:{subject.pk}:{since:%Y%m%d%H%M}"


def _tell(rule: Rule, subject: User | Company, ends: datetime.datetime, now: datetime.datetime) -> bool:
    key = _key(rule, subject)
    if Mail.objects.filter(key=key).exists():
        return False
    kind: MailKind = ACCOUNT_ENDS if isinstance(subject, User) else PEOPLE_END
    email, origin = (
        (subject.email, "Benutzerkonto") if isinstance(subject, User) else mail_address_of(subject)
    )
    if not email:
        return False
    cluster = _cluster_of(subject)
    queue_mail(
        kind=kind,
        recipient=email,
        context={
            "name": str(subject),
            "ends": timezone.localdate(ends),
            "period": rule.period,
            "cluster": cluster,
        },
        actor=None,
        key=key,
        scope=mail_scope_of(subject) if isinstance(subject, Company) else "",
        reply_to=cluster.agency_email if cluster else "",
        basis_note=origin,
        now=now,
    )
    return True


def _cluster_of(subject: User | Company) -> Cluster | None:
    of_firm = {"memberships__company": subject}
    of_person = {"memberships__company__people__user": subject}
    found = Cluster.objects.filter(**(of_firm if isinstance(subject, Company) else of_person))
    return found.order_by("pk").first() or Cluster.objects.order_by("pk").first()


def _forget_people(company: Company) -> None:
    for contact in company.contacts.all():
        drop_part(row=contact, actor=None, reason=REASON)
    ContactPerson.history.filter(
        company_id=company.pk
    ).delete()  # last: the removal is written into it as well
    company.notes.all().delete()
    company.versions.all().delete()
    company.submissions.exclude(state__in=OPEN_SUBMISSION).delete()
