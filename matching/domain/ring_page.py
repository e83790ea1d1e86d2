"""Rings of firms as the steward sees them, from the stored pairs."""

from collections.abc import Collection
from dataclasses import dataclass

from companies.models import Company
from competences.models import Process
from matching.domain.rings import Link, find_rings
from matching.enums import PairState
from matching.models import Pair

MOST_LINKS = 8_000
"""So many of the best pairs take part."""


@dataclass(frozen=True, slots=True)
class ShownLink:
    """One firm seeks a process, the next one offers it; `percent` says how well."""

    seeker: Company
    provider: Company
    process: Process
    percent: int
    is_weakest: bool


@dataclass(frozen=True, slots=True)
class RingPage:
    """The best rings, each as its links in order; `is_exact` false: there are more than could be looked at."""

    rings: tuple[tuple[ShownLink, ...], ...]
    is_exact: bool


def ring_page(clusters: Collection[int]) -> RingPage:
    """Return the best rings among the pairs of some clusters that were not dismissed; three queries."""
    rows = (
        Pair.objects.in_directory()
        .filter(cluster__in=clusters)
        .exclude(state=PairState.DISMISSED)
        .order_by("-score", "pk")
        .values_list("seeker", "provider", "process__key", "score")[:MOST_LINKS]
    )
    found = find_rings(Link(*row) for row in rows)
    links = [link for ring in found.rings for link in ring.links]
    firms = Company.objects.with_place().in_bulk({link.seeker for link in links})
    names = Process.objects.in_bulk({link.process for link in links}, field_name="key")
    rings = tuple(
        tuple(
            ShownLink(
                firms[link.seeker],
                firms[link.provider],
                names[link.process],
                round(link.score * 100),
                link is ring.weakest,
            )
            for link in ring.links
        )
        for ring in found.rings
    )
    return RingPage(rings, found.is_exact)
