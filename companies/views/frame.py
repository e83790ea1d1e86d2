"""What the frame around every page shows: the cluster and the reader's own company."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from companies.models import Cluster, Company, CompanyUser, Site

SITE_NAME = "Metall-Cluster"
"""Shown where no cluster is stored yet."""


@dataclass(frozen=True)
class Frame:
    """Cluster and company on whose behalf somebody reads a page; each may be missing.

    `origin` is latitude and longitude of the company's main site in degrees, from which distances are counted.
    """

    cluster: Cluster | None
    company: Company | None
    origin: tuple[float, float] | None

    @property
    def name(self) -> str:
        """The name at the top of every page."""
        return self.cluster.name if self.cluster else SITE_NAME


def frame_of(request: HttpRequest) -> Frame:
    """Return the frame for the person behind `request`; two queries at most, kept for this request."""
    if not hasattr(request, "_frame"):
        request._frame = _load(request)  # type: ignore[attr-defined]
    return request._frame  # type: ignore[attr-defined,no-any-return]


def _load(request: HttpRequest) -> Frame:
    user = request.user
    if not user.is_authenticated:
        return Frame(Cluster.objects.order_by("pk").first(), None, None)
    site = Site.objects.filter(company=OuterRef("company"), latitude__isnull=False).order_by("-is_main", "pk")
    role = (
        CompanyUser.objects.filter(user=user)
        .select_related("company")
        .annotate(
            latitude=Subquery(site.values("latitude")[:1]), longitude=Subquery(site.values("longitude")[:1])
        )
        .order_by("pk")
        .first()
    )
    if role is None:
        clusters = Cluster.objects.annotate(
            is_own=Exists(Cluster.objects.filter(pk=OuterRef("pk"), staff=user))
        )
        return Frame(clusters.order_by("-is_own", "pk").first(), None, None)
    cluster = Cluster.objects.filter(memberships__company=role.company).order_by("pk").first()
    origin = None if role.latitude is None else (role.latitude, role.longitude)
    return Frame(cluster, role.company, origin)


def frame(request: HttpRequest) -> dict[str, SimpleLazyObject]:
    """Context processor: `frame`, read from the database only by pages that show it."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}
