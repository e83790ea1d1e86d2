"""Bases of large directories as files that all processes of a host map into memory."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import IO

import numpy as np

from companies.search.postings import Postings
from companies.search.readmodel import ReadModel
from companies.search.segment import Segment, bits_of

LAYOUT = 2
"""Counts up when the arrays change their meaning, so that older files are not read."""

_POSTINGS = ("tree", "direct", "words")
_KEPT = 2


class Store:
    """The folder of the bases: one sub-folder for each, complete as soon as it exists."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[str] | None = None

    def load(self, model: ReadModel, after: int = 0) -> ReadModel | None:
        """Return the newest base of the model's epoch and vocabulary beyond a change number, None without one.

        In: an empty model that carries epoch and vocabulary version. The arrays are mapped, not read.
        """
        prefix = _prefix(model)
        found = sorted(
            (int(path.name.rsplit("-", 1)[1]), path)
            for path in self.folder.glob(f"{prefix}-*")
            if path.name.rsplit("-", 1)[1].isdigit()
        )
        if not found or found[-1][0] <= after:
            return None
        seen, path = found[-1]
        model.terms.add(tuple(row) for row in json.loads((path / "terms.json").read_text()))
        base = _load_segment(path)
        return replace(
            model, seen=seen, base_seen=seen, base=base, alive=bits_of(np.arange(len(base)), len(base))
        )

    def save(self, model: ReadModel) -> None:
        """Write the model's base beside the others, make it visible at once and drop old ones."""
        path = self.folder / f"{_prefix(model)}-{model.base_seen}"
        if path.exists():
            return
        draft = self.folder / f"draft-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        (draft / "terms.json").write_text(json.dumps(model.terms.rows()))
        _save_segment(draft, model.base)
        draft.rename(path)
        bases = [p for p in self.folder.iterdir() if p.is_dir() and p.name.rsplit("-", 1)[-1].isdigit()]
        for old in sorted(bases, key=lambda p: p.stat().st_mtime)[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def building(self) -> Iterator[None]:
        """Wait until nobody else of this host builds, then keep others from it."""
        fcntl.flock(self._open(), fcntl.LOCK_EX)
        try:
            yield
        finally:
            self.done()

    def try_building(self) -> bool:
        """Keep others from building; False when somebody builds already."""
        lock = self._open()
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.done()
            return False
        return True

    def done(self) -> None:
        """Let others build again."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _open(self) -> IO[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "build.lock").open("w")
        return self._lock


def _prefix(model: ReadModel) -> str:
    identity = f"{LAYOUT}|{model.epoch}|{model.version}"
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def _save_segment(path: Path, segment: Segment) -> None:
    for f in fields(Segment):
        value = getattr(segment, f.name)
        if f.name in _POSTINGS:
            for part in fields(Postings):
                np.save(path / f"{f.name}.{part.name}.npy", getattr(value, part.name))
        else:
            np.save(path / f"{f.name}.npy", np.asarray(value))


def _load_segment(path: Path) -> Segment:
    values: dict[str, object] = {}
    for f in fields(Segment):
        if f.name in _POSTINGS:
            values[f.name] = Postings(*(_mapped(path / f"{f.name}.{p.name}.npy") for p in fields(Postings)))
        elif f.name == "has_bound_sites":
            values[f.name] = bool(np.load(path / f"{f.name}.npy"))
        else:
            values[f.name] = _mapped(path / f"{f.name}.npy")
    return Segment(**values)  # type: ignore[arg-type]


def _mapped(path: Path) -> np.ndarray:
    """Return the array of a file without reading it; an empty one cannot be mapped and is read."""
    try:
        return np.load(path, mmap_mode="r")
    except ValueError:
        return np.load(path)
