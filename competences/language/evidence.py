"""How strongly the wording of an alias proves a capability."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from competences.language.enums import Evidence
from competences.language.folding import fold

CONFIDENCE: Mapping[Evidence, float] = MappingProxyType(
    {
        Evidence.WORD: 1.0,
        Evidence.ACTIVITY: 0.95,
        Evidence.PRODUCT: 0.9,
        Evidence.EQUIPMENT: 0.8,
        Evidence.DERIVED: 0.75,
        Evidence.SUFFIX: 0.7,
        Evidence.WEAK: 0.5,
    }
)
UNCONFIRMED = 0.3

_EQUIPMENT = re.compile(
    r"(?:maschinen?|anlagen?|zentrum|zentren|automat(?:en)?|roboter|[a-z]pressen?|[a-z]saegen?|[a-z]scheren?|ofen|oefen|kabinen?|bank|baenke|bad|baeder"
    r"|kran(?:e|en)?|messraum|arm|geraete?|werke?|becken|kammern?|zellen?|strassen?|scanner|drucker"
    r"|laser|hallen?|tester|stand|staende|machines?|lathes?|line|plant|robots?|press|furnace)$"
)
_PRODUCT = re.compile(
    r"(?:teile?|teilen|stuecke?|bauteile?|rohlinge?|komponenten?|baugruppen?|konstruktion(?:en)?|zuschnitte?"
    r"|profile?|gehaeuse|elemente?|platten?|bleche?|parts?|components?|assembl(?:y|ies)|castings?|forgings?|sheets?)$"
)
_PARTICIPLE = re.compile(
    r"(?:ge[a-zäöüß]{3,}(?:t|en)|(?:ver|be|ent|er|zer|ab|an|auf|um|über)[a-zäöüß]{3,}t)$"
)


def evidence_of(alias: str) -> Evidence:
    """Return the grade of an alias by its wording: process word, participle, product word or equipment."""
    folded = fold(alias)
    if _EQUIPMENT.search(folded):
        return Evidence.EQUIPMENT
    if _PRODUCT.search(folded):
        return Evidence.PRODUCT
    if alias[:1].islower() and _PARTICIPLE.search(alias.rsplit(" ", 1)[-1]):
        return Evidence.ACTIVITY
    return Evidence.WORD
