"""Splitting German compounds with the stems of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache

from competences.language.endings import strip_ending, tolerated
from competences.language.lexicon import Lexicon

LINKS = ("", "s", "n", "en", "es", "er", "e", "ns")
SHORTEST_STEM = 4
SHORTEST_SPLIT = 7
LONGEST_WORD = 60
_HEAD = 3
_VOWEL = re.compile(r"[aeiouy]")
_TAILS = frozenset(
    {"ung", "ungen", "erei", "ereien", "er", "ern", "t", "et", "te", "ten", "ter", "bar", "end", "ig"}
)


class Splitter:
    """Splits words into known stems; immutable after construction, thread-safe."""

    def __init__(self, words: Iterable[str], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        stems = set(lexicon.stems)
        heads = {word[:_HEAD] for word in stems}
        for word in sorted({word for word in words if word.isalpha()}, key=lambda w: (len(w), w)):
            bare = strip_ending(word)
            if not SHORTEST_STEM <= len(bare) <= LONGEST_WORD or bare in stems or not _VOWEL.search(bare):
                continue
            if len(bare) < SHORTEST_SPLIT or len(_segment(word, stems, heads)) < 2:
                stems.add(bare)
                heads.add(bare[:_HEAD])
        self._stems = frozenset(stems)
        self._heads = frozenset(heads)
        self.parts = lru_cache(maxsize=100_000)(self._parts)
        self.roots = lru_cache(maxsize=100_000)(self._roots)
        self.telling_roots = lru_cache(maxsize=100_000)(self._telling_roots)

    @property
    def stems(self) -> frozenset[str]:
        """The stems a compound may consist of."""
        return self._stems

    def knows(self, folded: str) -> bool:
        """Whether the word is a stem or made of stems only."""
        return strip_ending(folded) in self._stems or len(self.parts(folded)) > 1

    def _parts(self, folded: str) -> tuple[str, ...]:
        """Return the folded parts of a compound, linking letters dropped; the word itself where none is known."""
        if not folded.isalpha() or not SHORTEST_SPLIT <= len(folded) <= LONGEST_WORD:
            return (folded,)
        if folded in self.lexicon.stems or strip_ending(folded) in self.lexicon.stems:
            return (folded,)
        found = _segment(folded, self._stems, self._heads)
        return found if len(found) > 1 else (folded,)

    def _roots(self, folded: str) -> tuple[str, ...]:
        """Return the roots of the parts, generic heads included, in the order of the word."""
        return tuple(self.lexicon.root(part) for part in self.parts(folded))

    def _telling_roots(self, folded: str) -> tuple[str, ...]:
        """Return the roots that say which work: no stop words, no generic heads, English as its German root."""
        lexicon = self.lexicon
        if lexicon.is_stopword(folded) or lexicon.is_generic(folded):
            return ()
        english = lexicon.english.get(folded)
        if english:
            return (lexicon.root(english),)
        return tuple(lexicon.root(part) for part in self.parts(folded) if not lexicon.is_generic(part))


def _segment(word: str, stems: Set[str], heads: Set[str]) -> tuple[str, ...]:
    """Return the split of ``word`` into the fewest stems, or () where it does not come out even.

    ``heads`` are the first letters of all stems; they spare most look-ups.
    """
    length = len(word)
    best: list[tuple[int, int, tuple[str, ...]] | None] = [None] * (length + 1)
    best[0] = (0, 0, ())
    for start in range(length - 2):
        here = best[start]
        if here is None or word[start : start + _HEAD] not in heads:
            continue
        for end in range(start + 3, length + 1):
            if word[start:end] not in stems:
                continue
            count, shortest, parts = here
            entry = (count + 1, -min(end - start, -shortest if shortest else 99), (*parts, word[start:end]))
            rest = word[end:]
            if rest and parts and (tolerated(rest) or rest in _TAILS):
                final = (*parts, word[start:])
                if best[length] is None or (entry[0], entry[1]) < best[length][:2]:  # type: ignore[index]
                    best[length] = (entry[0], entry[1], final)
            for link in LINKS:
                if word.startswith(link, end) and end + len(link) <= length:
                    position = end + len(link)
                    if position == length and link:
                        continue
                    current = best[position]
                    if current is None or (entry[0], entry[1]) < current[:2]:
                        best[position] = entry
    result = best[length]
    return result[2] if result else ()
