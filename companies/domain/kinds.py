"""Reading the kind of a firm in people's words."""

from companies.enums import CompanyKind
from competences.language import fold

_STEMS = (
    (CompanyKind.RESEARCH, ("forschung", "bildung", "hochschul", "universit", "institut", "transfer")),
    (CompanyKind.MANUFACTURER, ("herstell", "produzent", "oem", "manufactur")),
    (CompanyKind.SUPPLIER, ("zuliefer", "lohnfertig", "lieferant", "supplier")),
    (CompanyKind.SERVICE, ("dienstleist", "service", "beratung", "handwerk")),
)
"""Beginnings of the words that mean a kind; the first kind with a word wins."""


def company_kind(words: str) -> CompanyKind | None:
    """Return the kind that a value of CompanyKind or people's words mean ("Forschung/Bildung"), None if none."""
    if words in CompanyKind.values:
        return CompanyKind(words)
    folded = fold(words)
    return next((kind for kind, stems in _STEMS if any(stem in folded for stem in stems)), None)
