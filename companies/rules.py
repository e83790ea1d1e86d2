"""Who may do what in the directory."""

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from companies.enums import (
    FRESH_DAYS,
    OVERDUE_DAYS,
    SIZE_CLASS_FROM,
    STALE_DAYS,
    CertificateState,
    CertificateStatus,
    CompanyRole,
    CompanyState,
    Freshness,
    SizeClass,
)
from companies.models import AccessRequest, CertificateHeld, Cluster, Company, ContactPerson

if TYPE_CHECKING:
    from accounts.models import User

EDITING_ROLES = (CompanyRole.OWNER, CompanyRole.EDITOR)
"""Roles in which a person may change the firm's profile."""


def may_see(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person may see the firm's profile."""
    return Company.objects.visible_to(user).filter(pk=company.pk).exists()


def may_look_after(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person is staff of a cluster to which the firm belongs."""
    return Company.objects.staffed_by(user).filter(pk=company.pk).exists()


def may_edit(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person may change the firm's profile: as its owner or editor, or as staff."""
    if company.state == CompanyState.MERGED:
        return False
    if may_look_after(user, company):
        return True
    return Company.objects.of_user(user, *EDITING_ROLES).filter(pk=company.pk).exists()


def belongs_to(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person acts for the firm, in whatever role."""
    return Company.objects.of_user(user).current().filter(pk=company.pk).exists()


def may_steer_people(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person, as staff with that right, looks after who acts for the firm."""
    return (
        bool(getattr(user, "is_staff", False))
        and user.has_perm("companies.change_companyuser")
        and may_look_after(user, company)
    )


def may_manage_people(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person decides who acts for the firm: as its owner, or as staff with that right."""
    if company.state == CompanyState.MERGED:
        return False
    is_owner = Company.objects.of_user(user, CompanyRole.OWNER).filter(pk=company.pk).exists()
    return is_owner or may_steer_people(user, company)


def may_see_people(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person may see who acts for the firm: its own people and the staff who look after them."""
    return belongs_to(user, company) or may_steer_people(user, company)


def may_decide(user: "User | AnonymousUser", request: AccessRequest) -> bool:
    """Say whether the person decides about somebody's request: as staff of the cluster, never about an own one."""
    is_own = user.is_authenticated and (
        user.pk == request.user_id or user.email.lower() == request.email.lower()
    )
    return not is_own and user.has_perm("companies.change_companyuser") and may_run(user, request.cluster)


def may_run(user: "User | AnonymousUser", cluster: Cluster) -> bool:
    """Say whether the person works in the cluster as staff."""
    return Cluster.objects.staffed_by(user).filter(pk=cluster.pk).exists()


def may_read_contact(user: "User | AnonymousUser", contact: ContactPerson) -> bool:
    """Say whether a contact person may be shown: with consent to everybody who sees the firm, else to its own."""
    return contact.consent_public or may_edit(user, contact.company)


@dataclass(frozen=True)
class ReadableContact:
    """A contact person somebody may read; without `is_whole` only name and role, not telephone and e-mail."""

    person: ContactPerson
    is_whole: bool


def readable_contacts(user: "User | AnonymousUser", company: Company) -> list[ReadableContact]:
    """Return the contact persons of a firm that the person may read.

    A consent with a restriction in words is kept on the safe side: others read name and role only. The reader's
    role is asked for (one query or two) only where it makes a difference.
    """
    contacts = list(company.contacts.all())
    limited = any(not contact.consent_public or contact.consent_note for contact in contacts)
    trusted = limited and may_edit(user, company)
    return [
        ReadableContact(contact, trusted or not contact.consent_note)
        for contact in contacts
        if trusted or contact.consent_public
    ]


_PERSON_FORMS = re.compile(
    r"e\.?\s?k\.?|e\.?\s?kfm\.?|e\.?\s?kfr\.?|(e\.?\s?)?gbr|einzelunternehm\w*|einzelfirma|freiberuf\w*"
    r"|eingetragener? kauf(mann|frau)|gesellschaft b(ü|ue)rgerlichen rechts",
    re.IGNORECASE,
)
_PERSON_NAMES = re.compile(
    r"(?<!\w)(e\.\s?K\.?|eK|e\.?\s?Kfm\.?|e\.?\s?Kfr\.?|(e\.?\s?)?GbR)$|(?<!\w)[Ii]nh\.|Inhaber"
)


def is_sole_trader(company: Company) -> bool:
    """Say whether the firm's data are those of persons: e. K., (e)GbR, Einzelunternehmen, or a name with "Inh."."""
    form = company.legal_form.strip()
    return bool(_PERSON_FORMS.fullmatch(form) or (not form and _PERSON_NAMES.search(company.name.strip())))


def certificate_status(certificate: CertificateHeld, on: datetime.date) -> CertificateStatus:
    """Say what a certificate is worth on a day; the last day of its validity still counts."""
    if certificate.state == CertificateState.ANNOUNCED:
        return CertificateStatus.ANNOUNCED
    if certificate.is_expired(on):
        return CertificateStatus.EXPIRED
    return CertificateStatus.VALID if certificate.valid_until else CertificateStatus.UNDATED


def freshness(confirmed_at: datetime.date | None, on: datetime.date) -> Freshness:
    """Say how fresh a profile confirmed on a day is on another; a date after `on` counts as fresh."""
    if confirmed_at is None:
        return Freshness.NEVER
    age = (on - confirmed_at).days
    if age <= FRESH_DAYS:
        return Freshness.FRESH
    return Freshness.AGING if age <= STALE_DAYS else Freshness.STALE


def is_overdue(confirmed_at: datetime.date | None, on: datetime.date) -> bool:
    """Say whether a profile is shown in grey: last confirmed so long ago that all reminders were in vain."""
    return confirmed_at is not None and (on - confirmed_at).days > OVERDUE_DAYS


def size_class(employees: int | None) -> SizeClass | None:
    """Return the size class for a number of employees; None where it is not stated."""
    if employees is None:
        return None
    fitting = [size for size, start in SIZE_CLASS_FROM.items() if employees >= start]
    return SizeClass(fitting[-1])


def mail_scope(cluster: Cluster) -> str:
    """Return the scope of a mail that only the staff of this cluster may see in the outbox."""
    return f"cluster:{cluster.pk}"


def mail_scope_of(company: Company) -> str:
    """Return the scope of a mail about a firm: its first cluster; all who may see mails for a firm without one."""
    cluster = Cluster.objects.filter(memberships__company=company).order_by("memberships__pk").first()
    return mail_scope(cluster) if cluster else ""


def mail_scopes(user: "User | AnonymousUser") -> list[str]:
    """Return the scopes of mails that a member of staff may see."""
    return [mail_scope(cluster) for cluster in Cluster.objects.staffed_by(user)]
