"""From a plan and a read model to ranked firms: pure functions over arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from companies.domain.geo import EARTH_RADIUS_KM
from companies.enums import FRESH_DAYS, STALE_DAYS
from companies.search import packing
from companies.search.plan import Alternative, Circle, Family, Plan, PlanPart, Source
from companies.search.postings import position_in
from companies.search.readmodel import ReadModel
from companies.search.results import MATCH_FROM
from companies.search.segment import Segment, bits_mask, mask_bits
from companies.search.weights import (
    FULFILLED_FROM,
    HIT_FROM,
    HIT_SHARE,
    SCORE_STEPS,
    W,
    concept_weights,
    nearer_first,
    word_weights,
)

_DISTANCE_STEPS = 10
"""Distances are compared in tenths of a kilometre."""

_FAR = 65_535


@dataclass(frozen=True, slots=True)
class Answer:
    """What one segment answers, before filters: `mask` are the hits as bits, `score` is by document (0…1).

    `distance` is by document in kilometres (infinite where not known), None where no place was asked for; the circle
    does not cut `mask`, it is a filter like the others. `relevance` is the score without distance and freshness.
    """

    segment: Segment
    mask: np.ndarray
    score: np.ndarray
    distance: np.ndarray | None
    relevance: np.ndarray


@dataclass(frozen=True, slots=True)
class Ranked:
    """One ranked firm: segment and document to look things up, the rest to show."""

    segment: Segment
    document: int
    company: int
    score: float
    distance_km: float | None


def answer(model: ReadModel, plan: Plan) -> list[Answer]:
    """Return the answers of all segments to a plan.

    A hit reaches HIT_FROM and HIT_SHARE of the best score, both before the distance: where a firm fits, those that
    merely touch the subject are no hits.
    """
    found = [_answer(model, segment, alive, plan) for segment, alive in model.parts]
    if not plan.parts:
        return found
    floor = max(HIT_FROM, HIT_SHARE * max((_highest(piece) for piece in found), default=0.0))
    return [replace(piece, mask=piece.mask & mask_bits(piece.relevance >= floor)) for piece in found]


def rank(answers: list[Answer], masks: list[np.ndarray], first: int, count: int) -> list[Ranked]:
    """Return the firms on places first…first + count - 1 (from 0) among the hits in `masks` (bits per answer).

    Order: score down in steps of 1/SCORE_STEPS, then distance up in steps of 100 m, then sort name, then number.
    """
    found: list[tuple[int, int, bytes, int, Ranked]] = []
    for piece, mask in zip(answers, masks, strict=True):
        segment = piece.segment
        docs = np.flatnonzero(bits_mask(mask, len(segment)))
        steps = np.round(piece.score[docs] * SCORE_STEPS).astype(np.int64)
        far = np.full(len(docs), _FAR, np.int64)
        if piece.distance is not None:
            far = np.minimum(np.nan_to_num(piece.distance[docs], posinf=_FAR) * _DISTANCE_STEPS, _FAR).astype(
                np.int64
            )
        keys = (SCORE_STEPS - steps) << 48 | far << 32 | docs
        if len(keys) > first + count:
            best = np.argpartition(keys, first + count)[: first + count]
        else:
            best = np.arange(len(keys))
        for index in best[np.argsort(keys[best])]:
            doc = int(docs[index])
            distance = None if piece.distance is None else float(piece.distance[doc])
            ranked = Ranked(
                segment, doc, int(segment.company[doc]), float(steps[index]) / SCORE_STEPS, distance
            )
            found.append(
                (-int(steps[index]), int(far[index]), bytes(segment.sort_name[doc]), ranked.company, ranked)
            )
    found.sort(key=lambda entry: entry[:4])
    return [entry[4] for entry in found[first : first + count]]


def count_matches(answers: list[Answer], masks: list[np.ndarray]) -> int:
    """Return how many hits reach MATCH_FROM."""
    least = round(MATCH_FROM * SCORE_STEPS)
    return sum(
        int((np.round(a.score[bits_mask(mask, len(a.segment))] * SCORE_STEPS) >= least).sum())
        for a, mask in zip(answers, masks, strict=True)
    )


def part_scores(model: ReadModel, segment: Segment, part: PlanPart, plan: Plan) -> np.ndarray:
    """Return by document how well a part is met, 0…1; float32.

    With c the best alternative and l the best of the firm's own words: b = max(c, l) and s = min(c, l) support each
    other, x = 1 - (1 - b)(1 - u·s), kept below MATCH_FROM where neither suffices alone; the words refine the order,
    score = (1 - o)·x + o·l, with u and o the weights "support" and "own_word". A part without words scores c.
    """
    concept = _best(model, segment, part.alternatives, plan)
    if not part.words:
        return concept
    words = _best(model, segment, part.words, plan)
    if not part.words_suffice:
        words = np.where(concept > 0, words, words * np.float32(W["fit.unproven"]))
    best, least = np.maximum(concept, words), np.minimum(concept, words)
    joint = 1 - (1 - best) * (1 - np.float32(W["part.support"]) * least)
    joint = np.where(best < MATCH_FROM, np.minimum(joint, MATCH_FROM - 0.01), joint)
    own = np.float32(W["part.own_word"])
    return np.where(best > 0, (1 - own) * joint + own * words, 0)


def _best(
    model: ReadModel, segment: Segment, alternatives: tuple[Alternative, ...], plan: Plan
) -> np.ndarray:
    best = np.zeros(len(segment), np.float32)
    for alternative in alternatives:
        if len(alternative.sources) == 1:
            source = alternative.sources[0]
            docs, values = _weights(model, segment, source, plan)
            best[docs] = np.maximum(best[docs], values * np.float32(alternative.factor * source.share))
        elif alternative.sources:
            np.maximum(best, _mixed(model, segment, alternative, plan), out=best)
    return best


def alternatives_met(
    model: ReadModel, segment: Segment, document: int, part: PlanPart, plan: Plan
) -> list[tuple[float, Alternative, int]]:
    """Return for one firm the alternatives of a part that it meets: (score, alternative, code), best first.

    The code is that of the alternative's first entry.
    """
    found = []
    for place, alternative in enumerate((*part.alternatives, *part.words)):
        total, first = 0.0, None
        for source in alternative.sources:
            piece, docs, codes = _list_of(segment, source)
            position = position_in(docs, document, piece.start, piece.stop)
            if position is None:
                continue
            if source.family is Family.CERTIFICATE:
                code = 0
                weight = _certificate_weight(model, segment, position - piece.start, source, plan)
            else:
                code = int(codes[position])
                weight = float(_table(source)[code])
            total += source.share * weight
            first = code if first is None else first
        if first is not None and total > 0:
            found.append((total * alternative.factor, -place, alternative, first))
    return [(s, a, c) for s, _, a, c in sorted(found, key=lambda entry: entry[:2], reverse=True)]


def _answer(model: ReadModel, segment: Segment, alive: np.ndarray, plan: Plan) -> Answer:
    n = len(segment)
    visible = alive & cluster_bits(segment, plan.clusters)
    for node in plan.required:
        visible = visible & segment.node_bits[node]
    score = np.ones(n, np.float32)
    if plan.parts:
        score = _combined(model, segment, plan.parts, plan)
        if any(part.essential for part in plan.parts):
            visible = visible & mask_bits(_meets_essentials(model, segment, plan))
    relevance = score
    if plan.refine:
        refined = _combined(model, segment, plan.refine, plan)
        score = (score * len(plan.parts) + refined * len(plan.refine)) / (len(plan.parts) + len(plan.refine))
    if plan.parts or plan.refine:
        score = score * freshness_factors(segment, plan)
    distance = None
    if plan.circle is not None:
        distance = site_distances(model, segment, plan)
        if plan.parts or plan.refine:
            score = nearer_first(score, distance)
    return Answer(segment, visible, np.clip(score, 0, 1), distance, relevance)


def _meets_essentials(model: ReadModel, segment: Segment, plan: Plan) -> np.ndarray:
    """Return by document whether any of the processes asked for is met in any way; bool."""
    met = np.zeros(len(segment), bool)
    for part in plan.parts:
        if part.essential:
            met |= part_scores(model, segment, part, plan) > 0
    return met


def _highest(piece: Answer) -> float:
    living = piece.relevance[bits_mask(piece.mask, len(piece.segment))]
    return float(living.max(initial=0.0))


def _combined(model: ReadModel, segment: Segment, parts: tuple[PlanPart, ...], plan: Plan) -> np.ndarray:
    """Return the score of all parts: their weighted mean, lowered by what is missing.

    With s the score and w the weight of each part: mean = Σ w·s ÷ Σ w; coverage = Σ w over parts with
    s ≥ FULFILLED_FROM ÷ Σ w (counting parts only); score = mean × (m + (1 - m) × coverage) with m the weight
    "missing" (1 where there is only one part). A missing `must` part keeps the score below MATCH_FROM.
    """
    n = len(segment)
    total, met = np.zeros(n, np.float32), np.zeros(n, np.float32)
    limit = np.ones(n, np.float32)
    weights = sum(part.weight for part in parts)
    counting = sum(part.weight for part in parts if part.counts) or 1.0
    for part in parts:
        score = part_scores(model, segment, part, plan)
        total += np.float32(part.weight) * score
        if part.counts:
            met += np.float32(part.weight) * (score >= FULFILLED_FROM)
        if part.must:
            limit[score < FULFILLED_FROM] = MATCH_FROM - 0.01
    if weights == 0:
        return total
    kept = W["missing"] if sum(part.counts for part in parts) > 1 else 1.0
    return np.minimum(total / weights * (kept + (1 - kept) * met / counting), limit)


def _mixed(model: ReadModel, segment: Segment, alternative: Alternative, plan: Plan) -> np.ndarray:
    total = np.zeros(len(segment), np.float32)
    for source in alternative.sources:
        docs, values = _weights(model, segment, source, plan)
        total[docs] += np.float32(source.share * alternative.factor) * values
    return total


def _table(source: Source) -> np.ndarray:
    return word_weights() if source.family is Family.WORD else concept_weights()


def _list_of(segment: Segment, source: Source) -> tuple[slice, np.ndarray, np.ndarray]:
    """Return where the list of a source stands in its arrays of documents and codes (for certificates: of levels)."""
    if source.family is Family.CERTIFICATE:
        starts = segment.certificate_start
        piece = slice(int(starts[source.number]), int(starts[source.number + 1]))
        return piece, segment.certificate_docs, segment.certificate_level
    lists = {Family.TREE: segment.tree, Family.DIRECT: segment.direct, Family.WORD: segment.words}
    postings = lists[source.family]
    return postings.piece(source.number), postings.docs, postings.codes


def _weights(model: ReadModel, segment: Segment, source: Source, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    piece, all_docs, all_codes = _list_of(segment, source)
    docs, codes = all_docs[piece], all_codes[piece]
    if source.family is Family.TREE:
        return docs, concept_weights()[codes] * _focused(segment, source)
    if source.family is not Family.CERTIFICATE:
        return docs, _table(source)[codes]
    values = np.array(
        [_certificate_weight(model, segment, i, source, plan) for i in range(len(docs))]
        if source.level
        else _valid(segment, source.number, plan),
        np.float32,
    )
    distinct, first = np.unique(docs, return_index=True)
    return distinct, np.maximum.reduceat(values, first) if len(values) else values


def _focused(segment: Segment, source: Source) -> np.ndarray | np.float32:
    """Return what the entries of a list keep by how much of the firms' offer they are; 1 where that plays no role."""
    if not source.focused:
        return np.float32(1.0)
    part = np.float32(W["standing.focus"])
    share = segment.tree_focus[segment.tree.piece(source.number)]
    return 1 - part + part / np.float32(255) * share


def _valid(segment: Segment, node: int, plan: Plan) -> np.ndarray:
    until = segment.certificate_until[segment.certificate_start[node] : segment.certificate_start[node + 1]]
    return np.where((until == 0) | (until >= plan.today.toordinal()), 1.0, W["certificate.expired"])


def _certificate_weight(
    model: ReadModel, segment: Segment, position: int, source: Source, plan: Plan
) -> float:
    """Return what one certificate held is worth: by its date and, where one is asked, by its level."""
    index = int(segment.certificate_start[source.number]) + position
    until = int(segment.certificate_until[index])
    if until and until < plan.today.toordinal():
        return W["certificate.expired"]
    if not source.level:
        return 1.0
    held = model.terms.levels.get(int(segment.certificate_level[index]), "")
    if not held:
        return W["certificate.level_unknown"]
    key = model.nodes.terms[source.number][2:]
    reached = model.nodes.level_reached(key, held, source.level)
    if reached is None:
        return W["certificate.level_unknown"]
    return 1.0 if reached else W["certificate.too_low"]


def cluster_bits(segment: Segment, clusters: frozenset[int] | None) -> np.ndarray:
    """Return the firms of a segment that belong to any of the clusters, as bits; all of them for None."""
    if clusters is None:
        return np.full(segment.words64, np.iinfo(np.uint64).max, np.uint64)
    chosen = np.isin(segment.cluster_numbers, np.fromiter(clusters, np.uint32, len(clusters)))
    if not chosen.any():
        return np.zeros(segment.words64, np.uint64)
    return np.bitwise_or.reduce(segment.cluster_bits[chosen], axis=0)


def freshness_factors(segment: Segment, plan: Plan) -> np.ndarray:
    """Return by document what a score keeps for the age of the profile on the plan's day; float32."""
    age = plan.today.toordinal() - segment.confirmed
    stale = (segment.confirmed == 0) | (age > STALE_DAYS)
    factors = np.array([1.0, W["fresh.aging"], W["fresh.stale"]], np.float32)
    return factors[np.where(stale, 2, (age > FRESH_DAYS).astype(np.int8))]


def site_distances(model: ReadModel, segment: Segment, plan: Plan) -> np.ndarray:
    """Return by document the kilometres to the nearest site that has what is wanted; infinite where not known."""
    assert plan.circle is not None  # noqa: S101 - for the type checker
    per_site = _circle_distances(segment.coordinates, plan.circle)[segment.site_coordinate]
    counts = np.diff(segment.site_start)
    nearest = np.full(len(segment), np.inf, np.float32)
    wanted = _wanted_sites(segment, plan) if segment.has_bound_sites else None
    for ordinal in range(int(counts.max(initial=0))):
        docs = np.flatnonzero(counts > ordinal)
        here = per_site[segment.site_start[docs] + ordinal]
        if wanted is not None:
            bit = np.uint8(1 << min(ordinal, packing.MAX_SITES - 1))
            here = np.where(wanted[docs] & bit, here, np.inf)
        nearest[docs] = np.minimum(nearest[docs], here)
    return nearest


def _wanted_sites(segment: Segment, plan: Plan) -> np.ndarray:
    """Return by document the sites that have any of the wanted processes; all sites where that is not bound."""
    wanted = np.zeros(len(segment), np.uint8)
    for part in (*plan.parts, *plan.refine):
        for source in (s for a in part.alternatives for s in a.sources if s.family is Family.TREE):
            piece = slice(segment.tree.start[source.number], segment.tree.start[source.number + 1])
            wanted[segment.tree.docs[piece]] |= segment.tree_sites[piece]
    wanted[wanted == 0] = packing.ALL_SITES
    return wanted


def _circle_distances(coordinates: np.ndarray, circle: Circle) -> np.ndarray:
    """Return the kilometres of points (degrees, shape (k, 2)) to the circle's centre; haversine, see `distance_km`."""
    if not len(coordinates):
        return np.zeros(0, np.float32)
    phi, lam = (
        np.radians(coordinates[:, 0].astype(np.float64)),
        np.radians(coordinates[:, 1].astype(np.float64)),
    )
    phi_0, lam_0 = np.radians(circle.latitude), np.radians(circle.longitude)
    h = np.sin((phi - phi_0) / 2) ** 2 + np.cos(phi) * np.cos(phi_0) * np.sin((lam - lam_0) / 2) ** 2
    distance = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return np.nan_to_num(distance, nan=np.inf).astype(np.float32)
