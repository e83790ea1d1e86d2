"""Lists of demands as their readers see them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils import timezone

from companies.models import Company
from matching.enums import DemandState
from matching.models import Demand, DemandQuerySet, StoredMatch

if TYPE_CHECKING:
    from accounts.models import User

NAMED_STEPS = 5
"""How many processes stand behind a demand in a list."""


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One demand in a list; `firm` is None where the reader may not know who asks."""

    demand: Demand
    firm: Company | None
    steps: tuple[str, ...]
    matches: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class StateGroup:
    """The own demands in one state."""

    state: DemandState
    rows: tuple[DemandRow, ...]


def demand_rows(demands: Iterable[Demand], *, user: User) -> list[DemandRow]:
    """Return demands of `visible_to` as rows of a list, in their order (three queries, however many there are)."""
    order = [demand.pk for demand in demands]
    found = Demand.objects.filter(pk__in=order).with_firm_known_to(user)
    rows = {row.demand.pk: row for row in map(_row, _with_parts(found))}
    return [rows[pk] for pk in order]


def own_demands(user: User, *, now: datetime.datetime) -> list[StateGroup]:
    """Return the demands of the firms for which the person acts, by state, with the number of firms found."""
    yesterday = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    shown = Q(stored_matches__score__gte=StoredMatch.SHOWN_FROM)
    found_later = Q(stored_matches__found_at__gt=F("opened_at")) & Q(
        stored_matches__found_at__gt=yesterday - datetime.timedelta(days=1)
    )
    demands = (
        Demand.objects.of_user(user)
        .with_firm_known_to(user)
        .annotate(
            matches=Count("stored_matches", filter=shown),
            new_matches=Count("stored_matches", filter=shown & found_later),
        )
        .order_by("-created_at", "-pk")
    )
    rows = [_row(demand) for demand in _with_parts(demands)]
    groups = [
        StateGroup(state, tuple(row for row in rows if row.demand.state == state)) for state in DemandState
    ]
    return [group for group in groups if group.rows]


def _with_parts(demands: DemandQuerySet) -> DemandQuerySet:
    return demands.select_related("company", "place").prefetch_related("steps__process")


def _row(demand: Demand) -> DemandRow:
    return DemandRow(
        demand=demand,
        firm=demand.company if demand.firm_is_known else None,  # type: ignore[attr-defined]
        steps=tuple(step.process.name_de for step in demand.steps.all())[:NAMED_STEPS],
        matches=getattr(demand, "matches", 0),
        new=getattr(demand, "new_matches", 0),
    )
