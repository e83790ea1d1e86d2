"""Which words of the directory share letters with a given one; grows with the words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import numpy as np

from companies.search.lexicon import WordLexicon

HELD_FROM = 0.3
"""A word is near from this share of the letters on."""

_YOUNG_MIN = 200
_YOUNG_SHARE = 0.05
"""More new words than both, and the index is built anew."""

_KEPT = 4096
"""So many answers are kept."""


class NearWords:
    """Finds near words among those of a growing mapping (word → number); old words keep their index.

    The mapping may only grow. Like the read model there is a large part that stays and a small one for what is new.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self._size = 0
        self._levels: tuple[tuple[WordLexicon, np.ndarray], ...] = ()
        self._settled = 0
        self._known: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def of(self, word: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers of the words near to a folded word (int64, (k,)) and how near they are, 0…1 (float64).

        Nearness is the square of the share of the word's trigrams that the other one holds: half a word is a quarter.
        """
        self._catch_up()
        if word not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            pieces = [(numbers, *lexicon.holding(word, HELD_FROM)) for lexicon, numbers in self._levels]
            self._known[word] = (
                np.concatenate([np.zeros(0, np.int64), *(numbers[places] for numbers, places, _ in pieces)]),
                np.concatenate([np.zeros(0), *(shares**2 for _, _, shares in pieces)]),
            )
        return self._known[word]

    def grown_apart(self, words: Mapping[str, int]) -> NearWords:
        """Return the index of a copy of the mapping; what is built already serves both."""
        other = NearWords(words)
        other._levels, other._settled = self._levels[:1], self._settled
        return other

    def _catch_up(self) -> None:
        if len(self._words) == self._size:
            return
        self._size = len(self._words)
        self._known = {}
        young = list(islice(self._words.items(), self._settled, None))
        if len(young) > max(_YOUNG_MIN, _YOUNG_SHARE * self._settled):
            self._levels, self._settled = (_level(list(self._words.items())),), self._size
        else:
            self._levels = (*self._levels[:1], _level(young)) if self._settled else (_level(young),)


def _level(words: list[tuple[str, int]]) -> tuple[WordLexicon, np.ndarray]:
    return WordLexicon([word for word, _ in words]), np.array([number for _, number in words], np.int64)
