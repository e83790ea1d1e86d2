"""From what is wanted to ranked firms with reasons: the one way in which pages, worker and evaluation match."""

from __future__ import annotations

import datetime

from matching.domain.results import MatchResult
from matching.domain.wanted import Wanted


def match(
    wanted: Wanted, *, clusters: frozenset[int] | None, today: datetime.date, count: int = 50
) -> MatchResult:
    """Return the firms for a demand, best first, at most `count` and as many per step.

    In: what is wanted; the clusters in which to look (None: all); the day on which dates are judged (expiry and
    freshness; certificates are judged on `wanted.needed_by` where it is later). Out: the live result of the directory
    as committed now, with the whole explanation of every firm returned.
    """
    raise NotImplementedError
