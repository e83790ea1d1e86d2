"""How near the texts of firms come to a longer text, word by word; pure functions over arrays.

What a text means is read elsewhere; this compares how it is worded, so that a firm is found also where the reading
missed something. The measure is that of BM25 (Robertson, Zaragoza 2009) with words that share letters instead of equal
ones, and without the length of the texts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from companies.search.packing import is_part
from companies.search.readmodel import ReadModel
from companies.search.requirement import WordForm
from companies.search.segment import Segment
from companies.search.weights import word_weights

PART_SHARE = 0.8
"""What a part of a compound counts beside the whole word."""

LETTERS_SHARE = 0.9
"""What a word counts at most that only shares letters."""

FREQUENT_FROM = 50
FREQUENT_SHARE = 0.02
FREQUENT_MOST = 2_000
"""A word tells nothing that more firms have than the first and the second of all, or than the third."""

_TELLS_FROM = 0.55
_TELLS_SHARE = 0.3
"""A word of a firm is named that is at least so near and tells at least this share of what its best word tells."""

_SHORTEST = 4
"""Shorter words share their letters with anything, and say little when they are named."""

_BLOCK = 4_000_000
"""Cells of the table words × firms that are worked on at once."""


@dataclass(frozen=True, slots=True)
class WeightedWord:
    """One word of the text: its forms, and how much it counts."""

    form: WordForm
    weight: float = 1.0


@dataclass(frozen=True)
class _Entries:
    """What the firms of a segment have of the words; arrays of shape (k,), in the order of the words.

    `is_whole` tells words that stand in the text from parts of longer ones.
    """

    word: np.ndarray
    document: np.ndarray
    value: np.ndarray
    term: np.ndarray
    is_whole: np.ndarray


@dataclass(frozen=True)
class Closeness:
    """How near all firms come to a text.

    `totals` are the sums by document, one array per segment of the model; `mass` what a firm with every word reaches.
    """

    model: ReadModel
    totals: tuple[np.ndarray, ...]
    mass: float
    _weights: np.ndarray
    _entries: tuple[_Entries, ...]

    @property
    def words(self) -> int:
        """Number of words compared."""
        return len(self._weights)

    def shared(self, segment: int, document: int, count: int) -> tuple[str, ...]:
        """Return the words of a firm that are near to the text and tell most, best first; their endings may differ."""
        own = self._entries[segment]
        here = np.flatnonzero((own.document == document) & own.is_whole & (own.value >= _TELLS_FROM))
        gains = own.value[here] * self._weights[own.word[here]]
        best: dict[int, tuple[float, int]] = {}
        for gain, word, term in zip(gains, own.word[here], own.term[here], strict=True):
            best[int(word)] = max(best.get(int(word), (0.0, 0)), (float(gain), -int(term)))
        ranked = sorted(best.values(), key=lambda pair: (-pair[0], -pair[1]))
        terms = (-term for gain, term in ranked if gain >= _TELLS_SHARE * ranked[0][0])
        surfaces = (self.model.terms.surfaces[term] for term in terms)
        return tuple(dict.fromkeys(surface for surface in surfaces if len(surface) >= _SHORTEST))[:count]


def closeness(model: ReadModel, words: Sequence[WeightedWord]) -> Closeness:
    """Compare the texts of all firms with some words.

    With v the value of a word in a firm (0…1: how alike the best wording is, times the weight of its field), w the
    word's weight, N the number of firms and f = Σ v over them: total = Σ w · ln(1 + (N - f + ½) ÷ (f + ½)) · v.
    """
    pairs = _pairs(model, words)
    entries = tuple(_entries(segment, alive, *pairs) for segment, alive in model.parts)
    tables = [
        _Table(len(words), len(segment), one) for (segment, _), one in zip(model.parts, entries, strict=True)
    ]
    frequency = sum((table.sums() for table in tables), np.zeros(len(words)))
    rarity = np.log1p((model.size - frequency + 0.5) / (frequency + 0.5))
    weights = rarity * np.array([word.weight for word in words])
    totals = tuple(table.weighted(weights) for table in tables)
    return Closeness(model, totals, float(weights.sum()), weights, entries)


def _pairs(model: ReadModel, words: Sequence[WeightedWord]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return word, term and likeness of all terms that are near to a word and not too frequent."""
    found = [_near(model, word.form) for word in words]
    word = np.repeat(np.arange(len(found)), [len(terms) for terms, _ in found])
    term = np.concatenate([np.zeros(0, np.int64), *(terms for terms, _ in found)])
    likeness = np.concatenate([np.zeros(0), *(likeness for _, likeness in found)])
    counts = sum((_lengths(segment, term) for segment, _ in model.parts), np.zeros(len(term), np.int64))
    most = min(FREQUENT_MOST, max(FREQUENT_FROM, math.ceil(FREQUENT_SHARE * model.size)))
    kept = (counts > 0) & (counts <= most)
    return word[kept], term[kept], likeness[kept]


def _near(model: ReadModel, form: WordForm) -> tuple[np.ndarray, np.ndarray]:
    """Return the terms near to one word: the word itself, its parts, and what shares letters with it."""
    known = model.terms.words
    exact = {known[part]: PART_SHARE for part in form.parts if part in known}
    if form.stem in known:
        exact[known[form.stem]] = 1.0
    letters = form.folded if len(form.folded) >= _SHORTEST else ""
    numbers, shares = model.terms.near.of(letters)
    return (
        np.concatenate([numbers, np.fromiter(exact, np.int64, len(exact))]),
        np.concatenate([LETTERS_SHARE * shares, np.fromiter(exact.values(), float, len(exact))]),
    )


def _lengths(segment: Segment, terms: np.ndarray) -> np.ndarray:
    """Return how many firms of a segment have each term; 0 for a term that is newer than the segment."""
    start = segment.words.start
    inside = np.minimum(terms, len(start) - 2)
    return np.where(terms < len(start) - 1, start[inside + 1] - start[inside], 0).astype(np.int64)


def _entries(
    segment: Segment, alive: np.ndarray, word: np.ndarray, term: np.ndarray, likeness: np.ndarray
) -> _Entries:
    """Return the entries of the terms' lists, those of living documents."""
    lengths = _lengths(segment, term)
    ends = np.cumsum(lengths)
    first = segment.words.start[np.minimum(term, len(segment.words.start) - 1)].astype(np.int64)
    place = np.repeat(first - (ends - lengths), lengths) + np.arange(int(ends[-1]) if len(ends) else 0)
    document = segment.words.docs[place]
    codes = segment.words.codes[place]
    value = np.repeat(likeness, lengths) * word_weights()[codes]
    lives = (alive[document >> 6] >> (document & 63).astype(np.uint64)) & np.uint64(1) == 1
    return _Entries(
        np.repeat(word, lengths)[lives],
        document[lives],
        value[lives].astype(np.float32),
        np.repeat(term, lengths)[lives],
        ~is_part(codes[lives]),
    )


class _Table:
    """The best value of every word in every firm of a segment, worked out block by block."""

    def __init__(self, words: int, documents: int, entries: _Entries) -> None:
        self._words, self._documents, self._own = words, documents, entries
        self._all = list(self._made()) if words * documents <= _BLOCK else None

    def sums(self) -> np.ndarray:
        """Return the sum over the firms for every word; float64, (words,)."""
        return np.concatenate(
            [np.zeros(0), *(block.sum(axis=1, dtype=np.float64) for _, block in self._blocks)]
        )

    def weighted(self, weights: np.ndarray) -> np.ndarray:
        """Return the weighted sum over the words for every firm; float32, (documents,)."""
        total = np.zeros(self._documents, np.float32)
        for first, block in self._blocks:
            total += weights[first : first + len(block)].astype(np.float32) @ block
        return total

    @property
    def _blocks(self) -> Iterable[tuple[int, np.ndarray]]:
        return self._made() if self._all is None else self._all

    def _made(self) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the number of the first word and the values, shape (words of the block, documents)."""
        size = max(1, _BLOCK // max(1, self._documents))
        limits = np.searchsorted(self._own.word, np.arange(0, self._words + size, size))
        for number, first in enumerate(range(0, self._words, size)):
            here = slice(limits[number], limits[number + 1])
            rows = min(size, self._words - first)
            block = np.zeros(rows * self._documents, np.float32)
            cell = (self._own.word[here] - first) * self._documents + self._own.document[here]
            np.maximum.at(block, cell, self._own.value[here])
            yield first, block.reshape(rows, self._documents)
