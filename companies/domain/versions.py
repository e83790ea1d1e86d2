"""Older versions of a firm's profile: kept with every change, looked at and compared later."""

from typing import TYPE_CHECKING

from companies.domain.profile_json import as_json
from companies.domain.stored_profile import whole_profile_of
from companies.models import Company, ProfileVersion
from competences.domain.recording import LONGEST_REASON

if TYPE_CHECKING:
    from accounts.models import User


def keep_version(*, company: Company, actor: "User | None", reason: str) -> None:
    """Keep the profile as it stands now; to be called at the end of the transaction that changed it.

    A profile that is the same as its latest version leaves no second one.
    """
    data = as_json(whole_profile_of(Company.objects.get(pk=company.pk)))
    latest = company.versions.order_by("-written_at", "-pk").values_list("data", flat=True).first()
    if latest != data:
        ProfileVersion.objects.create(company=company, data=data, actor=actor, reason=reason[:LONGEST_REASON])
