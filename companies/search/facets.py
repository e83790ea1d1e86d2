"""Filters as bit sets, and exact counts of what a click on each filter value shows; pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from companies.enums import FRESH_DAYS, CompanyKind, SizeClass
from companies.search.engine import Answer
from companies.search.filters import RADII_KM, Filters
from companies.search.readmodel import ReadModel
from companies.search.requirement import Requirement
from companies.search.results import Facet, FacetValue
from companies.search.segment import KINDS, SIZES, Segment, count_bits, mask_bits
from competences.language import Kind, Vocabulary

_TREES = {"verfahren": Kind.PROCESS, "werkstoff": Kind.MATERIAL}
_PREFIX = {"verfahren": "p:", "werkstoff": "m:", "zertifikat": "c:"}
LABELS = {
    "verfahren": "Verfahren",
    "werkstoff": "Werkstoff",
    "zertifikat": "Zertifikat",
    "umkreis": "Umkreis",
    "kreis": "Landkreis oder Stadt",
    "groesse": "Größe",
    "art": "Art",
    "frisch": "Aktualität",
}
"""Parameter in the address → German name of the group, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What filters mean for one read model on one day, ready to become bits of any segment."""

    model: ReadModel
    filters: Filters
    today: datetime.date
    radius_km: float | None
    _known: dict[tuple[int, str, str], np.ndarray] = field(default_factory=dict, compare=False, repr=False)

    def masks(self, piece: Answer) -> dict[str, np.ndarray]:
        """Return for every group with a choice the firms that meet it."""
        masks = {
            name: self.combined(piece.segment, name, chosen)
            for name in ("verfahren", "werkstoff", "zertifikat", "kreis", "groesse", "art")
            if (chosen := self.chosen(name))
        }
        if self.filters.fresh_only:
            masks["frisch"] = self.value_bits(piece.segment, "frisch", "1")
        if self.radius_km is not None and piece.distance is not None:
            masks["umkreis"] = mask_bits(piece.distance <= self.radius_km)
        return masks

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return the ticked values of a group."""
        return {
            "verfahren": self.filters.processes,
            "werkstoff": self.filters.materials,
            "zertifikat": self.filters.certificates,
            "kreis": self.filters.districts,
            "groesse": self.filters.sizes,
            "art": self.filters.kinds,
        }.get(name, ())

    def combined(self, segment: Segment, name: str, values: Iterable[str]) -> np.ndarray:
        """Return the firms that meet the values of a group: all of them for certificates, else any.

        Processes follow the choice between any and all.
        """
        pieces = [self.value_bits(segment, name, value) for value in values]
        if not pieces:
            return np.full(segment.words64, np.iinfo(np.uint64).max, np.uint64)
        every = name == "zertifikat" or (name == "verfahren" and self.filters.require_all)
        return (np.bitwise_and if every else np.bitwise_or).reduce(pieces)

    def value_bits(self, segment: Segment, name: str, value: str) -> np.ndarray:
        """Return the firms that have one filter value; none for a value that does not exist."""
        if name in _TREES:
            node = self.model.nodes.index.get(f"{_PREFIX[name]}{value}")
            return _none(segment) if node is None else segment.node_bits[node]
        if name == "zertifikat":
            node = self.model.nodes.index.get(f"c:{value}")
            if node is None or segment.certificate_start[node] == segment.certificate_start[node + 1]:
                return _none(segment)
            known = (id(segment), name, value)
            if known not in self._known:
                self._known[known] = valid_bits(segment, node, self.today)
            return self._known[known]
        if name == "kreis":
            for index, number in enumerate(segment.district_numbers):
                if self.model.terms.districts.get(int(number)) == value:
                    return segment.district_bits[index]
            return _none(segment)
        if name == "groesse":
            return mask_bits(segment.size == SIZES.index(value))
        if name == "art":
            return mask_bits(segment.kind == KINDS.index(value))
        oldest = self.today.toordinal() - FRESH_DAYS
        return mask_bits((segment.confirmed > 0) & (segment.confirmed >= oldest))


def valid_bits(segment: Segment, node: int, today: datetime.date) -> np.ndarray:
    """Return the firms that hold a certificate (or one that implies it) which has not run out."""
    piece = slice(segment.certificate_start[node], segment.certificate_start[node + 1])
    until = segment.certificate_until[piece]
    mask = np.zeros(len(segment), bool)
    mask[segment.certificate_docs[piece][(until == 0) | (until >= today.toordinal())]] = True
    return mask_bits(mask)


def hits_of(answers: Iterable[Answer], selection: Selection, leave_out: str = "") -> list[np.ndarray]:
    """Return for each answer the hits after all filters, those of one group left out on demand."""
    found = []
    for piece in answers:
        bits = piece.mask
        for name, mask in selection.masks(piece).items():
            if name != leave_out:
                bits = bits & mask
        found.append(bits)
    return found


def facets_of(
    answers: list[Answer],
    selection: Selection,
    requirement: Requirement,
    vocabulary: Vocabulary,
    districts: Mapping[str, str],
) -> tuple[Facet, ...]:
    """Return all groups with their values; a count is the number of hits after a click on the value.

    `districts` maps the key of a district to its name.
    """
    counter = _Counter(answers, selection, requirement)
    groups = [
        counter.tree("verfahren", vocabulary),
        counter.tree("werkstoff", vocabulary),
        counter.flat("zertifikat", _named(vocabulary)),
        counter.radius(),
        counter.flat("kreis", districts),
        counter.flat("groesse", {value: str(label) for value, label in SizeClass.choices}),
        counter.flat("art", {value: str(label) for value, label in CompanyKind.choices}),
        counter.fresh(),
    ]
    return tuple(group for group in groups if group.values)


class _Counter:
    """Counts the values of the groups for one answer."""

    def __init__(self, answers: list[Answer], selection: Selection, requirement: Requirement) -> None:
        self.answers = answers
        self.selection = selection
        self.filters = selection.filters
        self.text = requirement.literal
        self.without_group = {name: hits_of(answers, selection, name) for name in LABELS}

    def after_click(self, name: str, value: str) -> int:
        """Return the number of hits once the value is ticked, or taken away where it is."""
        chosen = self.selection.chosen(name)
        values = [v for v in chosen if v != value] if value in chosen else [*chosen, value]
        return sum(
            count_bits(others & self.selection.combined(piece.segment, name, values))
            for piece, others in zip(self.answers, self.without_group[name], strict=True)
        )

    def adds(self, name: str, value: str) -> bool:
        """Say whether any hit of the other groups has the value at all."""
        return any(
            (others & self.selection.value_bits(piece.segment, name, value)).any()
            for piece, others in zip(self.answers, self.without_group[name], strict=True)
        )

    def value(self, name: str, value: str, label: str, level: int = 0) -> FacetValue:
        """Return one value with its count."""
        selected = value in self.selection.chosen(name)
        params = self.filters.toggled(name, value).to_params(self.text)
        return FacetValue(value, label, self.after_click(name, value), selected, params, level)

    def tree(self, name: str, vocabulary: Vocabulary) -> Facet:
        """Return the roots that occur, and for what is ticked the way down to it and one step further."""
        kind = _TREES[name]
        chosen = [v for v in self.selection.chosen(name) if _knows(vocabulary, kind, v)]
        opened = {key for value in chosen for key in vocabulary.with_ancestors(kind, value)}
        children = _named_children(kind, vocabulary)
        values: list[FacetValue] = []

        def visit(parent: str | None, level: int) -> None:
            for label, key in children.get(parent, ()):
                if key not in opened and not self.adds(name, key):
                    continue
                values.append(self.value(name, key, label, level))
                if key in opened:
                    visit(key, level + 1)

        visit(None, 0)
        return Facet(name, LABELS[name], tuple(values))

    def flat(self, name: str, labels: Mapping[str, str]) -> Facet:
        """Return the values that occur or are ticked, in the order of the labels."""
        chosen = self.selection.chosen(name)
        return Facet(
            name,
            LABELS[name],
            tuple(
                self.value(name, value, label)
                for value, label in labels.items()
                if value in chosen or self.adds(name, value)
            ),
        )

    def radius(self) -> Facet:
        """Return the circles around the place that was asked for, none without a place."""
        if self.selection.radius_km is None:
            return Facet("umkreis", LABELS["umkreis"], ())
        values = []
        for radius in RADII_KM:
            count = sum(
                count_bits(others & mask_bits(piece.distance <= radius))
                for piece, others in zip(self.answers, self.without_group["umkreis"], strict=True)
                if piece.distance is not None
            )
            changed = self.filters.with_radius(radius)
            selected = radius == self.selection.radius_km
            params = changed.to_params(self.text)
            values.append(FacetValue(str(radius), f"bis {radius} km", count, selected, params))
        return Facet("umkreis", LABELS["umkreis"], tuple(values))

    def fresh(self) -> Facet:
        """Return the switch for confirmed profiles."""
        selected = self.filters.fresh_only
        count = sum(
            count_bits(
                others if selected else others & self.selection.value_bits(piece.segment, "frisch", "1")
            )
            for piece, others in zip(self.answers, self.without_group["frisch"], strict=True)
        )
        params = self.filters.toggled("frisch", "1").to_params(self.text)
        label = "in den letzten zwölf Monaten bestätigt"
        values = (FacetValue("1", label, count, selected, params),) if count or selected else ()
        return Facet("frisch", LABELS["frisch"], values)


def _none(segment: Segment) -> np.ndarray:
    return np.zeros(segment.words64, np.uint64)


def _knows(vocabulary: Vocabulary, kind: Kind, key: str) -> bool:
    try:
        vocabulary.node(kind, key)
    except KeyError:
        return False
    return True


@lru_cache(maxsize=4)
def _named_children(kind: Kind, vocabulary: Vocabulary) -> Mapping[str | None, list[tuple[str, str]]]:
    """Return for each node of a tree (None: the roots) name and key of those below, by name."""
    children: dict[str | None, list[tuple[str, str]]] = {}
    for node in vocabulary.nodes(kind):
        children.setdefault(node.parent, []).append((node.name_de, node.key))
    return {parent: sorted(named) for parent, named in children.items()}


@lru_cache(maxsize=2)
def _named(vocabulary: Vocabulary) -> dict[str, str]:
    named = sorted((node.name_de, node.key) for node in vocabulary.nodes(Kind.CERTIFICATE))
    return {key: label for label, key in named}
