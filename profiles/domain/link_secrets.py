"""The personal links in mails about profiles, made in the moment in which a mail leaves."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from accounts.domain.links import issue_link
from companies.enums import CompanyState
from companies.models import Company
from outbox.models import Mail
from outbox.notifications import NoLongerNeededError
from profiles.domain.submission_mails import known_address, people_of
from profiles.enums import CampaignState, RegistrationState, SubmissionState
from profiles.models import ConfirmationRound, Invitation, Registration, Submission
from profiles.notifications import CHANGE_LINK, CONFIRMATION_LINK, INVITATION_LINK, REGISTRATION_LINK
from profiles.rules import wants_to_hear


def invitation_secrets(mail: Mail) -> dict[str, str]:
    """Return the link of an invitation, unless the firm has answered, declined or lost it in the meantime."""
    invitation = (
        Invitation.objects.with_progress().select_related("campaign").filter(pk=_number(mail)).first()
    )
    if invitation is None or not wants_to_hear(invitation):
        raise NoLongerNeededError("Die Firma hat inzwischen geantwortet oder die Einladung gilt nicht mehr.")
    if invitation.campaign.state == CampaignState.CLOSED:
        raise NoLongerNeededError("Die Aktion ist beendet.")
    return {"link": issue_link(purpose=INVITATION_LINK, reference=mail.reference)}


def confirmation_secrets(mail: Mail) -> dict[str, str]:
    """Return three pages of one link: still right, change, not any more."""
    round = ConfirmationRound.objects.unsettled().filter(pk=_number(mail)).first()
    if round is None:
        raise NoLongerNeededError("Die Nachfrage hat sich inzwischen erledigt.")
    link = issue_link(purpose=CONFIRMATION_LINK, reference=mail.reference)
    token = urlsplit(link).path.rstrip("/").rpartition("/")[2]
    base = link.removesuffix(urlsplit(link).path)
    return {
        "confirm": link,
        "change": base + reverse("profiles:confirmation_change", args=[token]),
        "leave": base + reverse("profiles:confirmation_leave", args=[token]),
    }


def change_secrets(mail: Mail) -> dict[str, str]:
    """Return a link by which a firm changes its profile."""
    company = Company.objects.filter(pk=_number(mail)).first()
    if company is None or company.state != CompanyState.PUBLISHED:
        raise NoLongerNeededError("Das Profil wird nicht mehr gezeigt.")
    return {"link": issue_link(purpose=CHANGE_LINK, reference=mail.reference)}


def registration_secrets(mail: Mail) -> dict[str, str]:
    """Return the link that verifies the address of a registration and leads to its answers."""
    registration = Registration.objects.filter(pk=_number(mail)).first()
    if registration is None or registration.state == RegistrationState.REJECTED:
        raise NoLongerNeededError("Die Anmeldung ist inzwischen abgelehnt oder gelöscht.")
    return {"link": issue_link(purpose=REGISTRATION_LINK, reference=mail.reference)}


def returned_secrets(mail: Mail) -> dict[str, str]:
    """Return where a firm goes on with answers that were returned: its own page, or a link of the kind it came by."""
    submission = Submission.objects.filter(reference=_number(mail), state=SubmissionState.RETURNED).first()
    if submission is None:
        raise NoLongerNeededError("Die Firma hat die Angaben inzwischen wieder eingereicht.")
    email = mail.recipient.email
    is_known = email.casefold() == known_address(submission).casefold()
    if people_of(submission).filter(email__iexact=email).exists() or not is_known:
        return {"link": settings.BASE_URL + reverse("profiles:own")}
    invitation = submission.invitations.filter(email__iexact=email, revoked_at=None).order_by("-pk").first()
    if invitation:
        return {"link": issue_link(purpose=INVITATION_LINK, reference=invitation.reference)}
    registration = getattr(submission, "registration", None)
    if registration:
        return {"link": issue_link(purpose=REGISTRATION_LINK, reference=registration.reference)}
    if submission.company is None:
        raise NoLongerNeededError("Die Einladung ist widerrufen.")
    return {"link": issue_link(purpose=CHANGE_LINK, reference=f"company:{submission.company.pk}")}


def _number(mail: Mail) -> str:
    return mail.reference.partition(":")[2]
