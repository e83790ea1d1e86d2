"""„Mein Unternehmen fehlt“: written by anybody, verified by mail, decided by staff."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.domain.links import revoke_links
from companies.models import Cluster
from companies.rules import mail_scope, may_run
from outbox.domain.mails import queue_mail
from profiles.domain.registration_states import move_registration
from profiles.domain.reviewing import reject
from profiles.domain.submitting import withdraw
from profiles.enums import RegistrationState, SubmissionState
from profiles.models import Registration
from profiles.notifications import REGISTRATION, REGISTRATION_LINK, REGISTRATION_REJECTED

if TYPE_CHECKING:
    from accounts.models import User

KEPT_UNVERIFIED_DAYS = 14
"""After so many days a registration whose address nobody verified is deleted."""


def register_firm(
    *, cluster: Cluster, values: Mapping[str, str], now: datetime.datetime | None = None
) -> Registration:
    """Keep what somebody wrote and send a link to the address that was given; nothing else happens until it is used.

    In: the columns of a registration. Out: the row; the same firm with the same address gets its mail once more.
    The answer to the person must not tell the two apart, nor whether the directory knows the firm.
    """
    now = now or timezone.now()
    with transaction.atomic():
        known = (
            Registration.objects.exclude(state=RegistrationState.REJECTED)
            .filter(cluster=cluster, email__iexact=values["email"], name__iexact=values["name"])
            .first()
        )
        registration = known or Registration(cluster=cluster, **values)
        if known is None:
            registration.full_clean()
            registration.save()
        queue_mail(
            kind=REGISTRATION,
            recipient=registration.email,
            context={
                "name": registration.name,
                "person": registration.person,
                "cluster": cluster,
                "days": KEPT_UNVERIFIED_DAYS,
            },
            actor=None,
            reference=registration.reference,
            scope=mail_scope(cluster),
            reply_to=cluster.agency_email,
            basis_note="Formular „Mein Unternehmen fehlt“",
            now=now,
        )
    return registration


def reject_registration(
    *, registration: Registration, actor: "User", reason: str, now: datetime.datetime | None = None
) -> Registration:
    """Turn a registration down with a reason, which the person is told; open answers end with it.

    Raises PermissionDenied, and ValidationError where it is not verified or decided already.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = (
            Registration.objects.select_for_update(of=("self",))
            .select_related("cluster", "submission")
            .get(pk=registration.pk)
        )
        if not may_run(actor, current.cluster):
            raise PermissionDenied
        current.reason, current.rejected_by = reason.strip(), actor
        move_registration(current, RegistrationState.REJECTED, now=now)
        revoke_links(purpose=REGISTRATION_LINK, reference=current.reference, actor=actor, now=now)
        if current.submission and current.submission.state == SubmissionState.SUBMITTED:
            reject(submission=current.submission, actor=actor, note=current.reason)
            return current  # which told the person
        if current.submission and current.submission.is_writable:
            withdraw(submission=current.submission, actor=actor)
        queue_mail(
            kind=REGISTRATION_REJECTED,
            recipient=current.email,
            context={
                "name": current.name,
                "person": current.person,
                "cluster": current.cluster,
                "reason": current.reason,
            },
            actor=actor,
            reference=current.reference,
            key=f"{current.reference}:rejected",
            scope=mail_scope(current.cluster),
            reply_to=current.cluster.agency_email,
            now=now,
        )
    return current


def forget_unverified(now: datetime.datetime) -> str:
    """Delete registrations whose address nobody verified in time; a job of the schedule."""
    before = now - datetime.timedelta(days=KEPT_UNVERIFIED_DAYS)
    old = Registration.objects.filter(state=RegistrationState.UNVERIFIED, created_at__lt=before)
    number, _ = old.delete()
    return f"{number} unbestätigte Anmeldungen gelöscht"
