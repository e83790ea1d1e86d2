"""What demands and pairs store about a firm: the parts for information under Art. 15 DSGVO."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models import Q, QuerySet

from matching.models import Demand, DemandCriterion, DemandStep, Pair, StoredMatch


def history_of(model: type[models.Model]) -> Any:
    """Return the table of the recorded changes of a table."""
    return cast(Any, model).history


def about_company(entries: list[int], *, for_staff: bool) -> dict[str, QuerySet | list[dict[str, Any]]]:
    """Return what demands and pairs store about a firm (the keys of its entries), by title.

    Without `for_staff` the reasons that staff wrote about a pair are left out: they concern the other firm as well, so
    a person looks at them before they are handed over.
    """
    own = Demand.objects.filter(company__in=entries).order_by("pk")
    past = history_of(Demand).filter(company_id__in=entries)
    demands = past.values("id")
    return {
        "Bedarfe": own,
        "Arbeitsschritte der Bedarfe": DemandStep.objects.filter(demand__company__in=entries).order_by("pk"),
        "Anforderungen der Bedarfe": DemandCriterion.objects.filter(demand__company__in=entries).order_by(
            "pk"
        ),
        "Treffer für die Bedarfe": StoredMatch.objects.filter(demand__company__in=entries).order_by("pk"),
        "Gefunden für Bedarfe anderer": StoredMatch.objects.filter(company__in=entries).order_by("pk"),
        "Paarungen": _pairs(entries, for_staff),
        "Verlauf: Bedarfe": past.order_by("history_id"),
        "Verlauf: Arbeitsschritte": history_of(DemandStep)
        .filter(demand_id__in=demands)
        .order_by("history_id"),
        "Verlauf: Anforderungen": history_of(DemandCriterion)
        .filter(demand_id__in=demands)
        .order_by("history_id"),
    }


def _pairs(entries: list[int], for_staff: bool) -> list[dict[str, Any]]:
    pairs = Pair.objects.filter(Q(seeker__in=entries) | Q(provider__in=entries))
    return [
        {
            "Nummer": pair.pk,
            "sucht": str(pair.seeker),
            "bietet": str(pair.provider),
            "Verfahren": str(pair.process),
            "Bewertung": pair.score,
            "Stand": pair.get_state_display(),
            "gefunden am": pair.found_at,
            "entschieden am": pair.decided_at,
            "wieder vorlegen am": pair.remind_on,
        }
        | ({"Grund": pair.reason, "entschieden von": str(pair.decided_by or "")} if for_staff else {})
        for pair in pairs.select_related("seeker", "provider", "process", "decided_by").order_by("pk")
    ]
