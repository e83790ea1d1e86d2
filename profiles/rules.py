"""Who may answer for a firm and who may review what it answered."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from companies.models import Company
from companies.rules import EDITING_ROLES, may_run
from profiles.enums import SubmissionState
from profiles.models import Submission

if TYPE_CHECKING:
    from accounts.models import User


def may_answer(user: "User | AnonymousUser", submission: Submission) -> bool:
    """Say whether the person may read and write the answers: as owner or editor of the firm.

    A submission for a firm that is not in the directory yet belongs to the person who started it.
    """
    if submission.company_id is None:
        return user.is_authenticated and submission.author_id == user.pk
    return Company.objects.of_user(user, *EDITING_ROLES).current().filter(pk=submission.company_id).exists()


def may_review(user: "User | AnonymousUser", submission: Submission) -> bool:
    """Say whether the person may decide about the answers: as staff of the cluster they were handed in to."""
    return submission.state != SubmissionState.DRAFT and may_run(user, submission.cluster)
