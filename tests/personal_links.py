"""Personal links in every state that one can be in, for the permission matrix and the tests of their pages."""

from datetime import timedelta

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.domain.links import find_link, issue_link
from accounts.enums import LinkPurpose
from accounts.models import PersonalLink
from profiles.domain.link_answers import begin_by_link
from profiles.notifications import CHANGE_LINK, CONFIRMATION_LINK, INVITATION_LINK, REGISTRATION_LINK
from tests.cast import Cast
from tests.factories import (
    CampaignFactory,
    ConfirmationRoundFactory,
    InvitationFactory,
    RegistrationFactory,
    StoredFileFactory,
)

PURPOSES = {
    "invitation": INVITATION_LINK,
    "change": CHANGE_LINK,
    "confirmation": CONFIRMATION_LINK,
    "registration": REGISTRATION_LINK,
}


def token_for(purpose: LinkPurpose, reference: str) -> str:
    """Issue a link and return its secret."""
    return issue_link(purpose=purpose, reference=reference).rstrip("/").rpartition("/")[2]


def link_of(token: str) -> PersonalLink:
    """The stored link with this secret, whatever it is for."""
    found = (find_link(purpose=purpose, token=token) for purpose in PURPOSES.values())
    return next(link for link in found if link)


def reference_of(purpose: LinkPurpose, cast: Cast) -> str:
    """A new thing of the own firm (for a registration: of a new firm) that a link of this purpose stands for."""
    holder: Model
    if purpose == INVITATION_LINK:
        campaign = CampaignFactory(cluster=cast.cluster)
        holder = InvitationFactory(campaign=campaign, company=cast.own, name=cast.own.name)
    elif purpose == CONFIRMATION_LINK:
        cast.own.rounds.all().delete()
        holder = ConfirmationRoundFactory(company=cast.own)
    elif purpose == REGISTRATION_LINK:
        holder = RegistrationFactory(cluster=cast.cluster)
    else:
        return f"company:{cast.own.pk}"
    return str(holder.reference)  # type: ignore[attr-defined]


def link_address(name: str, state: str, cast: Cast) -> str:
    """The address `name` through a link in this state, whose holder has begun to answer."""
    purpose = PURPOSES[name.removeprefix("profiles:").partition("_")[0]]
    if state == "foreign link":
        others = [other for other in PURPOSES.values() if other != purpose]
        token, key = token_for(others[0], reference_of(others[0], cast)), None
    else:
        token = token_for(purpose, reference_of(purpose, cast))
        submission = begin_by_link(link_of(token))
        file = StoredFileFactory()
        submission.files.add(file)
        key = file.pk
        now = timezone.now()
        closing = {
            "expired link": {"issued_at": now - timedelta(days=61), "expires_at": now - timedelta(days=1)},
            "used link": {"used_at": now},
            "revoked link": {"revoked_at": now},
        }
        if state in closing:
            PersonalLink.objects.filter(pk=link_of(token).pk).update(**closing[state])
    if name.endswith("_file"):
        return reverse(name, args=[token, key or StoredFileFactory().pk])
    return reverse(name, args=[token, "fragen"] if name.endswith("_step") else [token])
