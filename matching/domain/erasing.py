"""Erasing what demands and pairs store about a firm."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from matching.domain.privacy import history_of
from matching.models import Demand, DemandCriterion, DemandStep, Pair, StoredMatch

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def erase_company(*, entries: Collection[int], actor: User | None) -> None:
    """Erase the demands of a firm (the keys of its entries) with their history, its matches and its pairs."""
    demands = list(history_of(Demand).filter(company_id__in=entries).values_list("id", flat=True))
    Demand.objects.filter(company__in=entries).delete()
    StoredMatch.objects.filter(company__in=entries).delete()
    Pair.objects.filter(Q(seeker__in=entries) | Q(provider__in=entries)).delete()
    for model in (DemandStep, DemandCriterion):
        history_of(model).filter(demand_id__in=demands).delete()
    history_of(Demand).filter(Q(id__in=demands) | Q(company_id__in=entries)).delete()
