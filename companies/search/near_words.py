"""Which words of the directory share letters with a given one; grows with the words."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

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
        self._settled = 0
        self._lock = threading.Lock()
        self._state = _State(0, (), {})

    def of(self, word: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers of the words near to a folded word (int64, (k,)) and how near they are, 0…1 (float64).

        Nearness is the square of the share of the word's trigrams that the other one holds: half a word is a quarter.
        """
        state = self._caught_up()
        found = state.known.get(word)
        if found is None:
            pieces = [(numbers, *lexicon.holding(word, HELD_FROM)) for lexicon, numbers in state.levels]
            found = (
                np.concatenate([np.zeros(0, np.int64), *(numbers[places] for numbers, places, _ in pieces)]),
                np.concatenate([np.zeros(0), *(shares**2 for _, _, shares in pieces)]),
            )
            if len(state.known) < _KEPT:
                state.known[word] = found
        return found

    def grown_apart(self, words: Mapping[str, int]) -> NearWords:
        """Return the index of a copy of the mapping; what is built already serves both."""
        other = NearWords(words)
        with self._lock:
            other._state, other._settled = _State(0, self._state.levels[:1], {}), self._settled
        return other

    def _caught_up(self) -> _State:
        """Return the state of all words there are; a thread that reads meanwhile keeps the one before."""
        with self._lock:
            if len(self._words) != self._state.size:
                words = list(self._words.items())
                young = words[self._settled :]
                if len(young) > max(_YOUNG_MIN, _YOUNG_SHARE * self._settled):
                    levels: tuple[_Level, ...] = (_level(words),)
                    self._settled = len(words)
                else:
                    settled = self._state.levels[:1] if self._settled else ()
                    levels = (*settled, _level(young))
                self._state = _State(len(words), levels, {})
            return self._state


_Level = tuple[WordLexicon, np.ndarray]


@dataclass(frozen=True, slots=True)
class _State:
    """The index of the first `size` words, and the answers it has given."""

    size: int
    levels: tuple[_Level, ...]
    known: dict[str, tuple[np.ndarray, np.ndarray]]


def _level(words: list[tuple[str, int]]) -> _Level:
    return WordLexicon([word for word, _ in words]), np.array([number for _, number in words], np.int64)
