"""All weights of matching in one table: the engine computes with it, the public page shows it."""

from __future__ import annotations

from functools import cache

from companies.search.weights import Weight
from matching.domain.comparison import MET, NOT_MET, PARTLY, UNKNOWN
from matching.enums import Attribute

_STEP = "Bedarf: wie die Arbeitsschritte zählen"
_CRITERION = "Bedarf: was bleibt, wenn ein Wunsch nicht erfüllt ist"
_OTHER = "Bedarf: offene Angaben, Entfernung und Wortlaut"

MATCHING_WEIGHT_TABLE: tuple[Weight, ...] = (
    Weight("step.side", _STEP, "Gewicht eines weiteren Schritts neben dem Hauptschritt", 0.5),
    Weight("step.wish", _STEP, "Gewicht eines gewünschten Schritts", 0.2),
    Weight("step.lead_only", _STEP, "Anteil, der bleibt, wenn nur der Hauptschritt gedeckt ist", 0.85),
    Weight("step.everything", _STEP, "Vorsprung für ein Unternehmen, das alle Schritte selbst kann", 0.7),
    Weight("step.side_only", _STEP, "Anteil für Unternehmen, die nur Nebenschritte können", 0.72),
    Weight("step.side_alone", _STEP, "dasselbe, wenn niemand den Hauptschritt kann", 0.45),
    Weight(
        "step.behind",
        _STEP,
        "Anteil, um den zurückfällt, wer einen Schritt viel schlechter deckt als der Beste",
        0.4,
    ),
    Weight("not_met.MATERIAL", _CRITERION, "anderer Werkstoff", 0.7),
    Weight("not_met.MATERIAL.shaping", _CRITERION, "anderer Werkstoff beim Gießen und Urformen", 0.45),
    Weight("not_met.ENVELOPE", _CRITERION, "Teil zu groß", 0.45),
    Weight("not_met.CYLINDER", _CRITERION, "Durchmesser oder Länge zu groß", 0.45),
    Weight("not_met.THICKNESS", _CRITERION, "Dicke außerhalb des Bereichs", 0.5),
    Weight("not_met.WEIGHT", _CRITERION, "Teil zu schwer", 0.45),
    Weight("not_met.BATCH", _CRITERION, "andere Losgrößen", 0.65),
    Weight("not_met.IT_GRADE", _CRITERION, "gröberer Toleranzgrad", 0.7),
    Weight("not_met.GENERAL_TOLERANCE", _CRITERION, "gröbere Allgemeintoleranz", 0.75),
    Weight("not_met.ROUGHNESS", _CRITERION, "rauere Oberfläche", 0.7),
    Weight("not_met.DOCUMENT", _CRITERION, "schwächere Prüfbescheinigung", 0.75),
    Weight("not_met.CERTIFICATE", _CRITERION, "Zertifikat fehlt nachweislich oder ist abgelaufen", 0.7),
    Weight("not_met.DISTANCE", _CRITERION, "außerhalb des gewünschten Umkreises", 0.85),
    Weight("open.share", _OTHER, "keine Angabe: Anteil des Wegs von „nicht erfüllt“ zu „erfüllt“", 0.93),
    Weight("open.doubt", _OTHER, "davon abhängig, wie viele Unternehmen mit Angabe das Maß erreichen", 0.75),
    Weight(
        "open.elsewhere",
        _OTHER,
        "Größe offen, bei allen anderen Verfahren zu klein: Anteil, der bleibt",
        0.75,
    ),
    Weight("partly.share", _OTHER, "teilweise: Anteil des Wegs von „nicht erfüllt“ zu „erfüllt“", 0.97),
    Weight("distance.share", _OTHER, "Anteil der Bewertung, den die Entfernung höchstens nimmt", 0.05),
    Weight(
        "wording.share",
        _OTHER,
        "Wortlaut: so viel der fehlenden Bewertung holt auf, wer ihm am nächsten kommt",
        0.6,
    ),
    Weight("wording.match", _OTHER, "passend ab dieser Bewertung, wenn der Wortlaut mitzählt", 0.75),
    Weight(
        "words.share",
        _OTHER,
        "Anteil der Bewertung, den fehlende Branchen und Nebenarbeiten höchstens nehmen",
        0.08,
    ),
)

M = {weight.name: weight.value for weight in MATCHING_WEIGHT_TABLE}

COVERED_FROM = 0.4
"""From this fit on a process counts as covered: by name, as a special kind, or by its general term as a core."""

MEASURED = frozenset({Attribute.ENVELOPE, Attribute.CYLINDER, Attribute.THICKNESS, Attribute.WEIGHT})
"""Sizes of the part: what nobody else reaches, one who says nothing probably does not reach either."""

HOUSE_SIZES = frozenset({Attribute.ENVELOPE, Attribute.WEIGHT})
"""What passes through the same door, whatever is done with it."""

GOOD_SHARE = 0.75
"""Who reaches this share of the best score for a step does it well: in a team, and when doing every step alone."""

NEAR_FROM = 0.5
"""Who does none of the work by name is listed from this closeness of the wording on, compared with the nearest firm."""

FOUND_FROM = 0.1
"""Below this score a firm is not listed at all."""

ASK_BELOW = 0.49
"""Most that a firm can reach of which a condition is not stated: just below a match."""


@cache
def factors(attribute: Attribute, *, shaping: bool = False) -> tuple[float, float, float, float]:
    """Return what a score keeps for each code of a criterion: (NOT_MET, UNKNOWN, PARTLY, MET), rising, MET = 1.

    `shaping` marks casting and other ways in which the material decides who can do it at all.
    """
    name = f"not_met.{attribute.value}"
    low = M.get(f"{name}.shaping", M[name]) if shaping else M[name]
    kept = [0.0] * 4
    kept[NOT_MET] = low
    kept[UNKNOWN] = low + (1 - low) * M["open.share"]
    kept[PARTLY] = low + (1 - low) * M["partly.share"]
    kept[MET] = 1.0
    return kept[0], kept[1], kept[2], kept[3]
