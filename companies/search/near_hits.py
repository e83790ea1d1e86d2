"""Who comes near in words to a search that nobody fits."""

from __future__ import annotations

import numpy as np

from companies.search import engine
from companies.search.closeness import Closeness
from companies.search.plan import Plan
from companies.search.readmodel import ReadModel
from companies.search.segment import bits_mask, mask_bits
from companies.search.weights import nearer_first

NEAR_WORD = 0.35
NEAR_LEAST = 0.15
NEAR_SHARE = 0.6
NEAR_MOST = 0.45
"""What counts as near, and what that is worth at most; see `answer_near`."""


def answer_near(model: ReadModel, plan: Plan, near: Closeness) -> list[engine.Answer]:
    """Return those as hits, below a match, whose texts are near to the words of a question that finds nobody.

    A hit has NEAR_SHARE of what the nearest firm has of the words; that has to be NEAR_LEAST of all of them, and as
    much as NEAR_WORD of a single one.
    """
    seen = [alive & engine.cluster_bits(segment, plan.clusters) for segment, alive in model.parts]
    best = max(
        (
            float(total[bits_mask(visible, len(total))].max(initial=0.0))
            for visible, total in zip(seen, near.totals, strict=True)
        ),
        default=0.0,
    )
    nobody = best <= max(NEAR_LEAST, NEAR_WORD / max(near.words, 1)) * near.mass
    found = []
    for (segment, _), visible, total in zip(model.parts, seen, near.totals, strict=True):
        share = np.zeros_like(total) if nobody else np.minimum(total / best, 1)
        mask = visible & mask_bits(share >= NEAR_SHARE)
        score = np.float32(NEAR_MOST) * share * engine.freshness_factors(segment, plan)
        distance = None
        if plan.circle is not None:
            distance = engine.site_distances(model, segment, plan)
            score = nearer_first(score, distance)
        found.append(engine.Answer(segment, mask, score, distance, share))
    return found
