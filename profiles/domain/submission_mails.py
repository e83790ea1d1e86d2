"""Telling staff and firms what became of answers; each mail is written in the transaction of the step."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from companies.rules import EDITING_ROLES, mail_scope
from outbox.domain.addresses import may_write_to
from outbox.domain.mails import queue_mail
from outbox.notifications import MailKind
from profiles.domain.firm_mail import mail_address_of
from profiles.domain.profile_words import field_label
from profiles.enums import SubmissionSource
from profiles.models import Submission
from profiles.notifications import HANDED_IN

if TYPE_CHECKING:
    from django.db.models import QuerySet


def mail_reference(submission: Submission) -> str:
    """Return under which reference the mails about a submission stand in the outbox."""
    return f"submission:{submission.reference}"


def tell_staff(submission: Submission, *, actor: "User | None") -> None:
    """Tell the staff of the cluster that answers wait for them."""
    path = reverse("admin:profiles_submission_change", args=[submission.pk])
    staff = submission.cluster.staff.filter(is_active=True, is_staff=True).order_by("pk")
    _write(HANDED_IN, (person.email for person in staff), submission, actor, path=path)


def is_heard_by_mail(submission: Submission, kind: MailKind) -> bool:
    """Say whether a mail of this kind reaches anybody at the firm; otherwise staff have to call."""
    people, other = _recipients(submission)
    return any(not may_write_to(email, kind) for email in (*people, other) if email)


def tell_firm(submission: Submission, kind: MailKind, *, actor: "User | None") -> None:
    """Tell the firm what staff decided: everybody who may edit its profile, and who answered through a link.

    Without either it is the address in the answers; that one gets no personal link, because whoever wrote them may
    have made it up. Who has no account cannot look at the profile and reads how to ask for one.
    """
    people, other = _recipients(submission)
    path = submission.company.get_absolute_url() if submission.company else reverse("profiles:own")
    _write(kind, people, submission, actor, path=path)
    if other:
        asking = f"{reverse('companies:access_request')}?{urlencode({'unternehmen': str(submission)})}"
        is_known = bool(known_address(submission))
        _write(kind, [other], submission, actor, has_link=is_known, access_path=asking)


def _recipients(submission: Submission) -> tuple[list[str], str]:
    """Return the addresses of those with an account, and the one of somebody without, empty for none."""
    people = list(people_of(submission).values_list("email", flat=True))
    if people and submission.source != SubmissionSource.LINK:
        return people, ""
    other = known_address(submission) or ("" if people else submission.answers.get("email") or "")
    is_new = other.casefold() not in {email.casefold() for email in people}
    return people, other if is_new else ""


def known_address(submission: Submission) -> str:
    """Return the e-mail address known apart from the answers: of invitation, registration or profile."""
    invitation = submission.invitations.exclude(email="").order_by("-pk").first()
    if invitation:
        return str(invitation.email)
    registration = getattr(submission, "registration", None)
    if registration:
        return str(registration.email)
    return mail_address_of(submission.company)[0] if submission.company else ""


def people_of(submission: Submission) -> "QuerySet[User]":
    """Return the persons with an account who may write the answers."""
    people = User.objects.filter(is_active=True).order_by("pk")
    if submission.company_id is None:
        return people.filter(pk=submission.author_id or 0)
    roles = {"company_roles__company": submission.company_id, "company_roles__role__in": EDITING_ROLES}
    return people.filter(**roles)


def _write(
    kind: MailKind,
    recipients: Iterable[str],
    submission: Submission,
    actor: "User | None",
    **context: Any,
) -> None:
    values = {
        "firm": str(submission.company or submission),
        "note": submission.note or submission.message,
        "notes": [[field_label(name), text] for name, text in submission.notes.items()],
        "has_link": True,
        "cluster": submission.cluster,
        **context,
    }
    for recipient in recipients:
        try:
            queue_mail(
                kind=kind,
                recipient=recipient,
                context=values,
                actor=actor,
                reference=mail_reference(submission),
                scope=mail_scope(submission.cluster),
                reply_to="" if kind == HANDED_IN else submission.cluster.agency_email,
                basis_note=f"Profil {submission}"[:100],
            )
        except ValidationError:
            continue  # an address that is none stops nobody from deciding
