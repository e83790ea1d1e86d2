"""Answering through a personal link: what the link stands for, and the answers of its holder."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from companies.domain.profile_data import ProfileData
from companies.models import Cluster, Company
from profiles.domain.registration_states import move_registration
from profiles.domain.submission_states import what_happened
from profiles.domain.submitting import reopen, start_submission
from profiles.enums import OPEN_SUBMISSION, RegistrationState, RoundAnswer, SubmissionSource, SubmissionState
from profiles.models import ConfirmationRound, Invitation, Registration, Submission
from profiles.notifications import CHANGE_LINK, CONFIRMATION_LINK, INVITATION_LINK, REGISTRATION_LINK

if TYPE_CHECKING:
    from accounts.models import PersonalLink

Holder = Invitation | Registration | ConfirmationRound | Company
"""What a personal link stands for."""

_FINDERS: dict[str, Callable[[str], Holder | None]] = {
    INVITATION_LINK.key: lambda pk: (
        Invitation.objects.select_related("campaign__cluster", "company", "submission").filter(pk=pk).first()
    ),
    REGISTRATION_LINK.key: lambda pk: (
        Registration.objects.select_related("cluster", "submission").filter(pk=pk).first()
    ),
    CONFIRMATION_LINK.key: lambda pk: (
        ConfirmationRound.objects.select_related("company", "submission").filter(pk=pk).first()
    ),
    CHANGE_LINK.key: lambda pk: Company.objects.filter(pk=pk).first(),
}


def holder_of(link: "PersonalLink") -> Holder | None:
    """Return what an open link stands for, None where it is gone."""
    return _FINDERS[link.purpose](link.reference.partition(":")[2])


def firm_of(holder: Holder) -> Company | None:
    """Return the firm of the directory that the holder answers for, None for one that is not in it yet.

    A registration never stands for a firm of the directory: whoever writes that a firm is missing gets its own
    answers to see and nothing else, whatever staff do with them.
    """
    if isinstance(holder, Registration):
        return None
    if isinstance(holder, Company):
        company: Company | None = holder
    else:
        company = holder.company
        if company is None and holder.submission and holder.submission.state == SubmissionState.APPROVED:
            company = holder.submission.company
    return company.merged_into if company is not None and company.merged_into else company


def cluster_of(holder: Holder) -> Cluster:
    """Return the cluster whose staff review the answers."""
    if isinstance(holder, Invitation):
        return holder.campaign.cluster
    if isinstance(holder, Registration):
        return holder.cluster
    company = firm_of(holder)
    return Cluster.objects.filter(memberships__company=company).order_by("memberships__pk").first()  # type: ignore[return-value]


def answers_by_link(holder: Holder) -> Submission | None:
    """Return the answers that the holder may see: those that are open for the firm, else the last of this link."""
    company = firm_of(holder)
    rows = Submission.objects.select_related("company", "cluster")
    if company is not None and (found := rows.filter(company=company).open().first()):
        return found
    own = getattr(holder, "submission_id", None)
    return rows.filter(pk=own).first() if own else None


def begin_by_link(link: "PersonalLink") -> Submission:
    """Begin the answers of whoever holds the link, or go on with those that are open.

    Who had declined takes that back by beginning. Raises ValidationError where the link stands for nothing any more.
    """
    with transaction.atomic():
        holder = _locked(link)
        if isinstance(holder, Registration) and holder.state == RegistrationState.UNVERIFIED:
            move_registration(holder, RegistrationState.VERIFIED, now=timezone.now())
        if isinstance(holder, ConfirmationRound) and holder.answer in (
            RoundAnswer.LEFT,
            RoundAnswer.ARCHIVED,
        ):
            raise ValidationError("Das Profil wird nicht mehr gezeigt.", code="archived")
        company = firm_of(holder)
        if company is None and (known := answers_by_link(holder)):
            if known.state in OPEN_SUBMISSION:
                return known
            raise ValidationError(what_happened(known), code="decided")
        submission = start_submission(
            company=company,
            cluster=cluster_of(holder),
            actor=None,
            source=SubmissionSource.LINK,
            answers=None if company else _known_of(holder),
        )
        _keep(holder, submission)
    return submission


def reopen_by_link(link: "PersonalLink") -> Submission:
    """Take answers back that were handed in through the link and go on with them in a new draft, which is returned.

    Raises ValidationError where nothing is handed in or staff were faster.
    """
    with transaction.atomic():
        holder = _locked(link)
        known = answers_by_link(holder)
        if known is None:
            raise ValidationError("Es ist nichts eingereicht.", code="nothing")
        draft = reopen(submission=known, actor=None)
        _keep(holder, draft)
    return draft


def note_started(link: "PersonalLink") -> None:
    """Remember when the holder of an invitation first saved an answer; nothing for other links."""
    if link.purpose == INVITATION_LINK.key:
        pk = link.reference.partition(":")[2]
        Invitation.objects.filter(pk=pk, started_at__isnull=True).update(started_at=timezone.now())


def _keep(holder: Holder, submission: Submission) -> None:
    if isinstance(holder, Company):
        return
    holder.submission = submission
    if isinstance(holder, Invitation):
        holder.declined_at, holder.decline_reason = None, ""
    holder.save()


def _locked(link: "PersonalLink") -> Holder:
    holder = holder_of(link)
    if holder is None:
        raise ValidationError("Dieser Link gilt nicht mehr.", code="gone")
    list(type(holder).objects.select_for_update().filter(pk=holder.pk).values("pk"))
    found = holder_of(link)
    if found is None:
        raise ValidationError("Dieser Link gilt nicht mehr.", code="gone")
    return found


def _known_of(holder: Holder) -> ProfileData:
    """What we know already of a firm that is not in the directory."""
    if isinstance(holder, Registration):
        return ProfileData(
            name=holder.name,
            postcode=holder.postcode,
            town=holder.town,
            phone=holder.phone,
            email=holder.email,
            website=holder.website,
        )
    assert isinstance(holder, Invitation)  # noqa: S101 - the other two always have a firm
    return ProfileData(
        name=holder.name,
        street=holder.street,
        postcode=holder.postcode,
        town=holder.town,
        phone=holder.phone,
        email=holder.email,
    )
