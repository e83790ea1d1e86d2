"""The log of what persons asked for about their data: recording, deciding, and reminding before it is due."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.domain.privacy import Person, person_of
from accounts.models import User
from companies.domain.person_traces import replaced
from companies.domain.privacy import email_lookup
from companies.models import Cluster, Company
from companies.rules import mail_scope, may_run
from outbox.domain.mails import queue_mail
from outbox.models import Mail
from outbox.notifications import MailKind
from privacy.enums import REQUEST_TRANSITIONS, Identification, RequestKind, RequestState
from privacy.models import DataRequest
from privacy.notifications import REQUEST_DUE, REQUEST_RECEIVED

REMIND_BEFORE = datetime.timedelta(days=7)
"""How long before the last day staff are reminded."""


def due_on(received_on: datetime.date) -> datetime.date:
    """Return the last day for an answer: one month later (Art. 12 Abs. 3 DSGVO), in a shorter month its last day.

    Example: 31 January → 28 February (29 in a leap year).
    """
    year, month = divmod(received_on.year * 12 + received_on.month, 12)
    return datetime.date(year, month + 1, min(received_on.day, calendar.monthrange(year, month + 1)[1]))


@transaction.atomic
def record_request(*, request: DataRequest, actor: User) -> DataRequest:
    """Store a request that staff took down, or what they found out about it since; the last day follows by itself.

    Raises PermissionDenied for anybody but staff of its cluster, ValidationError for one that is closed or not valid.
    """
    if not may_run(actor, request.cluster):
        raise PermissionDenied
    if request.pk is not None:
        _locked(request)
    request.clean_fields(exclude=["due_on"])
    request.due_on = due_on(request.received_on)
    request.full_clean()
    request.save()
    return request


@transaction.atomic
def ask(
    *,
    kind: RequestKind,
    user: User,
    message: str = "",
    company: Company | None = None,
    now: datetime.datetime,
) -> DataRequest:
    """Store what a person who is signed in asks for, about herself or himself or about a firm, and tell the staff.

    Returns the request; an open one of the same kind is returned instead of a second. Raises ValidationError where
    there is no cluster yet that could answer.
    """
    request = log(kind=kind, user=user, message=message, company=company, now=now)
    _tell_staff(request, REQUEST_RECEIVED, stage="received", actor=user)
    return request


def log(
    *,
    kind: RequestKind,
    user: User,
    message: str = "",
    company: Company | None = None,
    now: datetime.datetime,
) -> DataRequest:
    """Do what `ask` does without telling anybody: for what is answered in the same moment."""
    known = DataRequest.objects.open().filter(kind=kind, user=user, company=company).first()
    if known is not None:
        return known
    cluster, today = _cluster_for(user, company), timezone.localtime(now).date()
    request = DataRequest(
        cluster=cluster,
        kind=kind,
        name=user.get_full_name(),
        email=user.email,
        user=user,
        company=company,
        message=message,
        received_on=today,
        due_on=due_on(today),
        identified_by=Identification.ACCOUNT,
    )
    request.full_clean()
    request.save()
    return request


@transaction.atomic
def close_request(*, request: DataRequest, to: RequestState, done: str, actor: User | None) -> DataRequest:
    """Close a request; the only place where its state changes. From then on nothing of its content is stored.

    In: the request, the state, what was done (German, without names), who; None is the person alone. Raises
    ValidationError where REQUEST_TRANSITIONS does not allow it, the identity is not noted or `done` names the person.
    """
    current = _locked(request)
    if to not in REQUEST_TRANSITIONS[RequestState(current.state)]:
        raise ValidationError("Dieser Antrag ist schon abgeschlossen.", code="transition")
    if to == RequestState.FULFILLED and not current.identified_by:
        raise ValidationError(
            "Bitte halten Sie zuerst fest, wie Sie die Identität festgestellt haben.", code="identity"
        )
    if replaced(done, [current.name.strip(), current.email.strip()]) != done:
        raise ValidationError(
            "Bitte nennen Sie hier weder Name noch Adresse: Dieser Satz bleibt aufbewahrt.", code="named"
        )
    current.state, current.done = to, done.strip()
    current.decided_at, current.decided_by = timezone.now(), actor
    current.name = current.email = current.message = ""
    current.user = current.company = None
    current.full_clean()
    current.save()
    return current


def subject_of(request: DataRequest) -> Person | Company:
    """Return whose data a request is about: a firm where one is given, otherwise the person."""
    return request.company or person_of(user=request.user, email=request.email, name=request.name)


def settle_requests(
    *,
    request: DataRequest | None,
    done: str,
    actor: User,
    person: Person | None = None,
    entries: Collection[int] = (),
) -> None:
    """Close the open requests of somebody who is being erased: others than the answered as settled by it."""
    about = Q(company__in=entries)
    if person is not None:
        about |= email_lookup(person) | (Q(user=person.user) if person.user else Q(pk__in=[]))
    others = DataRequest.objects.open().filter(about).exclude(pk__in=[request.pk] if request else [])
    for other in others.order_by("pk"):
        close_request(
            request=other, to=RequestState.WITHDRAWN, done="Durch die Löschung erledigt.", actor=None
        )
    if request is not None and done:
        is_own = person is not None and person.user == actor
        close_request(request=request, to=RequestState.FULFILLED, done=done, actor=None if is_own else actor)


def remind(now: datetime.datetime) -> str:
    """Write to the staff of each cluster about requests that are due soon, and again when they are overdue."""
    today = timezone.localtime(now).date()
    waiting = DataRequest.objects.due_until(today + REMIND_BEFORE).select_related("cluster")
    count = 0
    for request in waiting.order_by("due_on", "pk"):
        stage = "overdue" if request.due_on < today else "soon"
        count += _tell_staff(request, REQUEST_DUE, stage=stage, actor=None)
    return "1 Erinnerung geschrieben" if count == 1 else f"{count} Erinnerungen geschrieben"


def _locked(request: DataRequest) -> DataRequest:
    current = DataRequest.objects.select_for_update().get(pk=request.pk)
    if current.state != RequestState.OPEN:
        raise ValidationError("Dieser Antrag ist schon abgeschlossen.", code="transition")
    return current


def _cluster_for(user: User, company: Company | None) -> Cluster:
    own = Cluster.objects.filter(memberships__company=company) if company else Cluster.objects.of_viewer(user)
    cluster = own.order_by("pk").first() or Cluster.objects.order_by("pk").first()
    if cluster is None:
        raise ValidationError("Es gibt noch kein Cluster, das antworten könnte.")
    return cluster


def _tell_staff(request: DataRequest, kind: MailKind, *, stage: str, actor: User | None) -> int:
    """Write one mail to each member of staff of the cluster, without the name of who asks; returns how many are new."""
    count = 0
    for person in request.cluster.staff.filter(is_active=True).order_by("pk"):
        key = f"privacy.request:{request.pk}:{stage}:{person.pk}"
        if Mail.objects.filter(key=key).exists():
            continue
        queue_mail(
            kind=kind,
            recipient=person.email,
            context={
                "name": person.get_full_name(),
                "kind": request.get_kind_display(),
                "number": request.pk,
                "due_on": request.due_on,
                "is_overdue": stage == "overdue",
                "link": settings.BASE_URL + reverse("admin:privacy_datarequest_change", args=[request.pk]),
            },
            actor=actor,
            reference=f"privacy.request:{request.pk}",
            scope=mail_scope(request.cluster),
            key=key,
        )
        count += 1
    return count
