"""Telling firms of certificates that run out: once 60 and once 14 days before."""

import datetime
from collections import defaultdict
from typing import cast

from django.db.models import Prefetch
from django.utils import timezone

from companies.enums import CertificateState, CompanyState
from companies.models import CertificateHeld, Cluster, Company
from companies.rules import mail_scope
from outbox.domain.mails import queue_mail
from profiles.domain.firm_mail import mail_address_of
from profiles.models import CertificateNotice
from profiles.notifications import CERTIFICATES

EARLY_DAYS, LATE_DAYS = 60, 14


def tell_of_certificates(now: datetime.datetime) -> str:
    """Write to every firm with a certificate that runs out soon, one mail for all of them; a job of the schedule.

    A firm without an e-mail address is told as soon as it has one. Returns in German what was done.
    """
    today = timezone.localdate(now)
    soon = (
        CertificateHeld.objects.filter(
            company__state=CompanyState.PUBLISHED,
            state=CertificateState.HELD,
            valid_until__range=(today, today + datetime.timedelta(days=EARLY_DAYS)),
        )
        .select_related("certificate")
        .order_by("company", "valid_until", "pk")
    )
    told = set(
        CertificateNotice.objects.filter(valid_until__gte=today).values_list(
            "company", "certificate", "valid_until", "days_before"
        )
    )
    notices: defaultdict[int, list[CertificateNotice]] = defaultdict(list)
    for certificate in soon:
        last_day = cast(datetime.date, certificate.valid_until)
        days = LATE_DAYS if (last_day - today).days <= LATE_DAYS else EARLY_DAYS
        key = (certificate.company_id, str(certificate)[:200], last_day, days)
        if key not in told:
            told.add(key)
            notices[certificate.company_id].append(
                CertificateNotice(
                    company_id=key[0], certificate=key[1], valid_until=key[2], days_before=key[3], told_at=now
                )
            )
    clusters = Prefetch("memberships__cluster", queryset=Cluster.objects.order_by("pk"))
    firms = Company.objects.filter(pk__in=notices).prefetch_related("contacts", "memberships", clusters)
    written = sum(_write(company, notices[company.pk], now) for company in firms.order_by("pk"))
    return f"{written} Hinweise auf ablaufende Zertifikate geschrieben"


def _write(company: Company, notices: list[CertificateNotice], now: datetime.datetime) -> bool:
    email, origin = mail_address_of(company)
    if not email:
        return False
    CertificateNotice.objects.bulk_create(notices)
    cluster = next((row.cluster for row in company.memberships.all()), None)
    queue_mail(
        kind=CERTIFICATES,
        recipient=email,
        context={
            "name": company.name,
            "cluster": cluster,
            "certificates": [(notice.certificate, notice.valid_until) for notice in notices],
        },
        actor=None,
        reference=f"company:{company.pk}",
        key=f"certificates:{notices[0].pk}",
        scope=mail_scope(cluster) if cluster else "",
        reply_to=cluster.agency_email if cluster else "",
        basis_note=origin,
        now=now,
    )
    return True
