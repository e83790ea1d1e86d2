"""From recognised measures to the limits of a capability, as plain values."""

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass

from competences.language import Analysis, Field, Kind, Measure, Vocabulary, read_field


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one capability; the names are those of CapabilityLimit, None or "" is not stated.

    Lengths in mm, weight in kg, roughness in µm, batches in pieces.
    """

    length_mm: float | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    diameter_mm: float | None = None
    turning_length_mm: float | None = None
    thickness_min_mm: float | None = None
    thickness_max_mm: float | None = None
    weight_max_kg: float | None = None
    it_grade: int | None = None
    general_tolerance: str = ""
    roughness_ra_um: float | None = None
    inspection_document: str = ""
    batch_min: int | None = None
    batch_max: int | None = None

    def filled_from(self, other: "Limits") -> "Limits":
        """Return these limits with what they leave open taken from `other`."""
        return Limits(
            **{
                field.name: getattr(self, field.name)
                if getattr(self, field.name) not in (None, "")
                else getattr(other, field.name)
                for field in dataclasses.fields(Limits)
            }
        )

    def with_batch_of(self, answer: "Limits") -> "Limits":
        """Return these limits with the batches of the answer to that very question, where it states any."""
        if answer.batch_min is None and answer.batch_max is None:
            return self
        return dataclasses.replace(self, batch_min=answer.batch_min, batch_max=answer.batch_max)

    def joined_batch(self, other: "Limits") -> "Limits":
        """Return these limits with the other's batches joined: "vom Einzelstück bis zur Kleinserie" is one range."""
        if self.batch_min is None or other.batch_min is None:
            return self.filled_from(other)
        open_end = self.batch_max is None or other.batch_max is None
        return dataclasses.replace(
            self,
            batch_min=min(self.batch_min, other.batch_min),
            batch_max=None if open_end else max(self.batch_max or 0, other.batch_max or 0),
        )

    def __bool__(self) -> bool:
        return self != Limits()


LIMIT_FIELDS = tuple(field.name for field in dataclasses.fields(Limits))
"""Names of the limits, the same in Limits and in CapabilityLimit."""

LimitsByMaterial = dict[str, Limits]
"""Limits per key of a material family; "" holds those for all materials."""

_ROUND = re.compile(r"dreh|spitzen|wellen", re.IGNORECASE)
_OPEN_END = re.compile(r"\s*\w*\s+bis\b", re.IGNORECASE)
"""What follows a figure that is only the lower end of a range in other units ("1 Teil bis 2 t")."""
_MASS_BEHIND = re.compile(r"\s*(?:t|kg|g|to|Tonnen?)\b")
_LOWER = re.compile(r"\bab\b|mind|≥|>", re.IGNORECASE)


def limits_of_analysis(
    analysis: Analysis, vocabulary: Vocabulary, measures: Iterable[Measure] | None = None
) -> LimitsByMaterial:
    """Return the limits of the measures of an analysed text (all of them unless some are given).

    A thickness belongs to the material named inside the measure; everything else holds for all materials
    (key ""). The first statement of a limit counts.
    """
    found: LimitsByMaterial = {}
    for measure in analysis.measures if measures is None else measures:
        limits = _of_measure(measure, _with_words_around(measure, analysis.text))
        if limits:
            material = _material_of(measure, analysis, vocabulary)
            found[material] = found.get(material, Limits()).filled_from(limits)
    return found


def limits_of_answers(*, dimensions: str, batches: str, vocabulary: Vocabulary) -> Limits:
    """Return the limits stated by the two short answers on sizes and batches.

    In: the answers as the firm wrote them ("Ø 400 x 1.000", "12 m / 40 t", "1–500"); the question itself says
    what a bare number means. Out: limits for all materials, the first statement of each counts.
    """
    limits = Limits()
    for text, field in ((dimensions, Field.SIZE), (batches, Field.BATCH)):
        for measure in read_field(text, vocabulary, field):
            if field is Field.BATCH and _MASS_BEHIND.match(text, measure.end):
                continue
            limits = limits.filled_from(_of_measure(measure, _with_words_around(measure, text)))
    return limits


def _with_words_around(measure: Measure, text: str) -> str:
    return text[max(0, measure.start - 12) : measure.end] + (
        " ab" if _OPEN_END.match(text[measure.end :]) else ""
    )


def _material_of(measure: Measure, analysis: Analysis, vocabulary: Vocabulary) -> str:
    if measure.attribute != "blechdicke":
        return ""
    for mention in analysis.mentions:
        if mention.kind is Kind.MATERIAL and mention.start < measure.end and mention.end > measure.start:
            return vocabulary.with_ancestors(Kind.MATERIAL, mention.key)[-1]
    return ""


def _of_measure(measure: Measure, words: str) -> Limits:
    """Return the limits of one measure; `words` is its text with what stands right before it."""
    values = measure.values

    def number(*names: str) -> float | None:
        for name in names:
            if isinstance(value := values.get(name), int | float):
                return float(value)
        return None

    match measure.attribute:
        case "abmessung-lxbxh":
            return Limits(length_mm=number("a"), width_mm=number("b"), height_mm=number("c"))
        case "abmessung-lxb":
            return Limits(length_mm=number("a"), width_mm=number("b"))
        case "durchmesser":
            return Limits(diameter_mm=number("d"))
        case "durchmesser-laenge":
            return Limits(diameter_mm=number("d"), turning_length_mm=number("l"))
        case "laenge":
            if _ROUND.search(words):
                return Limits(turning_length_mm=number("l"))
            return Limits(length_mm=number("l"))
        case "blechdicke":
            return Limits(thickness_min_mm=number("tmin"), thickness_max_mm=number("t"))
        case "stueckgewicht":
            return Limits(weight_max_kg=number("m"))
        case "losgroesse":
            return _batch(number("n"), number("n2"), words)
        case "toleranz-it":
            grade = number("it")
            return Limits(it_grade=int(grade) if grade and 1 <= grade <= 18 else None)
        case "allgemeintoleranz-2768":
            return Limits(general_tolerance=_choice(values.get("k"), "fmcv"))
        case "rauheit-ra":
            return Limits(roughness_ra_um=number("ra"))
        case "zeugnis-en10204":
            return Limits(inspection_document=_choice(values.get("z"), ("2.1", "2.2", "3.1", "3.2")))
    return Limits()


def _batch(low: float | None, high: float | None, words: str) -> Limits:
    if high is None and not _LOWER.search(words):
        high = low
    most = 2_147_483_647
    return Limits(
        batch_min=min(int(low), most) if low is not None else None,
        batch_max=min(int(high), most) if high is not None else None,
    )


def _choice(value: float | str | None, allowed: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) and value in allowed else ""
