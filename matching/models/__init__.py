"""Demands with what they ask for, the matches stored for them, and what staff made of pairs of firms."""

from matching.models.criteria import DemandCriterion, DemandStep
from matching.models.demand import Demand, DemandQuerySet, StoredMatch
from matching.models.pair import MatchingProgress, Pair, PairQuerySet

__all__ = [
    "Demand",
    "DemandCriterion",
    "DemandQuerySet",
    "DemandStep",
    "MatchingProgress",
    "Pair",
    "PairQuerySet",
    "StoredMatch",
]
