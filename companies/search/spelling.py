"""The words against which typing errors are repaired: those of the profiles and those of the vocabulary."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from companies.search.readmodel import LARGE_FROM, ReadModel
from competences.language import Vocabulary, WordIndex, vocabulary_words

MOST_WORDS = 30_000
"""Of a large directory only so many words take part, the most frequent ones."""

_cached: tuple[tuple[object, ...], WordIndex] | None = None


@lru_cache(maxsize=2)
def _of_vocabulary(vocabulary: Vocabulary) -> WordIndex:
    return vocabulary_words(vocabulary)


def word_index(model: ReadModel, vocabulary: Vocabulary) -> WordIndex:
    """Return the words that occur, made anew when words were added (in a large directory: with a new base)."""
    global _cached
    state = model.base_seen if len(model.base) >= LARGE_FROM else model.terms.last
    key = (model.epoch, model.version, state)
    if _cached is None or _cached[0] != key:
        _cached = (key, _profile_words(model).merged(_of_vocabulary(vocabulary)))
    return _cached[1]


def _profile_words(model: ReadModel) -> WordIndex:
    numbers = np.fromiter(model.terms.surfaces, np.int64, len(model.terms.surfaces))
    counts = np.zeros(model.terms.last + 1, np.int64)
    for segment, _ in model.parts:
        sizes = np.diff(segment.words.start)
        counts[: len(sizes)] += sizes
    often = numbers[np.argsort(-counts[numbers], kind="stable")][:MOST_WORDS]
    return WordIndex.build(
        (surface, int(counts[n]))
        for n in often.tolist()
        if counts[n] and (surface := model.terms.surfaces[n])
    )
