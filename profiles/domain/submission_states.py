"""From draft to published: the one way in which the state of a submission changes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from companies.models import Company
from profiles.enums import DECIDED_SUBMISSION, SUBMISSION_TRANSITIONS, SubmissionState
from profiles.models import Submission, SubmissionEvent

if TYPE_CHECKING:
    from accounts.models import User

_LATEST_WORDS = {
    SubmissionState.SUBMITTED: "eingereicht",
    SubmissionState.RETURNED: "an das Unternehmen zurückgegeben",
    SubmissionState.APPROVED: "freigegeben",
    SubmissionState.REJECTED: "abgelehnt",
    SubmissionState.WITHDRAWN: "zurückgezogen",
    SubmissionState.DRAFT: "begonnen",
}


class StaleAnswersError(ValidationError):
    """The answers were changed by somebody else since they were read; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Die Angaben wurden inzwischen an anderer Stelle geändert. Es wurde nichts überschrieben.",
            code="stale",
        )


def locked(submission: Submission) -> Submission:
    """Return the stored submission, locked until the transaction ends; its firm first, as merging does."""
    company = Submission.objects.filter(pk=submission.pk).values("company")
    list(Company.objects.select_for_update().filter(pk__in=company).values("pk"))
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("company", "cluster", "author")
        .get(pk=submission.pk)
    )


def move(
    submission: Submission,
    to: SubmissionState,
    *,
    actor: "User | None",
    note: str = "",
    notes: Mapping[str, str] | None = None,
) -> None:
    """Bring a locked submission into another state and record who did it, when and why.

    In: a submission from `locked`, the state, who (None for a personal link), words for the whole and per field.
    Raises ValidationError where SUBMISSION_TRANSITIONS does not allow the step, saying what happened before.
    """
    if to not in SUBMISSION_TRANSITIONS[submission.state]:
        raise ValidationError(what_happened(submission), code="transition")
    now = timezone.now()
    submission.state = to
    if to == SubmissionState.SUBMITTED:
        submission.submitted_at = now
    else:
        submission.note, submission.notes = note, dict(notes or {})
    if to in DECIDED_SUBMISSION:
        submission.decided_at, submission.decided_by = now, actor
    submission.validate_constraints()
    with transaction.atomic():
        submission.save()
        SubmissionEvent.objects.create(
            submission=submission,
            state=to,
            actor=actor,
            note=note,
            notes=dict(notes or {}),
            answers=submission.answers if submission.edited is None else submission.edited,
        )


def what_happened(submission: Submission) -> str:
    """Say for somebody who comes too late what became of a submission, by whom and when."""
    last = submission.events.select_related("actor").last()
    words = _LATEST_WORDS[SubmissionState(submission.state)]
    if last is None:
        return f"Diese Einreichung ist schon {words}."
    who = str(last.actor) if last.actor else "das Unternehmen"
    at = timezone.localtime(last.at)
    return f"Diese Einreichung wurde schon am {at:%d.%m.%Y um %H:%M} Uhr von {who} {words}."
