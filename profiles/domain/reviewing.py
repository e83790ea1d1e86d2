"""What staff do with a firm's answers: correct, return, approve, reject."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from companies.domain.profile_data import ProfileData
from companies.domain.profile_json import as_json, only_fields, overlaid
from companies.models import Company
from companies.rules import may_look_after
from profiles.domain.agreed import newly_agreed
from profiles.domain.answers import FIRM_FIELDS, answers_of, reviewed_of, stand, wanted_changes
from profiles.domain.publishing_answers import publish_answers
from profiles.domain.search_effect import effect_of
from profiles.domain.submission_mails import tell_firm
from profiles.domain.submission_states import StaleAnswersError, locked, move, what_happened
from profiles.domain.submitting import check_files
from profiles.enums import SubmissionState
from profiles.models import Submission, SubmissionEvent
from profiles.notifications import PUBLISHED, REJECTED, RETURNED
from profiles.rules import may_review

if TYPE_CHECKING:
    from accounts.models import User


def edit_submission(
    *,
    submission: Submission,
    answers: ProfileData,
    actor: "User",
    expected: str = "",
    seen: Collection[str] = FIRM_FIELDS,
) -> Submission:
    """Correct the answers before they are published; what the firm wrote stays beside it.

    In: the corrected fields; expected – the `stand` of the fields `seen` as the reviewer saw them. Out: the stored
    submission with its new effect on the search. Raises StaleAnswersError, PermissionDenied, ValidationError where
    it does not wait or a person would be shown who has not agreed, ValueError for a file that does not belong to it.
    """
    with transaction.atomic():
        current = _reviewable(submission, actor, expected, seen)
        before = reviewed_of(current)
        edited = overlaid(before, only_fields(answers, FIRM_FIELDS))
        check_files(current, edited)
        if names := newly_agreed(answers_of(current), edited):
            raise ValidationError(
                f"Dass {', '.join(names)} gezeigt werden darf, kann nur das Unternehmen eintragen. Geben Sie die "
                "Einreichung dafür zurück.",
                code="consent",
            )
        if as_json(edited) == as_json(before):
            return current
        current.edited = None if as_json(edited) == current.answers else as_json(edited)
        current.effect = effect_of(current)
        current.save(update_fields=["edited", "effect"])
        SubmissionEvent.objects.create(
            submission=current,
            state=current.state,
            actor=actor,
            note="vor der Freigabe geändert",
            answers=as_json(edited),
        )
    return current


def renew_effect(*, submission: Submission, actor: "User") -> Submission:
    """Work out anew what the change does to the search, after the profile or the vocabulary changed."""
    with transaction.atomic():
        current = _reviewable(submission, actor, "")
        current.effect = effect_of(current)
        current.save(update_fields=["effect"])
    return current


def assign_company(*, submission: Submission, company: Company, actor: "User") -> Submission:
    """Let the answers of a firm that seemed new count for one that the directory has already."""
    with transaction.atomic():
        current = _reviewable(submission, actor, "")
        if current.company_id is not None or not may_look_after(actor, company):
            raise PermissionDenied
        current.company = company
        current.validate_constraints()
        current.effect = effect_of(current)
        current.save(update_fields=["company", "effect"])
    return current


def return_submission(
    *,
    submission: Submission,
    actor: "User",
    note: str,
    notes: Mapping[str, str] | None = None,
    expected: str = "",
) -> Submission:
    """Give the answers back to the firm with the reason, as a whole and per field."""
    with transaction.atomic():
        current = _reviewable(submission, actor, expected)
        current.edited = None
        reasons = {name: text for name, text in (notes or {}).items() if name in FIRM_FIELDS and text.strip()}
        if not note.strip() and reasons:
            note = "Bitte sehen Sie sich die markierten Angaben noch einmal an."
        move(current, SubmissionState.RETURNED, actor=actor, note=note.strip(), notes=reasons)
        tell_firm(current, RETURNED, actor=actor)
    return current


def reject(*, submission: Submission, actor: "User", note: str, expected: str = "") -> Submission:
    """Turn the answers down for good, with the reason; the published profile stays as it is."""
    with transaction.atomic():
        current = _reviewable(submission, actor, expected)
        move(current, SubmissionState.REJECTED, actor=actor, note=note.strip())
        tell_firm(current, REJECTED, actor=actor)
    return current


def approve(
    *,
    submission: Submission,
    actor: "User",
    fields: Collection[str] | None = None,
    edits: ProfileData | None = None,
    note: str = "",
    notes: Mapping[str, str] | None = None,
    expected: str = "",
) -> Submission:
    """Publish the answers: firm, capabilities, index row, version and history in one transaction.

    In: who approves; fields – only these of the changed ones, None for all; edits – corrections to publish instead
    of what the firm wrote; note and notes – words to the firm,
    as a whole and per field that was left out; expected – the `stand` of what the reviewer saw. Out: the stored
    submission. Only fields that differ from what the firm started from are written, so nothing that changed
    meanwhile is turned back. Raises StaleAnswersError, PermissionDenied, ValidationError.
    """
    with transaction.atomic():
        current = _reviewable(submission, actor, expected)
        if edits is not None:
            current = edit_submission(submission=current, answers=edits, actor=actor)
        wanted = wanted_changes(current)
        taken = [name for name in wanted if fields is None or name in fields]
        if fields is not None and wanted and not taken:
            raise ValidationError(
                "Wählen Sie mindestens eine Änderung aus, oder geben Sie zurück.", code="none"
            )
        publish_answers(current, only_fields(reviewed_of(current), taken), actor)
        current.taken = [*current.live, *taken]
        move(current, SubmissionState.APPROVED, actor=actor, note=note.strip(), notes=notes)
        tell_firm(current, PUBLISHED, actor=actor)
    return current


def _reviewable(
    submission: Submission, actor: "User", expected: str, seen: Collection[str] = FIRM_FIELDS
) -> Submission:
    """Return the locked submission where the person may decide about it now and it is as he or she saw it."""
    current = locked(submission)
    if not may_review(actor, current):
        raise PermissionDenied
    if current.state != SubmissionState.SUBMITTED:
        raise ValidationError(what_happened(current), code="transition")
    if expected and stand(reviewed_of(current), seen) != expected:
        raise StaleAnswersError
    return current
