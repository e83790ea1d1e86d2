"""The compiled recogniser: every wording of the vocabulary in one automaton."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import ahocorasick  # type: ignore[import-not-found]

from competences.language.endings import strip_ending, tolerated
from competences.language.enums import Evidence, Kind
from competences.language.evidence import evidence_of
from competences.language.folding import fold
from competences.language.structures import Node
from competences.language.tokens import Piece, pieces, raw_tokens, stem

SHORT = 3
SUFFIX_LENGTH = 6
PREFIX_REST = 4
LONGEST_WINDOW = 6

_NUMBER = re.compile(r"\d\.\d{4}")

PART, STEM, ENDING, EXACT = range(4)
# Names of materials and norms are no words to stem: Elektronik is not the alloy Elektron.
_STEMMED = frozenset({Kind.PROCESS, Kind.INDUSTRY})


class Strength(StrEnum):
    """Which list of a node a wording comes from."""

    STRONG = "strong"
    WEAK = "weak"
    CONFUSION = "confusion"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording of one node; ``target`` is the right node of a confusion."""

    kind: Kind
    key: str
    strength: Strength
    full: str
    surface: str
    evidence: Evidence
    target: str | None = None
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording found in the pieces ``first``…``last``.

    ``quality``: EXACT letters, up to the ENDING, only the STEM agrees, or the word merely ends in it (PART), where
    ``offset`` folded characters of the word come before it.
    """

    entry: Entry
    first: int
    last: int
    quality: int
    evidence: Evidence
    offset: int = 0


@lru_cache(maxsize=65_536)
def alias_pieces(wording: str) -> tuple[str, ...]:
    """Return the folded pieces of a wording."""
    return tuple(piece.folded for piece in pieces(wording, raw_tokens(wording)))


class AliasIndex:
    """Finds the wordings of nodes in a sequence of pieces; immutable after construction."""

    def __init__(self, nodes: Iterable[Node], stopwords: frozenset[str]) -> None:
        self._stopwords = stopwords
        patterns: dict[str, list[Entry]] = defaultdict(list)
        short: dict[str, list[Entry]] = defaultdict(list)
        bare: dict[str, list[Entry]] = defaultdict(list)
        stems: dict[str, list[Entry]] = defaultdict(list)
        for entry, words in _entries(nodes):
            full = entry.full
            if entry.kind is Kind.MATERIAL and _NUMBER.fullmatch(full):
                for written in (full.replace(".", ""), full[2:]):  # 14301 and 4301, in a search text only
                    bare[written].append(entry)
            if len(full) <= SHORT:
                short[full].append(entry)
                continue
            patterns[full].append(entry)
            if entry.strength is Strength.PREFIX:
                continue
            stripped = "".join((*words[:-1], strip_ending(words[-1])))
            if stripped != full:
                patterns[stripped].append(entry)
            if entry.kind in _STEMMED:
                stems["".join(stem(word) for word in words)].append(entry)
        self._short = {key: tuple(entries) for key, entries in short.items()}
        self._bare = {key: tuple(entries) for key, entries in bare.items()}
        self._stems = {key: tuple(entries) for key, entries in stems.items() if len(key) > SHORT}
        self._automaton = ahocorasick.Automaton()
        for pattern, entries in patterns.items():
            self._automaton.add_word(pattern, (len(pattern), tuple(entries)))
        self._automaton.make_automaton()
        self._strong = frozenset(
            pattern
            for pattern, entries in patterns.items()
            if any(entry.strength is Strength.STRONG for entry in entries)
        )

    def is_strong(self, folded: str) -> bool:
        """Whether a folded word is a strong alias up to its ending."""
        return folded in self._strong or strip_ending(folded) in self._strong

    def find(self, found: list[Piece], *, query: bool) -> list[Candidate]:
        """Return every wording in ``found``, overlapping ones included."""
        candidates = list(self._automaton_matches(found))
        candidates.extend(self._short_matches(found, query=query))
        candidates.extend(self._stem_matches(found))
        if query:
            candidates.extend(self._bare_matches(found))
        return [c for c in candidates if c.quality == EXACT or not self._is_filler(c, found, query=query)]

    def _is_filler(self, candidate: Candidate, found: list[Piece], *, query: bool) -> bool:
        """Whether a mere inflection of the alias is a function word ("Haus" is not the machine maker Hauser)."""
        if candidate.first != candidate.last:
            return False
        piece, alias = found[candidate.first], candidate.entry.surface
        if piece.folded in self._stopwords:
            return True
        if candidate.quality == STEM and candidate.entry.strength is Strength.WEAK:
            return not query and piece.surface[:1].isupper() != alias[:1].isupper()
        return False

    def _automaton_matches(self, found: list[Piece]) -> Iterator[Candidate]:
        if not len(self._automaton):  # an empty automaton cannot be asked
            return
        joined, owner, starts, ends = _join(found)
        for last_char, (length, entries) in self._automaton.iter(joined):
            start = last_char - length + 1
            first, last = owner[start], owner[last_char]
            before = start - starts[first]
            rest = ends[last] - last_char - 1
            ending = rest == 0 or tolerated(joined[last_char + 1 : ends[last]])
            if before == 0 and ending:
                whole = joined[start : ends[last]]
                for entry in entries:
                    if entry.strength is not Strength.PREFIX:
                        quality = EXACT if whole == entry.full else ENDING
                        yield Candidate(entry, first, last, quality, entry.evidence)
            elif before == 0 and first == last and rest >= PREFIX_REST:
                yield from _prefix_matches(entries, found[first], first)
            elif ending and first == last and before >= 3 and length >= SUFFIX_LENGTH:
                for entry in entries:
                    if entry.strength is Strength.STRONG:
                        yield Candidate(entry, first, last, PART, Evidence.SUFFIX, before)

    def _short_matches(self, found: list[Piece], *, query: bool) -> Iterator[Candidate]:
        for index, piece in enumerate(found):
            for entry in self._short.get(piece.folded, ()):
                if entry.strength is Strength.PREFIX:
                    continue
                if query or not _is_abbreviation(entry.surface) or piece.surface == entry.surface:
                    yield Candidate(entry, index, index, EXACT, entry.evidence)
            if query and index and piece.glued:  # "5-Ax" is "5Ax"; in running text too much would fit
                for entry in self._short.get(found[index - 1].folded + piece.folded, ()):
                    if entry.strength is not Strength.PREFIX:
                        yield Candidate(entry, index - 1, index, EXACT, entry.evidence)

    def _bare_matches(self, found: list[Piece]) -> Iterator[Candidate]:
        for index, piece in enumerate(found):
            for entry in self._bare.get(piece.folded, ()):
                yield Candidate(entry, index, index, EXACT, entry.evidence)

    def _stem_matches(self, found: list[Piece]) -> Iterator[Candidate]:
        count = len(found)
        for first in range(count):
            key = ""
            for last in range(first, min(first + LONGEST_WINDOW, count)):
                if last > first and not found[last].glued:
                    break
                key += stem(found[last].folded)
                for entry in self._stems.get(key, ()):
                    yield Candidate(entry, first, last, STEM, entry.evidence)


def _is_abbreviation(surface: str) -> bool:
    return all(char.isupper() or char.isdigit() or not char.isalnum() for char in surface)


def _prefix_matches(entries: tuple[Entry, ...], piece: Piece, index: int) -> Iterator[Candidate]:
    for entry in entries:
        if entry.strength is Strength.PREFIX and not piece.folded.startswith(entry.exceptions):
            yield Candidate(entry, index, index, PART, Evidence.SUFFIX)


def _join(found: list[Piece]) -> tuple[str, list[int], list[int], list[int]]:
    """Return the pieces as one string (a line feed where an expression cannot go on) and its piece boundaries."""
    chunks: list[str] = []
    owner: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for index, piece in enumerate(found):
        if index and not piece.glued:
            chunks.append("\n")
            owner.append(index)
            position += 1
        starts.append(position)
        chunks.append(piece.folded)
        owner.extend([index] * len(piece.folded))
        position += len(piece.folded)
        ends.append(position)
    return "".join(chunks), owner, starts, ends


def _entries(nodes: Iterable[Node]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for node in nodes:
        yield from _wordings(node, (*node.strong, *node.codes), Strength.STRONG)
        yield from _wordings(node, node.weak, Strength.WEAK)
        for confusion in node.confusions:
            words = alias_pieces(confusion.term)
            if words:
                full = "".join(words)
                yield (
                    Entry(
                        node.kind,
                        node.key,
                        Strength.CONFUSION,
                        full,
                        confusion.term,
                        Evidence.WORD,
                        confusion.target,
                    ),
                    words,
                )
        exceptions = tuple(fold(word) for word in node.compound_exceptions)
        for prefix in node.compound_prefixes:
            folded = fold(prefix)
            if not folded.endswith("-"):
                yield (
                    Entry(
                        node.kind,
                        node.key,
                        Strength.PREFIX,
                        folded,
                        prefix,
                        Evidence.SUFFIX,
                        exceptions=exceptions or ("\n",),
                    ),
                    (folded,),
                )


def _wordings(
    node: Node, wordings: Iterable[str], strength: Strength
) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for wording in dict.fromkeys(wordings):
        words = alias_pieces(wording)
        if words:
            evidence = Evidence.WEAK if strength is Strength.WEAK else evidence_of(wording)
            yield Entry(node.kind, node.key, strength, "".join(words), wording, evidence), words
