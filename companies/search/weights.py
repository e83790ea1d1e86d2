"""All weights of the ranking in one table: the engine computes with it, the public page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from companies.search import packing
from companies.search.packing import Field, Standing
from companies.search.results import MATCH_FROM


@dataclass(frozen=True, slots=True)
class Weight:
    """One number of the ranking: `group` and `label` say in German what it is for."""

    name: str
    group: str
    label: str
    value: float


_FIT = "Wie gut ein Verfahren oder Werkstoff passt"
_STANDING = "Wie das Unternehmen es nennt"
_FIELD = "Wo ein Wort steht"
_PART = "Wie viel ein Teil der Suche zählt"
_PLACE = "Entfernung und Aktualität"

WEIGHT_TABLE: tuple[Weight, ...] = (
    Weight("fit.exact", _FIT, "genau das Gesuchte oder eine speziellere Art davon", 1.0),
    Weight("fit.parent", _FIT, "nur der Oberbegriff ist genannt", 0.45),
    Weight("fit.covered", _FIT, "gehört zum gesuchten Sammelbegriff", 0.8),
    Weight("fit.related", _FIT, "ein verwandtes Verfahren, das oft ersetzen kann", 0.38),
    Weight("fit.sibling", _FIT, "ein Verfahren derselben Gruppe", 0.2),
    Weight("fit.word", _FIT, "das gesuchte Wort im Text", 0.9),
    Weight("fit.wordpart", _FIT, "Bestandteile des gesuchten Wortes im Text", 0.7),
    Weight("fit.unproven", _FIT, "das Wort im Text, ohne dass es dort die Leistung meint (Anteil)", 0.4),
    Weight("fit.similar", _FIT, "ein ähnlicher Begriff oder ein ähnlich geschriebenes Wort", 0.7),
    Weight("standing.core", _STANDING, "als Kernkompetenz", 1.0),
    Weight("standing.supplementary", _STANDING, "als ergänzende Leistung", 0.85),
    Weight("standing.via_partner", _STANDING, "über Partner", 0.5),
    Weight("standing.hint", _STANDING, "nur im Namen des Unternehmens", 0.8),
    Weight(
        "standing.trace", _STANDING, "nur an einer Maschine oder einem mehrdeutigen Wort zu erkennen", 0.75
    ),
    Weight(
        "standing.focus",
        _STANDING,
        "Schwerpunkt: wie viel vom ganzen Angebot das Gesuchte ist (Anteil)",
        0.25,
    ),
    Weight("field.core", _FIELD, "in den Kernkompetenzen", 1.0),
    Weight("field.name", _FIELD, "im Namen", 1.0),
    Weight("field.offered", _FIELD, "in den Leistungen", 0.9),
    Weight("field.materials", _FIELD, "bei den Werkstoffen", 0.8),
    Weight("field.machines", _FIELD, "bei den Maschinen", 0.8),
    Weight("field.other", _FIELD, "in den übrigen Angaben", 0.7),
    Weight("field.part", _FIELD, "als Bestandteil eines längeren Wortes (Anteil)", 0.75),
    Weight("part.process", _PART, "Verfahren", 1.0),
    Weight("part.material", _PART, "Werkstoff", 0.6),
    Weight("part.certificate", _PART, "Zertifikat", 0.8),
    Weight("part.industry", _PART, "Branche", 0.4),
    Weight("part.word", _PART, "weiteres Wort, wenn auch ein Begriff erkannt ist", 0.35),
    Weight("part.rest", _PART, "nicht erkannter Bestandteil eines zusammengesetzten Wortes", 0.3),
    Weight("part.unknown", _PART, "Wort, das in keinem Profil vorkommt", 0.12),
    Weight("part.own_word", _PART, "das gesuchte Wort in den eigenen Worten des Unternehmens", 0.05),
    Weight("part.support", _PART, "Verstärkung, wenn Begriff und Wortlaut beide teilweise passen", 0.3),
    Weight("certificate.expired", _PART, "Zertifikat abgelaufen", 0.3),
    Weight("certificate.too_low", _PART, "nur eine niedrigere Stufe des Zertifikats", 0.3),
    Weight("certificate.level_unknown", _PART, "Zertifikat vorhanden, Stufe nicht angegeben", 0.7),
    Weight("missing", _PART, "Anteil, der bleibt, wenn alle weiteren Teile der Suche fehlen", 0.5),
    Weight(
        "place.half_km", _PLACE, "Entfernung in Kilometern, bei der noch die halbe Bewertung bleibt", 22.0
    ),
    Weight("fresh.aging", _PLACE, "Profil vor mehr als einem Jahr bestätigt", 0.99),
    Weight("fresh.stale", _PLACE, "Profil vor mehr als zwei Jahren oder nie bestätigt", 0.98),
)

W = {weight.name: weight.value for weight in WEIGHT_TABLE}


FULFILLED_FROM = 0.4
"""From this score on a part of the search counts as fulfilled."""

HIT_FROM = 0.2
"""Below this score a firm is no hit at all."""

HIT_SHARE = 0.33
"""Below this share of the best score a firm is no hit either."""

SCORE_STEPS = 10_000
"""Scores are compared in steps of 1/10000; equal ones are ordered by distance, then by name."""


@cache
def concept_weights() -> np.ndarray:
    """Return the weight of every concept code: standing times what its wording proves; float32, shape (256,)."""
    table = np.zeros(256, np.float32)
    for code in range(len(Standing) * (packing.CONFIDENCE_STEPS + 1)):
        proof = 0.5 + 0.5 * packing.confidence_of(code)
        table[code] = W[f"standing.{packing.standing_of(code).name.lower()}"] * proof
    return table


@cache
def offer_shares() -> np.ndarray:
    """Return how much a concept of each code adds to the whole of a firm's offer; float32, shape (256,)."""
    table = np.zeros(256, np.float32)
    share = {Standing.CORE: 1.0, Standing.SUPPLEMENTARY: 0.5, Standing.HINT: 1.0}
    for code in range(len(Standing) * (packing.CONFIDENCE_STEPS + 1)):
        table[code] = share.get(packing.standing_of(code), 0.1) * packing.confidence_of(code)
    return table


@cache
def word_weights() -> np.ndarray:
    """Return the weight of every word code; float32, shape (256,)."""
    table = np.zeros(256, np.float32)
    for field in Field:
        value = W[f"field.{field.name.lower()}"]
        table[packing.word_code(field, is_part=False)] = value
        table[packing.word_code(field, is_part=True)] = value * W["field.part"]
    return table


def decay(distance_km: np.ndarray) -> np.ndarray:
    """Return the share of the score that stays at a distance: 1 at the place itself, ½ at `place.half_km`.

    In: kilometres, any shape. Out: same shape, 1 ÷ (1 + d ÷ half), steadily falling.
    """
    return 1.0 / (1.0 + distance_km / W["place.half_km"])


def nearer_first(score: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Return scores that fall with the distance (km, same shape); what fits stays a match wherever it is."""
    near = score * decay(np.minimum(distance, 1e4)).astype(np.float32)
    return np.where(score >= MATCH_FROM, MATCH_FROM + (1 - MATCH_FROM) * near, near)
