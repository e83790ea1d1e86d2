"""Measures of ranked answers against graded judgments; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from companies.search.results import MATCH_FROM

RELEVANT_FROM = 2
NAMES = ("nDCG@10", "P@5", "Recall@20", "MRR")

Ranked = Sequence[tuple[str, float]]
"""Companies with their scores, best first."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Values 0…1 in the order of NAMES."""

    ndcg: float
    precision: float
    recall: float
    reciprocal: float

    def __iter__(self) -> Iterator[float]:
        return iter((self.ndcg, self.precision, self.recall, self.reciprocal))


def measure(ranked: Ranked, grades: Mapping[str, int]) -> Measures:
    """Measure one answer list.

    In: the ranked companies and the grades (1 marginal, 2 relevant, 3 ideal; absent 0), at least one of them. Out:
    nDCG@10 with gain 2^grade - 1 and discount log2(rank + 1) against the ideal order of all judged; share of relevant
    ones (grade 2, 3) among the first five; share of the relevant found among the first twenty; 1 / rank of the first.
    Where nothing is graded 2 or 3, all graded count as relevant.
    """
    companies = [company for company, _ in ranked]
    gained = _discounted(grades.get(company, 0) for company in companies[:10])
    ideal = _discounted(sorted(grades.values(), reverse=True)[:10])
    relevant = {company for company, grade in grades.items() if grade >= RELEVANT_FROM} or set(grades)
    first = next((rank for rank, company in enumerate(companies, 1) if company in relevant), 0)
    return Measures(
        gained / ideal,
        sum(company in relevant for company in companies[:5]) / 5,
        sum(company in relevant for company in companies[:20]) / min(20, len(relevant)),
        1 / first if first else 0.0,
    )


def mean(measures: Iterable[Measures]) -> Measures:
    """Return the mean of each measure; NaN without any."""
    columns = list(zip(*measures, strict=True))
    return (
        Measures(*(sum(column) / len(column) for column in columns)) if columns else Measures(*[math.nan] * 4)
    )


@dataclass(frozen=True, slots=True)
class GapMeasures:
    """How well queries that nobody answers are told from the others.

    `auc` is the chance that the best score of an answerable query exceeds that of a gap; `correct` the share of gaps
    without a match; `answerable` the share of the others with one; `balanced` the mean of the two.
    """

    auc: float
    correct: float
    answerable: float

    @property
    def balanced(self) -> float:
        """Mean of `correct` and `answerable`."""
        return (self.correct + self.answerable) / 2


def measure_gaps(runs: Mapping[str, Ranked], gaps: Iterable[str], others: Iterable[str]) -> GapMeasures:
    """Measure how gaps are recognised; `runs` holds the ranked answers by query."""
    low = [_best(runs.get(query, ())) for query in gaps]
    high = [_best(runs.get(query, ())) for query in others]
    pairs = [1.0 if a > g else 0.5 if a == g else 0.0 for a in high for g in low]
    return GapMeasures(
        sum(pairs) / len(pairs),
        sum(best < MATCH_FROM for best in low) / len(low),
        sum(best >= MATCH_FROM for best in high) / len(high),
    )


def _best(ranked: Ranked) -> float:
    return max((score for _, score in ranked), default=-math.inf)


def _discounted(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
