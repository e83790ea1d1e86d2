"""The directory in memory: a base of arrays, what changed since, and how both catch up before every answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from companies.search import reading, storage
from companies.search.lexicon import WordLexicon
from companies.search.nodes import NodeTable
from companies.search.reading import OwnConnection, State
from companies.search.segment import RawRows, Segment, bits_of, build_segment, count_bits
from companies.search.terms import TermTable
from competences.language import Vocabulary

LARGE_FROM = 50_000
"""From so many rows on the base is built in the background into files that all processes of a host share."""

DELTA_MIN = 200
DELTA_SHARE = 0.02
"""More changes than both make a new base worth while."""


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


def build_model(database: BaseDatabaseWrapper, state: State, vocabulary: Vocabulary) -> ReadModel:
    """Read everything and return a model without a delta."""
    model = empty_model(state.epoch, vocabulary)
    batches = [RawRows.from_records(batch) for batch in reading.read_all(database)]
    # terms are read last: every row read before refers to terms that were committed with it
    model.terms.add(reading.read_terms(database, 0))
    rows = RawRows.joined(batches) if batches else RawRows.from_records([])
    base = build_segment(rows, model.terms.term_nodes(), model.nodes)
    return replace(
        model,
        seen=state.last,
        base_seen=state.last,
        base=base,
        alive=bits_of(np.arange(len(base)), len(base)),
    )


class Keeper:
    """Keeps the model of this process and brings it up to date before every answer."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._model: ReadModel | None = None
        self._own = OwnConnection()
        self._builder: threading.Thread | None = None

    def current(self, vocabulary: Vocabulary) -> ReadModel:
        """Return the directory as it is committed now.

        Inside an open transaction the answer is what this transaction sees, its own writes included; such a state
        is never kept, because it may be rolled back.
        """
        if connection.in_atomic_block:
            return self._inside_transaction(vocabulary)
        return self.refresh(vocabulary)

    def refresh(self, vocabulary: Vocabulary) -> ReadModel:
        """Bring the kept model up to date with what is committed and return it, whatever transaction is open.

        A job that works in one transaction calls it first, so that `current` need not read everything in there.
        """
        with self._lock, self._own as database:
            self._model = self._caught_up(database, vocabulary)
            return self._model

    def forget(self) -> None:
        """Drop the model; the next answer reads everything anew."""
        with self._lock:
            self._model = None

    def _inside_transaction(self, vocabulary: Vocabulary) -> ReadModel:
        state = reading.read_state(connection)
        model = self._model
        if (
            model is None
            or (model.epoch, model.version) != (state.epoch, vocabulary.version)
            or model.seen > state.last
        ):
            return build_model(connection, state, vocabulary)
        if model.seen == state.last:
            return model
        changes = reading.read_changes(connection, model.seen)
        terms = model.terms.copy()
        terms.add(reading.read_terms(connection, terms.last))
        return with_changes(replace(model, terms=terms), changes)

    def _caught_up(self, database: BaseDatabaseWrapper, vocabulary: Vocabulary) -> ReadModel:
        state = reading.read_state(database)
        model = self._model
        if (
            model is None
            or (model.epoch, model.version) != (state.epoch, vocabulary.version)
            or model.seen > state.last
        ):
            model = self._fresh(database, state, vocabulary)
        if model.seen == state.last:
            return model
        changes = reading.read_changes(database, model.seen)
        model.terms.add(reading.read_terms(database, model.terms.last))
        model = with_changes(model, changes)
        if len(model.changes) > max(DELTA_MIN, DELTA_SHARE * len(model.base)):
            model = self._rebased(database, model, state, vocabulary)
        return model

    def _fresh(self, database: BaseDatabaseWrapper, state: State, vocabulary: Vocabulary) -> ReadModel:
        if state.last < LARGE_FROM or reading.count_rows(database) < LARGE_FROM:
            return build_model(database, state, vocabulary)
        store = storage.Store(_folder())
        with store.building():  # whoever waited here finds the files that another process made
            model = store.load(empty_model(state.epoch, vocabulary))
            if model is None:
                store.save(build_model(database, state, vocabulary))
                model = store.load(empty_model(state.epoch, vocabulary))
        if model is None:
            raise FileNotFoundError(f"The search files just written to {_folder()} cannot be read.")
        model.terms.add(reading.read_terms(database, model.terms.last))
        return model

    def _rebased(
        self, database: BaseDatabaseWrapper, model: ReadModel, state: State, vocabulary: Vocabulary
    ) -> ReadModel:
        """Fold the changes into the base: small directories at once, large ones in the background."""
        if model.size < LARGE_FROM:
            return build_model(database, state, vocabulary)
        store = storage.Store(_folder())
        newer = store.load(empty_model(state.epoch, vocabulary), after=model.base_seen)
        if newer is not None:
            changes = reading.read_changes(database, newer.seen)
            newer.terms.add(reading.read_terms(database, newer.terms.last))
            return with_changes(newer, changes)
        if self._builder is None or not self._builder.is_alive():
            self._builder = threading.Thread(target=_build_files, args=[vocabulary], daemon=True)
            self._builder.start()
        return model


def _build_files(vocabulary: Vocabulary) -> None:
    """Write a new base into files, on a connection of this thread's own; another builder at work suffices."""
    database = connection.copy()
    try:
        state = reading.read_state(database)
        store = storage.Store(_folder())
        if store.try_building():
            try:
                store.save(build_model(database, state, vocabulary))
            finally:
                store.done()
    finally:
        database.close()


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "search"


KEEPER = Keeper()
"""The model of this process."""
