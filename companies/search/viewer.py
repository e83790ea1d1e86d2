"""Who searches: what a person may see, and from where distances are measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from companies.models import Cluster, Site

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who searches: the clusters whose firms he or she may see (None: all), and where the own site is."""

    clusters: frozenset[int] | None = frozenset()
    latitude: float | None = None
    longitude: float | None = None


def viewer_of(user: User | AnonymousUser) -> Viewer:
    """Return a person as a viewer, with the main site of the first firm he or she acts for (two queries)."""
    clusters = None
    if not (user.is_authenticated and user.is_superuser):
        clusters = frozenset(Cluster.objects.of_viewer(user).values_list("pk", flat=True))
    if not user.is_authenticated:
        return Viewer(clusters)
    site = (
        Site.objects.filter(company__people__user=user, latitude__isnull=False)
        .order_by("company__people__pk", "-is_main", "pk")
        .first()
    )
    return Viewer(clusters, site.latitude, site.longitude) if site else Viewer(clusters)
