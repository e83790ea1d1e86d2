"""Which step of a demand its lead firm would do: the one that makes the part what it is; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from competences.language import Kind, Vocabulary
from matching.domain.wanted import MADE_SO, WantedStep
from matching.enums import Importance

_RANK_OF_ROOT = {
    "urformen": 5.0,
    "kunststoff-gummi": 4.5,
    "leichtbau-faserverbund": 4.5,
    "bauteile-baugruppen": 4.3,
    "umformen": 3.8,
    "trennen": 3.8,
    "fuegen": 4.3,
    "automatisierung-elektro": 4.0,
    "engineering": 3.4,
    "instandhaltung": 3.5,
    "forschung-transfer": 3.0,
    "personal-bildung": 3.0,
    "stoffeigenschaft": 2.2,
    "beschichten": 2.0,
    "messen-pruefen": 1.6,
    "dienstleistung-logistik": 1.2,
    "einkauf-energie": 2.0,
}
"""How much a field of work makes the part: shaping before joining before cutting before treating before checking."""

_RANK_OF_NODE = {
    "montage": 2.8,
    "mechanisches-fuegen": 2.0,
    "kleben": 2.8,
    "loeten": 3.2,
    "schleifen": 2.6,
    "honen": 2.6,
    "laeppen": 2.4,
    "polieren": 1.8,
    "elektropolieren": 2.0,
    "entgraten": 1.4,
    "strahlen": 1.5,
    "verzahnen": 4.6,
    "rohrumformung": 3.7,
    "additive-fertigung": 4.6,
    "schneiden-thermisch": 3.6,
    "biegen": 3.5,
    "richten": 1.5,
    "sondermaschinenbau": 4.4,
    "anlagenbau": 4.4,
    "werkzeugbau": 4.2,
    "montage-pruefanlagen": 4.4,
    "prototypenbau": 2.0,
    "technische-dokumentation": 1.2,
    "ce-konformitaet": 1.4,
    "foerderprojekte": 2.0,
    "normteile": 2.0,
}
"""The same for fields below a root that differ from it."""

CERTIFIED_WORK = {
    "ad2000-hp0": ("druckbehaelter", "behaelterbau", "apparatebau"),
    "en-1090": ("stahlbau", "metallbau", "schweissen"),
    "en-15085": ("schweissen",),
    "iso-3834": ("schweissen",),
    "druckgeraeterichtlinie": ("druckbehaelter", "behaelterbau"),
    "dgrl": ("druckbehaelter", "behaelterbau"),
    "iso-17025": ("kalibrieren", "messtechnik"),
    "qualisteelcoat": ("pulverbeschichten",),
    "gsb": ("pulverbeschichten",),
}
"""Certificate → the work for which it is made."""

_PART_ROOTS = frozenset(
    {
        "urformen",
        "kunststoff-gummi",
        "leichtbau-faserverbund",
        "bauteile-baugruppen",
        "umformen",
        "trennen",
        "fuegen",
        "stoffeigenschaft",
        "beschichten",
    }
)
"""Fields of work on parts that have a material, a size and a number."""

MAKES_FROM = 3.0
"""From this rank on a process makes a part; below it only treats, checks or moves one."""

_FIRST_BONUS = 0.7
"""Who writes down the steps begins with what matters."""

_PRODUCT_BONUS = 0.6
"""The step by which the product is made that the text names."""


_WELDED = ("stahlbau", "metallbau", "schweissen")
_MADE_BY = {
    "treppen-podeste": _WELDED,
    "stahlbau": _WELDED,
    "metallbau": _WELDED,
    "gelaender": _WELDED,
    "tore-zaeune": _WELDED,
    "maschinengestelle": _WELDED,
    "behaelterbau": ("schweissen",),
    "ladungstraeger": ("schweissen",),
    "lastaufnahmemittel": ("schweissen",),
    "fahrzeugbau": ("schweissen",),
    "blechfertigung": ("laserschneiden", "kanten"),
    "rohrkomponenten": ("rohrbiegen", "laserschneiden-rohr"),
    "rohrleitungsbau": ("wig-schweissen",),
    "wellen-spindeln": ("drehen",),
    "lager-buchsen": ("drehen",),
    "walzen-rollen": ("drehen",),
    "hydraulikzylinder": ("drehen", "honen"),
    "zahnraeder": ("verzahnen",),
    "getriebe": ("verzahnen",),
    "drahtwaren": ("drahtbiegen",),
    "armaturen-ventile": ("drehen", "giessen"),
}
"""Product (or the product above it) → processes by which it is made."""

_NAMED_FROM = 0.75
"""Work that the title names at least so surely leads."""


def lead_of(
    steps: Sequence[WantedStep], vocabulary: Vocabulary, title_end: int = 0
) -> tuple[WantedStep, ...]:
    """Mark the lead step among the steps.

    In: the steps in order; where the title ends in the text. Out: the same steps, exactly one marked (none of none).
    Work that the title names leads ("Feuerverzinken von Trägern", but not "Rahmen lackiert", which is how the part
    shall be in the end). Else the rank of its field of work times the certainty with which the step is asked for
    decides, a wish counts half; the earlier step wins a tie.
    """
    if not steps:
        return ()
    named = [s for s in steps if 0 <= s.start < title_end and s.certainty >= _NAMED_FROM and not s.is_state]
    candidates = named or steps
    first = min(step.number for step in candidates)
    lead = max(candidates, key=lambda step: (_rank(step, vocabulary, first), -step.number))
    return tuple(replace(step, is_lead=step is lead) for step in steps)


def making_rank(process: str, vocabulary: Vocabulary) -> float:
    """Return how much a process makes the part what it is: from 1 (packing) to 5 (casting)."""
    lineage = vocabulary.with_ancestors(Kind.PROCESS, process)
    rank = next((_RANK_OF_NODE[key] for key in lineage if key in _RANK_OF_NODE), None)
    return _RANK_OF_ROOT.get(lineage[-1], 2.5) if rank is None else rank


def _rank(step: WantedStep, vocabulary: Vocabulary, first: int) -> float:
    rank = making_rank(step.key, vocabulary)
    if step.number == first:
        rank += _FIRST_BONUS
    if len(step.options) > 1 and any(
        option.certainty == 1.0 and made_by(option.key, vocabulary) for option in step.options[1:]
    ):
        rank += _PRODUCT_BONUS
    if step.importance == Importance.WISH:
        rank *= 0.5
    return rank * (0.4 + 0.6 * step.certainty)


def makes_parts(process: str, vocabulary: Vocabulary) -> bool:
    """Say whether a process works on parts, so that material, size and number matter."""
    return vocabulary.with_ancestors(Kind.PROCESS, process)[-1] in _PART_ROOTS


def made_by(product: str, vocabulary: Vocabulary) -> tuple[tuple[str, float], ...]:
    """Return by which processes a product is usually made, each with how surely it is meant; empty for a process."""
    lineage = vocabulary.with_ancestors(Kind.PROCESS, product)
    makers = next((_MADE_BY[key] for key in lineage if key in _MADE_BY), ())
    return tuple(
        (key, MADE_SO) for key in makers if key not in lineage[:1] and vocabulary.has(Kind.PROCESS, key)
    )
