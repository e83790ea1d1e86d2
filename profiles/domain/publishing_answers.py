"""Answers that reach the directory, and imports as submissions that were approved at once."""

from typing import TYPE_CHECKING

from django.utils import timezone

from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileChange, ProfileData
from companies.domain.profile_json import as_json, overlaid
from companies.domain.publishing import publish
from companies.enums import CompanyState
from companies.models import Cluster, Company
from profiles.domain.agreed import only_own_statements, source_of
from profiles.enums import SubmissionSource, SubmissionState
from profiles.models import Submission, SubmissionEvent

if TYPE_CHECKING:
    from accounts.models import User


def publish_answers(submission: Submission, data: ProfileData, actor: "User | None") -> ProfileChange:
    """Write answers of a locked submission into the directory, as confirmed by the firm on the day it sent them."""
    day = timezone.localdate(submission.submitted_at)
    company = submission.company
    if company is None or company.confirmed_at is None or company.confirmed_at < day:
        data = overlaid(data, ProfileData(last_confirmed=day))
    at = timezone.localtime(submission.submitted_at)
    change = write_answers(submission, data, actor, source=f"Einreichung vom {at:%d.%m.%Y %H:%M}")
    submission.company_id = change.company_id
    return change


def write_answers(
    submission: Submission, data: ProfileData, actor: "User | None", *, source: str
) -> ProfileChange:
    """Write data of a submission into the directory and show the firm; one that was archived has come back."""
    company = submission.company
    change = save_profile(
        data=only_own_statements(submission, data),
        actor=actor,
        cluster=submission.cluster,
        source=source,
        company=company,
        consent=source_of(submission),
    )
    if company is not None and company.state == CompanyState.ARCHIVED:
        stored = Company.objects.get(
            pk=company.pk
        )  # a trial is taken back, and `company` must not believe in it
        publish(company=stored, actor=actor, reason=source)
    return change


def record_import(
    *, cluster: Cluster, data: ProfileData, change: ProfileChange, actor: "User | None"
) -> Submission:
    """Keep what staff imported as a submission that was approved at once; call it in the import's transaction."""
    now = timezone.now()
    names = {item.field for item in change}
    submission = Submission.objects.create(
        company_id=change.company_id,
        cluster=cluster,
        author=actor,
        source=SubmissionSource.IMPORT,
        state=SubmissionState.APPROVED,
        answers=as_json(data),
        taken=[name for name in as_json(data) if name in names],
        submitted_at=now,
        decided_at=now,
        decided_by=actor,
    )
    SubmissionEvent.objects.create(
        submission=submission, state=submission.state, actor=actor, answers=submission.answers
    )
    return submission
