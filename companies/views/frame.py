"""What the frame around every page shows: the cluster and the reader's own company."""

from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from companies.models import Cluster, Company, CompanyUser
from companies.rules import EDITING_ROLES
from companies.search.viewer import Viewer

SITE_NAME = "Metall-Cluster"
"""Shown where no cluster is stored yet."""


@dataclass(frozen=True)
class Frame:
    """Cluster and company on whose behalf somebody reads a page; each may be missing.

    `viewer` is the same person as the search knows him or her: visible clusters and the own main site. `may_ask`
    says whether he or she may enter demands: for a firm as owner or editor, or as staff.
    `companies` are the keys of all firms for which he or she acts, `role` is the role in `company` ("" without one).
    """

    cluster: Cluster | None
    company: Company | None
    viewer: Viewer
    may_ask: bool = False
    companies: frozenset[int] = frozenset()
    role: str = ""

    @property
    def name(self) -> str:
        """The name at the top of every page."""
        return self.cluster.name if self.cluster else SITE_NAME

    @property
    def origin(self) -> tuple[float, float] | None:
        """Latitude and longitude of the own main site in degrees, from which distances are counted."""
        if self.viewer.latitude is None or self.viewer.longitude is None:
            return None
        return self.viewer.latitude, self.viewer.longitude


def frame_of(request: HttpRequest) -> Frame:
    """Return the frame for the person behind `request`; two queries at most, kept for this request."""
    if not hasattr(request, "_frame"):
        request._frame = _load(request)  # type: ignore[attr-defined]
    return request._frame  # type: ignore[attr-defined,no-any-return]


def _load(request: HttpRequest) -> Frame:
    user = request.user
    if not user.is_authenticated:
        return Frame(Cluster.objects.order_by("pk").first(), None, Viewer())
    rows = list(
        CompanyUser.objects.filter(user=user)
        .select_related("company")
        .annotate(latitude=F("company__sites__latitude"), longitude=F("company__sites__longitude"))
        .order_by("pk", "-company__sites__is_main", "company__sites__pk")
    )
    own = [row for row in rows if row.pk == rows[0].pk]  # one for each site of the first firm
    role = next((row for row in own if row.latitude is not None), own[0] if own else None)
    clusters = list(Cluster.objects.of_viewer(user).order_by("pk"))
    visible = frozenset(cluster.pk for cluster in clusters)
    return Frame(
        cluster=clusters[0] if clusters else None,
        company=role.company if role else None,
        viewer=Viewer(visible, role.latitude, role.longitude) if role else Viewer(visible),
        companies=frozenset(row.company_id for row in rows),
        role=role.role if role else "",
        may_ask=user.is_staff or any(row.role in EDITING_ROLES for row in rows),
    )


def frame(request: HttpRequest) -> dict[str, SimpleLazyObject]:
    """Context processor: `frame`, read from the database only by pages that show it."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}
