"""Criteria, and what firms state about them, as a German reader writes them; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from companies.domain.limit_words import limit_words
from companies.domain.limits import Limits
from companies.domain.number_words import number_words, range_words
from companies.enums import GeneralTolerance, InspectionDocument
from companies.search import packing
from competences.language import Kind, Vocabulary
from matching.domain.wanted import Criterion
from matching.enums import Attribute

NOTHING_STATED = "keine Angabe"

_LIMIT_NAME = {
    Attribute.ENVELOPE: "Größe",
    Attribute.CYLINDER: "Rundteile",
    Attribute.THICKNESS: "Dicke",
    Attribute.WEIGHT: "Gewicht",
    Attribute.IT_GRADE: "Toleranz",
    Attribute.GENERAL_TOLERANCE: "Toleranz",
    Attribute.ROUGHNESS: "Rauheit",
    Attribute.DOCUMENT: "Zeugnis",
    Attribute.BATCH: "Losgröße",
}


def asked_words(criterion: Criterion, vocabulary: Vocabulary) -> str:
    """Return what a criterion asks for: "1.4301", "600 × 400 × 20 mm", "EN 1090 EXC3", "20 bis 100 Stück"."""
    values = criterion.values
    match criterion.attribute:
        case Attribute.MATERIAL:
            return vocabulary.node(Kind.MATERIAL, criterion.key).name_de
        case Attribute.CERTIFICATE:
            name = vocabulary.node(Kind.CERTIFICATE, criterion.key).name_de
            return f"{name} {criterion.level}".strip()
        case Attribute.ENVELOPE:
            return _sizes((values.length_mm, values.width_mm, values.height_mm))
        case Attribute.CYLINDER:
            parts = [f"Ø {number_words(values.diameter_mm)}"] if values.diameter_mm is not None else []
            if values.length_mm is not None:
                parts.append(
                    number_words(values.length_mm) if parts else f"Länge {number_words(values.length_mm)}"
                )
            return f"{' × '.join(parts)} mm"
        case Attribute.THICKNESS:
            return range_words(values.thickness_min_mm, values.thickness_max_mm, "mm")
        case Attribute.WEIGHT:
            return f"{number_words(values.weight_kg or 0)} kg"
        case Attribute.BATCH:
            return range_words(values.batch_min, values.batch_max, "Stück")
        case Attribute.IT_GRADE:
            return f"IT {values.it_grade}"
        case Attribute.ROUGHNESS:
            return f"Ra {number_words(values.roughness_ra_um or 0)} µm"
        case Attribute.GENERAL_TOLERANCE:
            return f"ISO 2768 {GeneralTolerance(criterion.level).label}"
        case Attribute.DOCUMENT:
            return str(InspectionDocument(criterion.level).label)
    return ""


def stated_words(attribute: Attribute, row: Sequence[float]) -> str:
    """Return what a row of limits (columns LIMIT_VALUES) says about an attribute, "keine Angabe" for nothing."""
    stated: dict[str, Any] = {
        name: packing.limit_of(name, value) for name, value in zip(packing.LIMIT_VALUES, row, strict=True)
    }
    limits = Limits(**stated)
    said = dict(limit_words(limits))
    if attribute is Attribute.CYLINDER and "Rundteile" not in said:
        return said.get("Größe", NOTHING_STATED)
    return said.get(_LIMIT_NAME[attribute], NOTHING_STATED)


def _sizes(sizes: Sequence[float | None]) -> str:
    return f"{' × '.join(number_words(size) for size in sizes if size is not None)} mm"
