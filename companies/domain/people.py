"""Who acts for a firm: changing roles, leaving, handing over, and staff who take over.

A firm that has people has an owner. Every change locks the firm first, so that two changes at the same moment, each
harmless alone, cannot leave it without one; only staff who take over take all of them away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.domain.links import revoke_links
from companies.domain.invitation_states import close_invitation
from companies.domain.recording import delete_recorded, save_recorded
from companies.enums import CompanyRole, CompanyState, InvitationState
from companies.models import Company, CompanyUser
from companies.notifications import COLLEAGUE_LINK, PEOPLE_CHANGED
from companies.rules import mail_scope_of, may_manage_people, may_steer_people
from outbox.domain.mails import queue_mail

if TYPE_CHECKING:
    from accounts.models import User

LAST_OWNER = "Ein Unternehmen braucht mindestens eine Person als Inhaber. Machen Sie zuerst jemand anderen zum Inhaber."


def locked_company(company: Company) -> Company:
    """Return the firm, locked until the end of the transaction, before anything about its people is read.

    Raises ValidationError for a firm that was merged into another one.
    """
    row = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    if row.state == CompanyState.MERGED:
        raise ValidationError(
            "Dieses Unternehmen ist mit einem anderen zusammengeführt worden.", code="merged"
        )
    return row


@transaction.atomic
def change_role(*, access: CompanyUser, role: CompanyRole, actor: User) -> CompanyUser:
    """Give a person of a firm another role and tell her or him.

    Returns the stored access. Raises PermissionDenied, and ValidationError when the firm would be without an owner
    or the person has left meanwhile.
    """
    company, row = _managed(access, actor)
    if row.role == role:
        return row
    if row.role == CompanyRole.OWNER:
        _check_another_owner(row)
    row.role = role
    save_recorded(row, actor=actor, reason="Rolle geändert")
    tell_people(
        company=company,
        sentence=f"{row.user} hat für {company} jetzt die Rolle {role.label}.",
        persons=[row.user, *owners_of(company)],
        actor=actor,
    )
    return row


@transaction.atomic
def hand_over(*, to: CompanyUser, actor: User) -> CompanyUser:
    """Make another person of the firm its owner and its present owner (`actor`) an editor, in one step.

    Returns the access of the new owner. Raises PermissionDenied for anybody who is no owner, and ValidationError
    when the other person has left meanwhile or is the same.
    """
    company, row = _managed(to, actor)
    own = company.people.filter(user=actor, role=CompanyRole.OWNER).first()
    if own is None:
        raise PermissionDenied
    if own == row:
        raise ValidationError("Sie sind schon Inhaber.", code="same")
    for changed, role in ((row, CompanyRole.OWNER), (own, CompanyRole.EDITOR)):
        changed.role = role
        save_recorded(changed, actor=actor, reason="Übergabe")
    tell_people(
        company=company,
        sentence=f"{actor} hat {company} an {row.user} übergeben. {row.user} ist jetzt Inhaber.",
        persons=owners_of(company),
        actor=actor,
    )
    return row


@transaction.atomic
def remove_person(*, access: CompanyUser, actor: User) -> None:
    """Take a person's access to a firm away and tell her or him and the owners.

    Everybody may leave; others are removed by those who manage the firm's people. Raises PermissionDenied, and
    ValidationError for the last owner and for somebody who has left meanwhile.
    """
    if access.user_id == actor.pk:
        company = locked_company(access.company)
        row = _still_there(access)
    else:
        company, row = _managed(access, actor)
    if row.role == CompanyRole.OWNER:
        _check_another_owner(row)
    is_leaving = row.user_id == actor.pk
    delete_recorded([row], actor=actor, reason="ausgeschieden" if is_leaving else "Zugang entzogen")
    sentence = (
        f"{row.user} handelt nicht mehr für {company}."
        if is_leaving
        else f"{actor} hat {row.user} den Zugang zu {company} entzogen."
    )
    tell_people(company=company, sentence=sentence, persons=[row.user, *owners_of(company)], actor=actor)


@transaction.atomic
def take_over(*, company: Company, reason: str, actor: User) -> int:
    """Let the staff look after a firm alone: take every access away, withdraw open invitations, tell everybody.

    In: why, in German, up to 80 characters; it stands in the history and in the mails. Out: how many persons lost
    their access. Raises PermissionDenied for anybody but staff with that right. Handing back is an invitation of an
    owner.
    """
    company = locked_company(company)
    if not may_steer_people(actor, company):
        raise PermissionDenied
    rows = list(company.people.select_related("user").order_by("pk"))
    delete_recorded(rows, actor=actor, reason=f"Übernommen: {reason}")
    for invitation in company.colleague_invitations.open():
        close_invitation(invitation=invitation, to=InvitationState.REVOKED, actor=actor)
        revoke_links(purpose=COLLEAGUE_LINK, reference=invitation.reference, actor=actor)
    tell_people(
        company=company,
        sentence=(
            f"Die Wirtschaftsförderung betreut {company} vorerst selbst. Ihr Zugang ist deshalb beendet. "
            f"Grund: {reason}"
        ),
        persons=[row.user for row in rows],
        actor=actor,
    )
    return len(rows)


def owners_of(company: Company) -> list[User]:
    """Return the owners of a firm."""
    rows = company.people.filter(role=CompanyRole.OWNER).select_related("user").order_by("pk")
    return [row.user for row in rows]


def tell_people(*, company: Company, sentence: str, persons: Iterable[User], actor: User | None) -> None:
    """Write one mail with the sentence to every active person but the one who did it."""
    scope = mail_scope_of(company)
    for person in dict.fromkeys(persons):
        if person == actor or not person.is_active:
            continue
        queue_mail(
            kind=PEOPLE_CHANGED,
            recipient=person.email,
            context={
                "name": person.get_full_name(),
                "company_name": company.name,
                "sentence": sentence,
                "site_url": settings.BASE_URL + reverse("home:home"),
            },
            actor=actor,
            reference=f"people:{company.pk}",
            scope=scope,
        )


def _managed(access: CompanyUser, actor: User) -> tuple[Company, CompanyUser]:
    company = locked_company(access.company)
    if not may_manage_people(actor, company):
        raise PermissionDenied
    return company, _still_there(access)


def _still_there(access: CompanyUser) -> CompanyUser:
    row = CompanyUser.objects.select_related("user").filter(pk=access.pk, company=access.company_id).first()
    if row is None:
        raise ValidationError("Diese Person handelt nicht mehr für das Unternehmen.", code="gone")
    return row


def _check_another_owner(row: CompanyUser) -> None:
    others = CompanyUser.objects.filter(company=row.company_id, role=CompanyRole.OWNER).exclude(pk=row.pk)
    if not others.exists():
        raise ValidationError(LAST_OWNER, code="last_owner")
