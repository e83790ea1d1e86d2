"""Posting lists in arrays, and looking one document up in them; pure NumPy."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Postings:
    """Posting lists in CSR form: list i is `docs[start[i]:start[i + 1]]`, ascending, with a code for each entry."""

    start: np.ndarray
    docs: np.ndarray
    codes: np.ndarray

    def piece(self, number: int) -> slice:
        """Return where one list stands in the arrays; empty for a number beyond the last."""
        if not 0 <= number < len(self.start) - 1:
            return slice(0, 0)
        return slice(int(self.start[number]), int(self.start[number + 1]))

    def of(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Return documents and codes of one list; empty for a number beyond the last."""
        piece = self.piece(number)
        return self.docs[piece], self.codes[piece]

    def code_of(self, number: int, document: int) -> int | None:
        """Return the code of one document in one list; None where it is not in it."""
        piece = self.piece(number)
        place = position_in(self.docs, document, piece.start, piece.stop)
        return None if place is None else int(self.codes[place])

    def holding(self, document: int, numbers: Iterable[int]) -> Iterator[int]:
        """Yield those of some lists that hold a document."""
        docs, start = self.docs.data, self.start.data
        for number in numbers:
            first, last = start[number], start[number + 1]
            if first < last:
                place = bisect_left(docs, document, first, last)
                if place < last and docs[place] == document:
                    yield number


def position_in(docs: np.ndarray, document: int, first: int, last: int) -> int | None:
    """Return where a document stands in docs[first:last], which ascend; None where it does not."""
    place = bisect_left(docs.data, document, first, last)
    return place if place < last and docs[place] == document else None


def entries_of(docs: np.ndarray, document: int, first: int, last: int) -> range:
    """Return where the entries of a document stand in docs[first:last], which ascend and may repeat it."""
    view = docs.data
    return range(bisect_left(view, document, first, last), bisect_left(view, document + 1, first, last))
