"""What a firm does with its answers: begin, save, hand in, take back."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.domain.profile_json import as_json, only_fields, overlaid
from companies.domain.stored_profile import whole_profile_of
from companies.enums import CompanyState
from companies.models import Cluster, Company, StoredFile
from profiles.domain.agreed import hide_withdrawn, only_own_statements, source_of, ticked
from profiles.domain.answers import (
    FIRM_FIELDS,
    answers_of,
    base_of,
    changed_fields,
    stand,
)
from profiles.domain.publishing_answers import publish_answers
from profiles.domain.search_effect import effect_of
from profiles.domain.submission_mails import tell_staff
from profiles.domain.submission_states import StaleAnswersError, locked, move, what_happened
from profiles.enums import SubmissionSource, SubmissionState
from profiles.models import Submission

if TYPE_CHECKING:
    from accounts.models import User


def start_submission(
    *,
    company: Company | None,
    cluster: Cluster,
    actor: "User | None",
    source: SubmissionSource = SubmissionSource.FORM,
    answers: ProfileData | None = None,
) -> Submission:
    """Begin a submission with the firm's profile as it stands, or return the one that is open already.

    In: the firm, None for one that is not in the directory yet; the cluster whose staff will review; who begins,
    None for a personal link; answers that are known already. Out: the open submission; drafts are shared by all
    who may answer for the firm. Raises ValidationError for a firm that is merged or no member of the cluster.
    """
    with transaction.atomic():
        base = ProfileData()
        if company is not None:
            company = Company.objects.select_for_update().get(pk=company.pk)
            if company.state == CompanyState.MERGED:
                raise ValidationError(f"„{company}“ ist mit „{company.merged_into}“ zusammengeführt worden.")
            if not company.memberships.filter(cluster=cluster).exists():
                raise ValidationError(f"„{company}“ gehört nicht zu „{cluster}“.")
            if known := company.submissions.open().first():
                return known
            base = only_fields(whole_profile_of(company), FIRM_FIELDS)
        stated = overlaid(base, only_fields(answers, FIRM_FIELDS)) if answers else base
        submission = Submission.objects.create(
            company=company,
            cluster=cluster,
            author=actor,
            source=source,
            base=as_json(base),
            answers=as_json(stated),
        )
        submission.files.set(StoredFile.objects.shown_by(company) if company else ())
        return submission


def save_draft(
    *,
    submission: Submission,
    answers: ProfileData,
    actor: "User | None",
    expected: str = "",
    seen: Collection[str] = (),
) -> Submission:
    """Keep what the firm has typed so far.

    In: the answers – only the stated fields are changed; who; expected – the `stand` of the fields `seen` (the
    stated ones unless given) as the form showed them, empty to write in any case. Out: the stored submission.
    Raises StaleAnswersError where they were changed since to something else than is stated, ValidationError where the
    firm may not write any more, ValueError for a field that no firm may state or a file that was not uploaded here.
    """
    names = [name for name in as_json(answers) if name in FIRM_FIELDS]
    if forbidden := as_json(answers).keys() - set(names):
        raise ValueError(f"a firm does not state {', '.join(sorted(forbidden))}")
    with transaction.atomic():
        current = locked(submission)
        if not current.is_writable:
            raise ValidationError(what_happened(current), code="transition")
        stored = answers_of(current)
        if expected and stand(stored, seen or names) != expected and changed_fields(stored, answers):
            raise StaleAnswersError
        newer = overlaid(stored, answers)
        check_files(current, newer)
        current.consents = ticked(current.consents, before=stored, after=newer, now=timezone.now())
        current.answers = as_json(newer)
        current.saved_at = timezone.now()
        current.save(update_fields=["answers", "consents", "saved_at"])
    return current


def submit(
    *, submission: Submission, actor: "User | None", message: str = "", expected: str = ""
) -> Submission:
    """Hand the answers in for review; fields that the cluster lets go live are published at once.

    In: the submission, who, words to the reviewers, the `stand` of all answers that the person agreed to. Out:
    the stored submission: SUBMITTED, or APPROVED where nothing is left to review (a published firm that changed
    nothing confirms its profile). Raises StaleAnswersError, and ValidationError for missing answers.
    """
    with transaction.atomic():
        current = locked(submission)
        if expected and stand(answers_of(current)) != expected:
            raise StaleAnswersError
        _check_complete(current)
        current.message = message
        current.edited = None
        current.live = []
        move(current, SubmissionState.SUBMITTED, actor=actor, note=message)
        hide_withdrawn(current, actor=actor)
        _publish_live_fields(current, actor)
        if current.state == SubmissionState.SUBMITTED:
            current.effect = effect_of(current)
            current.save(update_fields=["effect"])
            tell_staff(current, actor=actor)
    return current


def withdraw(*, submission: Submission, actor: "User | None") -> Submission:
    """Take the answers back; the published profile stays as it is."""
    with transaction.atomic():
        current = locked(submission)
        move(current, SubmissionState.WITHDRAWN, actor=actor)
    return current


def reopen(*, submission: Submission, actor: "User | None") -> Submission:
    """Take answers back that were handed in and go on with them in a new draft, which is returned."""
    with transaction.atomic():
        old = withdraw(submission=submission, actor=actor)
        draft = start_submission(
            company=old.company,
            cluster=old.cluster,
            actor=actor,
            source=SubmissionSource(old.source),
            answers=answers_of(old),
        )
        draft.files.add(*old.files.all())
        draft.consents = old.consents
        draft.save(update_fields=["consents"])
    return draft


def _check_complete(submission: Submission) -> None:
    answers = answers_of(submission)
    problems = []
    if not (answers.name or "").strip():
        problems.append(ValidationError("Bitte geben Sie den Namen des Unternehmens an.", code="name"))
    if not any((text or "").strip() for text in (answers.core_competences, answers.offered_services)):
        problems.append(
            ValidationError(
                "Bitte schreiben Sie, was Sie am besten können oder was Sie für andere tun.", code="texts"
            )
        )
    if problems:
        raise ValidationError(problems)


def check_files(submission: Submission, answers: ProfileData) -> None:
    """Raise ValueError where the answers name a file that was not uploaded with this submission."""
    named = {answers.logo, *(item.file for item in answers.certificates or ())} - {"", None}
    known = {str(pk) for pk in submission.files.values_list("pk", flat=True)} if named else set()
    if foreign := named - known:
        raise ValueError(f"files {foreign} do not belong to the submission")


def _publish_live_fields(submission: Submission, actor: "User | None") -> None:
    """Write what needs no review; where nothing else was changed the submission is settled and confirms the rest."""
    company = submission.company
    if company is None or company.state != CompanyState.PUBLISHED:
        return
    answers = answers_of(submission)
    changed = changed_fields(base_of(submission), answers)
    live = [name for name in changed if name in submission.cluster.live_fields]
    if len(live) == len(changed):
        publish_answers(submission, only_fields(answers, live), actor)
        submission.taken = submission.live = live
        move(submission, SubmissionState.APPROVED, actor=None, note="Es war nichts zu prüfen.")
    elif live:
        save_profile(
            data=only_own_statements(submission, only_fields(answers, live)),
            actor=actor,
            cluster=submission.cluster,
            source="Einreichung: sofort gültig",
            company=company,
            consent=source_of(submission),
        )
        submission.live = live
        submission.base = as_json(overlaid(base_of(submission), only_fields(answers, live)))
        submission.save(update_fields=["base", "live"])
