"""What becomes of answers, invitations and questions when two entries of one firm become one.

Nothing that a firm has handed in may be lost, and staff decide about one thing after the other: two open submissions
of which one waits for staff stop the merge. A draft or returned answers give way to the other's: withdrawn, readable.
"""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.domain.links import redirect_links
from companies.domain.merge_rules import Merge, MergeRule, drop, same_in
from profiles.domain.submission_states import locked, move
from profiles.enums import OPEN_SUBMISSION, RoundAnswer, SubmissionState
from profiles.models import CertificateNotice, ConfirmationRound, Invitation, Submission
from profiles.notifications import CONFIRMATION_LINK, INVITATION_LINK

if TYPE_CHECKING:
    from datetime import datetime


def _open_submission_beside(row: Submission, merge: Merge) -> Submission | None:
    return merge.keep.submissions.open().first() if row.state in OPEN_SUBMISSION else None


def _must_be_decided(row: Submission, twin: Submission) -> str:
    """Say which submissions have to be decided before: staff have one to decide, the firm was asked about the other."""
    states = {row.state, twin.state}
    if SubmissionState.SUBMITTED not in states or SubmissionState.DRAFT in states:
        return ""
    named = " und ".join(
        f"von „{one.company}“ ({one.get_state_display()} am {_day(one.submitted_at)})" for one in (twin, row)
    )
    waiting = "eine der beiden" if states == {SubmissionState.SUBMITTED} else "die eingereichte"
    return (
        f"Beide Einträge haben eine offene Einreichung: {named}. Entscheiden Sie zuerst {waiting}, dann lassen sich "
        "die Einträge zusammenführen."
    )


def _weaker(row: Submission, twin: Submission) -> Submission:
    """Return the submission that gives way: drafts before returned answers before those that wait, older ones first."""
    order = (SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.SUBMITTED)
    return min(twin, row, key=lambda one: (order.index(SubmissionState(one.state)), one.saved_at))


def _say_which_answers_stay(row: Submission, twin: Submission) -> str:
    weaker = _weaker(row, twin)
    stays = twin if weaker is row else row
    return (
        f"Es gelten die Angaben von „{stays.company}“ ({stays.get_state_display()}, gespeichert am "
        f"{_day(stays.saved_at)}). Die von „{weaker.company}“ ({weaker.get_state_display()}, gespeichert am "
        f"{_day(weaker.saved_at)}) werden zurückgezogen; das Unternehmen kann sie weiter lesen."
    )


def _withdraw_weaker(row: Submission, twin: Submission, merge: Merge) -> bool:
    weaker = _weaker(row, twin)
    stays = twin if weaker is row else row
    current = locked(weaker)
    note = (
        f"„{merge.other}“ und „{merge.keep}“ sind dasselbe Unternehmen und wurden zusammengeführt. Weiter gelten die "
        f"Angaben, die zuletzt am {_day(stays.saved_at)} gespeichert wurden. Diese hier können Sie noch lesen."
    )
    move(current, SubmissionState.WITHDRAWN, actor=merge.actor, note=note)
    if weaker is row:
        row.refresh_from_db()
    return True


def _say_which_invitation_stays(row: Invitation, twin: Invitation) -> str:
    if twin.revoked_at:
        return f"In „{row.campaign}“ sind beide eingeladen: die Einladung bleibt beim Eintrag, der geht."
    return (
        f"In „{row.campaign}“ sind beide eingeladen: angeschrieben wird nur noch „{twin}“, Links an „{row}“ führen "
        "weiter zum Formular."
    )


def _lead_to_one_invitation(row: Invitation, twin: Invitation, merge: Merge) -> bool:
    """Let the row rest with the entry that goes; whoever holds one of its links answers for the firm all the same."""
    if not twin.revoked_at and not row.revoked_at:
        redirect_links(purpose=INVITATION_LINK, reference=row.reference, to=twin.reference)
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
    return False


def _open_round_beside(row: ConfirmationRound, merge: Merge) -> ConfirmationRound | None:
    return None if row.answer else merge.keep.rounds.open().first()


def _end_second_round(row: ConfirmationRound, twin: ConfirmationRound, merge: Merge) -> bool:
    redirect_links(purpose=CONFIRMATION_LINK, reference=row.reference, to=twin.reference)
    row.answer, row.answered_at = RoundAnswer.ELSEWHERE, timezone.now()
    return True


def _day(moment: "datetime | None") -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}" if moment else "unbekannt"


def _say_question(row: Any, twin: Any) -> str:
    return "Beide werden gefragt, ob ihr Profil noch stimmt: künftig einmal, Links aus beiden Mails gelten."


MERGE_RULES = (
    MergeRule(
        Submission, _open_submission_beside, _say_which_answers_stay, _withdraw_weaker, _must_be_decided
    ),
    MergeRule(Invitation, same_in("campaign"), _say_which_invitation_stays, _lead_to_one_invitation),
    MergeRule(ConfirmationRound, _open_round_beside, _say_question, _end_second_round),
    MergeRule(
        CertificateNotice,
        same_in("certificate", "valid_until", "days_before"),
        lambda row, twin: f"Der Hinweis auf „{row.certificate}“ ging an beide: er wird einmal gemerkt.",
        drop,
    ),
)
