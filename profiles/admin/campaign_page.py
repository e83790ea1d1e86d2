"""Everything the page of a campaign shows: what could be sent now, how far each firm is, totals, whom to call."""

import datetime
from typing import Any

from django.db.models import Count

from outbox.domain.rendering import MASK, render_pair
from profiles.domain.inviting import letters_of, mail_context, next_number, recipients_of
from profiles.enums import CampaignState, InvitationStage, Reach, SendingKind
from profiles.models import Campaign, Invitation
from profiles.notifications import INVITATION
from profiles.rules import reach_of, stage_of, wants_to_hear

TOTALS: tuple[tuple[str, str], ...] = (
    ("all", "eingeladen"),
    ("sent", "gesendet"),
    ("opened", "Formular geöffnet"),
    ("started", "begonnen"),
    ("submitted", "eingereicht"),
    ("published", "veröffentlicht"),
    ("bounced", "unzustellbar"),
    ("declined", "möchten nicht"),
)
"""What is counted over all firms of a campaign, each firm in everything that it has been through."""

_ANSWERED = {
    InvitationStage.SUBMITTED,
    InvitationStage.RETURNED,
    InvitationStage.REJECTED,
    InvitationStage.PUBLISHED,
}


def campaign_page(campaign: Campaign, *, chosen: str, now: datetime.datetime) -> dict[str, Any]:
    """Return the context of the page. In: the campaign, the stage or total to show ("" for all), the present."""
    rows = list(
        campaign.invitations.with_progress().select_related("company", "submission").order_by("name", "pk")
    )
    entries = [_entry(row) for row in rows]
    is_open = campaign.state != CampaignState.CLOSED
    return {
        "campaign": campaign,
        "is_open": is_open,
        "totals": [(key, label, sum(key in entry["passed"] for entry in entries)) for key, label in TOTALS],
        "chosen": chosen,
        "entries": [entry for entry in entries if not chosen or chosen in entry["passed"]],
        "sendings": list(
            campaign.sendings.select_related("made_by")
            .annotate(number_of_firms=Count("deliveries"))
            .order_by("number")
        ),
        "number": next_number(campaign),
        "invitable": recipients_of(campaign, kind=SendingKind.INVITATION, now=now) if is_open else [],
        "remindable": recipients_of(campaign, kind=SendingKind.REMINDER, now=now) if is_open else [],
        "letters": letters_of(campaign, kind=SendingKind.INVITATION, now=now) if is_open else [],
        "letter_reminders": letters_of(campaign, kind=SendingKind.REMINDER, now=now) if is_open else [],
        "to_call": [row for row in rows if reach_of(row) == Reach.PHONE and wants_to_hear(row)],
    }


def preview_of(campaign: Campaign, kind: SendingKind) -> dict[str, str] | None:
    """Return subject and text of the mail as the first firm would get it, the link masked; None without a firm."""
    rows = campaign.invitations.order_by("name", "pk")
    first = rows.exclude(email="").first() or rows.first()
    if first is None:
        return None
    context = {**mail_context(campaign, first, kind), "secrets": {"link": f"{MASK} (persönlicher Link)"}}
    rendered = render_pair(INVITATION.template, context)
    return {"to": first.email or first.name, "subject": rendered.subject, "text": rendered.text}


def passed(row: Invitation) -> set[str]:
    """Return what an invited firm has been through, in the keys of TOTALS."""
    stage = stage_of(row)
    through = {"all"}
    is_answered = stage in _ANSWERED
    if stage == InvitationStage.BOUNCED:
        return through | {"bounced"}
    if (row.mails or row.letters) and stage not in (
        InvitationStage.PREPARED,
        InvitationStage.LEAVING,
        InvitationStage.UNWANTED,
        InvitationStage.FAILED,
    ):
        through.add("sent")
    if row.is_opened or row.started_at:
        through.add("opened")
    if row.started_at:
        through.add("started")
    if is_answered:
        through.add("submitted")
    if stage == InvitationStage.PUBLISHED:
        through.add("published")
    if stage == InvitationStage.DECLINED:
        through.add("declined")
    return through


def _entry(row: Invitation) -> dict[str, Any]:
    return {"row": row, "stage": stage_of(row), "reach": reach_of(row), "passed": passed(row)}
