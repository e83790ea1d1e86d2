"""Made-up demands and matches for the gallery of components."""

import datetime
from typing import Any

from matching.domain.demand_lists import DemandRow
from matching.domain.demand_page import Candidate
from matching.domain.results import Match, ScorePart
from matching.enums import Attribute, DemandState, Importance, Status
from matching.models import Demand

DAY = datetime.date(2026, 11, 21)


def demand_samples() -> dict[str, Any]:
    """Return a demand in a list, firms found for one, and an explanation with every status."""
    parts = (
        _part(
            Attribute.PROCESS,
            Status.MET,
            "Laserschneiden",
            "als Kernleistung",
            "Laserschneiden als Kernleistung.",
            1,
        ),
        _part(
            Attribute.MATERIAL, Status.PARTLY, "1.4301", "Edelstahl", "Genannt ist nur die Familie Edelstahl."
        ),
        _part(
            Attribute.ENVELOPE,
            Status.NOT_MET,
            "1.200 mm",
            "1.000 mm",
            "Verlangt 1.200 mm, angeboten 1.000 mm.",
            importance=Importance.WISH,
        ),
        _part(
            Attribute.CERTIFICATE, Status.UNKNOWN, "EN 1090 EXC2", "", "Im Profil steht nichts zu EN 1090."
        ),
    )
    missed = _part(
        Attribute.CERTIFICATE, Status.NOT_MET, "EN 1090 EXC3", "EXC2", "Verlangt EXC3, vorhanden EXC2."
    )
    row = Demand(
        reference="muster22",
        title="Gehäuse aus Edelstahl",
        state=DemandState.OPEN,
        needed_by=DAY,
        expires_on=DAY,
    )
    return {
        "explanation": parts,
        "candidates": [
            Candidate(
                "musterblech-gmbh",
                "Musterblech GmbH",
                "Landstuhl",
                Match(1, 0.9, (1,), 12.4, lambda: parts),
                True,
            ),
            Candidate(
                "fast-kg", "Fast passend KG", "", Match(2, 0.4, explain=lambda: (missed,)), reason=missed
            ),
        ],
        "demand_row": DemandRow(row, None, ("Laserschneiden", "Abkanten"), 4, 1),
    }


def _part(
    attribute: Attribute,
    status: Status,
    demanded: str,
    offered: str,
    sentence: str,
    step: int | None = None,
    importance: Importance = Importance.HARD,
) -> ScorePart:
    label = demanded if attribute is Attribute.PROCESS else str(attribute.label)
    return ScorePart(attribute, label, importance, status, demanded, offered, sentence, 1.0, step)
