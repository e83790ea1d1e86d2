"""Sizes, weights, batches, tolerances and the like: patterns of the vocabulary, values in base units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from competences.language.numbers import FORCE_KN, LENGTH_MM, MASS_KG, MICRO_UM, days, parse_number
from competences.language.structures import Measure

_MACRO_DEPTH = 3
_ESCAPE_OR_CAPITAL = re.compile(r"\\.|\(\?P<|[A-ZÄÖÜØ]")
_BEGINS_WITH_NUMBER = re.compile(r"\(\?P<\w+>\{ZAHL\}\)")
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
class _Pattern:
    """A compiled pattern; patterns that ignore case are kept in lower case and search the lower-cased text.

    (Python searches lower-cased text twice as fast as with IGNORECASE.) ``at_number``: it begins with a figure and
    is tried only where one stands.
    """

    regex: re.Pattern[str]
    exact_case: bool
    at_number: bool

    def matches(self, text: str, lowered: str, numbers: Sequence[int]) -> Iterator[re.Match[str]]:
        """Yield the matches in ``text`` (whose lower case has the same length)."""
        subject = text if self.exact_case else lowered
        if self.at_number:
            found = (self.regex.match(subject, position) for position in numbers)
            return (match for match in found if match)
        return self.regex.finditer(subject)


@dataclass(frozen=True, slots=True)
class _Attribute:
    """One attribute with its compiled patterns."""

    key: str
    unit: str
    patterns: tuple[_Pattern, ...]
    bare_patterns: tuple[_Pattern, ...]
    named_values: Mapping[str, Any]
    classes: tuple[tuple[str, str, float, float | None], ...]


class MeasureRules:
    """Finds measures; compiled once from the attributes of the vocabulary."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        macros = document.get("macros", {})
        self._number = re.compile(_expand("{ZAHL}", macros))
        self._attributes = tuple(_compile(record, macros) for record in document.get("attributes", ()))

    def find(self, text: str, *, bare: frozenset[str] = frozenset()) -> list[Measure]:
        """Return the measures of ``text`` in order; where two readings overlap the longer one counts.

        ``bare`` names the attributes that a figure may mean without saying so, because the place where it stands
        says it: "500 x 300" in a search box, "1 – 800" in the field for batch sizes.
        """
        lowered = text.lower()
        if len(lowered) != len(text):  # a few letters grow in lower case and would shift every position
            lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        numbers = tuple(match.start() for match in self._number.finditer(text))
        found: list[Measure] = []
        for attribute in self._attributes:
            patterns = attribute.patterns
            if attribute.key in bare:
                patterns = (*patterns, *attribute.bare_patterns)
            matches = [
                m for pattern in patterns for m in pattern.matches(text, lowered, numbers) if m.group()
            ]
            if matches:
                found.extend(_measures(attribute, text, matches))
        found.sort(key=lambda m: (m.start, -m.end, m.attribute))
        return [m for m in found if not _shadowed(m, found)]


def _compile(record: Mapping[str, Any], macros: Mapping[str, str]) -> _Attribute:
    exact_case = bool(record.get("case_sensitive"))
    patterns, bare_patterns = (
        tuple(_pattern(pattern, macros, exact_case=exact_case) for pattern in record.get(field, ()))
        for field in ("patterns", "bare_patterns")
    )
    classes = tuple(
        (word.casefold(), str(c["id"]), float(c["min"]), None if c["max"] is None else float(c["max"]))
        for c in record.get("classes") or ()
        for word in c["words"]
    )
    named = {str(k).casefold(): v for k, v in (record.get("named_values") or {}).items()}
    return _Attribute(record["id"], record["unit"], patterns, bare_patterns, named, classes)


def _pattern(pattern: str, macros: Mapping[str, str], *, exact_case: bool) -> _Pattern:
    expanded = _expand(pattern, macros)
    if not exact_case:
        expanded = _ESCAPE_OR_CAPITAL.sub(
            lambda m: m.group() if m.group()[0] in "\\(" else m.group().lower(), expanded
        )
    return _Pattern(re.compile(expanded), exact_case, _BEGINS_WITH_NUMBER.match(pattern) is not None)


def _expand(pattern: str, macros: Mapping[str, str]) -> str:
    for _ in range(_MACRO_DEPTH):
        for name, value in macros.items():
            pattern = pattern.replace("{" + name + "}", value)
    return pattern


def _measures(attribute: _Attribute, text: str, matches: list[re.Match[str]]) -> Iterator[Measure]:
    matches.sort(key=lambda m: (m.start() - m.end(), m.start()))
    taken: list[tuple[int, int]] = []
    for match in matches:
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        groups = {
            name: text[match.start(name) : match.end(name)]
            for name, value in match.groupdict().items()
            if value is not None
        }
        values = _values(attribute, groups)
        if values:
            taken.append(match.span())
            surface = text[match.start() : match.end()].rstrip()
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
