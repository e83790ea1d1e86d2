"""Inviting many firms: whom, with which words, what went out when, and who wants no more of it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.domain.links import issue_link, revoke_links
from companies.enums import CompanyState
from companies.models import Cluster, Company
from companies.rules import mail_scope, may_run
from outbox.domain.mails import queue_mail
from profiles.domain.firm_mail import FROM_PROFILE, mail_address_of
from profiles.enums import CAMPAIGN_TRANSITIONS, CampaignState, Reach, SendingKind, SendingWay
from profiles.models import Campaign, Delivery, Invitation, Sending
from profiles.notifications import INVITATION, INVITATION_LINK
from profiles.rules import may_be_reminded, reach_of, wants_to_hear

if TYPE_CHECKING:
    from accounts.models import User

DEFAULT_MESSAGE = (
    "wir bauen ein Verzeichnis auf, in dem die Metallbetriebe der Region einander finden: Wer kann welche Arbeit, und "
    "wer sucht einen Partner dafür. Aufträge sollen nicht aus Unwissenheit in die Ferne gehen.\n\n"
    "Dafür bitten wir Sie um drei Antworten: Was können Sie am besten? Was können Sie für andere Firmen tun? Für "
    "welche Arbeiten suchen Sie einen Partner? Das dauert etwa zehn Minuten, geht auch am Telefon in der Hand und "
    "kostet nichts. Bevor etwas erscheint, sehen wir es durch."
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A firm to invite that the directory may not know; texts are empty where nothing is known."""

    name: str
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    company: Company | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to print, with the personal link that nobody can find out again."""

    invitation: Invitation
    link: str


def create_campaign(
    *,
    cluster: Cluster,
    name: str,
    actor: "User",
    message: str = DEFAULT_MESSAGE,
    answer_by: datetime.date | None = None,
    companies: Iterable[Company] = (),
    addressees: Iterable[Addressee] = (),
    origin: str = "",
) -> Campaign:
    """Prepare a campaign; nothing is sent yet.

    In: the cluster, name and letter, firms of the directory, firms from a list (with `origin`, where the list comes
    from). Raises PermissionDenied for who does not work in the cluster.
    """
    if not may_run(actor, cluster):
        raise PermissionDenied
    with transaction.atomic():
        campaign = Campaign(
            cluster=cluster, name=name, message=message, answer_by=answer_by, created_by=actor
        )
        campaign.full_clean(exclude=["created_by"])
        campaign.save()
        invite_companies(campaign=campaign, companies=companies, actor=actor)
        invite_addressees(campaign=campaign, addressees=addressees, origin=origin, actor=actor)
    return campaign


def invite_companies(*, campaign: Campaign, companies: Iterable[Company], actor: "User") -> int:
    """Add firms of the directory with the addresses they have now; return how many were new to the campaign.

    Firms of other clusters, archived and merged ones are passed over.
    """
    campaign = _open_campaign(campaign, actor)
    known = set(campaign.invitations.exclude(company=None).values_list("company", flat=True))
    wanted = (
        Company.objects.in_clusters([campaign.cluster_id])
        .exclude(state__in=(CompanyState.ARCHIVED, CompanyState.MERGED))
        .filter(pk__in=[company.pk for company in companies])
        .prefetch_related("sites", "contacts")
        .order_by("sort_name", "pk")
    )
    rows = [_invitation_of(campaign, company) for company in wanted if company.pk not in known]
    Invitation.objects.bulk_create(rows)
    return len(rows)


def invite_addressees(
    *, campaign: Campaign, addressees: Iterable[Addressee], origin: str, actor: "User"
) -> int:
    """Add firms from a list; return how many were new to the campaign.

    A firm that the directory knows is invited as that firm; what the list says of its addresses comes first.
    """
    with transaction.atomic():
        campaign = _open_campaign(campaign, actor)
        added = 0
        for addressee in addressees:
            company = addressee.company
            if company is not None:
                if campaign.invitations.filter(company=company).exists():
                    continue
                row = _invitation_of(campaign, company)
            else:
                if campaign.invitations.filter(name=addressee.name, postcode=addressee.postcode).exists():
                    continue
                row = Invitation(campaign=campaign, name=addressee.name)
            stated = {
                field: value
                for field in ("email", "phone", "street", "postcode", "town")
                if (value := getattr(addressee, field))
            }
            if "email" in stated or "postcode" in stated:
                row.origin = origin[:200]
            for field, value in stated.items():
                setattr(row, field, value)
            row.full_clean(exclude=["campaign", "company"])
            row.save()
            added += 1
    return added


def change_campaign(
    *, campaign: Campaign, name: str, message: str, answer_by: datetime.date | None, actor: "User"
) -> Campaign:
    """Change name, letter and deadline; what has left stays as it was."""
    with transaction.atomic():
        current = _open_campaign(campaign, actor)
        current.name, current.message, current.answer_by = name, message, answer_by
        current.full_clean(exclude=["created_by"])
        current.save()
    return current


def move_campaign(campaign: Campaign, to: CampaignState, *, now: datetime.datetime) -> None:
    """Bring a locked campaign into another state; the only place where it changes.

    Raises ValidationError where CAMPAIGN_TRANSITIONS does not allow the step.
    """
    if to not in CAMPAIGN_TRANSITIONS[campaign.state]:
        raise ValidationError(f"Diese Aktion ist schon {campaign.get_state_display()}.", code="transition")
    campaign.state = to
    campaign.closed_at = now if to == CampaignState.CLOSED else None
    campaign.started_at = campaign.started_at or (now if to == CampaignState.RUNNING else None)
    campaign.save()


def close_campaign(*, campaign: Campaign, actor: "User", now: datetime.datetime | None = None) -> Campaign:
    """Send nothing more; links that are out work until they run out, because somebody may just be answering."""
    with transaction.atomic():
        current = _locked(campaign, actor)
        move_campaign(current, CampaignState.CLOSED, now=now or timezone.now())
    return current


def recipients_of(campaign: Campaign, *, kind: SendingKind, now: datetime.datetime) -> list[Invitation]:
    """Return whom a sending of mails would reach now: for an invitation those at whose address nothing went yet."""
    rows = campaign.invitations.with_progress().select_related("company").order_by("name", "pk")
    if kind == SendingKind.INVITATION:
        rows = rows.unsent()
        return [row for row in rows if reach_of(row) == Reach.MAIL and wants_to_hear(row)]
    return [row for row in rows if row.mails and reach_of(row) == Reach.MAIL and may_be_reminded(row, now)]


def letters_of(campaign: Campaign, *, kind: SendingKind, now: datetime.datetime) -> list[Invitation]:
    """Return to whom letters would be printed now: firms that no mail reaches and that have a postal address."""
    rows = campaign.invitations.with_progress().select_related("company").order_by("name", "pk")
    by_letter = [row for row in rows if reach_of(row) == Reach.LETTER and wants_to_hear(row)]
    if kind == SendingKind.INVITATION:
        return [row for row in by_letter if not row.letters]
    return [row for row in by_letter if row.letters and may_be_reminded(row, now)]


def send_mails(
    *,
    campaign: Campaign,
    kind: SendingKind,
    actor: "User",
    expected_number: int,
    now: datetime.datetime | None = None,
) -> int:
    """Write an invitation or reminder to everybody whom it may reach; return how many.

    In: `expected_number` – the number of the next sending as the page showed it, so that a second click or a colleague
    does not send the same again. The first sending starts the campaign. Raises ValidationError when somebody was
    faster, the campaign is closed or nobody is left.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = _open_campaign(campaign, actor)
        reached = recipients_of(current, kind=kind, now=now)
        sending = _begin_sending(current, kind, SendingWay.MAIL, reached, actor, expected_number, now)
        for invitation in reached:
            queue_mail(
                kind=INVITATION,
                recipient=invitation.email,
                context=mail_context(current, invitation, kind),
                actor=actor,
                reference=invitation.reference,
                key=f"{invitation.reference}:sending:{sending.number}",
                scope=mail_scope(current.cluster),
                reply_to=current.cluster.agency_email,
                basis_note=invitation.origin,
                now=now,
            )
    return len(reached)


def print_letters(
    *,
    campaign: Campaign,
    kind: SendingKind,
    actor: "User",
    expected_number: int,
    now: datetime.datetime | None = None,
) -> list[Letter]:
    """Issue a link for the letter to every firm that no mail reaches; the letters are made from the result.

    Same arguments and errors as `send_mails`.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = _open_campaign(campaign, actor)
        reached = letters_of(current, kind=kind, now=now)
        _begin_sending(current, kind, SendingWay.LETTER, reached, actor, expected_number, now)
        return _with_links(reached, now)


def reprint_letters(*, sending: Sending, actor: "User", now: datetime.datetime | None = None) -> list[Letter]:
    """Make the letters of an earlier sending once more, with new links, because its file or paper was lost.

    It counts as the same sending, so nobody is reminded by it; links that were printed before keep working. Raises
    PermissionDenied, and ValidationError where the campaign is closed or none of these firms needs a letter any more.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = _open_campaign(sending.campaign, actor)
        rows = current.invitations.with_progress().filter(deliveries__sending=sending)
        again = [row for row in rows.order_by("name", "pk") if wants_to_hear(row)]
        if sending.way != SendingWay.LETTER or not again:
            raise ValidationError("Von diesen Firmen braucht keine mehr einen Brief.", code="nobody")
        return _with_links(again, now)


def _with_links(rows: Iterable[Invitation], now: datetime.datetime) -> list[Letter]:
    return [
        Letter(row, issue_link(purpose=INVITATION_LINK, reference=row.reference, now=now)) for row in rows
    ]


def mail_context(campaign: Campaign, invitation: Invitation, kind: SendingKind) -> dict[str, object]:
    """Return what the templates of an invitation show, for sending and for the preview."""
    return {
        "name": invitation.name,
        "origin": invitation.origin,
        "cluster": campaign.cluster,
        "message": campaign.message,
        "answer_by": campaign.answer_by,
        "is_reminder": kind == SendingKind.REMINDER,
        "days": INVITATION_LINK.days,
        "sender": campaign.created_by.get_full_name() if campaign.created_by else "",
    }


def next_number(campaign: Campaign) -> int:
    """Return the number that the next sending of a campaign will have."""
    last = campaign.sendings.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def decline_invitation(
    *, invitation: Invitation, actor: "User | None", reason: str = "", now: datetime.datetime | None = None
) -> Invitation:
    """Note that the firm does not want to take part; nothing more goes to it. `actor` None: through its link."""
    with transaction.atomic():
        current = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if current.declined_at is None:
            current.declined_at = now or timezone.now()
            current.decline_reason = " ".join(reason.split())[:300]
            current.save(update_fields=["declined_at", "decline_reason"])
    return current


def revoke_invitation(
    *, invitation: Invitation, actor: "User", now: datetime.datetime | None = None
) -> Invitation:
    """Take an invitation back: all its links stop working and no more are made."""
    now = now or timezone.now()
    with transaction.atomic():
        current = _own_invitation(invitation, actor)
        if current.revoked_at is None:
            current.revoked_at = now
            current.save(update_fields=["revoked_at"])
        revoke_links(purpose=INVITATION_LINK, reference=current.reference, actor=actor, now=now)
    return current


def correct_address(*, invitation: Invitation, actor: "User", values: dict[str, str]) -> Invitation:
    """Change the addresses of an invitation; a new e-mail address can be written to once more."""
    with transaction.atomic():
        current = _own_invitation(invitation, actor)
        for field in ("email", "phone", "street", "postcode", "town", "origin"):
            setattr(current, field, values.get(field, getattr(current, field)))
        current.full_clean(exclude=["campaign", "company", "submission"])
        current.save()
    return current


def _invitation_of(campaign: Campaign, company: Company) -> Invitation:
    email, origin = mail_address_of(company)
    site = next(iter(company.sites.all()), None)
    origin = origin or (FROM_PROFILE if site else "")
    return Invitation(
        campaign=campaign,
        company=company,
        name=company.name,
        email=email,
        origin=origin,
        phone=company.phone,
        street=site.street if site else "",
        postcode=site.postcode if site else "",
        town=site.municipality if site else "",
    )


def _locked(campaign: Campaign, actor: "User") -> Campaign:
    current = Campaign.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=campaign.pk)
    if not may_run(actor, current.cluster):
        raise PermissionDenied
    return current


def _open_campaign(campaign: Campaign, actor: "User") -> Campaign:
    current = _locked(campaign, actor)
    if current.state == CampaignState.CLOSED:
        raise ValidationError("Diese Aktion ist beendet.", code="closed")
    return current


def _own_invitation(invitation: Invitation, actor: "User") -> Invitation:
    current = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("campaign__cluster")
        .get(pk=invitation.pk)
    )
    if not may_run(actor, current.campaign.cluster):
        raise PermissionDenied
    return current


def _begin_sending(
    campaign: Campaign,
    kind: SendingKind,
    way: SendingWay,
    reached: Sequence[Invitation],
    actor: "User",
    expected_number: int,
    now: datetime.datetime,
) -> Sending:
    """Store a sending with its deliveries, in a transaction that holds the campaign locked.

    What went out on another way since the page was shown does not matter: letters are printed, then mails are sent.
    """
    number = next_number(campaign)
    same = campaign.sendings.filter(kind=kind, way=way, number__gte=expected_number)
    if not 1 <= expected_number <= number or same.exists():
        raise ValidationError("Dieser Versand ist inzwischen schon ausgelöst worden.", code="number")
    if not reached:
        raise ValidationError("Es ist niemand mehr da, an den das gehen könnte.", code="nobody")
    sending = Sending.objects.create(
        campaign=campaign, number=number, kind=kind, way=way, made_at=now, made_by=actor
    )
    Delivery.objects.bulk_create(
        Delivery(sending=sending, invitation=row, email=row.email if way == SendingWay.MAIL else "")
        for row in reached
    )
    if campaign.state == CampaignState.DRAFT:
        move_campaign(campaign, CampaignState.RUNNING, now=now)
    return sending
