"""Sentences, list lines and clauses of a text: how far a signal word reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass

from competences.language.tokens import ABBREVIATIONS

_BOUNDARY = re.compile(r"[.!?;…]+(?=\s|$|[A-ZÄÖÜ])|\n+|[•▪·►]|(?<=\s)[*](?=\s)")
_LAST_WORD = re.compile(r"([^\W_]+)$")
_BULLET = re.compile(r"^\s*(?:[-–—*•▪·►+]|\d{1,2}[.)])\s+")
_CONJUNCTION = re.compile(
    r"\b(?:aber|sondern|jedoch|dafür|stattdessen|allerdings|dagegen|hingegen|während"
    r"|und\s+(?=(?:wir\s+)?(?:bieten|suchen|machen|fertigen|lassen|vergeben|kaufen)\b)"
    r"|(?<=[^\W_]\s)doch)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"(?<!\d),|,(?!\d)|[()\[\]]|\s[–—-]\s|:")
_VERB = re.compile(
    r"\b(?:wir|ich|man|uns|unser\w*|machen?|macht|bieten|bietet|können|kann|führen|führt|haben|hat|hatten|ist|sind|war|waren"
    r"|werden|wird|wurden?|übernehmen|liefern|erledigen|nehmen|vergeben|lassen|läuft|laufen|suchen|sucht|gehört|gehören"
    r"|erfolgt|erfolgen|erhalten|arbeiten|fertigen|kaufen|beziehen|gibt|geht|decken|realisieren|abgeben|leisten)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas, brackets and turns of thought; ``opener`` is what stands before it."""

    start: int
    end: int
    opener: str
    has_verb: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list line; ``group_end`` is where the list ends that this line announces (else ``end``)."""

    start: int
    end: int
    clauses: tuple[Clause, ...]
    group_end: int

    def clause_at(self, position: int) -> int:
        """Return the index of the clause that holds ``position``."""
        for index, clause in enumerate(self.clauses):
            if position < clause.end:
                return index
        return len(self.clauses) - 1


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of ``text``; together they cover it."""
    spans = _spans(text)
    return [
        Sentence(start, end, _clauses(text, start, end), _group_end(text, spans, index))
        for index, (start, end) in enumerate(spans)
    ]


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        mark = match.group()
        if mark == "." and _is_abbreviation(text, match.start()):
            continue
        if mark == "\n" and _is_wrapped(text, start, match):
            continue
        if match.end() > start:
            spans.append((start, match.end()))
            start = match.end()
    if start < len(text) or not spans:
        spans.append((start, len(text)))
    return spans


def _is_abbreviation(text: str, dot: int) -> bool:
    word = _LAST_WORD.search(text, max(0, dot - 12), dot)
    if not word:
        return False
    return word.group(1).lower() in ABBREVIATIONS or (word.group(1).isdigit() and len(word.group(1)) <= 2)


def _is_wrapped(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a line feed only wraps a running sentence (the line is long and the next one goes on)."""
    line_start = max(text.rfind("\n", 0, match.start()) + 1, start)
    following = text[match.end() : match.end() + 6]
    long_line = match.start() - line_start >= 55
    return (
        long_line
        and not _BULLET.match(following)
        and following[:1].strip() != ""
        and text[match.start() - 1] != ":"
    )


def _clauses(text: str, start: int, end: int) -> tuple[Clause, ...]:
    cuts = [(match.end(), match.group().strip()) for match in _SPLIT.finditer(text, start, end)]
    cuts += [(match.start(), "conjunction") for match in _CONJUNCTION.finditer(text, start, end)]
    cuts.sort()
    clauses: list[Clause] = []
    position, opener = start, ""
    for cut, mark in cuts:
        if cut > position:
            clauses.append(_clause(text, position, cut, opener))
            position = cut
        opener = mark
    if position < end or not clauses:
        clauses.append(_clause(text, position, end, opener))
    return tuple(clauses)


def _clause(text: str, start: int, end: int, opener: str) -> Clause:
    return Clause(start, end, opener, _VERB.search(text, start, end) is not None)


def _group_end(text: str, spans: list[tuple[int, int]], index: int) -> int:
    """A line that ends in a colon announces the list lines after it."""
    start, end = spans[index]
    if not text[start:end].rstrip().endswith(":"):
        return end
    last = index
    for follower in range(index + 1, len(spans)):
        line = text[spans[follower][0] : spans[follower][1]]
        blank_before = "\n\n" in text[spans[follower][0] - 2 : spans[follower][0]]
        if not line.strip():
            continue
        if blank_before and last > index:
            break
        if not _BULLET.match(line) and last > index:
            break
        last = follower
    return spans[last][1]
