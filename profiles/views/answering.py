"""Who is filling in a firm's answers, and where his or her pages are."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.urls import reverse

from companies.domain.profile_data import ProfileData
from profiles.domain.answers import answers_of, reviewed_of
from profiles.domain.reviewing import edit_submission
from profiles.domain.submitting import save_draft
from profiles.enums import SubmissionState
from profiles.models import Submission
from profiles.rules import may_answer, may_review

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Answering:
    """A submission in the hands of somebody who may write it.

    `actor` is the signed-in person, None for the holder of a personal link. `routes` is the beginning of the names
    of the addresses under which this person answers: "<routes>_step" takes `args` and the name of a step,
    "<routes>_file" `args` and the key of a file, "<routes>_withdraw" `args`; `home` is where the form leads in the
    end. `is_review` says that staff correct what was handed in: the same form, but it keeps a correction beside the
    firm's own words, only when it is sent, and takes no files.
    """

    submission: Submission
    actor: "User | None"
    routes: str
    args: tuple[object, ...]
    home: str
    is_review: bool = False

    @property
    def answers(self) -> ProfileData:
        """Return what the form shows: the firm's answers, for staff as they would be published."""
        return reviewed_of(self.submission) if self.is_review else answers_of(self.submission)

    @property
    def is_writable(self) -> bool:
        """Say whether this person may write now."""
        if self.is_review:
            return self.submission.state == SubmissionState.SUBMITTED
        return self.submission.is_writable

    def keep(self, answers: ProfileData, *, expected: str, seen: Collection[str]) -> Submission:
        """Keep what was typed; see save_draft and edit_submission."""
        if self.is_review:
            assert self.actor is not None  # noqa: S101 - staff are signed in
            return edit_submission(
                submission=self.submission, answers=answers, actor=self.actor, expected=expected, seen=seen
            )
        return save_draft(
            submission=self.submission, answers=answers, actor=self.actor, expected=expected, seen=seen
        )

    def step_url(self, step: str) -> str:
        """Return the address of a step of the form."""
        return reverse(f"{self.routes}_step", args=[*self.args, step])

    def file_url(self, key: uuid.UUID | str) -> str:
        """Return the address of a file of the submission."""
        return reverse(f"{self.routes}_file", args=[*self.args, key])

    @property
    def withdraw_url(self) -> str:
        """Return the address that takes the answers back."""
        return reverse(f"{self.routes}_withdraw", args=self.args)


def own_answering(request: HttpRequest, reference: uuid.UUID) -> Answering:
    """Return the submission in the hands of an owner or editor of its firm; for everybody else it does not exist."""
    submission = Submission.objects.select_related("company", "cluster").filter(reference=reference).first()
    if submission is None or not may_answer(request.user, submission):
        raise Http404
    return Answering(
        submission=submission,
        actor=request.user,  # type: ignore[arg-type]
        routes="profiles:own",
        args=(reference,),
        home=reverse("profiles:own"),
    )


def review_answering(request: HttpRequest, pk: int) -> Answering:
    """Return a submission in the hands of staff who may decide about it; for everybody else it does not exist."""
    submission = (
        Submission.objects.staffed_by(request.user).select_related("company", "cluster").filter(pk=pk).first()
    )
    may_change = request.user.has_perm("profiles.change_submission")
    if submission is None or not may_change or not may_review(request.user, submission):
        raise Http404
    return Answering(
        submission=submission,
        actor=request.user,  # type: ignore[arg-type]
        routes="profiles:review",
        args=(pk,),
        home=reverse("admin:profiles_submission_change", args=[pk]),
        is_review=True,
    )
