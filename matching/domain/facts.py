"""What the firms of one segment state about the criteria of a demand: codes of comparison for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from companies.search import packing
from companies.search.held_certificates import certificate_entries
from companies.search.postings import entries_of
from companies.search.readmodel import ReadModel
from companies.search.segment import Segment, bits_mask
from competences.language import Kind, Vocabulary
from matching.domain import comparison
from matching.domain.comparison import MET, NOT_MET, PARTLY, UNKNOWN
from matching.domain.wanted import Criterion
from matching.enums import Attribute

COLUMN = {name: place for place, name in enumerate(packing.LIMIT_VALUES)}

SHAPING_ROOTS = frozenset({"urformen", "kunststoff-gummi"})
"""Fields of work in which the material decides who can do it at all."""


@dataclass(frozen=True)
class Facts:
    """Reads what the firms of one segment state, for one demand.

    `day` is the day on which certificates have to be valid; `today` the one on which they are judged now.
    """

    model: ReadModel
    vocabulary: Vocabulary
    segment: Segment
    today: int
    day: int
    _lists: dict[tuple[str, ...], tuple[tuple[int, int], ...]] = field(default_factory=dict, compare=False)

    def codes(
        self, criterion: Criterion, processes: Sequence[str], materials: Sequence[str] = ()
    ) -> np.ndarray:
        """Return by document how a criterion is met where any of the processes is asked for; int8, shape (n,).

        Limits that are stated for one of the `materials` asked for take the place of general ones.
        """
        if criterion.attribute is Attribute.MATERIAL:
            return self._material(criterion.key, processes)
        if criterion.attribute is Attribute.CERTIFICATE:
            return self._certificate(criterion.key, criterion.level)
        return self._limits(criterion, processes, materials)

    def is_shaping(self, processes: Iterable[str]) -> bool:
        """Say whether the material decides who can do any of the processes at all."""
        return any(
            self.vocabulary.with_ancestors(Kind.PROCESS, key)[-1] in SHAPING_ROOTS for key in processes
        )

    def _material(self, key: str, processes: Sequence[str]) -> np.ndarray:
        index, segment = self.model.nodes.index, self.segment
        n = len(segment)
        codes = np.where(self._states_materials(), NOT_MET, UNKNOWN).astype(np.int8)
        above = self.vocabulary.ancestors(Kind.MATERIAL, key)
        if above and not self.is_shaping(processes):
            codes[bits_mask(segment.node_bits[index[f"m:{above[-1]}"]], n)] = PARTLY
        for ancestor in above:
            docs, _ = segment.direct.of(index[f"m:{ancestor}"])
            codes[docs] = PARTLY
        codes[bits_mask(segment.node_bits[index[f"m:{key}"]], n)] = MET
        return codes

    def _states_materials(self) -> np.ndarray:
        index = self.model.nodes.index
        bits = np.zeros(self.segment.words64, np.uint64)
        for node in self.vocabulary.nodes(Kind.MATERIAL):
            if node.parent is None:
                bits |= self.segment.node_bits[index[f"m:{node.key}"]]
        return bits_mask(bits, len(self.segment))

    def _certificate(self, key: str, level: str) -> np.ndarray:
        codes = np.full(len(self.segment), UNKNOWN, np.int8)
        held = certificate_entries(self.model, self.segment, key)
        if not len(held.docs):
            return codes
        until = np.where(held.until == 0, np.iinfo(np.int32).max, held.until)
        numbers, place = np.unique(held.level, return_inverse=True)
        reached = np.array([_LEVEL_CODE[held.reaches(number, level)] for number in numbers], np.int8)[place]
        entry = np.where(until < self.day, np.minimum(reached, UNKNOWN), reached)
        entry = np.where(until < self.today, NOT_MET, entry).astype(np.int8)
        _raise_to(codes, held.docs, entry)
        return codes

    def _limits(self, criterion: Criterion, processes: Sequence[str], asked: Sequence[str]) -> np.ndarray:
        segment = self.segment
        general = np.full(len(segment), UNKNOWN, np.int8)
        rows = self.limit_rows(processes)
        if not len(rows) or not len(segment.limit_table):
            return general
        by_row = compare(criterion, segment.limit_table)
        codes = by_row[segment.limit_row[rows]]
        docs, materials = segment.limit_docs[rows], segment.limit_material[rows]
        _raise_to(general, docs[materials < 0], codes[materials < 0])
        if not asked:
            _raise_to(general, docs, codes)
            return general
        named = self._material_nodes(asked)
        special = np.full(len(segment), UNKNOWN, np.int8)
        chosen = np.isin(materials, named)
        _raise_to(special, docs[chosen], codes[chosen])
        stated = np.zeros(len(segment), bool)
        stated[docs[chosen & (codes != UNKNOWN)]] = True
        return np.where(stated, special, general)

    def falls_short(self, criterion: Criterion) -> np.ndarray:
        """Return by document whether everything the firm states about a size, for whatever process, misses it; bool.

        Who nowhere says to reach a size hardly reaches it where he says nothing.
        """
        segment = self.segment
        missed, reached = np.zeros(len(segment), bool), np.zeros(len(segment), bool)
        if len(segment.limit_table) and len(segment.limit_row):
            codes = compare(criterion, segment.limit_table)[segment.limit_row]
            missed[segment.limit_docs[codes == NOT_MET]] = True
            reached[segment.limit_docs[codes > UNKNOWN]] = True
        return missed & ~reached

    def _material_nodes(self, keys: Iterable[str]) -> np.ndarray:
        """Return the nodes of materials and of everything above them."""
        found = {above for key in keys for above in self.vocabulary.with_ancestors(Kind.MATERIAL, key)}
        return np.array(sorted(self.model.nodes.index[f"m:{key}"] for key in found))

    def limit_rows(self, processes: Iterable[str]) -> np.ndarray:
        """Return the entries of the limits stated for any of the processes, or for what is more special or general."""
        pieces = [np.arange(first, last) for first, last in self._limit_lists(tuple(processes))]
        return np.concatenate(pieces) if pieces else np.zeros(0, np.int64)

    def limits_of(self, processes: tuple[str, ...], document: int) -> list[int]:
        """Return the rows of `limit_table` that one firm states for any of the processes, or for relatives of them."""
        segment = self.segment
        return [
            int(segment.limit_row[place])
            for first, last in self._limit_lists(processes)
            for place in entries_of(segment.limit_docs, document, first, last)
        ]

    def _limit_lists(self, processes: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
        """Return where the lists of limits stand that concern any of the processes, without empty ones."""
        if processes not in self._lists:
            starts, index = self.segment.limit_start, self.model.nodes.index
            numbers = {
                index[f"p:{relative}"]
                for key in processes
                for relative in self.vocabulary.lineage(Kind.PROCESS, key)
            }
            nodes = np.array(sorted(numbers), np.int64)
            lists = zip(starts[nodes].tolist(), starts[nodes + 1].tolist(), strict=True)
            self._lists[processes] = tuple((first, last) for first, last in lists if last > first)
        return self._lists[processes]


_LEVEL_CODE = {True: MET, False: NOT_MET, None: UNKNOWN}


def compare(criterion: Criterion, table: np.ndarray) -> np.ndarray:
    """Return how each row of limits (shape (k, len(LIMIT_VALUES))) meets a criterion; int8, shape (k,)."""
    values = criterion.values

    def column(name: str) -> np.ndarray:
        return table[:, COLUMN[name]].astype(np.float64)

    match criterion.attribute:
        case Attribute.ENVELOPE:
            edges = [v for v in (values.length_mm, values.width_mm, values.height_mm) if v is not None]
            envelope = np.stack([column("length_mm"), column("width_mm"), column("height_mm")], axis=1)
            return comparison.box(edges, envelope)
        case Attribute.CYLINDER:
            round_ = comparison.cylinder(
                values.diameter_mm, values.length_mm, column("diameter_mm"), column("turning_length_mm")
            )
            edges = [v for v in (values.diameter_mm, values.diameter_mm, values.length_mm) if v is not None]
            envelope = np.stack([column("length_mm"), column("width_mm"), column("height_mm")], axis=1)
            return np.where(round_ == UNKNOWN, comparison.box(edges, envelope), round_)
        case Attribute.THICKNESS:
            return comparison.inside(
                values.thickness_min_mm,
                values.thickness_max_mm,
                column("thickness_min_mm"),
                column("thickness_max_mm"),
            )
        case Attribute.WEIGHT:
            return comparison.at_most(float(values.weight_kg or 0), column("weight_max_kg"))
        case Attribute.BATCH:
            return comparison.overlapping(
                values.batch_min, values.batch_max, column("batch_min"), column("batch_max")
            )
        case Attribute.IT_GRADE:
            return comparison.at_least_as_fine(float(values.it_grade or 0), column("it_grade"))
        case Attribute.ROUGHNESS:
            return comparison.at_least_as_fine(float(values.roughness_ra_um or 0), column("roughness_ra_um"))
        case Attribute.GENERAL_TOLERANCE:
            place = packing.limit_value("general_tolerance", criterion.level)
            return comparison.at_least_as_fine(place, column("general_tolerance"))
        case Attribute.DOCUMENT:
            place = packing.limit_value("inspection_document", criterion.level)
            return comparison.at_least(place, column("inspection_document"))
    raise ValueError(f"{criterion.attribute} is not compared with limits.")


def _raise_to(codes: np.ndarray, docs: np.ndarray, entries: np.ndarray) -> None:
    """Set each document to the best of its entries; where it has none the code stays."""
    for code in (NOT_MET, UNKNOWN, PARTLY, MET):
        codes[docs[entries == code]] = code
