"""Keeping profiles true: firms are asked once a year, reminded twice, called, and archived after two years.

Everything looks at the state of the data on a given day, so a run that did not take place is made up by the next, and
a second run of the same day finds nothing to do. A firm whose answers wait for staff has answered: it is neither asked
nor reminded, called or archived until they have decided.
"""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from companies.domain.editing import confirm_profile
from companies.domain.publishing import archive
from companies.enums import FRESH_DAYS, STALE_DAYS, CompanyState
from companies.models import Cluster, Company
from companies.rules import mail_scope, may_look_after
from outbox.domain.mails import queue_mail
from outbox.enums import MailState
from outbox.models import Mail
from profiles.domain.firm_mail import mail_address_of
from profiles.enums import RoundAnswer
from profiles.models import ConfirmationRound, Submission
from profiles.models.freshness import ConfirmationRoundQuerySet, settled_lookup
from profiles.notifications import ARCHIVED, CONFIRMATION

if TYPE_CHECKING:
    from accounts.models import User

PAUSES = (datetime.timedelta(days=14), datetime.timedelta(days=16))
"""Between the first mail and the first reminder, and between the two reminders: 14 and 30 days after the first."""

ASKED_AT_MOST = len(PAUSES) + 1

LEAST_NOTICE = datetime.timedelta(days=90)
"""So long before it is archived a firm was asked first, however old its profile is when it comes in."""


@dataclass
class Tally:
    """What one run did."""

    asked: int = 0
    reminded: int = 0
    archived: int = 0
    settled: int = 0

    def __str__(self) -> str:
        return (
            f"{self.asked} Unternehmen gefragt, {self.reminded} erinnert, {self.archived} archiviert, "
            f"{self.settled} Nachfragen hatten sich erledigt"
        )


def keep_fresh(now: datetime.datetime) -> str:
    """Ask, remind, archive; a job of the schedule. Returns in German what was done."""
    tally = Tally()
    _settle(now, tally)
    _archive(now, tally)
    _remind(now, tally)
    _ask(now, tally)
    return str(tally)


def to_be_called(rounds: ConfirmationRoundQuerySet) -> ConfirmationRoundQuerySet:
    """Keep the firms that only a call reaches: asked in vain to the end, or mail does not get through."""
    bounced = Mail.objects.filter(
        reference=Concat(Value("round:"), Cast(OuterRef("pk"), CharField())), state=MailState.BOUNCED
    )
    return rounds.unanswered().filter(
        Q(asked__gte=ASKED_AT_MOST) | Q(is_unreachable=True) | Q(Exists(bounced))
    )


def confirm_in_round(
    *, round: ConfirmationRound, actor: "User | None", now: datetime.datetime | None = None
) -> ConfirmationRound:
    """Note that the firm (through its link: `actor` None) or staff on its behalf say that the profile is right.

    Raises ValidationError when the round has ended, PermissionDenied for staff of other clusters.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = _open_round(round, actor)
        confirm_profile(company=current.company, actor=actor, on=timezone.localdate(now))
        _end(current, RoundAnswer.CONFIRMED, now)
    return current


def leave_in_round(
    *,
    round: ConfirmationRound,
    actor: "User | None",
    reason: str = "",
    now: datetime.datetime | None = None,
) -> ConfirmationRound:
    """Archive the firm because it does not want to be listed any more, and tell it so.

    Raises ValidationError when the round has ended, PermissionDenied for staff of other clusters.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = _open_round(round, actor)
        current.reason = " ".join(reason.split())[:300]
        archive(company=current.company, actor=actor, reason="möchte nicht mehr dabei sein")
        _end(current, RoundAnswer.LEFT, now)
        _tell_archived(current, now, actor, is_wish=True)
    return current


def _settle(now: datetime.datetime, tally: Tally) -> None:
    """End rounds that something else has settled: a confirmation on another way, or the firm is not shown any more."""
    settled = ConfirmationRound.objects.open().filter(settled_lookup())
    for round in settled.select_related("company"):
        changed = round.submission_id and round.company.state == CompanyState.PUBLISHED
        _end(round, RoundAnswer.CHANGED if changed else RoundAnswer.ELSEWHERE, now)
        tally.settled += 1


def _ask(now: datetime.datetime, tally: Tally) -> None:
    asked = ConfirmationRound.objects.open().filter(company=OuterRef("pk"))
    answered = Submission.objects.waiting().filter(company=OuterRef("pk"))
    for company in _older_than(FRESH_DAYS, now).filter(~Exists(asked), ~Exists(answered)).order_by("pk"):
        round = ConfirmationRound.objects.create(
            company=company, asked_about=company.confirmed_at, started_at=now
        )
        _write(round, now)
        tally.asked += 1


def _remind(now: datetime.datetime, tally: Tally) -> None:
    for asked, pause in enumerate(PAUSES, 1):
        due = ConfirmationRound.objects.unanswered().filter(asked=asked, asked_at__lte=now - pause)
        for round in due.select_related("company").order_by("pk"):
            _write(round, now)
            tally.reminded += 1


def _archive(now: datetime.datetime, tally: Tally) -> None:
    old = _older_than(STALE_DAYS, now).values("pk")
    for round in (
        ConfirmationRound.objects.unanswered()
        .filter(company__in=old, started_at__lte=now - LEAST_NOTICE)
        .select_related("company")
        .order_by("pk")
    ):
        archive(company=round.company, actor=None, reason="zwei Jahre nicht bestätigt")
        _end(round, RoundAnswer.ARCHIVED, now)
        _tell_archived(round, now, None, is_wish=False)
        tally.archived += 1


def _older_than(days: int, now: datetime.datetime) -> "QuerySet[Company]":
    """Firms that are shown and whose last confirmation (or, without one, their entry) is older than so many days."""
    before = timezone.localdate(now) - datetime.timedelta(days=days)
    return (
        Company.objects.published()
        .annotate(known_since=Coalesce("confirmed_at", TruncDate("created_at")))
        .filter(known_since__lt=before)
    )


def _write(round: ConfirmationRound, now: datetime.datetime) -> None:
    """Write the next mail of a round; where none can be written the round goes to the call list."""
    round.asked += 1
    round.asked_at = now
    company = round.company
    email, origin = mail_address_of(company)
    round.is_unreachable = not email
    if email:
        cluster = _cluster_of(company)
        mail = queue_mail(
            kind=CONFIRMATION,
            recipient=email,
            context={
                "name": company.name,
                "confirmed_at": company.confirmed_at,
                "asked": round.asked,
                "cluster": cluster,
                "archived_on": _archived_on(round),
            },
            actor=None,
            reference=round.reference,
            key=f"{round.reference}:{round.asked}",
            scope=mail_scope(cluster) if cluster else "",
            reply_to=cluster.agency_email if cluster else "",
            basis_note=origin,
            now=now,
        )
        round.is_unreachable = mail.state == MailState.REFUSED
    round.save()


def _archived_on(round: ConfirmationRound) -> datetime.date:
    """The day from which on the firm may be archived without an answer."""
    known_since = round.asked_about or timezone.localdate(round.company.created_at)
    by_age = known_since + datetime.timedelta(days=STALE_DAYS + 1)
    return max(by_age, timezone.localdate(round.started_at + LEAST_NOTICE))


def _tell_archived(
    round: ConfirmationRound, now: datetime.datetime, actor: "User | None", *, is_wish: bool
) -> None:
    company = round.company
    email, origin = mail_address_of(company)
    if not email:
        return
    cluster = _cluster_of(company)
    queue_mail(
        kind=ARCHIVED,
        recipient=email,
        context={
            "name": company.name,
            "confirmed_at": company.confirmed_at,
            "is_wish": is_wish,
            "cluster": cluster,
        },
        actor=actor,
        reference=round.reference,
        key=f"{round.reference}:archived",
        scope=mail_scope(cluster) if cluster else "",
        reply_to=cluster.agency_email if cluster else "",
        basis_note=origin,
        now=now,
    )


def _cluster_of(company: Company) -> Cluster | None:
    return Cluster.objects.filter(memberships__company=company).order_by("memberships__pk").first()


def _open_round(round: ConfirmationRound, actor: "User | None") -> ConfirmationRound:
    current = (
        ConfirmationRound.objects.select_for_update(of=("self",)).select_related("company").get(pk=round.pk)
    )
    if actor is not None and not may_look_after(actor, current.company):
        raise PermissionDenied
    if current.answer:
        raise ValidationError(
            f"Das ist schon erledigt: {current.get_answer_display()} am "
            f"{timezone.localtime(current.answered_at):%d.%m.%Y}.",
            code="answered",
        )
    return current


def _end(round: ConfirmationRound, answer: RoundAnswer, now: datetime.datetime) -> None:
    round.answer, round.answered_at = answer, now
    round.save()
