"""The limits of a capability in words."""

from django.db.models import TextChoices

from companies.domain.limits import Limits
from companies.domain.number_words import number_words, range_words
from companies.enums import GeneralTolerance, InspectionDocument
from companies.models import CapabilityLimit


def limit_words(limit: CapabilityLimit | Limits) -> list[tuple[str, str]]:
    """Return what is stated as pairs of name and value with its unit, in the order of the form.

    In: limits of one capability, lengths in mm, weight in kg, roughness in µm. Out: only stated limits, for
    example [("Größe", "3.000 × 1.500 mm"), ("Dicke", "bis 25 mm")].
    """
    facts = [
        ("Größe", _box((limit.length_mm, limit.width_mm, limit.height_mm))),
        ("Rundteile", _cylinder(limit.diameter_mm, limit.turning_length_mm)),
        ("Dicke", range_words(limit.thickness_min_mm, limit.thickness_max_mm, "mm")),
        ("Gewicht", range_words(None, limit.weight_max_kg, "kg")),
        ("Toleranz", _tolerance(limit)),
        ("Rauheit", f"Ra {number_words(limit.roughness_ra_um)} µm" if limit.roughness_ra_um else ""),
        ("Zeugnis", _label(InspectionDocument, limit.inspection_document)),
        ("Losgröße", range_words(limit.batch_min, limit.batch_max, "Stück")),
    ]
    return [(name, text) for name, text in facts if text]


def _box(sizes: tuple[float | None, ...]) -> str:
    stated = [number_words(size) for size in sizes if size is not None]
    return f"bis {' × '.join(stated)} mm" if stated else ""


def _cylinder(diameter: float | None, length: float | None) -> str:
    parts = [f"Ø {number_words(diameter)}"] if diameter is not None else []
    if length is not None:
        parts.append(number_words(length) if parts else f"Länge {number_words(length)}")
    return f"bis {' × '.join(parts)} mm" if parts else ""


def _tolerance(limit: CapabilityLimit | Limits) -> str:
    parts = [f"IT {limit.it_grade}"] if limit.it_grade else []
    if limit.general_tolerance:
        parts.append(f"ISO 2768 {_label(GeneralTolerance, limit.general_tolerance)}")
    return ", ".join(parts)


def _label(choices: type[TextChoices], value: str) -> str:
    return str(choices(value).label) if value else ""
