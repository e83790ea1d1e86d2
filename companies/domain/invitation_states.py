"""Moving the invitation of a person between its states; the only place where a state changes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone

from companies.domain.recording import save_recorded
from companies.enums import INVITATION_TRANSITIONS, InvitationState
from companies.models import ColleagueInvitation

if TYPE_CHECKING:
    from accounts.models import User


def close_invitation(
    *,
    invitation: ColleagueInvitation,
    to: InvitationState,
    actor: User | None,
    accepted_by: User | None = None,
    now: datetime | None = None,
) -> ColleagueInvitation:
    """Answer or withdraw an invitation, inside a transaction of the caller.

    Returns the fresh row, locked. Raises ValidationError when somebody was faster.
    """
    row = (
        ColleagueInvitation.objects.select_for_update(of=("self",))
        .select_related("company")
        .get(pk=invitation.pk)
    )
    if to not in INVITATION_TRANSITIONS[InvitationState(row.state)]:
        raise ValidationError(
            f"Diese Einladung ist schon {row.get_state_display()}.",
            code="transition",
        )
    row.state = to
    row.closed_at = now or timezone.now()
    row.accepted_by = accepted_by
    save_recorded(row, actor=actor, reason=f"Einladung {to.label}")
    return row
