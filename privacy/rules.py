"""Who may have what is stored, and decide about it."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from companies.enums import CompanyRole
from companies.models import Company
from companies.rules import belongs_to

if TYPE_CHECKING:
    from accounts.models import User


def may_know_of(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person may know that information about the firm can be had: its own people, in any role."""
    return belongs_to(user, company)


def may_have_all_of(user: "User | AnonymousUser", company: Company) -> bool:
    """Say whether the person may have everything that is stored about the firm: its owners."""
    return Company.objects.of_user(user, CompanyRole.OWNER).current().filter(pk=company.pk).exists()
