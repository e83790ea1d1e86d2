"""Who may do what in the directory."""

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from companies.enums import (
    FRESH_DAYS,
    SIZE_CLASS_FROM,
    STALE_DAYS,
    CompanyRole,
    CompanyState,
    Freshness,
    SizeClass,
)
from companies.models import Cluster, Company, ContactPerson

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


def may_run(user: "User | AnonymousUser", cluster: Cluster) -> bool:
    """Say whether the person works in the cluster as staff."""
    return Cluster.objects.staffed_by(user).filter(pk=cluster.pk).exists()


def may_read_contact(user: "User | AnonymousUser", contact: ContactPerson) -> bool:
    """Say whether a contact person may be shown: with consent to everybody who sees the firm, else to its own."""
    return contact.consent_public or may_edit(user, contact.company)


def freshness(confirmed_at: datetime.date | None, on: datetime.date) -> Freshness:
    """Say how fresh a profile confirmed on a day is on another; a date after `on` counts as fresh."""
    if confirmed_at is None:
        return Freshness.NEVER
    age = (on - confirmed_at).days
    if age <= FRESH_DAYS:
        return Freshness.FRESH
    return Freshness.AGING if age <= STALE_DAYS else Freshness.STALE


def size_class(employees: int | None) -> SizeClass | None:
    """Return the size class for a number of employees; None where it is not stated."""
    if employees is None:
        return None
    fitting = [size for size, start in SIZE_CLASS_FROM.items() if employees >= start]
    return SizeClass(fitting[-1])
