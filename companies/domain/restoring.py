"""Going back to an older version of a profile: a change like any other."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileChange, ProfileData
from companies.domain.profile_json import from_json, overlaid
from companies.models import ProfileVersion
from companies.rules import may_look_after

if TYPE_CHECKING:
    from accounts.models import User

_EMPTY = ProfileData(employees="", founded="")


def restore_version(*, version: ProfileVersion, actor: "User") -> ProfileChange:
    """Write an older version of a firm's profile anew; when it was confirmed stays as it is.

    Out: what changed. Raises PermissionDenied for those who do not look after the firm, and ValidationError where
    the firm has been merged or belongs to no cluster.
    """
    with transaction.atomic():
        company = version.company
        if not may_look_after(actor, company):
            raise PermissionDenied
        membership = company.memberships.select_related("cluster").order_by("pk").first()
        if membership is None:
            raise ValidationError("Das Unternehmen gehört zu keinem Cluster.")
        at = timezone.localtime(version.written_at)
        return save_profile(
            data=overlaid(_EMPTY, _without_consents(stated_in(version))),
            actor=actor,
            cluster=membership.cluster,
            source=f"Wiederhergestellt: Fassung vom {at:%d.%m.%Y %H:%M}",
            company=company,
            publish=False,
        )


def _without_consents(data: ProfileData) -> ProfileData:
    """Whether a person is shown is his or her own decision of today and does not come back with an old text."""
    if data.contacts is None:
        return data
    people = tuple(replace(person, consent_public=None) for person in data.contacts)
    return replace(data, contacts=people)


def stated_in(version: ProfileVersion) -> ProfileData:
    """Return what a version says, without the day of the confirmation."""
    return from_json({name: value for name, value in version.data.items() if name != "last_confirmed"})
