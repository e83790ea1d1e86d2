"""From the figures, materials and certificates of a demand's text to criteria; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from companies.domain.limits import Limits, limits_of_analysis
from competences.language import Analysis, Field, Kind, Measure, Role, Vocabulary, analyse, read_field
from matching.domain.bare_sizes import is_section, tube_of
from matching.domain.phrases import MUST, UNNEEDED, WISH
from matching.domain.provided import clause_of
from matching.domain.wanted import Criterion, Values, WantedStep
from matching.enums import Attribute, Importance

_PER = re.compile(
    r"(?:/|pro|je|per|p\.?|im|in der|alle|jede[nrs]?)\s*"
    r"(?P<unit>a\.?\b|Jahr\w*|Monat\w*|Woche\w*|Tag\w*|Quartal\w*|Schicht)"
    r"|(?P<adverb>jährlich|monatlich|wöchentlich|täglich|quartalsweise)",
    re.IGNORECASE,
)
_MASS = re.compile(r"\d\s*(?:kg|t|to|Tonnen|g|l|m|m²|m2)\b", re.IGNORECASE)
_YEAR = ("a", "jahr", "jährlich", "jaehrlich")
_CALLS_A_YEAR = 12
"""So many orders a year at the most are assumed where only the yearly quantity is known: once a month."""
_FITTED = re.compile(
    r"[Ø⌀]\s*(?P<d>\d+(?:,\d+)?)\s*(?:mm\s*)?[a-zA-Z]{1,2}\d{1,2}\s*[x×]\s*(?P<l>\d[\d.]*(?:,\d+)?)\s*(?:mm)?"
)
"""A diameter with its fit before the length: "Ø 40 h6 x 300"."""
_COUNTED = re.compile(
    r"(?<![\d.,Ø/xX×-])(?<!\bM)(?<!RAL )(?<!EN )(?<!ISO )(?P<n>\d{1,3}(?:\.\d{3})+|\d{1,7})\s+"
    r"(?:[a-zäöüß]{3,}(?:e|en|er|es)\s+)?(?P<what>[A-ZÄÖÜ][a-zäöüß]{3,})"
)
_NO_PARTS = re.compile(
    r"Tag|Woche|Monat|Jahr|Stunde|Minute|Grad|Prozent|Euro|Mitarbeiter|Kilometer|Meter|Tonne|Kilo|Uhr|Schicht|Farb|Betrieb"
    r"|Firm|Personen|bohrung|gewinde|mutter|Lagen|Stellen|Maschine|Seite|Januar|Februar|März|April|Mai|Juni|Juli|August"
    r"|September|Oktober|November|Dezember"
)
"""Counted things that are no parts to be made."""
_BARE_THICKNESS = re.compile(
    r"(?<![\d,.xX×*Ø-])(?:(?P<low>\d{1,2}(?:,\d{1,2})?)\s*(?:mm)?\s*(?:-|–|bis)\s*)?(?P<high>\d{1,2}(?:,\d{1,2})?)[\s-]*mm"
    r"(?=[\s-]*(?:Blech|dick|stark|Wand|Edelstahlblech|Stahlblech|Alublech)|\s*[,;.)]|\s+(?:lasern|gelasert|schneiden))"
)
_THICKEST_MM = 60.0
_MATERIAL_GAP = re.compile(r"[\s,;(/]{0,4}$")

_ATTRIBUTES: dict[Attribute, tuple[str, ...]] = {
    Attribute.ENVELOPE: ("length_mm", "width_mm", "height_mm"),
    Attribute.CYLINDER: ("diameter_mm", "turning_length_mm"),
    Attribute.THICKNESS: ("thickness_min_mm", "thickness_max_mm"),
    Attribute.WEIGHT: ("weight_max_kg",),
    Attribute.IT_GRADE: ("it_grade",),
    Attribute.ROUGHNESS: ("roughness_ra_um",),
}
"""Attribute → limits of a capability that stand for it when a text of a demand names them."""

_BRACKET = re.compile(r"\s*\([^()]*")
_FIGURES = frozenset(Attribute) - {
    Attribute.MATERIAL,
    Attribute.CERTIFICATE,
    Attribute.BATCH,
    Attribute.PROCESS,
    Attribute.DISTANCE,
}
"""What may be asked for at one step only."""

_BOXES = frozenset({"abmessung-lxb", "abmessung-lxbxh"})
"""Measures that may as well be the cross section of a tube."""

_RENAMED = {"turning_length_mm": "length_mm", "weight_max_kg": "weight_kg"}


def certificate_criteria(
    analysis: Analysis, listed: Iterable[str], vocabulary: Vocabulary
) -> Iterator[Criterion]:
    """Yield the certificates: those listed in the field are conditions, those of the text where it says so."""
    found: dict[str, Criterion] = {}
    for wording in listed:
        for mention in analyse(wording, vocabulary, query=True).mentions:
            if mention.kind is Kind.CERTIFICATE and mention.role is not Role.NEGATED:
                known = found.get(mention.key)
                level = mention.level or (known.level if known else "")
                found[mention.key] = Criterion(
                    Attribute.CERTIFICATE, Importance.HARD, key=mention.key, level=level, passage=wording
                )
    for mention in analysis.mentions:
        if mention.kind is not Kind.CERTIFICATE or mention.role in (Role.QUESTION, Role.EXPIRED):
            continue
        known = found.get(mention.key)
        if known is not None:
            if mention.level and not known.level:
                found[mention.key] = replace(known, level=mention.level)
            continue
        words = clause_of(analysis.text, mention.start, mention.end)
        if UNNEEDED.search(words) or (mention.role is Role.NEGATED and not MUST.search(words)):
            continue
        hard = MUST.search(words) is not None and WISH.search(words) is None
        found[mention.key] = Criterion(
            Attribute.CERTIFICATE,
            Importance.HARD if hard else Importance.WISH,
            key=mention.key,
            level=mention.level or "",
            passage=mention.surface,
            start=mention.start,
            end=mention.end,
        )
    yield from found.values()


def material_criteria(analysis: Analysis, field: str, vocabulary: Vocabulary) -> Iterator[Criterion]:
    """Yield the materials: those of the field, else those of the text; a family goes where a grade of it is named."""
    named: dict[str, Criterion] = {}
    if field.strip():
        for mention in analyse(field, vocabulary, query=True).mentions:
            if mention.kind is Kind.MATERIAL and mention.role is not Role.NEGATED:
                named.setdefault(
                    mention.key, Criterion(Attribute.MATERIAL, key=mention.key, passage=field.strip())
                )
    if not named:
        for mention in analysis.mentions:
            if mention.kind is Kind.MATERIAL and mention.role not in (Role.NEGATED, Role.QUESTION):
                named.setdefault(
                    mention.key,
                    Criterion(
                        Attribute.MATERIAL,
                        key=mention.key,
                        passage=mention.surface,
                        start=mention.start,
                        end=mention.end,
                    ),
                )
    general = {above for key in named for above in vocabulary.ancestors(Kind.MATERIAL, key)}
    yield from (criterion for key, criterion in named.items() if key not in general)


def size_criteria(analysis: Analysis, material: str, vocabulary: Vocabulary) -> Iterator[Criterion]:
    """Yield sizes, thickness, weight, tolerance, roughness and document that the text states.

    In: the analysis of title and text; the text of the material field. The largest of several sizes counts.
    """
    largest: dict[Attribute, tuple[Limits, Measure]] = {}
    fitted = _FITTED.search(analysis.text)
    if fitted:
        values = Values(diameter_mm=_number(fitted["d"]), length_mm=_number(fitted["l"].replace(".", "")))
        yield Criterion(
            Attribute.CYLINDER,
            values=values,
            passage=fitted.group(),
            start=fitted.start(),
            end=fitted.end(),
        )
    for measure in analysis.measures:
        if analysis.text[measure.start - 1 : measure.start].isalpha():
            continue  # the figure of a fit: "50 h6 x 260"
        if measure.attribute in _BOXES and is_section(analysis.text, measure.start):
            yield from tube_of(analysis.text, measure.start, measure.end)
            continue
        for limits in limits_of_analysis(analysis, vocabulary, (measure,)).values():
            for attribute, names in _ATTRIBUTES.items():
                if any(getattr(limits, name) is not None for name in names):
                    known = largest.get(attribute)
                    if known is None or _weight(limits, names) > _weight(known[0], names):
                        largest[attribute] = (limits, measure)
            if limits.general_tolerance:
                yield _of(measure, Attribute.GENERAL_TOLERANCE, level=limits.general_tolerance)
            if limits.inspection_document:
                yield _of(measure, Attribute.DOCUMENT, level=limits.inspection_document)
    for attribute, (limits, measure) in largest.items():
        named = {_RENAMED.get(n, n): getattr(limits, n) for n in _ATTRIBUTES[attribute]}
        yield _of(measure, attribute, values=Values(**named))
    if Attribute.THICKNESS not in largest:
        yield from _thickness(analysis, material)


def _of(
    measure: Measure, attribute: Attribute, *, level: str = "", values: Values | None = None
) -> Criterion:
    return Criterion(
        attribute,
        level=level,
        values=values or Values(),
        passage=measure.surface,
        start=measure.start,
        end=measure.end,
    )


def _weight(limits: Limits, names: Iterable[str]) -> float:
    """Return how much a part with these sizes asks for, to find the largest of several."""
    total = 1.0
    for name in names:
        total *= 1.0 + (getattr(limits, name) or 0.0)
    return total


def _thickness(analysis: Analysis, material: str) -> Iterator[Criterion]:
    """Yield the thickness where a bare figure follows a material ("1.4301, 3 mm") or stands before a sheet."""
    ends = [m.end for m in analysis.mentions if m.kind is Kind.MATERIAL]
    for text, close in ((analysis.text, ends), (material, None)):
        for match in _BARE_THICKNESS.finditer(text):
            beside = close is None or any(
                end <= match.start() and _MATERIAL_GAP.match(text[end : match.start()]) for end in close
            )
            sheet = re.match(r"[\s-]*(?:\w*[Bb]lech|dick|stark|Wand)", text[match.end() :])
            high = _number(match["high"])
            if (not beside and sheet is None) or not 0 < high <= _THICKEST_MM:
                continue
            low = _number(match["low"]) if match["low"] else high
            if low > high:
                continue
            start, end = (match.start(), match.end()) if close is not None else (-1, -1)
            values = Values(thickness_min_mm=low, thickness_max_mm=high)
            yield Criterion(Attribute.THICKNESS, values=values, passage=match.group(), start=start, end=end)
            return


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def batch_criterion(analysis: Analysis, field: str, vocabulary: Vocabulary) -> Iterator[Criterion]:
    """Yield the batch size: of the field, else of the text; a yearly quantity counts as anything from a twelfth up."""
    if field.strip():
        if _MASS.search(field):
            return
        found = [m for m in read_field(field, vocabulary, Field.BATCH) if m.attribute in _QUANTITIES]
        if found:
            values = _batch(found[0], field)
            if values:
                yield Criterion(Attribute.BATCH, values=values, passage=field.strip())
            return
    for name in ("losgroesse", "jahresmenge"):
        for measure in analysis.measures:
            if measure.attribute == name:
                around = analysis.text[measure.start : measure.end + 25]
                values = _batch(measure, around)
                if values:
                    yield _of(measure, Attribute.BATCH, values=values)
                    return
    yield from _counted(analysis)


def _counted(analysis: Analysis) -> Iterator[Criterion]:
    """Yield the number of parts where it is said with their name: "200 Gehäuse im Jahr"."""
    places = [m for m in analysis.mentions if m.kind is Kind.PLACE]
    for match in _COUNTED.finditer(analysis.text):
        number = int(match["n"].replace(".", ""))
        place = any(m.start < match.end() and match.start() < m.end for m in places)
        if number < 1 or place or _NO_PARTS.search(match["what"]):
            continue
        per = _PER.match(analysis.text, match.end() + 1)
        yearly = per is not None and (per["unit"] or per["adverb"]).casefold().startswith(_YEAR)
        end = per.end() if per else match.end()
        yield Criterion(
            Attribute.BATCH,
            values=Values(batch_min=max(1, number // _CALLS_A_YEAR) if yearly else number, batch_max=number),
            passage=analysis.text[match.start() : end],
            start=match.start(),
            end=end,
        )
        return


_QUANTITIES = frozenset({"losgroesse", "jahresmenge"})


def _batch(measure: Measure, words: str) -> Values:
    numbers = [
        int(min(measure.values[name], 2_000_000_000))
        for name in ("n", "n2")
        if isinstance(measure.values.get(name), int | float)
    ]
    if not numbers or max(numbers) < 1:
        return Values()
    low, high = max(1, min(numbers)), max(numbers)
    per = _PER.search(words)
    unit = (per["unit"] or per["adverb"]).casefold().rstrip(".") if per else ""
    if measure.attribute == "jahresmenge" or unit.startswith(_YEAR):
        return Values(batch_min=max(1, low // _CALLS_A_YEAR), batch_max=high)
    return Values(batch_min=low, batch_max=high)


def limit_names(attribute: Attribute) -> tuple[str, ...]:
    """Return the names of the values that an attribute of a stored criterion may have."""
    if attribute is Attribute.BATCH:
        return ("batch_min", "batch_max")
    known = {field.name for field in fields(Values)}
    return tuple(_RENAMED.get(n, n) for n in _ATTRIBUTES.get(attribute, ()) if _RENAMED.get(n, n) in known)


def at_step(criterion: Criterion, steps: Sequence[WantedStep], text: str) -> Criterion:
    """Let a figure in the brackets behind a work belong to that step: "Auflageflächen überfräst (3,2 m)"."""
    for step in steps:
        behind = 0 <= step.end <= criterion.start and _BRACKET.fullmatch(text, step.end, criterion.start)
        if behind and step.passage.rsplit(None, 1)[-1][:1].islower() and criterion.attribute in _FIGURES:
            return replace(criterion, step=step.number)
    return criterion
