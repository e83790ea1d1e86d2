"""Writing demands: entering, changing, and the one way in which their state changes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from companies.domain.identity import match_name, sort_name
from companies.domain.recording import assign, save_recorded
from companies.models import Cluster, Company
from matching.domain.stored_matches import store_matches
from matching.domain.storing import demand_columns, store_proposal
from matching.domain.wanted import Wanted
from matching.enums import DEMAND_TRANSITIONS, DemandKind, DemandState, Visibility
from matching.models import Demand
from matching.rules import is_editable

if TYPE_CHECKING:
    from accounts.models import User

OPEN_DAYS = 90
"""How long a demand stays open unless the firm says otherwise."""

_CLOSING = (DemandState.AWARDED, DemandState.CLOSED)


@dataclass(frozen=True, slots=True)
class DemandData:
    """What a person says about a demand besides what is asked for; `expires_on` None: 90 days after opening."""

    title: str
    text: str = ""
    kind: DemandKind = DemandKind.ORDER
    visibility: Visibility = Visibility.MEMBERS
    expires_on: datetime.date | None = None


def create_demand(
    *, company: Company, cluster: Cluster, data: DemandData, wanted: Wanted, actor: User | None
) -> Demand:
    """Store a draft of a demand with what it asks for.

    In: the firm that asks and one of its clusters, what was confirmed, who enters it (staff may for any firm of
    theirs). Out: the stored draft. Raises ValidationError with German sentences.
    """
    with transaction.atomic():
        if not cluster.memberships.filter(company=company).exists():
            raise ValidationError(f"„{company}“ gehört nicht zu „{cluster}“.", code="foreign")
        demand = Demand(company=company, cluster=cluster, created_by=actor)
        _write(demand, data, wanted, actor, "Bedarf angelegt")
    return demand


def change_demand(*, demand: Demand, data: DemandData, wanted: Wanted, actor: User | None) -> Demand:
    """Store what a person changed about a demand; an open one is matched again at once.

    Out: the stored demand. Raises ValidationError where it was awarded or closed.
    """
    with transaction.atomic():
        current = Demand.objects.select_for_update().get(pk=demand.pk)
        if not is_editable(current):
            raise ValidationError(
                f"Dieser Bedarf ist {current.get_state_display()} und lässt sich nicht mehr ändern.",
                code="closed",
            )
        _write(current, data, wanted, actor, "Bedarf geändert")
        if current.state == DemandState.OPEN:
            store_matches(current, now=timezone.now())
    return current


def change_state(
    *, demand: Demand, to: DemandState, actor: User | None, now: datetime.datetime | None = None
) -> Demand:
    """Bring a demand into another state; opening it stores its matches at once.

    In: the demand, the state, who (None: the schedule) and when. Out: the stored demand; nothing happens where it is
    in that state already. Raises ValidationError where DEMAND_TRANSITIONS does not allow the step.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        current = Demand.objects.select_for_update().get(pk=demand.pk)
        if current.state == to:
            return current
        if to not in DEMAND_TRANSITIONS[current.state]:
            raise ValidationError(
                f"„{current}“ steht auf „{current.get_state_display()}“; von dort geht es nicht zu „{to.label}“.",
                code="transition",
            )
        current.state = to
        if to == DemandState.OPEN:
            current.opened_at = current.opened_at or now
            if current.expires_on is None or current.expires_on < today:
                current.expires_on = today + datetime.timedelta(days=OPEN_DAYS)
        current.closed_at = now if to in _CLOSING else None
        save_recorded(current, actor=actor, reason=f"Stand: {to.label}")
        if to == DemandState.OPEN:
            store_matches(current, now=now)
    return current


def expire_demands(*, now: datetime.datetime) -> int:
    """Let every open or paused demand expire whose last day is over; returns how many."""
    overdue = Demand.objects.overdue(timezone.localdate(now)).order_by("pk")
    for demand in overdue:
        change_state(demand=demand, to=DemandState.EXPIRED, actor=None, now=now)
    return len(overdue)


def check_anonymity(*, company: Company, data: DemandData) -> None:
    """Raise ValidationError where a demand without the firm's name has that name in its own words."""
    if data.visibility != Visibility.ANONYMOUS:
        return
    words = sort_name(f"{data.title} {data.text}").split()
    for name in (company.name, *company.names.values_list("name", flat=True)):
        longest = len(sort_name(name).split())
        windows = (
            " ".join(words[start : start + length])
            for length in range(1, longest + 1)
            for start in range(len(words) - length + 1)
        )
        if match_name(name) in map(match_name, windows):
            raise ValidationError(
                f"Im Text steht „{name}“. Ohne Namen bleibt der Bedarf nur, wenn Titel und Beschreibung ihn nicht "
                "nennen.",
                code="named",
            )


def _write(demand: Demand, data: DemandData, wanted: Wanted, actor: User | None, reason: str) -> None:
    check_anonymity(company=demand.company, data=data)
    wanted = replace(wanted, seekers=frozenset({demand.company_id}))
    values = {
        "title": data.title.strip(),
        "text": data.text.strip(),
        "kind": data.kind,
        "visibility": data.visibility,
        "expires_on": data.expires_on,
        **demand_columns(wanted),
    }
    if assign(demand, values) or demand.pk is None:
        demand.full_clean(exclude=["reference", "cluster", "company", "created_by"])
        save_recorded(demand, actor=actor, reason=reason)
    store_proposal(demand, wanted, actor=actor, reason=reason)
