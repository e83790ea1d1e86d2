"""Signal words: what a text says about a mention (not offered, through a partner, sought, for sale …)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from competences.language.clauses import Clause, Sentence
from competences.language.enums import Role

MAX_WORDS = 8
_FEW_WORDS = 3
_REACH_OF_PLANNING = 120
_TURNS = frozenset({":", "–", "-", "—"})


class Reach(StrEnum):
    """In which direction a signal works."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BACKWARD_FIRST = "backward_first"
    FORWARD_FIRST = "forward_first"


_GROUPS: Mapping[str, tuple[Role, Reach]] = {
    "negation": (Role.NEGATED, Reach.BACKWARD_FIRST),
    "outsourced": (Role.PARTNER, Reach.BACKWARD_FIRST),
    "demand": (Role.SOUGHT, Reach.FORWARD_FIRST),
    "trade": (Role.TRADE, Reach.FORWARD),
    "machine_repair": (Role.REPAIR, Reach.FORWARD_FIRST),
    "planned": (Role.PLANNED, Reach.BACKWARD_FIRST),
    "expired": (Role.EXPIRED, Reach.BACKWARD_FIRST),
    "equivalent": (Role.EQUIVALENT, Reach.FORWARD),
    "customer_reference": (Role.CUSTOMER, Reach.FORWARD),
    "training": (Role.TRAINING, Reach.FORWARD_FIRST),
}
_NEGATING_DETERMINER = re.compile(
    r"(?:kein(?:e|en|er|es|em|erlei)?|ohne|weder|außer|ausgenommen|statt)$", re.IGNORECASE
)
_HARMLESS_AFTER_NOT = re.compile(
    r"\s+(?:nur|zuletzt|allein|unter|über|größer|kleiner|mehr\s+als|weniger|immer|unbedingt|zwingend|ganz|so|ohne"
    r"|umsonst|alltäglich\w*|zu\s+(?:groß|klein|schwer|vergessen)|(?:not|nö)\w*ig|erforderlich|verzichten)\b",
    re.IGNORECASE,
)
_NO_BACKWARD = re.compile(r"\s+(?:Kapazität|Möglichkeit|Anlage|Einrichtung|eigene)\w*", re.IGNORECASE)
_HARMLESS_BEFORE = re.compile(
    r"(?:\b(?:bei|nach|auf|für|jeden|jeder|Ihren|Ihrem|Ihr|den|dem|Sie|Kunden|Kunde|wenn)\s+)$", re.IGNORECASE
)
_CHAIN = frozenset({"und", "oder", "noch", "sowie", "bzw", "auch", "kein", "keine", "keinen"})
_TO_NOUN = re.compile(r"\b(?:für|zum|zur|beim|im|in|bei|an|von)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\s*(?:(?:deren|dessen|denen|was|wo|wenn|weil|falls|sofern|obwohl|damit|dass|ob|dem|den|wie|als|welche[rsmn]?)\b"
    r"|(?:die|der|das)\s+(?!machen|können|bieten|haben|ist|geht|wird|gehört|nicht|führen|liefern)\w)",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:und|oder|sowie|im\s+Haus|selbst|intern|inhouse|eigene\w*)\b", re.IGNORECASE)
_OTHER_DONE = re.compile(
    r"\s+(?!gefertigt|gemacht|geboten|angeboten|ausgeführt|durchgeführt|möglich|vorhanden)(?:[a-zäöüß]*ge[a-zäöüß]+(?:t|en)|[a-zäöüß]+iert)\b"
)
"""A state of its own behind a denial."""
_WORD = re.compile(r"[^\W_]+")
_LIST_END = re.compile(r"\b(?:oder|und|noch|bzw)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal word found in a text; a ``narrow`` one does not reach beyond its clause."""

    role: Role
    reach: Reach
    start: int
    end: int
    determiner: bool
    narrow: bool = False


class CueRules:
    """Finds signals; compiled once from the signal words of the vocabulary."""

    def __init__(self, text_cues: Mapping[str, Any]) -> None:
        self.fields: dict[Role, str] = {}
        self.instead: dict[Role, str] = {}
        training = text_cues.get("training", {})
        self.staffing: str | None = training.get("staffing")
        self.staffing_words = re.compile(
            "|".join(rf"\b{re.escape(word)}" for word in training.get("staffing_words", ())) or r"(?!)"
        )
        self.without_instead = frozenset(
            word.casefold()
            for group in _GROUPS
            for word in text_cues.get(group, {}).get("without_instead", ())
        )
        planning = "|".join(re.escape(word) for word in text_cues.get("planning", {}).get("words", ()))
        self._planning = re.compile(
            rf"(?:^|[.;:()\n•]|\b(?:wir|die|der|bei|in|zur)\s)\s*(?:\w+e[rsn]?\s+)?"
            rf"(?:{planning or '(?!)'})(?:\s*(?:,|/|&|und|sowie)\s*(?:{planning or '(?!)'}))*\s+"
            r"(?:(?:von|für|der|des|einer|eines|Ihrer|Ihres)\s+)?(?:\w+e[rsn]\s+){0,2}$",
            re.IGNORECASE,
        )
        self._patterns: list[tuple[str, Role, Reach, re.Pattern[str]]] = []
        for group, (role, reach) in _GROUPS.items():
            cue = text_cues.get(group)
            if not cue:
                continue
            if "field" in cue:
                self.fields[role] = cue["field"]
            if "instead" in cue:
                self.instead[role] = cue["instead"]
            words = {"": list(cue["words"])}
            for direction in Reach:
                words[direction.value] = list(cue.get(direction.value) or ())
            for direction_name, wordings in words.items():
                way = Reach(direction_name) if direction_name else reach
                self._patterns.extend((_longest_word(w), role, way, _compile(w)) for w in wordings)

    def is_only_planned(self, text: str, start: int) -> bool:
        """Say whether the clause plans what stands at `start` and does not make it ("Berechnung von Baugruppen")."""
        return self._planning.search(text[max(0, start - _REACH_OF_PLANNING) : start]) is not None

    def signals(self, text: str) -> list[Signal]:
        """Return the signals of ``text`` in order; a longer wording swallows a shorter one at the same place."""
        found: list[Signal] = []
        lowered = text.lower()
        for needle, role, reach, pattern in self._patterns:
            if needle not in lowered:
                continue
            for match in pattern.finditer(text):
                word = match.group()
                if role is Role.NEGATED and _HARMLESS_AFTER_NOT.match(text, match.end()):
                    continue
                if role is Role.SOUGHT and _HARMLESS_BEFORE.search(
                    text, max(0, match.start() - 12), match.start()
                ):
                    continue
                determiner = role is Role.NEGATED and _NEGATING_DETERMINER.match(word) is not None
                way = Reach.FORWARD if determiner else reach
                if determiner and _NO_BACKWARD.match(text, match.end()):
                    way = Reach.BACKWARD_FIRST
                found.append(Signal(role, way, match.start(), match.end(), determiner))
        found.sort(key=lambda s: (s.start, -s.end))
        return [
            signal
            for signal in found
            if not any(
                other.start <= signal.start
                and signal.end <= other.end
                and other.end - other.start > signal.end - signal.start
                for other in found
            )
        ]


def _compile(wording: str) -> re.Pattern[str]:
    escaped = re.escape(wording).replace(r"\ …", r"(?:\s+[\w-]+){0,3}?").replace(r"\ ", r"\s+")
    left = r"(?<![^\W_])" if wording[0].isalnum() else ""
    right = r"(?![^\W_])" if wording[-1].isalnum() else ""
    return re.compile(f"{left}{escaped}{right}", re.IGNORECASE)


def _longest_word(wording: str) -> str:
    """Return the literal that must occur in a lower-cased text for the wording to be there at all."""
    return max(wording.lower().split(), key=len)


def reaches(
    signal: Signal, sentence: Sentence, spans: Sequence[tuple[int, int]], text: str
) -> list[tuple[int, int]]:
    """Return the mention spans of ``spans`` (those of the sentence's group, in order) that ``signal`` touches."""
    position = sentence.clause_at(signal.start)
    clause = sentence.clauses[position]
    before = [s for s in spans if clause.start <= s[0] and s[1] <= signal.start]
    after = [s for s in spans if s[0] >= signal.end and s[1] <= clause.end]
    if signal.role is Role.NEGATED and clause.opener == "," and _SUBORDINATE.match(text, clause.start):
        return []
    inside = [s for s in spans if signal.start < s[0] and s[1] < signal.end]
    if inside:
        return inside
    if clause.opener == "(" and not after and not before:
        if _OTHER_DONE.match(text, signal.end):
            return []  # "gekantet (nicht gestückelt)" denies the piecing, not the bending
        return [s for s in spans if _previous(sentence, position).start <= s[0] < clause.start]
    if signal.determiner and signal.reach is Reach.FORWARD:
        return _governed(_forward(signal, sentence, position, spans, text), signal, text)
    if signal.reach is Reach.FORWARD:
        return _near(_forward(signal, sentence, position, spans, text), signal, text)
    if signal.reach is Reach.BACKWARD:
        return _backward(signal, sentence, position, spans, text)
    if signal.reach is Reach.BACKWARD_FIRST:
        if before:
            return _backward(signal, sentence, position, spans, text)
        forward = _near(_forward(signal, sentence, position, spans, text), signal, text) if after else []
        if forward:
            return forward
        return _backward(signal, sentence, position, spans, text) or _forward(
            signal, sentence, position, spans, text
        )
    forward = _forward(signal, sentence, position, spans, text)
    return forward or _backward(signal, sentence, position, spans, text)


def _previous(sentence: Sentence, position: int) -> Clause:
    return sentence.clauses[max(0, position - 1)]


def _forward(
    signal: Signal, sentence: Sentence, position: int, spans: Sequence[tuple[int, int]], text: str
) -> list[tuple[int, int]]:
    clause = sentence.clauses[position]
    end = clause.end
    if signal.role is Role.NEGATED:
        named = any(signal.end <= s[0] and s[1] <= clause.end for s in spans)
        end = _list_end(signal, sentence, position, text, named=named)
    elif (
        signal.role in {Role.SOUGHT, Role.PARTNER, Role.TRAINING, Role.CUSTOMER, Role.PLANNED}
        and not signal.narrow
    ):
        for follower in sentence.clauses[position + 1 :]:
            if follower.opener == "conjunction":
                break
            end = follower.end
    if signal.role is Role.TRADE and text[clause.end - 1 : clause.end] == ":":
        end = sentence.end
    if sentence.group_end > sentence.end and text[signal.end : sentence.end].count(":"):
        end = sentence.group_end
    return [s for s in spans if s[0] >= signal.end and s[1] <= end]


def _list_end(signal: Signal, sentence: Sentence, position: int, text: str, *, named: bool) -> int:
    """A negated list goes on over commas when ``oder``/``und``/``noch`` closes it, and after a colon."""
    end = sentence.clauses[position].end
    if text[end - 1 : end] == ":" and position + 1 < len(sentence.clauses):
        words = len(_WORD.findall(text, signal.end, end))
        return sentence.end if words <= (0 if signal.determiner else _FEW_WORDS) and not named else end
    reached = position
    for index in range(position + 1, len(sentence.clauses)):
        clause = sentence.clauses[index]
        if clause.opener != "," or clause.has_verb:
            break
        reached = index
    last = sentence.clauses[reached]
    if reached > position and _LIST_END.search(text, last.start, last.end):
        return last.end
    return end


def _backward(
    signal: Signal, sentence: Sentence, position: int, spans: Sequence[tuple[int, int]], text: str
) -> list[tuple[int, int]]:
    """A list before the verb belongs to it ("A, B machen wir nicht"); a colon or dash is crossed only by a bare no."""
    clause = sentence.clauses[position]
    start = clause.start
    own = any(clause.start <= s[0] and s[1] <= signal.start for s in spans)
    bare = not own and len(_WORD.findall(text, clause.start, signal.start)) <= _FEW_WORDS
    walkable = {",", ")", *_TURNS} if bare else {",", ")"}
    if clause.has_verb or (bare and clause.opener in _TURNS):
        for index in range(position - 1, -1, -1):
            previous = sentence.clauses[index]
            opener = sentence.clauses[index + 1].opener
            if opener not in walkable or previous.has_verb or _OWN.search(text, previous.start, previous.end):
                break
            start = previous.start
    return [s for s in spans if s[0] >= start and s[1] <= signal.start]


def _governed(spans: list[tuple[int, int]], signal: Signal, text: str) -> list[tuple[int, int]]:
    """What "kein", "ohne", "weder" deny: the noun they stand before and what "und", "oder", "noch" join to it."""
    kept: list[tuple[int, int]] = []
    position = signal.end
    for span in spans:
        words = _WORD.findall(text, position, span[0])
        if kept and span[0] >= position and not _is_joined(text[position : span[0]], words):
            break
        if not kept:
            other_noun = any(word[:1].isupper() and not word.isupper() for word in words)
            if len(words) > MAX_WORDS or (other_noun and not _TO_NOUN.search(text, position, span[0])):
                break
        kept.append(span)
        position = max(position, span[1])
    return kept


def _is_joined(gap: str, words: Sequence[str]) -> bool:
    """Whether a gap between two mentions only strings them together."""
    return all(word.lower() in _CHAIN for word in words) and bool(
        words or "," in gap or "/" in gap or "-" in gap
    )


def _near(spans: list[tuple[int, int]], signal: Signal, text: str) -> list[tuple[int, int]]:
    """Keep mentions until more than eight other words lie between them and what came before."""
    kept: list[tuple[int, int]] = []
    position = signal.end
    for span in spans:
        if span[0] > position and len(_WORD.findall(text, position, span[0])) > MAX_WORDS:
            break
        kept.append(span)
        position = max(position, span[1])
    return kept
