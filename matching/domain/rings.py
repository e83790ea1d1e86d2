"""Rings of firms in which each does what the one before seeks; pure. docs/rings.md explains it with an example."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_FIRMS = 4
MOST_TRIED = 60_000
"""So many ways around are looked at; beyond it the best rings are still right, further ones may be missing."""

RINGS = 20


@dataclass(frozen=True, slots=True)
class Link:
    """`seeker` looks for a process that `provider` offers; `score` (0…1) says how well."""

    seeker: int
    provider: int
    process: str
    score: float


@dataclass(frozen=True, slots=True)
class Ring:
    """Firms in a circle: the provider of each link seeks in the next one, and the last one leads back to the first.

    It starts at the firm with the smallest number, so that every ring has one form.
    """

    links: tuple[Link, ...]

    @property
    def companies(self) -> tuple[int, ...]:
        """The firms, each seeking something that the next one offers."""
        return tuple(link.seeker for link in self.links)

    @property
    def weakest(self) -> Link:
        """The link by which the ring is ranked."""
        return min(self.links, key=lambda link: link.score)

    @property
    def rank(self) -> tuple[float, int, float, tuple[int, ...]]:
        """Key of the order: weakest link down, fewer firms first, the sum of the scores down, then the numbers."""
        total = sum(link.score for link in self.links)
        return -self.weakest.score, len(self.links), -round(total, 9), self.companies


@dataclass(frozen=True, slots=True)
class Rings:
    """The best rings; `is_exact` is false where there were too many ways around to look at all of them."""

    rings: tuple[Ring, ...]
    is_exact: bool = True


def best_links(links: Iterable[Link]) -> dict[tuple[int, int], Link]:
    """Return for each pair (seeker, provider) the best of its links; nobody is linked with itself."""
    best: dict[tuple[int, int], Link] = {}
    for link in links:
        pair = link.seeker, link.provider
        known = best.get(pair)
        if link.seeker != link.provider and (
            known is None or (-link.score, link.process) < (-known.score, known.process)
        ):
            best[pair] = link
    return best


def find_rings(links: Iterable[Link], *, limit: int = RINGS, most_tried: int = MOST_TRIED) -> Rings:
    """Return the best rings of two to MOST_FIRMS firms, each once.

    Firms that all seek the same process give each other nothing they lack and are no ring.
    In: who seeks what from whom. Out: at most `limit` rings in the order of `Ring.rank`. Links are taken in from the
    best to the worst, and a ring is found with its worst link, so the search ends as soon as enough are found: a
    large network is hardly looked at.
    """
    ordered = sorted(best_links(links).values(), key=lambda link: (-link.score, link.seeker, link.provider))
    to_provider: dict[int, dict[int, Link]] = {}
    to_seeker: dict[int, set[int]] = {}
    found: list[Ring] = []
    tried = 0
    for _, equal in itertools.groupby(ordered, key=lambda link: link.score):
        if len(found) >= limit:
            break
        for link in equal:
            for way in _ways(to_provider, to_seeker, link.provider, link.seeker):
                tried += 1
                if way is not None and any(one.process != link.process for one in way):
                    found.append(_ring((link, *way)))
                if tried > most_tried:
                    return Rings(tuple(sorted(found, key=lambda ring: ring.rank)[:limit]), is_exact=False)
            to_provider.setdefault(link.seeker, {})[link.provider] = link
            to_seeker.setdefault(link.provider, set()).add(link.seeker)
    return Rings(tuple(sorted(found, key=lambda ring: ring.rank)[:limit]))


def _ways(
    to_provider: dict[int, dict[int, Link]], to_seeker: dict[int, set[int]], start: int, end: int
) -> Iterator[tuple[Link, ...] | None]:
    """Yield the ways of at most three links from one firm to another; None for each step that led nowhere."""
    first = to_provider.get(start, {})
    if not first or end not in to_seeker:
        return
    if end in first:
        yield (first[end],)
    into = to_seeker[end]
    for middle, one in first.items():
        if middle == end:
            continue
        onward = to_provider.get(middle, {})
        if end in onward:
            yield one, onward[end]
        yield None
        for last in onward.keys() & into if len(onward) > len(into) else (n for n in onward if n in into):
            if last not in (start, middle, end):
                yield one, onward[last], to_provider[last][end]


def _ring(links: tuple[Link, ...]) -> Ring:
    start = min(range(len(links)), key=lambda place: links[place].seeker)
    return Ring((*links[start:], *links[:start]))
