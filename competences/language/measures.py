"""Sizes, weights, batches, tolerances and the like: patterns of the vocabulary, values in base units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from competences.language.numbers import FORCE_KN, LENGTH_MM, MASS_KG, MICRO_UM, days, parse_number
from competences.language.structures import Measure

_MACRO_DEPTH = 3
_FACTORS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {"mm": LENGTH_MM, "kg": MASS_KG, "kN": FORCE_KN, "µm": MICRO_UM}
)
_TEXT_GROUPS = frozenset({"feld", "skala", "zeugnis-en10204:z"})
_UNIT_GROUPS = frozenset({"u", "ua", "ub", "uc", "ud", "umin"})
# Under which group a named value of these attributes is returned.
_NAMED_GROUP: Mapping[str, str] = MappingProxyType(
    {
        "toleranz": "t",
        "rauheit-ra": "ra",
        "zeugnis-en10204": "z",
        "achszahl": "n",
        "allgemeintoleranz-2768": "k",
    }
)
# Which unit group belongs to which value group, in the order in which it is looked for.
_UNIT_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "a": ("ua", "ub", "uc", "u"),
        "b": ("ub", "uc", "u"),
        "c": ("uc",),
        "d": ("ud", "u"),
        "mmin": ("umin", "u"),
        "dmin": ("umin", "u"),
    }
)


@dataclass(frozen=True, slots=True)
class _Attribute:
    """One attribute with its compiled patterns."""

    key: str
    unit: str
    patterns: tuple[re.Pattern[str], ...]
    bare_patterns: tuple[re.Pattern[str], ...]
    named_values: Mapping[str, Any]
    classes: tuple[tuple[str, str, float, float | None], ...]


class MeasureRules:
    """Finds measures; compiled once from the attributes of the vocabulary."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        macros = document.get("macros", {})
        self._attributes = tuple(_compile(record, macros) for record in document.get("attributes", ()))

    def find(self, text: str, *, bare: frozenset[str] = frozenset()) -> list[Measure]:
        """Return the measures of ``text`` in order; where two readings overlap the longer one counts.

        ``bare`` names the attributes that a figure may mean without saying so, because the place where it stands
        says it: "500 x 300" in a search box, "1 – 800" in the field for batch sizes.
        """
        found: list[Measure] = []
        for attribute in self._attributes:
            found.extend(_of_attribute(attribute, text, bare=attribute.key in bare))
        found.sort(key=lambda m: (m.start, -m.end, m.attribute))
        return [m for m in found if not _shadowed(m, found)]


def _compile(record: Mapping[str, Any], macros: Mapping[str, str]) -> _Attribute:
    flags = 0 if record.get("case_sensitive") else re.IGNORECASE
    patterns, bare_patterns = (
        tuple(re.compile(_expand(pattern, macros), flags) for pattern in record.get(field, ()))
        for field in ("patterns", "bare_patterns")
    )
    classes = tuple(
        (word.casefold(), str(c["id"]), float(c["min"]), None if c["max"] is None else float(c["max"]))
        for c in record.get("classes") or ()
        for word in c["words"]
    )
    named = {str(k).casefold(): v for k, v in (record.get("named_values") or {}).items()}
    return _Attribute(record["id"], record["unit"], patterns, bare_patterns, named, classes)


def _expand(pattern: str, macros: Mapping[str, str]) -> str:
    for _ in range(_MACRO_DEPTH):
        for name, value in macros.items():
            pattern = pattern.replace("{" + name + "}", value)
    return pattern


def _of_attribute(attribute: _Attribute, text: str, *, bare: bool) -> Iterable[Measure]:
    patterns = (*attribute.patterns, *attribute.bare_patterns) if bare else attribute.patterns
    matches = [match for pattern in patterns for match in pattern.finditer(text) if match.group()]
    matches.sort(key=lambda m: (m.start() - m.end(), m.start()))
    taken: list[tuple[int, int]] = []
    for match in matches:
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        values = _values(
            attribute, {name: value for name, value in match.groupdict().items() if value is not None}
        )
        if values:
            taken.append(match.span())
            surface = match.group().rstrip()
            yield Measure(
                attribute.key, MappingProxyType(values), match.start(), match.start() + len(surface), surface
            )


def _values(attribute: _Attribute, groups: Mapping[str, str]) -> dict[str, float | str]:
    values: dict[str, float | str] = {}
    for name, raw in groups.items():
        if name in _UNIT_GROUPS or name == "mult":
            continue
        named = attribute.named_values.get(raw.casefold())
        if named is not None:
            values.update(_named(attribute, name, named))
            continue
        if name in _TEXT_GROUPS or f"{attribute.key}:{name}" in _TEXT_GROUPS:
            values[name] = raw.strip()
            continue
        try:
            number = parse_number(raw)
        except ValueError:
            values[name] = raw.strip()
            continue
        values[name] = _base(attribute, name, number, groups)
    _multiply(values, groups.get("mult"))
    if attribute.classes and isinstance(values.get("klasse"), str):
        values.update(_class_range(attribute, str(values["klasse"])))
    return values


def _multiply(values: dict[str, float | str], multiplier: str | None) -> None:
    """Apply "Tsd."/"Mio." to the figure it follows, the last one."""
    if multiplier is None:
        return
    last = "n2" if "n2" in values else "n"
    number = values.get(last)
    if isinstance(number, float):
        values[last] = number * (1_000_000 if multiplier.lower().startswith("mi") else 1_000)


def _named(attribute: _Attribute, name: str, named: Any) -> dict[str, float | str]:
    """A word that stands for a value ("Hundertstel", "N7") gives the value under the attribute's own name."""
    if isinstance(named, list):
        return {"a": float(named[0]), "b": float(named[1])}
    value = float(named) if isinstance(named, int | float) else str(named)
    return {_NAMED_GROUP.get(attribute.key, name): value}


def _base(attribute: _Attribute, name: str, number: float, groups: Mapping[str, str]) -> float:
    unit = next((groups[g] for g in _UNIT_OF.get(name, ("u",)) if g in groups), None)
    if unit is None:
        return number
    if attribute.unit == "kalendertag":
        return round(number * days(unit), 6)
    factor = _FACTORS.get(attribute.unit, {}).get(unit.lower().replace("\u03bc", "\u00b5"))
    return number if factor is None else round(number * factor, 9)


def _class_range(attribute: _Attribute, word: str) -> dict[str, float | str]:
    folded = word.casefold()
    for known, key, low, high in attribute.classes:
        if known == folded or folded.startswith(known):
            return {"klasse": key, "n": low} if high is None else {"klasse": key, "n": low, "n2": high}
    return {}


def _shadowed(measure: Measure, found: Sequence[Measure]) -> bool:
    return any(
        other is not measure
        and other.start <= measure.start
        and measure.end <= other.end
        and other.end - other.start > measure.end - measure.start
        for other in found
    )
