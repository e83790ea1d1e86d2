"""Who offers what another firm seeks: standing requirements against all offers, set-wise on the read model.

Pure functions over arrays; docs/pairs.md explains them with an example. A firm's "gesuchte Partner" names processes
only, so firms that seek the same process share one plan of the search engine, and a requirement differs from the next
one only by whom it leaves out and by the way.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from companies.domain.geo import EARTH_RADIUS_KM
from companies.search import engine
from companies.search.plan import Family, Plan
from companies.search.planning import make_plan
from companies.search.readmodel import ReadModel, empty_model, with_changes
from companies.search.requirement import Option, Requirement, WantedPart
from companies.search.results import MATCH_FROM
from companies.search.segment import Segment, bits_mask
from companies.search.weights import SCORE_STEPS
from competences.language import Kind, Vocabulary

BEST_PER_REQUIREMENT = 10
"""So many firms are paired with one that seeks a process: the best, of equal ones the nearest."""

_MOST_WAYS = 1_000_000
"""So many distances at a time are held in memory."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a firm does a process: `score` 0…1."""

    company: int
    score: float


@dataclass(frozen=True, slots=True)
class Offers:
    """The firms of a cluster that match one process: numbers, scores (float32) and points (degrees, NaN not known)."""

    company: np.ndarray
    score: np.ndarray
    points: np.ndarray

    def __len__(self) -> int:
        return len(self.company)


def is_specific(process: str, vocabulary: Vocabulary) -> bool:
    """Say whether a process can be a standing requirement: a whole field of work says nothing about who could do it."""
    return vocabulary.has(Kind.PROCESS, process) and vocabulary.node(Kind.PROCESS, process).parent is not None


def process_requirement(process: str) -> Requirement:
    """Return a process as a requirement of the search engine."""
    part = WantedPart(Kind.PROCESS.value, (Option(process, 1.0),), "", 0, 0, "alias")
    return Requirement(parts=(part,))


@lru_cache(maxsize=4096)
def process_plan(process: str, vocabulary: Vocabulary) -> Plan:
    """Return the plan of the engine for a standing requirement: the process, no place, no words."""
    model = empty_model("", vocabulary)  # only words are weighed by how often they occur
    return make_plan(process_requirement(process), model, vocabulary, today=datetime.date.min)


def offers_of(
    process: str,
    model: ReadModel,
    vocabulary: Vocabulary,
    *,
    clusters: frozenset[int] | None,
    today: datetime.date,
    least: float = MATCH_FROM,
) -> Offers:
    """Return the firms that match a process (score from `least` on), in no particular order.

    Sought work is in no search row, so it makes nobody a supplier; what is merely related stays below a match.
    """
    plan = replace(process_plan(process, vocabulary), clusters=clusters, today=today)
    companies, scores, points = [], [], []
    for segment, alive in model.parts:
        score = engine.part_scores(model, segment, plan.parts[0], plan)
        steps = np.round(score * engine.freshness_factors(segment, plan) * SCORE_STEPS)
        visible = bits_mask(alive & engine.cluster_bits(segment, clusters), len(segment))
        docs = np.flatnonzero(visible & (steps >= least * SCORE_STEPS))
        companies.append(segment.company[docs])
        scores.append((steps[docs] / SCORE_STEPS).astype(np.float32))
        points.append(main_points(segment, docs))
    if not companies:
        return Offers(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros((0, 2), np.float32))
    return Offers(np.concatenate(companies), np.concatenate(scores), np.concatenate(points))


def main_points(segment: Segment, docs: np.ndarray) -> np.ndarray:
    """Return latitude and longitude of the main sites (the first ones); NaN where not known; shape (n, 2)."""
    points = np.full((len(docs), 2), np.nan, np.float32)
    first = segment.site_start[docs]
    located = first < segment.site_start[docs + 1]
    points[located] = segment.coordinates[segment.site_coordinate[first[located]]]
    return points


def places_of(model: ReadModel, companies: Collection[int]) -> dict[int, tuple[float, float]]:
    """Return where firms are (main site, degrees); those of unknown place are missing."""
    numbers = np.fromiter(companies, np.int64, len(companies))
    places: dict[int, tuple[float, float]] = {}
    for segment, alive in model.parts:
        docs = np.flatnonzero(np.isin(segment.company, numbers) & bits_mask(alive, len(segment)))
        for doc, (latitude, longitude) in zip(docs, main_points(segment, docs).tolist(), strict=True):
            if not np.isnan(latitude):
                places[int(segment.company[doc])] = (latitude, longitude)
    return places


def best_pairs(
    seekers: Sequence[int],
    places: Mapping[int, tuple[float, float]],
    offers: Offers,
    count: int = BEST_PER_REQUIREMENT,
) -> dict[int, tuple[Fit, ...]]:
    """Return for each firm that seeks a process the best others that offer it.

    In: the seekers; where they are (degrees; missing: not known); the offers. Out: seeker → at most `count` firms by
    score, of equal ones the nearest, then the smaller number; never the seeker itself, with which all its sites go.
    """
    if len(offers) > count + 1:  # one more than needed, because the seeker may be among the best itself
        least = np.partition(offers.score, -count - 1)[-count - 1]
        best = offers.score >= least
        offers = Offers(offers.company[best], offers.score[best], offers.points[best])
    found: dict[int, tuple[Fit, ...]] = {}
    block = max(1, _MOST_WAYS // max(1, len(offers)))
    for start in range(0, len(seekers), block):
        some = seekers[start : start + block]
        origins = np.array([places.get(seeker, (np.nan, np.nan)) for seeker in some], np.float64)
        ways = np.nan_to_num(distances(origins.reshape(-1, 2), offers.points), nan=np.inf)
        for seeker, way in zip(some, ways, strict=True):
            order = np.lexsort((offers.company, way, -offers.score))[: count + 1]
            chosen = [doc for doc in order if offers.company[doc] != seeker][:count]
            found[seeker] = tuple(
                Fit(int(offers.company[doc]), round(float(offers.score[doc]), 4)) for doc in chosen
            )
    return found


def distances(origins: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return the kilometres between all origins and points (degrees, shapes (m, 2) and (n, 2)); shape (m, n).

    Haversine as in `companies.domain.geo.distance_km`; NaN where an end is not known.
    """
    one, other = np.radians(origins.astype(np.float64)), np.radians(points.astype(np.float64))
    phi, lam = one[:, None, 0] - other[None, :, 0], one[:, None, 1] - other[None, :, 1]
    h = np.sin(phi / 2) ** 2 + np.cos(one[:, None, 0]) * np.cos(other[None, :, 0]) * np.sin(lam / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))


def only_firms(model: ReadModel, vocabulary: Vocabulary, rows: Sequence[tuple]) -> ReadModel:
    """Return a model of the firms in some rows only (as `companies.search.reading` gives them)."""
    return with_changes(replace(empty_model(model.epoch, vocabulary), terms=model.terms), rows)


def done_by(
    model: ReadModel,
    vocabulary: Vocabulary,
    processes: Iterable[str],
    *,
    today: datetime.date,
    least: float = MATCH_FROM,
) -> dict[str, tuple[Fit, ...]]:
    """Return which of the processes the firms of a (small) model match (score from `least` on), and how well.

    In: a model with the firms in question only (see `only_firms`). A process is looked at only where a firm has an
    entry in one of the lists by which the plan can give such a score.
    """
    present: set[int] = set()
    for segment, _ in model.parts:
        present.update(np.flatnonzero(np.diff(segment.tree.start)).tolist())
        present.update((~np.flatnonzero(np.diff(segment.direct.start))).tolist())
    sources = _lists_read(vocabulary, least)
    found = {}
    for process in processes:
        if not sources.get(process, frozenset()).isdisjoint(present):
            offers = offers_of(process, model, vocabulary, clusters=None, today=today, least=least)
            if len(offers):
                found[process] = tuple(
                    Fit(int(company), round(float(score), 4))
                    for company, score in zip(offers.company, offers.score, strict=True)
                )
    return found


@lru_cache(maxsize=4)
def _lists_read(vocabulary: Vocabulary, least: float) -> Mapping[str, frozenset[int]]:
    """Return for every process the lists that can give it a score: node for its tree, ~node for the node alone."""
    return {
        node.key: frozenset(
            source.number if source.family is Family.TREE else ~source.number
            for alternative in process_plan(node.key, vocabulary).parts[0].alternatives
            if alternative.factor >= least
            for source in alternative.sources
        )
        for node in vocabulary.nodes(Kind.PROCESS)
    }
