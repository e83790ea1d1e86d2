"""Teams for a demand as the directory stands now: who can do which step, read from the scores of the engine."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from companies.search.readmodel import ReadModel
from companies.search.results import MATCH_FROM
from competences.language import Vocabulary
from matching.domain.comparison import UNKNOWN
from matching.domain.consortia import (
    SHOWN_TEAMS,
    Consortia,
    Nearby,
    Offer,
    StepOffers,
    find_teams,
)
from matching.domain.engine import Matcher
from matching.domain.pairs import places_of
from matching.domain.results import Match
from matching.domain.scoring import SegmentScores
from matching.domain.wanted import Wanted
from matching.domain.weights import COVERED_FROM, GOOD_SHARE
from matching.enums import Importance

ALL_BELOW = 150
"""So many firms take part all of them; that is more than a region has for one demand."""

BEST = 50
"""Of more than that: so many best of every step, and as many of those that do the most steps."""

NEAREST = 3
"""So many firms are named for a step that stays open."""


@dataclass(frozen=True, slots=True)
class TeamResult:
    """The teams with the explanation of every firm that is named in them: company → Match."""

    consortia: Consortia
    matches: Mapping[int, Match]

    @property
    def named(self) -> frozenset[int]:
        """All firms that are named: in teams, and as the nearest to open steps."""
        members = {company for team in self.consortia.teams for company in team.companies}
        return frozenset(members | {near.company for step in self.consortia.open for near in step.nearest})


def teams_in(
    model: ReadModel,
    vocabulary: Vocabulary,
    wanted: Wanted,
    *,
    clusters: frozenset[int] | None,
    today: datetime.date,
    limit: int = SHOWN_TEAMS,
) -> TeamResult:
    """Return the best teams for a demand with several steps; nothing for one with fewer than two.

    In: a state of the directory, the rest as for `matching.domain.engine.match`.
    """
    return teams_of(Matcher(model, vocabulary, wanted, clusters, today), limit=limit)


def teams_of(matcher: Matcher, *, limit: int = SHOWN_TEAMS) -> TeamResult:
    """Do the same for a demand that is matched already."""
    wanted = matcher.wanted
    if len(wanted.steps) < 2:
        return TeamResult(Consortia(), {})
    steps, is_complete = step_offers(wanted, matcher.scores)
    named = sorted({offer.company for step in steps for offer in step.offers})
    place = (wanted.place.latitude, wanted.place.longitude) if wanted.place else None
    found = find_teams(steps, places_of(matcher.model, named), place, limit=limit)
    nearest = {step.step: nearest_offers(matcher, step.step) for step in found.open}
    found = replace(found, is_exact=found.is_exact and is_complete).with_nearest(nearest)
    members = sorted({company for team in found.teams for company in team.companies})
    return TeamResult(found, matcher.of_companies(members))


def step_offers(wanted: Wanted, scores: Sequence[SegmentScores]) -> tuple[tuple[StepOffers, ...], bool]:
    """Return for each step who can do it, best first, and whether these are all.

    A firm can do a step when it matches it (score from MATCH_FROM) without missing one of its conditions; where
    nobody does, those count that only leave a condition open. Where no step is a condition all count as conditions.
    """
    columns = [_Column.of(wanted, piece) for piece in scores]
    if not columns:
        return tuple(StepOffers(step.number, ()) for step in wanted.steps), True
    company = np.concatenate([column.company for column in columns])
    able = np.concatenate([column.able for column in columns], axis=1)
    asking = np.concatenate([column.asking for column in columns], axis=1)
    score = np.concatenate([column.score for column in columns], axis=1)
    sure = able & (score >= MATCH_FROM)
    able = np.where(sure.any(axis=1, keepdims=True), sure, able & asking)
    able &= (score >= GOOD_SHARE * _best_by_step(score, able)) | _alone(wanted, able)
    taking_part = np.flatnonzero(able.any(axis=0))
    is_complete = len(taking_part) <= ALL_BELOW
    if not is_complete:
        taking_part = _most_useful(able, score, company)
    every_hard = not any(step.importance == Importance.HARD for step in wanted.steps)
    found = []
    for row, step in enumerate(wanted.steps):
        docs = taking_part[able[row, taking_part]]
        docs = docs[np.lexsort((company[docs], -score[row, docs]))]
        offers = tuple(
            Offer(int(company[doc]), round(float(score[row, doc]), 4), bool(asking[row, doc])) for doc in docs
        )
        is_hard = every_hard or step.importance == Importance.HARD
        found.append(StepOffers(step.number, offers, is_hard, step is wanted.lead))
    return tuple(found), is_complete


def _best_by_step(score: np.ndarray, able: np.ndarray) -> np.ndarray:
    return np.where(able, score, 0).max(axis=1, keepdims=True, initial=0)


def _alone(wanted: Wanted, able: np.ndarray) -> np.ndarray:
    """Return by firm whether it does every step that somebody does and that is a condition."""
    hard = np.array([step.importance == Importance.HARD for step in wanted.steps])
    needed = (hard | ~hard.any()) & able.any(axis=1)
    return np.logical_and(able[needed].all(axis=0), needed.any())


def _most_useful(able: np.ndarray, score: np.ndarray, company: np.ndarray) -> np.ndarray:
    """Return the best firms of every step and those that do the most steps, as columns."""
    counts, total = able.sum(axis=0), np.where(able, score, 0).sum(axis=0)
    chosen = set(np.lexsort((company, -total, -counts))[:BEST].tolist())
    for row in range(len(able)):
        docs = np.flatnonzero(able[row])
        chosen.update(docs[np.lexsort((company[docs], -score[row, docs]))[:BEST]].tolist())
    return np.array(sorted(chosen), np.int64)


@dataclass(frozen=True, slots=True)
class _Column:
    """The firms of one segment that can do any step: numbers (n,), the rest by step and firm (steps, n).

    `able`: does the process and misses no condition; `asking`: leaves a condition of the step open.
    """

    company: np.ndarray
    able: np.ndarray
    asking: np.ndarray
    score: np.ndarray

    @classmethod
    def of(cls, wanted: Wanted, piece: SegmentScores) -> _Column:
        visible = piece.visible
        if wanted.radius_is_hard and wanted.radius_km is not None and piece.distance is not None:
            visible = visible & (piece.distance <= wanted.radius_km)
        able = np.stack([visible & (one.fit >= COVERED_FROM) & (one.misses == 0) for one in piece.steps])
        docs = np.flatnonzero(able.any(axis=0))
        asking = np.zeros((len(piece.steps), len(docs)), bool)
        for row, one in enumerate(piece.steps):
            for criterion, codes in one.codes.items():
                if criterion.importance == Importance.HARD:
                    asking[row] |= codes[docs] == UNKNOWN
            # only what does the process surely is worth asking
            asking[row] &= one.fit[docs] >= MATCH_FROM
        score = np.stack([one.score[docs] for one in piece.steps])
        return cls(piece.segment.company[docs], able[:, docs], asking, score)


def nearest_offers(whole: Matcher, step: int) -> tuple[Nearby, ...]:
    """Return the firms that come nearest to an open step of a matched demand, each with what is in the way.

    First those that miss a single condition (outside the radius, too small, without the certificate), then those with
    a related or only a general process.
    """
    wanted = whole.wanted.only([step])
    matcher = Matcher(whole.model, whole.vocabulary, wanted, whole.clusters, whole.today)
    result = matcher.result(NEAREST)
    found = {
        near.match.company: Nearby(near.match.company, near.reason, near.match.distance_km)
        for near in result.near
    }
    for match in result.matches:
        worst = min(match.parts, key=lambda part: part.score, default=None)
        found.setdefault(match.company, Nearby(match.company, worst, match.distance_km))
    return tuple(found.values())[:NEAREST]
