"""The kinds of firms as questionnaires name them."""

from companies.enums import CompanyKind
from profiles.domain.fields import folded
from profiles.domain.values import Raw, ValueProblemError, single_line

_WORDS: dict[str, CompanyKind] = {
    **{folded(kind.label): kind for kind in CompanyKind},
    **{folded(kind.value): kind for kind in CompanyKind},
    "forschung bildung": CompanyKind.RESEARCH,
    "forschung und bildung": CompanyKind.RESEARCH,
    "forschung": CompanyKind.RESEARCH,
    "bildung": CompanyKind.RESEARCH,
    "hochschule": CompanyKind.RESEARCH,
    "institut": CompanyKind.RESEARCH,
    "bildungstraeger": CompanyKind.RESEARCH,
    "endhersteller": CompanyKind.MANUFACTURER,
    "oem": CompanyKind.MANUFACTURER,
    "zulieferbetrieb": CompanyKind.SUPPLIER,
    "lohnfertiger": CompanyKind.SUPPLIER,
    "lieferant": CompanyKind.SUPPLIER,
    "dienstleistung": CompanyKind.SERVICE,
    "dienstleistungsbetrieb": CompanyKind.SERVICE,
    "handwerk": CompanyKind.SERVICE,
}


def company_kind(text: str) -> CompanyKind | None:
    """Return the kind of firm that a word stands for, or None for an unknown word."""
    return _WORDS.get(folded(text))


def parse_kind(raw: Raw) -> str:
    """Return the kind of firm as the questionnaire words it. Raises ValueProblemError unknown_kind."""
    text = single_line(raw)
    if text and company_kind(text) is None:
        raise ValueProblemError("unknown_kind")
    return text
