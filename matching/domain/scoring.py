"""From codes and process scores to one score per firm: pure functions over arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from companies.search import engine
from companies.search.plan import Plan, PlanPart
from companies.search.readmodel import ReadModel
from companies.search.segment import Segment, bits_mask
from companies.search.weights import decay
from competences.language import Vocabulary
from matching.domain.comparison import NOT_MET, UNKNOWN
from matching.domain.facts import Facts
from matching.domain.wanted import Criterion, Wanted, WantedStep
from matching.domain.weights import ASK_BELOW, COVERED_FROM, M, factors
from matching.enums import Attribute, Importance


@dataclass(frozen=True)
class StepScores:
    """One step for all firms of a segment: arrays of shape (n,).

    `fit` is how well the process is met, `score` the same times what the criteria keep (capped where a condition is
    not stated), `misses` the number of conditions that are not met, `codes` the code of every criterion.
    """

    step: WantedStep
    fit: np.ndarray
    score: np.ndarray
    misses: np.ndarray
    codes: Mapping[Criterion, np.ndarray]


@dataclass(frozen=True)
class SegmentScores:
    """A whole demand for all firms of a segment: arrays of shape (n,), `covered` of shape (steps, n)."""

    segment: Segment
    visible: np.ndarray
    steps: tuple[StepScores, ...]
    score: np.ndarray
    misses: np.ndarray
    covered: np.ndarray
    distance: np.ndarray | None = None
    words: np.ndarray | None = field(default=None)


def score_segment(
    wanted: Wanted,
    model: ReadModel,
    segment: Segment,
    alive: np.ndarray,
    plan: Plan,
    step_parts: Mapping[int, PlanPart],
    word_parts: tuple[PlanPart, ...],
    vocabulary: Vocabulary,
    day: int,
) -> SegmentScores:
    """Score all firms of a segment.

    In: the demand; the read model with one of its segments and its living documents as bits; the plan with circle,
    clusters and day; the plan's part of every step and the parts that only refine; `day` is the ordinal of the day on
    which certificates have to be valid. Out: see SegmentScores. A firm that asks is not visible.
    """
    n = len(segment)
    visible = bits_mask(alive & engine.cluster_bits(segment, plan.clusters), n)
    if wanted.seekers:
        visible &= ~np.isin(segment.company, np.fromiter(wanted.seekers, np.int64, len(wanted.seekers)))
    facts = Facts(model, vocabulary, segment, plan.today.toordinal(), day)
    steps = tuple(_step(wanted, step, facts, step_parts[step.number], plan) for step in wanted.steps)
    if steps:
        score, misses, covered = _joined(wanted, steps)
    else:
        score, misses, covered = _by_words(n)
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
    return SegmentScores(segment, visible, steps, np.clip(score, 0, 1), misses, covered, distance, words)


def _step(wanted: Wanted, step: WantedStep, facts: Facts, part: PlanPart, plan: Plan) -> StepScores:
    processes = tuple(option.key for option in step.options)
    criteria = wanted.of_step(step.number)
    materials = [c.key for c in criteria if c.attribute is Attribute.MATERIAL]
    shaping = facts.is_shaping(processes)
    fit = engine.part_scores(facts.model, facts.segment, part, plan)
    score = fit.copy()
    misses = np.zeros(len(fit), np.int16)
    codes: dict[Criterion, np.ndarray] = {}
    for criterion in criteria:
        code = codes[criterion] = facts.codes(criterion, processes, materials)
        kept = np.array(factors(criterion.attribute, shaping=shaping), np.float32)
        if criterion.attribute is Attribute.MATERIAL:
            kept = kept ** np.float32(1 / len(materials))
        score *= kept[code]
        if criterion.importance == Importance.HARD:
            misses += code == NOT_MET
            score = np.where(code == UNKNOWN, np.minimum(score, np.float32(ASK_BELOW)), score)
    return StepScores(step, fit, score, misses, codes)


def _joined(wanted: Wanted, steps: tuple[StepScores, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Join the steps: who can do the lead step comes before who can only do others, and more steps count more.

    With s the score and w the weight of each step: c = Σ w over covered steps ÷ Σ w. A firm that covers the lead
    step L has s_L · (b + (1 - b) · c) with b the weight "step.lead_only"; any other has "step.side_only" times the
    mean of its best side step and c. A single step is the score itself.
    """
    scores = np.stack([one.score for one in steps])
    fits = np.stack([one.fit for one in steps])
    covered = fits >= COVERED_FROM
    misses = np.stack([one.misses for one in steps])
    if len(steps) == 1:
        return scores[0], misses[0], covered
    lead = next(place for place, one in enumerate(steps) if one.step is wanted.lead)
    weights = np.array([_weight(one.step) for one in steps], np.float32)[:, None]
    share = (weights * covered).sum(axis=0) / weights.sum()
    base = np.float32(M["step.lead_only"])
    leading = scores[lead] * (base + (1 - base) * share)
    others = np.where(covered, scores, 0)
    side = np.float32(M["step.side_only"]) * (others.max(axis=0) + share) / 2
    is_lead = covered[lead]
    first_covered = np.where(is_lead, lead, others.argmax(axis=0))
    missed = np.take_along_axis(misses, first_covered[None, :], axis=0)[0]
    return np.where(is_lead, np.maximum(leading, side), side), missed, covered


def _weight(step: WantedStep) -> float:
    if step.is_lead:
        return 1.0
    weight = M["step.wish"] if step.importance == Importance.WISH else M["step.side"]
    return weight * (0.4 + 0.6 * step.certainty)


def _by_words(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what there is to score where no process is asked for: the words decide alone, below a match."""
    return np.full(n, ASK_BELOW, np.float32), np.zeros(n, np.int16), np.zeros((0, n), bool)


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
