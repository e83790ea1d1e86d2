"""Sizes and weights that a demand states without saying what they measure: "Rahmen (S355, 4,5 m, 3 t)"; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from competences.language import Analysis
from matching.domain.provided import clause_of
from matching.domain.wanted import Criterion, Values
from matching.enums import Attribute

_WORDS = {
    "halbe": 0.5,
    "ein": 1.0,
    "eine": 1.0,
    "anderthalb": 1.5,
    "eineinhalb": 1.5,
    "zwei": 2.0,
    "zweieinhalb": 2.5,
    "drei": 3.0,
    "vier": 4.0,
    "fünf": 5.0,
    "sechs": 6.0,
    "acht": 8.0,
    "zehn": 10.0,
    "zwölf": 12.0,
}
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d+\.\d{1,2}"
_SPOKEN = "|".join(sorted((f"{word}(?:[rnsm]|en|er)?" for word in _WORDS), key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![\w.,/-])(?P<n>{_NUMBER}|(?:{_SPOKEN})(?=\s))\s*(?:-\s*)?(?P<unit>mm|cm|m|Metern?|kg|Kilo(?:gramm)?|t|to|Tonnen?)"
    r"(?![\wäöüß²³/])",
    re.IGNORECASE,
)
"""A figure with a unit of length or mass; case is told apart afterwards ("M" is no metre)."""
_UNITS = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "meter": 1000.0, "metern": 1000.0}
_MASSES = {
    "kg": 1.0,
    "kilo": 1.0,
    "kilogramm": 1.0,
    "t": 1000.0,
    "to": 1000.0,
    "tonne": 1000.0,
    "tonnen": 1000.0,
}
_LONG = re.compile(r"(?<![\w.,x×/-])(?P<n>\d{3,5})\s+(?:lang|breit|hoch|tief)\b")
"""A length in mm without its unit: "6000 lang"."""
_TIMES = r"\s*(?:x|×|\*|mal)\s*"
_BOX = re.compile(
    rf"(?<![\w.,/×*-])(?P<a>{_NUMBER}){_TIMES}(?P<b>{_NUMBER})(?:{_TIMES}(?P<c>{_NUMBER}))?"
    r"(?![\wäöüß²³])(?![.,]\d)(?!\s*(?:x|×|\*)\s*\d)(?!\s*(?:mm|cm|m|St|Stk|Stück)\b)",
    re.IGNORECASE,
)
"""Edges in mm without their unit: "500x300x20"."""

_RATE_AFTER = re.compile(
    r"\s*/|\s*(?:pro|je|per|im|in\s+der|täglich|wöchentlich|monatlich|jährlich|am\s+Tag)\b", re.IGNORECASE
)
_SUBJECT_AFTER = re.compile(r"\s+[A-ZÄÖÜ]\w+")
_DIRECTION_AFTER = re.compile(
    r"\s+(?:lang\w*|hoch\w*|hohe\w*|breit\w*|tief\w*|groß\w*|schwer\w*|Länge|Höhe|Breite|Tiefe|Gewicht|Stückgewicht|Kantlänge"
    r"|Durchmesser|Außendurchmesser)\b",
    re.IGNORECASE,
)
_ROUND_BESIDE = re.compile(r"^\s*(?:Außen)?[Dd]urchmesser|(?:[Dd]urchmesser|Ø)\s*(?:von|bis|:)?\s*$")
_ELSEWHERE = re.compile(
    r"\b\w*(?:Umkreis|entfernt|Entfernung|Abstand|Presse|Pressen|Presskraft|Tragkraft|Traglast|Schließkraft|Bohrung|Gewinde|Spalt"
    r"|Lochbild|Toleranz|genau|Verzug|Verfahrweg|Stapler|LKW|Hubhöhe|Zuleitung|Kabel|(?<!be)schicht(?!en|ung|et))\w*"
    r"|\b(?:\w*Kran|Halle|Hallenhöhe|Hub|Rampe|Hof|Decke)\b",
    re.IGNORECASE,
)
"""What measures something else than the part: the way, a crane, a press, a layer, a hole."""
_THICK_BESIDE = re.compile(
    r"^\s*-?(?:dick|stark|Wand|Blech)|(?:[Ww]and\w*|[Dd]icke|[Ss]tärke)\s*(?:von|bis|:)?\s*$"
)
_ROUND_WORK = frozenset(
    {"drehen", "rundschleifen", "wellen-spindeln", "walzen-rollen", "hydraulikzylinder", "lager-buchsen"}
)
"""Work on round parts: a length is that of a cylinder."""
_SHORTEST_MM = 100.0
"""Below this a bare figure is rather a thickness, a hole or a layer than the size of a part."""
_LONGEST_MM = 30_000.0
_HEAVIEST_KG = 300_000.0
"""Above these it is rather how much of something than one part: "Zaun, 50 m"."""
_SECTION = re.compile(
    r"(?P<kind>\b\w*(?:[Rr]ohr|[Pp]rofil|[Ww]inkel|[Tt]räger|[Ff]lachstahl|[Ff]lacheisen|[Vv]ierkant|[Hh]ohlprofil)\w*)\s*"
    r"(?:\((?:[\w.]+,\s*)?|,\s*|aus\s+\S+\s+)?$"
)
_ANGULAR = re.compile(r"Form|Vierkant|Quadrat|Rechteck|Profil|Hohlprofil|Winkel|Träger|Flach", re.IGNORECASE)
_MOST_EDGES = 3


def is_section(text: str, start: int) -> bool:
    """Say whether sizes at a place are the cross section of a tube or profile: "Formrohr 80 x 40 x 3"."""
    return _SECTION.search(text[max(0, start - 40) : start]) is not None


def tube_of(text: str, start: int, end: int) -> Iterator[Criterion]:
    """Yield diameter and wall of a round tube whose cross section stands at a place: "Rohr 60,3 x 3 mm"."""
    before = _SECTION.search(text[max(0, start - 40) : start])
    figures = [_value(match) for match in re.findall(_NUMBER, text[start:end])]
    if before is None or _ANGULAR.search(before["kind"]) or len(figures) != 2 or figures[1] * 3 > figures[0]:
        return
    found = Criterion(Attribute.CYLINDER, passage=text[start:end], start=start, end=end)
    yield replace(found, values=Values(diameter_mm=figures[0]))
    wall = Values(thickness_min_mm=figures[1], thickness_max_mm=figures[1])
    yield replace(found, attribute=Attribute.THICKNESS, values=wall)


def bare_sizes(
    analysis: Analysis, processes: Iterable[str], stated: Sequence[Criterion]
) -> Iterator[Criterion]:
    """Yield size and weight of the part where only figures with a unit (or their order of size) say so.

    In: the analysis of title and text; the processes asked for, by which a length is that of a box or of a cylinder;
    what was recognised already, which is not read twice. Out: at most one criterion for each attribute that `stated`
    lacks; the largest figure counts, up to three edges of one clause form a box.
    """
    text = analysis.text
    taken = [(m.start, m.end) for m in analysis.measures] + [(c.start, c.end) for c in stated if c.start >= 0]
    known = {criterion.attribute for criterion in stated}
    lengths: list[tuple[float, int, int]] = []
    heaviest: tuple[float, int, int] | None = None
    diameter: tuple[float, int, int] | None = None
    for match in _FIGURE.finditer(text):
        span = match.span()
        if _overlaps(span, taken) or not _is_of_part(text, match):
            continue
        unit, value = match["unit"].lower(), _value(match["n"])
        if unit in _MASSES:
            weight = value * _MASSES[unit]
            if weight <= _HEAVIEST_KG and (heaviest is None or weight > heaviest[0]):
                heaviest = (weight, *span)
        elif _SHORTEST_MM <= value * _UNITS[unit] <= _LONGEST_MM:
            before, after = text[max(0, span[0] - 25) : span[0]], text[span[1] : span[1] + 20]
            if _THICK_BESIDE.search(after) or _THICK_BESIDE.search(before):
                continue
            if _ROUND_BESIDE.search(after) or _ROUND_BESIDE.search(before):
                diameter = (value * _UNITS[unit], *span)
            else:
                lengths.append((value * _UNITS[unit], *span))
    lengths += [(_value(match["n"]), *match.span()) for match in _LONG.finditer(text)]
    if heaviest is not None and Attribute.WEIGHT not in known:
        yield _criterion(text, Attribute.WEIGHT, heaviest[1:], Values(weight_kg=heaviest[0]))
    if known.isdisjoint((Attribute.ENVELOPE, Attribute.CYLINDER)):
        box = next(
            (m for m in _BOX.finditer(text) if _is_box(text, m) and not _overlaps(m.span(), taken)), None
        )
        yield from _extent(text, lengths, diameter, box, not _ROUND_WORK.isdisjoint(processes))


def _extent(
    text: str,
    lengths: Sequence[tuple[float, int, int]],
    diameter: tuple[float, int, int] | None,
    box: re.Match[str] | None,
    is_round: bool,
) -> Iterator[Criterion]:
    """Yield the size: a cylinder where a diameter is named or the work is on round parts, else a box."""
    if diameter is not None or (is_round and lengths and box is None):
        longest = max(lengths, default=None)
        spans = [found[1:] for found in (diameter, longest) if found]
        place = (min(s[0] for s in spans), max(s[1] for s in spans))
        values = Values(diameter_mm=diameter and diameter[0], length_mm=longest and longest[0])
        yield _criterion(text, Attribute.CYLINDER, place, values)
    elif box is not None:
        edges = [_value(box[name]) for name in "abc" if box[name]]
        yield _criterion(text, Attribute.ENVELOPE, box.span(), _box(edges))
    elif lengths:
        longest = max(lengths)
        near = [one for one in lengths if one[1:] == longest[1:] or _joined(text, one, longest)]
        near = sorted(near, reverse=True)[:_MOST_EDGES]
        place = (min(one[1] for one in near), max(one[2] for one in near))
        edges = [one[0] for one in near]
        yield _criterion(text, Attribute.ENVELOPE, place, _box(edges))


def _box(edges: Sequence[float]) -> Values:
    length, width, height = (*edges, None, None)[:_MOST_EDGES]
    return Values(length_mm=length, width_mm=width, height_mm=height)


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _is_of_part(text: str, match: re.Match[str]) -> bool:
    """Say whether a figure measures the part: no rate, no quantity of something, nothing that lies elsewhere."""
    after = text[match.end() : match.end() + 40]
    spoken = not match["n"][0].isdigit()
    if match["unit"] in ("M", "T", "KG", "TO") or (spoken and len(match["unit"]) < 4):
        return False
    if _RATE_AFTER.match(after) or text[match.end() : match.end() + 1] in "²³":
        return False
    if _SUBJECT_AFTER.match(after) and not _DIRECTION_AFTER.match(after):
        return False  # "20 t Stahl", "50 m Zaun": how much of it, not how large
    return _ELSEWHERE.search(clause_of(text, match.start(), match.end())) is None


def _is_box(text: str, match: re.Match[str]) -> bool:
    edges = [_value(match[name]) for name in "abc" if match[name]]
    large = max(edges) >= _SHORTEST_MM and min(edges) >= (1.0 if len(edges) == 3 else 20.0)
    return large and not is_section(text, match.start())


def _joined(text: str, one: tuple[float, int, int], other: tuple[float, int, int]) -> bool:
    """Say whether two lengths belong together: in one sentence and each with its direction ("3 m hoch, 2 m breit")."""
    between = text[min(one[2], other[2]) : max(one[1], other[1])]
    return all(_DIRECTION_AFTER.match(text[end:]) for _, _, end in (one, other)) and not re.search(
        r"[.;\n]", between
    )


def _criterion(text: str, attribute: Attribute, span: tuple[int, int], values: Values) -> Criterion:
    start, end = span
    return Criterion(attribute, values=values, passage=text[start:end], start=start, end=end)


def _value(number: str) -> float:
    if number[0].isdigit():
        if re.fullmatch(r"\d+\.\d{1,2}", number):
            return float(number)
        return float(number.replace(".", "").replace(",", "."))
    word = number.casefold()
    return next(
        value for stem, value in sorted(_WORDS.items(), key=lambda p: -len(p[0])) if word.startswith(stem)
    )
