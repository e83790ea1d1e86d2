"""What two statements of a demand mean together: "gebogen" and "Rohr", paint and a RAL colour; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from competences.language import Analysis, Kind, Vocabulary
from matching.domain.asked import Asked
from matching.domain.phrases import ALTERNATIVE
from matching.domain.provided import clause_at
from matching.domain.wording import Form

_TUBE = re.compile(r"\b\w*[Rr]ohr(?:e|en|es)?\b(?!.?bogen)")
_WIRE = re.compile(r"\b(?:\w*[Dd]raht|[Dd]rähte)\w*\b")
_PROFILE = re.compile(r"\b\w*(?:[Pp]rofil|[Tt]räger|IPE|HEA|HEB)\w*\b")
_SHEET = re.compile(r"\b\w*[Bb]lech\w*\b")
_WELDED = re.compile(r"\b\w*(?:schweiß|Schweiß)\w*\b")
_SERIES = re.compile(r"\b(?:Roboter\w*|automatisiert\w*)\b")

_TOGETHER: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    ("biegen", _TUBE, ("rohrbiegen",)),
    ("biegen", _WIRE, ("drahtbiegen",)),
    ("biegen", _PROFILE, ("profilbiegen",)),
    ("biegen", _SHEET, ("kanten",)),
    ("laserschneiden", _TUBE, ("laserschneiden-rohr",)),
    ("schweissen", _SERIES, ("roboterschweissen",)),
    ("robotik", _WELDED, ("roboterschweissen",)),
)
"""Process that is asked for, what the text names besides, the more special processes both mean together."""

_MARKS = re.compile(
    r"\b(?:Seriennummer\w*|Data\s?Matrix\w*|QR-?Codes?|Codes?|Beschriftung\w*|Schriftz\w+|Logos?|Skal\w+|Kennzeichnung\w*|Typenschild\w*"
    r"|Teilenummer\w*|Artikelnummer\w*|Markierung\w*)\b"
)
"""What a laser writes and does not cut."""

_COLOURED = frozenset({"lackieren", "nasslackieren", "pulverbeschichten", "beschichten"})
_PAINTS = ("lackieren", "pulverbeschichten")
_MACHINE_WORDS = re.compile(
    r"\b\w*(?:[Mm]aschine|[Pp]resse|[Aa]nlage|[Pp]umpe|[Gg]etriebe|[Bb]earbeitungszentr)\w*\b"
)
_DONE_TO_MACHINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b(?:umsetzen|versetzen|umziehen|Umzug|umzuziehen|Maschinenumzug|verlegen)\b"),
        "maschinenumzug",
    ),
    (
        re.compile(r"\b(?:gebrauchte?[nrs]?|Gebraucht\w*)\b(?=[^.]*\b(?:kaufen|gesucht|erwerben)\b)"),
        "maschinenhandel",
    ),
    (
        re.compile(r"\b\w*[Pp]umpe\w*\b(?=[^.]*(?:verliert|überhol|instand|reparier|defekt|undicht|kaputt))"),
        "getriebe-pumpenreparatur",
    ),
)
"""What is done to a machine that somebody has, and the process that is."""

_CONFIRMED = 0.9
_WRITTEN = 0.3
"""How surely the general process that was written is meant beside the special one it means here."""


def composed(asked: Sequence[Asked], analysis: Analysis, vocabulary: Vocabulary) -> list[Asked]:
    """Return what is asked for, with what several statements mean together.

    A colour of the RAL series confirms a coat of paint, wet or powder, however it is worded. The special reading goes
    first, the one that was written stays.
    """
    colour = any(measure.attribute == "ral" for measure in analysis.measures)
    coats = [a for a in asked if not _COLOURED.isdisjoint(a.keys) and not a.passage.startswith("RAL")]
    kept = [one for one in asked if not (coats and one.passage.startswith("RAL"))]
    moved = _with_alternatives(_of_machines(kept, analysis, vocabulary), analysis.text, vocabulary)
    marked = [_marked(one, analysis.text, vocabulary) for one in moved]
    return [_coloured(_special(one, analysis.text, vocabulary), colour, vocabulary) for one in marked]


def _marked(one: Asked, text: str, vocabulary: Vocabulary) -> Asked:
    """Read cutting by laser as writing where the clause names what is written: "Seriennummer gelasert"."""
    if one.keys[0] != "laserschneiden" or not vocabulary.has(Kind.PROCESS, "laserbeschriften"):
        return one
    first, last = clause_at(text, one.start, one.end)
    return replace(one, keys=("laserbeschriften",)) if _MARKS.search(text, first, last) else one


def _with_alternatives(asked: Sequence[Asked], text: str, vocabulary: Vocabulary) -> list[Asked]:
    """Join what would do instead to what it stands for: "Pulver wäre uns lieber, Nasslack ginge zur Not"."""
    kept: list[Asked] = []
    for one in asked:
        place = None
        if ALTERNATIVE.search(text, *clause_at(text, one.start, one.end)):
            place = _last_of_field(one, kept, vocabulary)
        if place is None:
            kept.append(one)
        else:
            keys = dict.fromkeys((*kept[place].keys, *one.keys))
            kept[place] = replace(kept[place], keys=tuple(keys))
    return kept


def _last_of_field(one: Asked, before: Sequence[Asked], vocabulary: Vocabulary) -> int | None:
    """Return where the last work of the same field stands among what was named before, None without one."""
    field = vocabulary.with_ancestors(Kind.PROCESS, one.keys[0])[-1]
    places = [
        place
        for place, other in enumerate(before)
        if other.form is not Form.OBJECT
        and vocabulary.with_ancestors(Kind.PROCESS, other.keys[0])[-1] == field
    ]
    return max(places, default=None)


def _of_machines(asked: Sequence[Asked], analysis: Analysis, vocabulary: Vocabulary) -> list[Asked]:
    """Take machines for what shall be done with them: moved, repaired or bought used, not used for work."""
    machines = [a for a in asked if a.form is Form.OBJECT and a.is_machine]
    words = list(_MACHINE_WORDS.finditer(analysis.text))
    if not machines and not words:
        return list(asked)
    for cue, process in _DONE_TO_MACHINES:
        match = cue.search(analysis.text)
        if match is None or not vocabulary.has(Kind.PROCESS, process):
            continue
        kept = [one for one in asked if one not in machines and one.keys[0] != process]
        line_end = analysis.text.find("\n")
        done = Asked(
            keys=(process,),
            weight=1.0,
            form=Form.VERB,
            is_wish=False,
            is_feature=False,
            is_worked_on=False,
            is_modifier=False,
            is_machine=False,
            is_demanded=True,
            is_needed=True,
            is_with=False,
            in_title=match.start() < line_end,
            start=match.start(),
            end=match.end(),
            passage=match.group(),
        )
        return sorted([*kept, done], key=lambda one: one.start)
    return list(asked)


def _special(one: Asked, text: str, vocabulary: Vocabulary) -> Asked:
    found = [
        key
        for process, words, special in _TOGETHER
        if one.keys[0] == process and words.search(text)
        for key in special
        if vocabulary.has(Kind.PROCESS, key)
    ]
    return replace(one, keys=(*found, *one.keys), general=_WRITTEN) if found else one


def _coloured(one: Asked, colour: bool, vocabulary: Vocabulary) -> Asked:
    if not colour or _COLOURED.isdisjoint(one.keys) or one.is_worked_on:
        return one
    paints = [key for key in _PAINTS if key not in one.keys and vocabulary.has(Kind.PROCESS, key)]
    wet_only = one.keys[0] in ("pulverbeschichten", "nasslackieren")  # named as such: no other paint is meant
    keys = one.keys if wet_only else (*one.keys, *paints)
    # who says neither "Lack" nor "Pulver" leaves open which of both it is
    equal = frozenset() if wet_only or "lack" in one.passage.casefold() else frozenset(paints)
    return replace(one, keys=keys, weight=max(one.weight, _CONFIRMED), is_feature=False, equal=equal)
