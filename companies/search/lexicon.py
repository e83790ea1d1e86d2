"""The words that occur in the directory, to find similarly written ones; pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_PAD = "\x02"


def trigrams(word: str) -> set[str]:
    """Return the sets of three letters of a word, with marked beginning and end."""
    padded = f"{_PAD}{word}{_PAD}"
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


class WordLexicon:
    """Words with an index of their trigrams."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self.known = frozenset(self.words)
        grams: dict[str, list[int]] = {}
        self._sizes = np.zeros(len(self.words), np.int32)
        for number, word in enumerate(self.words):
            own = trigrams(word)
            self._sizes[number] = len(own)
            for gram in own:
                grams.setdefault(gram, []).append(number)
        self._grams = {gram: np.array(numbers, np.int32) for gram, numbers in grams.items()}

    def similar(self, word: str, limit: int = 5, floor: float = 0.5) -> list[tuple[str, float]]:
        """Return words written much alike with their similarity, best first.

        Similarity is the Dice coefficient of the trigram sets, 0…1; only words at or above `floor`, the word itself
        left out; equal similarity in alphabetical order.
        """
        size, numbers, shared = self._sharing(word)
        dice = 2 * shared / (size + self._sizes[numbers])
        found = [
            (self.words[n], float(s))
            for n, s in zip(numbers[dice >= floor], dice[dice >= floor], strict=True)
        ]
        return sorted((pair for pair in found if pair[0] != word), key=lambda pair: (-pair[1], pair[0]))[
            :limit
        ]

    def holding(self, word: str, floor: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the words that hold at least `floor` of a word's trigrams.

        Out: their places in `words` (int64, (k,)) and the shares they hold, 0…1 (float64, (k,)).
        """
        size, numbers, shared = self._sharing(word)
        share = shared / size
        kept = share >= floor
        return numbers[kept], share[kept]

    def _sharing(self, word: str) -> tuple[int, np.ndarray, np.ndarray]:
        """Return how many trigrams a word has, the words that share any, and how many each of them shares."""
        own = trigrams(word)
        pieces = [self._grams[gram] for gram in own if gram in self._grams]
        together = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
        numbers, shared = np.unique(together, return_counts=True)
        return len(own), numbers, shared
