"""Firms with much the same offer as another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from companies.models import Company
from companies.search.engine import cluster_bits
from companies.search.keeper import KEEPER
from companies.search.packing import Standing
from companies.search.readmodel import ReadModel
from companies.search.results import SimilarCompany
from companies.search.segment import Segment, bits_mask
from companies.search.viewer import Viewer
from companies.search.weights import concept_weights, offer_shares
from competences.language import Kind, Vocabulary

MOST_SHARED = 4
LEAST = 0.15
"""Below this share of common work two firms are not called similar."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A firm that does much the same: `share` (0…1) of the other's work, `shared` the keys of what both state."""

    company: int
    share: float
    shared: tuple[str, ...]


def most_alike(
    company: int, *, clusters: frozenset[int] | None, vocabulary: Vocabulary, limit: int
) -> tuple[Likeness, ...]:
    """Return the firms whose offer overlaps most with that of a published firm, the most similar first.

    In: the firm; the clusters in which to look (None: all). Similarity is the weighted share of the firm's processes
    that the other states as well; rare processes weigh more: Σ over common ones of w·(1 − ln(df) ÷ ln(n + 1)) divided
    by the same sum over all of the firm's own, w being the share that its standing gives. Equal ones are ordered by
    name. One query.
    """
    model = KEEPER.current(vocabulary)
    own = _own_processes(model, company)
    if not own:
        return ()
    found: list[tuple[float, bytes, int, Segment, int]] = []
    for segment, alive in model.parts:
        likeness = np.zeros(len(segment), np.float32)
        for node, weight in own.items():
            docs, codes = segment.direct.of(node)
            likeness[docs] += np.float32(weight) * concept_weights()[codes]
        likeness /= np.float32(sum(own.values()))
        visible = bits_mask(alive & cluster_bits(segment, clusters), len(segment))
        visible &= (segment.company != company) & (likeness >= LEAST)
        docs = np.flatnonzero(visible)
        best = docs[np.lexsort((docs, -likeness[docs]))[:limit]]
        found += [
            (-float(likeness[d]), bytes(segment.sort_name[d]), int(segment.company[d]), segment, int(d))
            for d in best
        ]
    by_weight = sorted(own, key=lambda n: (-own[n], n))
    return tuple(
        Likeness(pk, -share, tuple(model.nodes.terms[n][2:] for n in by_weight if _has(segment, n, doc)))
        for share, _, pk, segment, doc in sorted(found, key=lambda entry: entry[:3])[:limit]
    )


def similar_companies(
    company: Company, *, viewer: Viewer, vocabulary: Vocabulary, limit: int = 5
) -> tuple[SimilarCompany, ...]:
    """Return the most similar firms as a profile names them (see `most_alike`). Two queries."""
    found = most_alike(company.pk, clusters=viewer.clusters, vocabulary=vocabulary, limit=limit)
    if not found:
        return ()
    firms = Company.objects.with_place().in_bulk([one.company for one in found])
    return tuple(
        SimilarCompany(
            one.company,
            firms[one.company].slug,
            firms[one.company].name,
            firms[one.company].place or "",
            tuple(vocabulary.node(Kind.PROCESS, key).name_de for key in one.shared[:MOST_SHARED]),
        )
        for one in found
        if one.company in firms
    )


def _own_processes(model: ReadModel, company: int) -> dict[int, float]:
    """Return the processes that a firm's profile states, with their weight; empty for a firm not in the model."""
    own: dict[int, float] = {}
    for segment, alive in model.parts:
        places = np.flatnonzero((segment.company == company) & bits_mask(alive, len(segment)))
        if not len(places):
            continue
        doc = int(places[0])
        for node, term in enumerate(model.nodes.terms):
            if term.startswith("p:") and _has(segment, node, doc):
                docs, codes = segment.direct.of(node)
                code = codes[int(np.searchsorted(docs, doc))]
                rarity = 1 - np.log(max(model.node_count(node), 1)) / np.log(max(model.size, 2) + 1)
                own[node] = float(offer_shares()[code] * max(rarity, 0.05))
    return own


def _has(segment: Segment, node: int, doc: int) -> bool:
    """Say whether a firm states a process itself; hints and traces do not count."""
    docs, codes = segment.direct.of(node)
    place = int(np.searchsorted(docs, doc))
    hint = int(Standing.HINT) * 32
    return place < len(docs) and int(docs[place]) == doc and int(codes[place]) < hint
