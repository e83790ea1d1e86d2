"""Writing a demand row by row, as staff do on its page in the administration."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from companies.domain.changes import Change, changes_in
from companies.domain.recording import delete_recorded, save_recorded
from matching.domain.stored_matches import store_matches
from matching.models import Demand, DemandCriterion, DemandStep

if TYPE_CHECKING:
    from accounts.models import User

BY_HAND = "von Hand bearbeitet"


def save_row(
    *, row: Demand | DemandStep | DemandCriterion, actor: User | None, reason: str = BY_HAND
) -> None:
    """Save the demand itself or one of its rows with its history; nothing about a step that has just gone."""
    if (
        isinstance(row, DemandCriterion)
        and row.step_id
        and not DemandStep.objects.filter(pk=row.step_id).exists()
    ):
        return
    save_recorded(row, actor=actor, reason=reason)


def drop_row(*, row: DemandStep | DemandCriterion, actor: User | None, reason: str = BY_HAND) -> None:
    """Delete a row of a demand; what was asked for about a step goes with it."""
    with transaction.atomic():
        if isinstance(row, DemandStep):
            delete_recorded(row.criteria.all(), actor=actor, reason=reason)
        delete_recorded([row], actor=actor, reason=reason)


def finish_rows(*, demand: Demand, now: datetime.datetime | None = None) -> None:
    """Match an open demand again after its rows were written; nothing happens to any other."""
    store_matches(demand, now=now or timezone.now())


def changes_of(demand: Demand, *, limit: int = 200) -> list[Change]:
    """Return the latest changes of a demand and its rows, newest first; the number of queries is fixed."""
    found = list(changes_in(Demand, {"id": demand.pk}, named=False))
    for model in (DemandStep, DemandCriterion):
        found += changes_in(model, {"demand_id": demand.pk})
    return sorted(found, key=lambda change: change.at, reverse=True)[:limit]
