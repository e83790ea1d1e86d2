"""Which few limits matter for which process: what the form asks about it, and no more."""

from competences.language import Kind, Vocabulary

_BOX = ("length_mm", "width_mm", "height_mm")
_FLAT = ("length_mm", "width_mm", "thickness_max_mm")
_ROUND = ("diameter_mm", "turning_length_mm", "it_grade")

TELLING_LIMITS: dict[str, tuple[str, ...]] = {
    "urformen": ("weight_max_kg", "batch_min", "batch_max"),
    "additive-fertigung": (*_BOX, "batch_max"),
    "umformen": ("length_mm", "thickness_max_mm", "batch_max"),
    "trennen": (*_BOX, "it_grade"),
    "drehen": _ROUND,
    "schleifen": ("length_mm", "width_mm", "it_grade", "roughness_ra_um"),
    "polieren": ("length_mm", "width_mm", "roughness_ra_um"),
    "schneiden-thermisch": _FLAT,
    "zerteilen": _FLAT,
    "fuegen": ("length_mm", "weight_max_kg"),
    "schweissen": ("length_mm", "thickness_max_mm", "weight_max_kg"),
    "beschichten": (*_BOX, "weight_max_kg"),
    "stoffeigenschaft": (*_BOX, "weight_max_kg"),
    "messen-pruefen": _BOX,
    "kunststoff-gummi": ("weight_max_kg", "batch_min", "batch_max"),
    "bauteile-baugruppen": ("length_mm", "weight_max_kg", "batch_max"),
    "blechfertigung": _FLAT,
    "wellen-spindeln": _ROUND,
    "leichtbau-faserverbund": _BOX,
}
"""Key of a process → names of the limits asked for it and everything below it, the nearest entry counts."""


def telling_limits(process: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names of the limits (fields of Limits) that matter for a process; nothing for services."""
    lineage = vocabulary.with_ancestors(Kind.PROCESS, process)
    return next((TELLING_LIMITS[key] for key in lineage if key in TELLING_LIMITS), ())
