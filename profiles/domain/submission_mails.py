"""Telling staff and firms what became of answers; each mail is written in the transaction of the step."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from companies.rules import EDITING_ROLES
from outbox.domain.mails import queue_mail
from outbox.notifications import MailKind
from profiles.domain.profile_words import field_label
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


def tell_firm(submission: Submission, kind: MailKind, *, actor: "User | None") -> None:
    """Tell the firm what staff decided: everybody who may edit its profile, else the address it was asked at.

    An address that only stands in the answers gets no personal link: whoever wrote them may have made it up.
    """
    people = list(people_of(submission).values_list("email", flat=True))
    known = known_address(submission)
    recipients = people or [known or submission.answers.get("email") or ""]
    path = reverse("profiles:own") if people else ""
    if not path and submission.company:
        path = submission.company.get_absolute_url()
    _write(kind, recipients, submission, actor, path=path, has_link=bool(people or known))


def known_address(submission: Submission) -> str:
    """Return the e-mail address known apart from the answers: of invitation, registration or profile."""
    invitation = submission.invitations.exclude(email="").order_by("-pk").first()
    if invitation:
        return str(invitation.email)
    registration = getattr(submission, "registration", None)
    if registration:
        return str(registration.email)
    return str(submission.company.email) if submission.company else ""


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
                basis_note=f"Profil {submission}"[:100],
            )
        except ValidationError:
            continue  # an address that is none stops nobody from deciding
