"""The one read model of a process: read once, caught up before every answer, rebuilt when the changes grow."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from companies.search import reading, storage
from companies.search.reading import OwnConnection, State
from companies.search.readmodel import LARGE_FROM, ReadModel, empty_model, with_changes
from companies.search.segment import RawRows, bits_of, build_segment
from competences.language import Vocabulary

DELTA_MIN = 200
DELTA_SHARE = 0.02
"""More changes than both make a new base worth while."""


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
