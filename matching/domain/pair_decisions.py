"""What staff make of a pair: the one way in which its state changes."""

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from matching.enums import PAIR_TRANSITIONS, PairState
from matching.models import Pair

if TYPE_CHECKING:
    from accounts.models import User


class PairMovedError(Exception):
    """Somebody else has decided in the meantime; `pair` is what is stored now."""

    def __init__(self, pair: Pair) -> None:
        super().__init__(str(pair))
        self.pair = pair


def decide_pair(
    *,
    pair: Pair,
    seen: PairState,
    to: PairState,
    actor: "User",
    now: datetime.datetime,
    reason: str = "",
    remind_on: datetime.date | None = None,
) -> Pair:
    """Bring a pair into another state.

    In: the pair; the state in which the person saw it; the new one; who and when; the reason of a dismissal; the day
    on which a postponed pair is to be shown again. Out: the stored pair. Raises PairMovedError where the state is no
    longer the one that was seen, ValidationError where PAIR_TRANSITIONS does not allow the step or something is
    missing.
    """
    with transaction.atomic():
        current = Pair.objects.select_for_update().filter(pk=pair.pk).first()
        if current is None or current.state != seen:
            raise PairMovedError(current or pair)
        if to not in PAIR_TRANSITIONS[current.state]:
            raise ValidationError(
                f"Eine Paarung im Stand „{current.get_state_display()}“ kann nicht „{to.label}“ werden.",
                code="transition",
            )
        current.state = to
        current.reason = reason.strip() if to == PairState.DISMISSED else ""
        current.remind_on = remind_on if to == PairState.POSTPONED else None
        current.decided_at, current.decided_by = (None, None) if to == PairState.NEW else (now, actor)
        current.validate_constraints()
        current.save(update_fields=["state", "reason", "remind_on", "decided_at", "decided_by"])
    return current
