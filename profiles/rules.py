"""Who may answer for a firm, who may review what it answered, and how far an invited firm has come."""

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from companies.models import Company
from companies.rules import EDITING_ROLES, may_run
from outbox.enums import MailState
from profiles.enums import (
    ANSWERED_STAGES,
    MOST_REMINDERS,
    REMINDER_PAUSE_DAYS,
    InvitationStage,
    Reach,
    SubmissionState,
)
from profiles.models import Invitation, Submission

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


_STAGE_OF_ANSWER = {
    SubmissionState.SUBMITTED: InvitationStage.SUBMITTED,
    SubmissionState.RETURNED: InvitationStage.RETURNED,
    SubmissionState.REJECTED: InvitationStage.REJECTED,
    SubmissionState.APPROVED: InvitationStage.PUBLISHED,
}
_STAGE_OF_MAIL = {
    MailState.WAITING: InvitationStage.LEAVING,
    MailState.SENDING: InvitationStage.LEAVING,
    MailState.SENT: InvitationStage.SENT,
    MailState.BOUNCED: InvitationStage.BOUNCED,
    MailState.REFUSED: InvitationStage.UNWANTED,
}


def stage_of(invitation: Invitation) -> InvitationStage:
    """Say how far an invited firm has come; the invitation comes from `with_progress`."""
    if invitation.declined_at:
        return InvitationStage.DECLINED
    if invitation.answer_state:
        return _STAGE_OF_ANSWER[SubmissionState(invitation.answer_state)]
    if invitation.revoked_at:
        return InvitationStage.REVOKED
    if invitation.started_at:
        return InvitationStage.STARTED
    if invitation.is_opened:
        return InvitationStage.OPENED
    if invitation.letters and invitation.mail_state not in (MailState.WAITING, MailState.SENDING):
        return InvitationStage.SENT
    if not invitation.mail_state or invitation.is_unsent:
        return InvitationStage.PREPARED
    if invitation.is_dead:
        return InvitationStage.BOUNCED
    return _STAGE_OF_MAIL.get(MailState(invitation.mail_state), InvitationStage.FAILED)


def reach_of(invitation: Invitation) -> Reach:
    """Say how a firm can be asked now: mail, else a letter, else the telephone; not at all after an objection."""
    if invitation.has_objected:
        return Reach.NOT
    has_bounced = invitation.mail_state == MailState.BOUNCED and not invitation.is_unsent
    if invitation.email and not (invitation.is_dead or invitation.is_unsubscribed or has_bounced):
        return Reach.MAIL
    return Reach.LETTER if invitation.has_postal_address else Reach.PHONE


def wants_to_hear(invitation: Invitation) -> bool:
    """Say whether the firm may be asked (again): it has not answered, declined or lost its link."""
    return invitation.revoked_at is None and stage_of(invitation) not in ANSWERED_STAGES


def may_be_reminded(invitation: Invitation, now: datetime.datetime) -> bool:
    """Say whether a reminder may go: asked before, not too often, and not within the last days."""
    if not wants_to_hear(invitation) or invitation.last_sent_at is None:
        return False
    pause = datetime.timedelta(days=REMINDER_PAUSE_DAYS)
    return invitation.reminders < MOST_REMINDERS and invitation.last_sent_at <= now - pause
