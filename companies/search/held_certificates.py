"""What firms hold that counts as a certificate; pure NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from companies.search.readmodel import ReadModel
from companies.search.segment import Segment


@dataclass(frozen=True, slots=True)
class CertificateEntries:
    """What firms hold that counts as a certificate: documents, level numbers and last days (0 not stated)."""

    model: ReadModel
    key: str
    docs: np.ndarray
    level: np.ndarray
    until: np.ndarray

    def reaches(self, level: int, asked: str) -> bool | None:
        """Say whether a held level (its number) reaches the asked one; None where it is not stated."""
        if not asked:
            return True
        held = self.model.terms.levels.get(int(level), "")
        return self.model.nodes.level_reached(self.key, held, asked) if held else None


def certificate_entries(model: ReadModel, segment: Segment, key: str) -> CertificateEntries:
    """Return all entries of a segment that count as a certificate, those that imply it included."""
    node = model.nodes.index[f"c:{key}"]
    piece = slice(segment.certificate_start[node], segment.certificate_start[node + 1])
    return CertificateEntries(
        model,
        key,
        segment.certificate_docs[piece],
        segment.certificate_level[piece],
        segment.certificate_until[piece],
    )
