"""Inviting a person to act for a firm, and what the person answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.domain.links import issue_link, revoke_links, use_link
from accounts.models import PersonalLink
from companies.domain.invitation_states import close_invitation
from companies.domain.people import locked_company, owners_of, tell_people
from companies.domain.recording import save_recorded
from companies.enums import ROLE_ORDER, CompanyRole, InvitationState
from companies.models import ColleagueInvitation, Company, CompanyUser
from companies.notifications import COLLEAGUE_INVITATION, COLLEAGUE_LINK, INVITATION_DAYS
from companies.rules import mail_scope_of, may_manage_people
from outbox.domain.addresses import may_write_to
from outbox.domain.mails import queue_mail
from outbox.models import Mail
from outbox.notifications import NoLongerNeededError

if TYPE_CHECKING:
    from accounts.models import User

CLOSED = "Diese Einladung gilt nicht mehr."


@transaction.atomic
def invite_colleague(
    *, company: Company, email: str, role: CompanyRole, actor: User, now: datetime | None = None
) -> ColleagueInvitation:
    """Invite a person by mail to act for a firm in a role.

    Returns the stored invitation. Raises PermissionDenied for anybody who does not manage the firm's people, and
    ValidationError when the person acts for the firm already, is invited already, or wants no mail.
    """
    now = now or timezone.now()
    company = locked_company(company)
    if not may_manage_people(actor, company):
        raise PermissionDenied
    if company.people.filter(user__email__iexact=email).exists():
        raise ValidationError({"email": "Diese Person handelt schon für das Unternehmen."})
    if reason := may_write_to(email, COLLEAGUE_INVITATION):
        raise ValidationError({"email": f"{reason} Bitte sprechen Sie die Person selbst an."})
    expired = company.colleague_invitations.open().filter(email__iexact=email, expires_at__lte=now).first()
    if expired is not None:
        close_invitation(invitation=expired, to=InvitationState.REVOKED, actor=actor, now=now)
    invitation = ColleagueInvitation(
        company=company,
        email=email,
        role=role,
        invited_by=actor,
        invited_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    invitation.full_clean()
    save_recorded(invitation, actor=actor, reason="Einladung")
    _send(invitation, actor)
    return invitation


@transaction.atomic
def send_again(
    *, invitation: ColleagueInvitation, actor: User, now: datetime | None = None
) -> ColleagueInvitation:
    """Send the mail of an open invitation once more, with a new link and the whole time from now on."""
    now = now or timezone.now()
    row = _open_and_managed(invitation, actor)
    if reason := may_write_to(row.email, COLLEAGUE_INVITATION):
        raise ValidationError(f"{reason} Bitte sprechen Sie die Person selbst an.", code="refused")
    row.expires_at = now + timedelta(days=INVITATION_DAYS)
    save_recorded(row, actor=actor, reason="noch einmal eingeladen")
    _send(row, actor)
    return row


@transaction.atomic
def revoke_invitation(*, invitation: ColleagueInvitation, actor: User) -> None:
    """Withdraw an open invitation; its links stop working at once."""
    row = _open_and_managed(invitation, actor)
    close_invitation(invitation=row, to=InvitationState.REVOKED, actor=actor)
    revoke_links(purpose=COLLEAGUE_LINK, reference=row.reference, actor=actor)


@transaction.atomic
def accept_invitation(*, link: PersonalLink, user: User, now: datetime | None = None) -> CompanyUser:
    """Let a person act for the firm that the link's invitation names, in the role that it names.

    Somebody who acts for the firm already keeps the stronger of both roles. Returns the access. Raises
    ValidationError when the link or the invitation is closed, or the firm was merged into another one.
    """
    now = now or timezone.now()
    invitation = invitation_of(link)
    if invitation is None or not invitation.is_open_at(now):
        raise ValidationError(CLOSED, code="closed")
    company = locked_company(invitation.company)
    use_link(link=link, now=now)
    invitation = close_invitation(
        invitation=invitation, to=InvitationState.ACCEPTED, actor=user, accepted_by=user, now=now
    )
    revoke_links(purpose=COLLEAGUE_LINK, reference=invitation.reference, actor=user)
    access = company.people.filter(user=user).first() or CompanyUser(company=company, user=user, role="")
    role = CompanyRole(invitation.role)
    if not access.role or ROLE_ORDER.index(role) < ROLE_ORDER.index(CompanyRole(access.role)):
        access.role = role
        save_recorded(access, actor=user, reason="Einladung angenommen")
    persons = owners_of(company)
    if invitation.invited_by is not None:
        persons.append(invitation.invited_by)
    tell_people(
        company=company,
        sentence=f"{user} ({user.email}) handelt jetzt für {company}, in der Rolle {access.get_role_display()}.",
        persons=persons,
        actor=user,
    )
    return access


@transaction.atomic
def decline_invitation(*, link: PersonalLink, now: datetime | None = None) -> None:
    """Note that the invited person does not want to. Raises ValidationError when link or invitation are closed."""
    invitation = invitation_of(link)
    if invitation is None:
        raise ValidationError(CLOSED, code="closed")
    locked_company(invitation.company)
    use_link(link=link, now=now)
    close_invitation(invitation=invitation, to=InvitationState.DECLINED, actor=None, now=now)
    revoke_links(purpose=COLLEAGUE_LINK, reference=invitation.reference, actor=None)


def invitation_of(link: PersonalLink) -> ColleagueInvitation | None:
    """Return the invitation that a personal link belongs to, with its firm."""
    return _by_reference(link.reference)


def new_invitation_link(mail: Mail) -> dict[str, str]:
    """Return a fresh personal link for the mail of an invitation that is about to leave."""
    invitation = _by_reference(mail.reference)
    if invitation is None or not invitation.is_open_at(timezone.now()):
        raise NoLongerNeededError("Die Einladung gilt nicht mehr.")
    return {
        "link": issue_link(
            purpose=COLLEAGUE_LINK, reference=invitation.reference, expires_at=invitation.expires_at
        )
    }


def _by_reference(reference: str) -> ColleagueInvitation | None:
    invitations = ColleagueInvitation.objects.select_related("company", "invited_by")
    return invitations.filter(pk=reference.partition(":")[2]).first()


def _open_and_managed(invitation: ColleagueInvitation, actor: User) -> ColleagueInvitation:
    company = locked_company(invitation.company)
    if not may_manage_people(actor, company):
        raise PermissionDenied
    row = (
        ColleagueInvitation.objects.select_for_update(of=("self",))
        .select_related("company")
        .get(pk=invitation.pk)
    )
    if row.state != InvitationState.OPEN:
        raise ValidationError(f"Diese Einladung ist schon {row.get_state_display()}.", code="transition")
    return row


def _send(invitation: ColleagueInvitation, actor: User) -> None:
    queue_mail(
        kind=COLLEAGUE_INVITATION,
        recipient=invitation.email,
        context={
            "company_name": invitation.company.name,
            "inviter": str(actor),
            "role": invitation.get_role_display(),
            "expires_at": timezone.localtime(invitation.expires_at),
        },
        actor=actor,
        reference=invitation.reference,
        scope=mail_scope_of(invitation.company),
        basis_note=f"eingeladen von {actor} für {invitation.company}"[:200],
    )
