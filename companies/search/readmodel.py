"""The directory in memory: a base of arrays, what changed since, and how both catch up before every answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from companies.search.lexicon import WordLexicon
from companies.search.nodes import NodeTable
from companies.search.segment import RawRows, Segment, bits_of, build_segment, count_bits
from companies.search.terms import TermTable
from competences.language import Vocabulary

LARGE_FROM = 50_000
"""From so many rows on the base is built in the background into files that all processes of a host share."""


@lru_cache(maxsize=2)
def node_table(vocabulary: Vocabulary) -> NodeTable:
    """Return the node table of a compiled vocabulary."""
    return NodeTable(vocabulary)


@dataclass(frozen=True)
class ReadModel:
    """One state of the directory; immutable. `alive` leaves out of the base what a later change replaced."""

    epoch: str
    version: str
    seen: int
    base_seen: int
    terms: TermTable
    base: Segment
    alive: np.ndarray
    delta: Segment
    changes: dict[int, tuple | None]

    @property
    def nodes(self) -> NodeTable:
        """The node table the model was built with."""
        return self.terms.nodes

    @property
    def parts(self) -> tuple[tuple[Segment, np.ndarray], ...]:
        """The segments with the bits of their living documents."""
        whole = bits_of(np.arange(len(self.delta)), len(self.delta))
        return tuple((s, alive) for s, alive in ((self.base, self.alive), (self.delta, whole)) if len(s))

    @cached_property
    def size(self) -> int:
        """Number of firms."""
        return sum(count_bits(alive) for _, alive in self.parts)

    def word_frequency(self, number: int) -> int:
        """Return in how many firms the word with this term number occurs."""
        docs, _ = self.base.words.of(number)
        living = int(_test_bits(self.alive, docs).sum()) if self.changes else len(docs)
        return living + len(self.delta.words.of(number)[0])

    def node_count(self, node: int) -> int:
        """Return how many firms' profiles state a node or something below it."""
        return sum(count_bits(segment.node_bits[node] & alive) for segment, alive in self.parts)

    @cached_property
    def lexicon(self) -> WordLexicon:
        """The words that occur, for similar spellings; made when first asked for."""
        return WordLexicon([word for word, number in self.terms.words.items() if self.word_frequency(number)])


def _test_bits(bits: np.ndarray, docs: np.ndarray) -> np.ndarray:
    return (bits[docs >> 6] >> (docs & 63).astype(np.uint64)) & np.uint64(1)


def empty_model(epoch: str, vocabulary: Vocabulary) -> ReadModel:
    """Return the model of a directory without firms."""
    nodes = node_table(vocabulary)
    nothing = build_segment(RawRows.from_records([]), np.full(1, -1, np.int32), nodes)
    return ReadModel(
        epoch, vocabulary.version, 0, 0, TermTable(nodes), nothing, np.zeros(0, np.uint64), nothing, {}
    )


def with_changes(model: ReadModel, changes: Sequence[tuple]) -> ReadModel:
    """Return the model after later changes (as `read_changes` gives them); the terms must be read already."""
    merged = dict(model.changes)
    for _, removed, company, *row in changes:
        merged[company] = None if removed else (company, *row)
    records = [record for record in merged.values() if record is not None]
    gone = np.flatnonzero(np.isin(model.base.company, np.fromiter(merged, np.int64, len(merged))))
    base = len(model.base)
    return replace(
        model,
        seen=max([model.seen, *(change[0] for change in changes)]),
        alive=bits_of(np.arange(base), base) & ~bits_of(gone, base),
        delta=build_segment(RawRows.from_records(records), model.terms.term_nodes(), model.nodes),
        changes=merged,
    )
