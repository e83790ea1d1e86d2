"""From codes and process scores to one score per firm: pure functions over arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from companies.search import engine
from companies.search.closeness import Closeness
from companies.search.plan import Plan, PlanPart
from companies.search.readmodel import ReadModel
from companies.search.results import MATCH_FROM
from companies.search.segment import Segment, bits_mask
from companies.search.weights import decay
from competences.language import Vocabulary
from matching.domain.comparison import NOT_MET, UNKNOWN
from matching.domain.facts import Facts
from matching.domain.wanted import Criterion, Wanted, WantedStep
from matching.domain.weights import ASK_BELOW, COVERED_FROM, GOOD_SHARE, HOUSE_SIZES, MEASURED, M, factors
from matching.enums import Attribute, Importance


@dataclass(frozen=True)
class StepScores:
    """One step for all firms of a segment: arrays of shape (n,).

    `fit` is how well the process is met, `score` the same times what the criteria keep (capped where a condition is
    not stated), `misses` the number of conditions that are not met, `asks` whether one is not stated, `codes` the code
    of every criterion.
    """

    step: WantedStep
    fit: np.ndarray
    score: np.ndarray
    misses: np.ndarray
    asks: np.ndarray
    codes: Mapping[Criterion, np.ndarray]


@dataclass(frozen=True)
class SegmentScores:
    """A whole demand for all firms of a segment: arrays of shape (n,), `covered` of shape (steps, n).

    `closeness` is how near a firm's text is to that of the demand, 0…1; None where only steps and criteria are given.
    """

    segment: Segment
    visible: np.ndarray
    steps: tuple[StepScores, ...]
    score: np.ndarray
    misses: np.ndarray
    asks: np.ndarray
    covered: np.ndarray
    distance: np.ndarray | None = None
    words: np.ndarray | None = None
    closeness: np.ndarray | None = None


def score_steps(
    wanted: Wanted,
    model: ReadModel,
    segment: Segment,
    alive: np.ndarray,
    plan: Plan,
    step_parts: Mapping[int, PlanPart],
    vocabulary: Vocabulary,
    day: int,
) -> tuple[np.ndarray, tuple[StepScores, ...]]:
    """Score the steps for all firms of a segment.

    In: the demand; the read model with one of its segments and its living documents as bits; the plan with circle,
    clusters and day; the plan's part of every step; `day` is the ordinal of the day on which certificates have to be
    valid. Out: who may be seen (bool, (n,); never a firm that asks) and the scores of every step.
    """
    visible = bits_mask(alive & engine.cluster_bits(segment, plan.clusters), len(segment))
    if wanted.seekers:
        visible &= ~np.isin(segment.company, np.fromiter(wanted.seekers, np.int64, len(wanted.seekers)))
    facts = Facts(model, vocabulary, segment, plan.today.toordinal(), day)
    return visible, tuple(_step(wanted, step, facts, step_parts[step.number], plan) for step in wanted.steps)


def best_scores(pieces: Sequence[tuple[np.ndarray, tuple[StepScores, ...]]], steps: int) -> np.ndarray:
    """Return the best score of any visible firm for each step that misses no condition; float32, (steps,)."""
    best = np.zeros(steps, np.float32)
    for visible, scored in pieces:
        for place, one in enumerate(scored):
            allowed = visible & (one.misses == 0)
            best[place] = max(best[place], float(one.score[allowed].max(initial=0.0)))
    return best


def join_segment(
    wanted: Wanted,
    model: ReadModel,
    segment: Segment,
    visible: np.ndarray,
    steps: tuple[StepScores, ...],
    best: np.ndarray,
    plan: Plan,
    word_parts: tuple[PlanPart, ...],
) -> SegmentScores:
    """Join the steps of a segment's firms with words, freshness and distance; see SegmentScores."""
    n = len(segment)
    if steps:
        score, misses, asks, covered = join_steps(wanted, steps, best)
    else:
        score, misses, asks, covered = _by_words(n)
    words = _words(model, segment, word_parts, plan, n)
    if words is not None:
        share = np.float32(M["words.share"] if steps else 1.0)
        score = score * (1 - share + share * words)
    score = score * engine.freshness_factors(segment, plan)
    distance = None
    if plan.circle is not None:
        distance = engine.site_distances(model, segment, plan)
        share = np.float32(M["distance.share"])
        score = score * (1 - share + share * decay(np.minimum(distance, 1e4)).astype(np.float32))
        if wanted.radius_km is not None:
            outside = distance > wanted.radius_km
            if wanted.radius_is_hard:
                misses = misses + outside
            else:
                score = np.where(outside, score * np.float32(factors(Attribute.DISTANCE)[NOT_MET]), score)
    return SegmentScores(
        segment, visible, steps, np.clip(score, 0, 1), misses, asks, covered, distance, words
    )


def with_wording(scores: Sequence[SegmentScores], near: Closeness) -> tuple[SegmentScores, ...]:
    """Raise who is near to the text of the demand in its own words, before all where the reading finds little.

    With s the score, t the firm's closeness ÷ that of the nearest firm that misses no condition (at least
    WORDING_LEAST of all words), u the weight "wording.share" and k = SURE_SHARE: r = 1 - (1 - k·s)(1 - u·t), divided by
    its highest value. Where r is "wording.match" the result is MATCH_FROM, linear below and above. Who has to be asked
    about a condition, or covers no step, stays below a match.
    """
    best = WORDING_LEAST * near.mass
    for one, total in zip(scores, near.totals, strict=True):
        best = max(best, float(total[one.visible & (one.misses == 0)].max(initial=0.0)))
    if best <= 0:
        return tuple(scores)
    return tuple(
        replace(one, score=_raised(one, np.minimum(total / best, 1)), closeness=np.minimum(total / best, 1))
        for one, total in zip(scores, near.totals, strict=True)
    )


def _raised(one: SegmentScores, near: np.ndarray) -> np.ndarray:
    share, match = M["wording.share"], M["wording.match"]
    raised = 1 - (1 - SURE_SHARE * one.score) * (1 - share * near)
    raised /= 1 - (1 - SURE_SHARE) * (1 - share)
    above = MATCH_FROM + (1 - MATCH_FROM) * (raised - match) / (1 - match)
    score = np.where(raised < match, raised * (MATCH_FROM / match), above)
    lifted = ~one.covered.any(axis=0) & (one.score < MATCH_FROM)
    return np.where(one.asks | lifted, np.minimum(score, ASK_BELOW), score).astype(np.float32)


def _step(wanted: Wanted, step: WantedStep, facts: Facts, part: PlanPart, plan: Plan) -> StepScores:
    processes = tuple(option.key for option in step.options)
    criteria = wanted.of_step(step.number)
    materials = [c.key for c in criteria if c.attribute is Attribute.MATERIAL]
    shaping = facts.is_shaping(processes)
    fit = engine.part_scores(facts.model, facts.segment, part, plan)
    score = fit.copy()
    misses = np.zeros(len(fit), np.int16)
    asks = np.zeros(len(fit), bool)
    codes: dict[Criterion, np.ndarray] = {}
    for criterion in criteria:
        code = codes[criterion] = facts.codes(criterion, processes, materials)
        kept = np.array(factors(criterion.attribute, shaping=shaping), np.float32)
        if criterion.attribute in MEASURED:
            kept[UNKNOWN] = doubted(kept, code[fit >= COVERED_FROM])
        if criterion.attribute is Attribute.MATERIAL:
            kept = kept ** np.float32(1 / len(materials))
        factor = kept[code]
        if criterion.attribute in HOUSE_SIZES and (open_ := (code == UNKNOWN) & (fit > 0)).any():
            factor[open_ & facts.falls_short(criterion)] *= np.float32(M["open.elsewhere"])
        score *= factor
        if criterion.importance == Importance.HARD:
            misses += code == NOT_MET
            asks |= code == UNKNOWN
    score = np.where(asks, np.minimum(score, np.float32(ASK_BELOW)), score)
    return StepScores(step, fit, score, misses, asks, codes)


def join_steps(
    wanted: Wanted, steps: tuple[StepScores, ...], best: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Join the steps: who can do the lead step comes before who can only do others, and more steps count more.

    In: the demand, its steps, and the best score of any firm for each step. With s the score, w the weight of a step,
    r = s ÷ best and c = Σ w over covered steps ÷ Σ w: a firm that covers the lead step L has
    s_L · (b + (1 - b) · c) · fall(r_L), any other d · max over its steps of s · r, with b the weight "step.lead_only"
    and d "step.side_only" ("step.side_alone" where nobody is a match for the lead step), but always less than the best
    who does nothing but the lead step. One step: its score.
    A match that covers every step, the lead step at least GOOD_SHARE as well as the best, is lifted to
    e + (1 - e) · score with e the weight "step.everything".
    Out: score, conditions missed and whether one is not stated at the step that counts, covered of shape (steps, n).
    """
    scores = np.stack([one.score for one in steps])
    covered = np.stack([one.fit for one in steps]) >= COVERED_FROM
    misses = np.stack([one.misses for one in steps])
    asks = np.stack([one.asks for one in steps])
    if len(steps) == 1:
        return scores[0], misses[0], asks[0], covered
    lead = next(place for place, one in enumerate(steps) if one.step is wanted.lead)
    weights = np.array([_weight(one.step) for one in steps], np.float32)[:, None]
    share = (weights * covered).sum(axis=0) / weights.sum()
    base = np.float32(M["step.lead_only"])
    relative = scores / np.maximum(best[:, None], np.float32(1e-6))
    leading = scores[lead] * (base + (1 - base) * share) * _fall(relative[lead])
    needed = [place for place, one in enumerate(steps) if one.step.importance == Importance.HARD]
    everything = (scores[needed] >= COVERED_FROM).all(axis=0) & (misses[needed] == 0).all(axis=0)
    everything &= relative[lead] >= GOOD_SHARE
    lift = np.float32(M["step.everything"])
    leading = np.where(everything & (leading >= MATCH_FROM), lift + (1 - lift) * leading, leading)
    side_share = M["step.side_only"] if best[lead] >= MATCH_FROM else M["step.side_alone"]
    others = np.where(covered, scores * np.minimum(relative, 1), 0)
    others[lead] = 0
    side = np.float32(side_share) * others.max(axis=0)
    if best[lead] >= MATCH_FROM:
        alone = best[lead] * (base + (1 - base) * weights[lead, 0] / weights.sum())
        side = np.minimum(side, np.float32(_BEHIND_LEAD) * alone)
    is_lead = covered[lead] & (leading >= side)
    counts = np.where(is_lead | ~covered.any(axis=0), lead, others.argmax(axis=0))
    missed = np.take_along_axis(misses, counts[None, :], axis=0)[0]
    asked = np.take_along_axis(asks, counts[None, :], axis=0)[0]
    return np.where(covered[lead], np.maximum(leading, side), side), missed, asked, covered


SURE_SHARE = 0.99
"""What is left of a score for the wording to decide among firms that fit equally well."""

WORDING_LEAST = 0.1
"""Who has this share of the words is near, even where nobody is nearer."""

_BEHIND_LEAD = 0.96
"""What a side step is worth at most, compared with the best who does the lead step alone."""


def _fall(relative: np.ndarray) -> np.ndarray:
    """Return what stays for one who is behind the best: all from 0.9 on, 1 - "step.behind" at 0.5 and below."""
    behind = np.clip((0.9 - relative) / 0.4, 0, 1).astype(np.float32)
    return 1 - np.float32(M["step.behind"]) * behind


def _weight(step: WantedStep) -> float:
    if step.is_lead:
        return 1.0
    weight = M["step.wish"] if step.importance == Importance.WISH else M["step.side"]
    return weight * (0.4 + 0.6 * step.certainty)


def _by_words(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return what there is to score where no process is asked for: the words decide alone, below a match."""
    return np.full(n, ASK_BELOW, np.float32), np.zeros(n, np.int16), np.ones(n, bool), np.zeros((0, n), bool)


def _words(
    model: ReadModel, segment: Segment, parts: tuple[PlanPart, ...], plan: Plan, n: int
) -> np.ndarray | None:
    """Return how much of what only refines the order a firm has: the weighted share, 0…1; None without such parts."""
    if not parts:
        return None
    total, weights = np.zeros(n, np.float32), 0.0
    for part in parts:
        if part.alternatives or part.words:
            total += np.float32(part.weight) * engine.part_scores(model, segment, part, plan)
            weights += part.weight
    return total / np.float32(weights) if weights else None


def doubted(kept: np.ndarray, codes: np.ndarray) -> float:
    """Return what a size keeps that a firm does not state: less where hardly anybody who states it reaches it.

    In: what the criterion keeps by code; the codes of the firms that have the process. With m of k stating firms that
    reach it and three imagined ones of which 2.7 do: p = (m + 2.7) ÷ (k + 3). Out: strictly between "not met" and
    "partly", rising with p.
    """
    stated = codes[codes != UNKNOWN]
    reached = (float((stated > UNKNOWN).sum()) + 2.7) / (len(stated) + 3)
    low, high = float(kept[NOT_MET]), float(kept[UNKNOWN])
    doubt = M["open.doubt"]
    return low + (high - low) * (1 - doubt * (1 - reached))
