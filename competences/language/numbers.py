"""German number spellings and units, turned into base units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

LENGTH_MM: Mapping[str, float] = MappingProxyType(
    {
        "mm": 1.0,
        "millimeter": 1.0,
        "cm": 10.0,
        "zentimeter": 10.0,
        "dm": 100.0,
        "m": 1000.0,
        "meter": 1000.0,
        "µm": 0.001,
        "my": 0.001,
    }
)
MASS_KG: Mapping[str, float] = MappingProxyType(
    {
        "g": 0.001,
        "gramm": 0.001,
        "kg": 1.0,
        "kilogramm": 1.0,
        "t": 1000.0,
        "to": 1000.0,
        "tonne": 1000.0,
        "tonnen": 1000.0,
    }
)
FORCE_KN: Mapping[str, float] = MappingProxyType(
    {"n": 0.001, "kn": 1.0, "t": 9.81, "to": 9.81, "tonnen": 9.81}
)
MICRO_UM: Mapping[str, float] = MappingProxyType({"µm": 1.0, "my": 1.0, "mm": 1000.0})
_DAYS = (
    (re.compile(r"h|std\.?|stunden?"), 1 / 24),
    (re.compile(r"arbeitstage?n?|werktage?n?|at|wt"), 1.4),
    (re.compile(r"kalendertage?n?|tage?n?"), 1.0),
    (re.compile(r"wochen?|wo\."), 7.0),
    (re.compile(r"monate?n?"), 30.0),
)
_PLAIN = re.compile(r"\d+(?:,\d+)?|\d+\.\d{1,2}|0\.\d+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")


def parse_number(text: str) -> float:
    """Return the value of a number as Germans write it; raises ValueError for anything else.

    A dot before exactly three digits separates thousands (``1.200`` = 1200) unless a zero leads (``0.005``); a dot
    before one or two digits and every comma is a decimal mark. ``1.4301`` is a material number, no number.
    """
    bare = text.strip()
    if _THOUSANDS.fullmatch(bare):
        return float(bare.replace(".", "").replace(",", "."))
    if not _PLAIN.fullmatch(bare):
        raise ValueError(text)
    return float(bare.replace(",", "."))


def days(unit: str) -> float:
    """Return how many calendar days one ``unit`` is; raises ValueError for an unknown unit."""
    for pattern, factor in _DAYS:
        if pattern.fullmatch(unit.casefold()):
            return factor
    raise ValueError(unit)
