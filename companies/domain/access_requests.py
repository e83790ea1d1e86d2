"""Somebody says that he or she belongs to a firm: the address is confirmed first, then staff decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.links import issue_link, use_link
from accounts.models import PersonalLink
from companies.domain.duplicates import DuplicateCandidate, find_duplicates
from companies.domain.inviting import invite_colleague
from companies.domain.people import owners_of, tell_people
from companies.domain.recording import save_recorded
from companies.enums import ACCESS_REQUEST_TRANSITIONS, AccessRequestState, CompanyRole
from companies.models import AccessRequest, Cluster, Company
from companies.notifications import (
    ACCESS_CONFIRMATION,
    ACCESS_DECLINED,
    ACCESS_LINK,
    ACCESS_WAITING,
    CONFIRMATION_DAYS,
)
from companies.rules import mail_scope, may_decide, may_look_after
from outbox.domain.mails import queue_mail
from outbox.models import Mail
from outbox.notifications import NoLongerNeededError

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def request_access(
    *,
    cluster: Cluster,
    company_name: str,
    person_name: str,
    email: str,
    message: str,
    user: User | None,
    now: datetime | None = None,
) -> AccessRequest:
    """Store that somebody wants to act for a firm and send the mail that confirms the address.

    In: the firm and the person as typed; `user` is the account of somebody who is signed in, whose own address
    counts. Out: the request; an open one of the same address for the same firm is only confirmed anew. Raises
    ValidationError for values that are too long or no address.
    """
    request = AccessRequest(
        cluster=cluster,
        company_name=" ".join(company_name.split()),
        person_name=" ".join(person_name.split()),
        email=user.email if user else email,
        message=message,
        user=user,
        requested_at=now or timezone.now(),
    )
    request.clean_fields()
    # Two at once: the second waits here, until the first is stored, and finds it.
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    known = AccessRequest.objects.filter(
        email__iexact=request.email,
        company_name__iexact=request.company_name,
        state__in=[AccessRequestState.UNCONFIRMED, AccessRequestState.WAITING],
    ).first()
    if known is not None:
        request = known
    else:
        save_recorded(request, actor=user, reason="Antrag")
    if request.state == AccessRequestState.UNCONFIRMED:
        queue_mail(
            kind=ACCESS_CONFIRMATION,
            recipient=request.email,
            context={"name": request.person_name, "company_name": request.company_name},
            actor=user,
            reference=request.reference,
            scope=mail_scope(request.cluster),
            basis_note="hat selbst Zugang beantragt",
        )
    return request


@transaction.atomic
def confirm_access_request(*, link: PersonalLink, now: datetime | None = None) -> AccessRequest:
    """Note that the address of a request is right, and tell the staff who decide.

    Raises ValidationError when the link is closed or the request was confirmed before.
    """
    now = now or timezone.now()
    use_link(link=link, now=now)
    request = _moved(request_of(link), AccessRequestState.WAITING, actor=None, confirmed_at=now)
    for person in request.cluster.staff.filter(is_active=True).order_by("pk"):
        queue_mail(
            kind=ACCESS_WAITING,
            recipient=person.email,
            context={
                "person_name": request.person_name,
                "company_name": request.company_name,
                "decide_url": settings.BASE_URL
                + reverse("admin:companies_accessrequest_decide", args=[request.pk]),
            },
            actor=None,
            reference=request.reference,
            scope=mail_scope(request.cluster),
        )
    return request


@transaction.atomic
def grant_access(
    *,
    request: AccessRequest,
    company: Company,
    role: CompanyRole,
    actor: User,
    now: datetime | None = None,
) -> AccessRequest:
    """Decide that the person belongs to the firm: invite her or him, and tell the firm's owners.

    Raises PermissionDenied for an own request and for anybody but staff of the cluster who look after the firm, and
    ValidationError when it is decided already, not confirmed yet, or the person is invited or there already.
    """
    if not may_look_after(actor, company):
        raise PermissionDenied
    request = _decided(
        request, AccessRequestState.GRANTED, actor, now, company=company, role=role, reason="gewährt"
    )
    invite_colleague(company=company, email=request.email, role=role, actor=actor, now=now)
    tell_people(
        company=company,
        sentence=(
            f"{request.person_name} ({request.email}) hat Zugang zu {company} beantragt. Die Wirtschaftsförderung "
            f"hat den Antrag geprüft und die Person eingeladen, in der Rolle {role.label}."
        ),
        persons=owners_of(company),
        actor=actor,
    )
    return request


@transaction.atomic
def decline_access(
    *, request: AccessRequest, reason: str, actor: User, now: datetime | None = None
) -> AccessRequest:
    """Decide that the person gets no access, and say why. Raises like `grant_access`."""
    request = _decided(request, AccessRequestState.DECLINED, actor, now, reason=reason)
    queue_mail(
        kind=ACCESS_DECLINED,
        recipient=request.email,
        context={"name": request.person_name, "company_name": request.company_name, "reason": reason},
        actor=actor,
        reference=request.reference,
        reply_to=request.cluster.agency_email,
        scope=mail_scope(request.cluster),
    )
    return request


def resembling_companies(request: AccessRequest, user: User) -> list[DuplicateCandidate]:
    """Return the firms that somebody may mean, among those that the deciding person looks after."""
    return find_duplicates(name=request.company_name, among=Company.objects.staffed_by(user))


def forget_unconfirmed(now: datetime) -> str:
    """Delete requests whose address nobody confirmed in time, and say how many they were."""
    before = now - timedelta(days=CONFIRMATION_DAYS)
    late = AccessRequest.objects.unconfirmed().filter(requested_at__lt=before)
    keys = list(late.values_list("pk", flat=True))
    AccessRequest.objects.filter(pk__in=keys).delete()
    AccessRequest.history.filter(id__in=keys).delete()  # a deletion writes history, too
    return f"{len(keys)} unbestätigte Anträge gelöscht"


def request_of(link: PersonalLink) -> AccessRequest | None:
    """Return the request that a personal link belongs to."""
    return _by_reference(link.reference)


def new_confirmation_link(mail: Mail) -> dict[str, str]:
    """Return a fresh personal link for the mail that confirms an address."""
    request = _by_reference(mail.reference)
    if request is None or request.state != AccessRequestState.UNCONFIRMED:
        raise NoLongerNeededError("Der Antrag ist schon bestätigt oder gelöscht.")
    return {"link": issue_link(purpose=ACCESS_LINK, reference=request.reference)}


def _by_reference(reference: str) -> AccessRequest | None:
    return AccessRequest.objects.filter(pk=reference.partition(":")[2]).first()


def _decided(
    request: AccessRequest,
    to: AccessRequestState,
    actor: User,
    now: datetime | None,
    **values: object,
) -> AccessRequest:
    if not may_decide(actor, request):
        raise PermissionDenied
    return _moved(request, to, actor=actor, decided_at=now or timezone.now(), decided_by=actor, **values)


def _moved(
    request: AccessRequest | None, to: AccessRequestState, *, actor: User | None, **values: object
) -> AccessRequest:
    """Move a request to another state; the only place where a state changes."""
    row = AccessRequest.objects.select_for_update().filter(pk=request.pk).first() if request else None
    if row is None or to not in ACCESS_REQUEST_TRANSITIONS[AccessRequestState(row.state)]:
        state = row.get_state_display() if row else "gelöscht"
        raise ValidationError(f"Dieser Antrag ist schon weiter: {state}.", code="transition")
    row.state = to
    for name, value in values.items():
        setattr(row, name, value)
    row.validate_constraints()
    save_recorded(row, actor=actor, reason=f"Antrag {to.label}")
    return row
