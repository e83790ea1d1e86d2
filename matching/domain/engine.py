"""From what is wanted to ranked firms with reasons: the one way in which pages, worker and evaluation match."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from companies.search.closeness import closeness
from companies.search.keeper import KEEPER
from companies.search.plan import Alternative, Circle, Family, Plan, PlanPart, Source
from companies.search.planning import make_plan
from companies.search.readmodel import ReadModel
from companies.search.requirement import Requirement, WantedPart
from companies.search.results import Fit
from companies.search.weights import SCORE_STEPS
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary
from matching.domain.explaining import Reader
from matching.domain.facts import Facts
from matching.domain.results import Match, MatchResult, NearMiss
from matching.domain.scoring import (
    SegmentScores,
    best_scores,
    join_segment,
    score_steps,
    with_wording,
)
from matching.domain.wanted import Wanted, WantedStep
from matching.domain.weights import COVERED_FROM, FOUND_FROM, NEAR_FROM

NEAR_MISSES = 10
QUOTED = 4
"""So many words of a firm are named at most that are near to the text of the demand."""

BY_STEP = 10
"""So many firms are named for a single step."""


def match(
    wanted: Wanted, *, clusters: frozenset[int] | None, today: datetime.date, count: int = 50
) -> MatchResult:
    """Return the firms for a demand, best first, at most `count`, and some for every step.

    In: what is wanted; the clusters in which to look (None: all); the day on which dates are judged (expiry and
    freshness; certificates are judged on `wanted.needed_by` where it is later). Out: the live result of the directory
    as committed now; a firm is explained when its rows are first read.
    """
    vocabulary = current_vocabulary()
    return match_in(
        KEEPER.current(vocabulary), vocabulary, wanted, clusters=clusters, today=today, count=count
    )


def match_in(
    model: ReadModel,
    vocabulary: Vocabulary,
    wanted: Wanted,
    *,
    clusters: frozenset[int] | None,
    today: datetime.date,
    count: int = 50,
) -> MatchResult:
    """Do the same as `match` in a given state of the directory."""
    return Matcher(model, vocabulary, wanted, clusters, today).result(count)


@dataclass(frozen=True, slots=True)
class Found:
    """A firm in a ranking: where it stands, the score, and by what equal ones are ordered."""

    segment: int
    document: int
    company: int
    score: float
    order: tuple[int, int, bytes, int]


class Matcher:
    """One demand against one state of the directory."""

    def __init__(
        self,
        model: ReadModel,
        vocabulary: Vocabulary,
        wanted: Wanted,
        clusters: frozenset[int] | None,
        today: datetime.date,
    ) -> None:
        self.model = model
        self.vocabulary = vocabulary
        self.wanted = wanted
        self.clusters = clusters
        self.today = today
        self.day = max(today, wanted.needed_by or today).toordinal()
        self.plan, self.step_parts, self.word_parts = _plan(wanted, model, vocabulary, clusters, today)
        pieces = [
            score_steps(wanted, model, segment, alive, self.plan, self.step_parts, vocabulary, self.day)
            for segment, alive in model.parts
        ]
        best = best_scores(pieces, len(wanted.steps))
        self._readers: dict[int, Reader] = {}
        self.scores = tuple(
            join_segment(wanted, model, segment, visible, steps, best, self.plan, self.word_parts)
            for (segment, _), (visible, steps) in zip(model.parts, pieces, strict=True)
        )
        self.near = closeness(model, wanted.wording) if wanted.wording else None
        if self.near is not None:
            self.scores = with_wording(self.scores, self.near)

    def result(self, count: int) -> MatchResult:
        """Return the whole answer: at most `count` firms, and BY_STEP for every step."""
        ranked, total = self.ranking(count)
        near = self._rank(lambda s: (s.misses == 1) & _is_candidate(s) & _does_work(s), NEAR_MISSES)
        return MatchResult(
            matches=tuple(self._match(one) for one in ranked),
            near=tuple(self._near_misses(near)),
            by_step={step.number: tuple(self.covering(step, BY_STEP)) for step in self.wanted.steps},
            total=total,
            lead=self.wanted.lead.number if self.wanted.lead else None,
        )

    def ranking(self, count: int) -> tuple[list[Found], int]:
        """Return the first firms of the ranking without explanations, and how many there are in all."""
        keep = [(s.misses == 0) & _is_candidate(s) for s in self.scores]
        total = sum(int(mask.sum()) for mask in keep)
        return self._best(keep, [s.score for s in self.scores], count), total

    def of_companies(self, companies: Sequence[int]) -> dict[int, Match]:
        """Return the whole explanation of some firms, whatever their rank; those not visible are missing."""
        numbers = np.array(companies, np.int64)
        found: dict[int, Match] = {}
        for number, s in enumerate(self.scores):
            for doc in np.flatnonzero(s.visible & np.isin(s.segment.company, numbers)):
                company = int(s.segment.company[doc])
                found[company] = self._match(
                    Found(number, int(doc), company, float(s.score[doc]), (0, 0, b"", company))
                )
        return found

    def covering(self, step: WantedStep, count: int) -> Iterator[Match]:
        """Yield the firms that cover one step, best first, with the score and the explanation of that step alone."""
        place = next(i for i, other in enumerate(self.wanted.steps) if other.number == step.number)
        keep, scores = [], []
        for s in self.scores:
            one = s.steps[place]
            keep.append(s.visible & (one.fit >= COVERED_FROM) & (one.misses == 0))
            scores.append(one.score)
        for found in self._best(keep, scores, count):
            s = self.scores[found.segment]
            yield Match(
                found.company,
                found.score,
                (step.number,),
                _distance(s, found.document),
                partial(self._reader(found.segment).parts, found.document, (step.number,)),
            )

    def _rank(self, kept, count: int) -> list[Found]:  # type: ignore[no-untyped-def]
        return self._best([kept(s) for s in self.scores], [s.score for s in self.scores], count)

    def _best(self, keep: Sequence[np.ndarray], scores: Sequence[np.ndarray], count: int) -> list[Found]:
        """Return the best firms: score down in steps, distance up, sort name, number; the same everywhere."""
        found: list[Found] = []
        for number, (s, mask, score) in enumerate(zip(self.scores, keep, scores, strict=True)):
            docs = np.flatnonzero(mask)
            steps = np.round(score[docs] * SCORE_STEPS).astype(np.int64)
            far = np.zeros(len(docs), np.int64)
            if s.distance is not None:
                far = np.minimum(np.nan_to_num(s.distance[docs], posinf=6e3) * 10, 60_000).astype(np.int64)
            keys = (SCORE_STEPS - steps) << 48 | far << 32 | docs
            best = np.argpartition(keys, count)[:count] if len(keys) > count else np.arange(len(keys))
            for index in best:
                doc = int(docs[index])
                company = int(s.segment.company[doc])
                order = (-int(steps[index]), int(far[index]), bytes(s.segment.sort_name[doc]), company)
                found.append(Found(number, doc, company, float(steps[index]) / SCORE_STEPS, order))
        found.sort(key=lambda one: one.order)
        return found[:count]

    def _match(self, found: Found) -> Match:
        s = self.scores[found.segment]
        covered = tuple(
            step.number for step, row in zip(self.wanted.steps, s.covered, strict=True) if row[found.document]
        )
        return Match(
            found.company,
            found.score,
            covered,
            _distance(s, found.document),
            partial(self._reader(found.segment).parts, found.document),
            self._quote(found) if self.near is not None else tuple,
        )

    def _quote(self, found: Found) -> Callable[[], tuple[str, ...]]:
        assert self.near is not None  # noqa: S101 - for the type checker
        return partial(self.near.shared, found.segment, found.document, QUOTED)

    def _near_misses(self, ranked: Sequence[Found]) -> Iterator[NearMiss]:
        for found in ranked:
            one = self._match(found)
            reason = next((part for part in one.parts if part.is_miss), None)
            if reason is not None:
                yield NearMiss(
                    replace(one, score=min(one.score, 0.49), explain=partial(tuple, one.parts)), reason
                )

    def _reader(self, segment: int) -> Reader:
        if segment not in self._readers:
            s = self.scores[segment]
            facts = Facts(self.model, self.vocabulary, s.segment, self.today.toordinal(), self.day)
            self._readers[segment] = Reader(self.wanted, facts, self.plan, self.step_parts, s)
        return self._readers[segment]


def _is_candidate(s: SegmentScores) -> np.ndarray:
    named = s.words > 0 if not s.steps and s.words is not None else _does_work(s)
    if s.closeness is not None:
        near = s.closeness >= NEAR_FROM
        named = near if not s.steps and s.words is None else named | near
    return s.visible & (s.score >= FOUND_FROM) & named


def _does_work(s: SegmentScores) -> np.ndarray:
    """Say of every firm whether it does any of the steps; where nothing is read, all may."""
    return np.stack([one.fit for one in s.steps]).max(axis=0) > 0 if s.steps else np.ones_like(s.visible)


def _distance(s: SegmentScores, document: int) -> float | None:
    if s.distance is None or not np.isfinite(s.distance[document]):
        return None
    return float(s.distance[document])


def _plan(
    wanted: Wanted,
    model: ReadModel,
    vocabulary: Vocabulary,
    clusters: frozenset[int] | None,
    today: datetime.date,
) -> tuple[Plan, dict[int, PlanPart], tuple[PlanPart, ...]]:
    """Return the plan of the search engine for a demand, its part for every step, and those that only refine."""
    parts = [step.part or _part(step, vocabulary) for step in wanted.steps]
    circle = None
    if wanted.place is not None:
        circle = Circle(wanted.place.latitude, wanted.place.longitude, wanted.radius_km or 1e4)
    plan = make_plan(
        Requirement(parts=(*parts, *wanted.words)),
        model,
        vocabulary,
        circle=circle,
        clusters=clusters,
        today=today,
    )
    named = [_with_general(step, part, model) for step, part in zip(wanted.steps, plan.parts, strict=False)]
    step_parts = dict(zip((step.number for step in wanted.steps), named, strict=True))
    return replace(plan, parts=tuple(step_parts.values())), step_parts, plan.parts[len(parts) :]


def _with_general(step: WantedStep, part: PlanPart, model: ReadModel) -> PlanPart:
    """Let a firm that names the general term itself meet the step, as far as the term is meant."""
    further = tuple(
        Alternative(
            Fit.PARENT,
            0.5 + 0.5 * option.certainty,
            (Source(Family.DIRECT, model.nodes.index[f"p:{option.key}"]),),
            f"p:{option.key}",
        )
        for option in step.general
    )
    return replace(part, alternatives=(*part.alternatives, *further)) if further else part


def _part(step: WantedStep, vocabulary: Vocabulary) -> WantedPart:
    """Return the engine's part of a step that was chosen and not read from a text."""
    name = vocabulary.node(Kind.PROCESS, step.key).name_de
    return WantedPart(Kind.PROCESS.value, step.options, step.passage or name, -1, -1, "alias")
