"""The layout of the packed columns of a search row, and the codes in them; pure."""

from __future__ import annotations

import datetime
from enum import IntEnum
from functools import cache

import numpy as np

from companies.enums import GeneralTolerance, InspectionDocument

CONCEPT = np.dtype([("term", "<u4"), ("code", "u1"), ("sites", "u1")])
"""A process, material or industry of the firm: term number, strength code, bits of the sites (see ALL_SITES)."""

WORD = np.dtype([("term", "<u4"), ("code", "u1")])
"""A word of the firm's texts: term number, code of its place (see word_code)."""

CERTIFICATE = np.dtype([("term", "<u4"), ("level", "<u4"), ("valid_until", "<i4")])
"""A certificate held: term number, term number of its level (0 not stated), last day as a number (0 not stated)."""

SITE = np.dtype([("latitude", "<f4"), ("longitude", "<f4"), ("district", "<u4")])
"""A site: degrees WGS84 (NaN not known), term number of the district (0 not known)."""

CLUSTER = np.dtype("<u4")

LIMIT_VALUES = (
    "length_mm",
    "width_mm",
    "height_mm",
    "diameter_mm",
    "turning_length_mm",
    "thickness_min_mm",
    "thickness_max_mm",
    "weight_max_kg",
    "it_grade",
    "general_tolerance",
    "roughness_ra_um",
    "inspection_document",
    "batch_min",
    "batch_max",
)
"""Columns of the limits of a capability, by the names of the model; classes are stored as their place in the order."""

LIMIT = np.dtype([("process", "<u4"), ("material", "<u4"), ("values", "<f4", len(LIMIT_VALUES))])
"""Limits of an offered process: term numbers of process and material (0 all), values (NaN not stated)."""

GENERAL_TOLERANCES = tuple(GeneralTolerance.values)
"""Classes of ISO 2768, finest first: a smaller place is better."""

INSPECTION_DOCUMENTS = tuple(InspectionDocument.values)
"""Documents of EN 10204, weakest first: a larger place is better."""

ALL_SITES = 255
MAX_SITES = 8
"""Sites beyond the eighth count as the eighth when a capability is bound to them."""

CONFIDENCE_STEPS = 31


class Standing(IntEnum):
    """How a concept stands in a profile, from its own core to a mere trace; hints and traces are no statements."""

    CORE = 0
    SUPPLEMENTARY = 1
    VIA_PARTNER = 2
    HINT = 3
    TRACE = 4


class Field(IntEnum):
    """Which of the firm's texts a word stands in, the most telling first."""

    CORE = 0
    NAME = 1
    OFFERED = 2
    MATERIALS = 3
    MACHINES = 4
    OTHER = 5


def concept_code(standing: Standing, confidence: float) -> int:
    """Return the code of a concept: standing and confidence (0…1, in steps of 1/31) in one byte."""
    return int(standing) * (CONFIDENCE_STEPS + 1) + round(min(1.0, max(0.0, confidence)) * CONFIDENCE_STEPS)


@cache
def standing_of(code: int) -> Standing:
    """Return the standing in a concept's code."""
    return Standing(code // (CONFIDENCE_STEPS + 1))


def confidence_of(code: int) -> float:
    """Return the confidence (0…1) in a concept's code."""
    return (code % (CONFIDENCE_STEPS + 1)) / CONFIDENCE_STEPS


def word_code(field: Field, is_part: bool) -> int:
    """Return the code of a word: its field, and whether it is only a part of a longer word there."""
    return int(field) * 2 + int(is_part)


def is_part(codes: np.ndarray) -> np.ndarray:
    """Say of codes of words whether they stand for parts of longer words; bool, same shape."""
    return codes % 2 == 1


WORD_CODES = len(Field) * 2


def day_number(day: datetime.date | None) -> int:
    """Return a day as a number (its proleptic ordinal), 0 for no day."""
    return day.toordinal() if day else 0


def day_of(number: int) -> datetime.date | None:
    """Return the day of a number; None for 0."""
    return datetime.date.fromordinal(number) if number else None


def limit_value(name: str, value: float | str | None) -> float:
    """Return a limit as a number: classes by their place in the order, NaN where nothing is stated."""
    if value is None or value == "":
        return float("nan")
    if name == "general_tolerance":
        return GENERAL_TOLERANCES.index(str(value))
    if name == "inspection_document":
        return INSPECTION_DOCUMENTS.index(str(value))
    return float(value)


def limit_of(name: str, number: float) -> float | int | str | None:
    """Return a stored number as the value of the limit: the inverse of `limit_value`."""
    if number != number:
        return None if name not in ("general_tolerance", "inspection_document") else ""
    if name == "general_tolerance":
        return GENERAL_TOLERANCES[int(number)]
    if name == "inspection_document":
        return INSPECTION_DOCUMENTS[int(number)]
    return int(number) if name in ("it_grade", "batch_min", "batch_max") else float(number)
