"""The search page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views import limit_searches
from companies.search.counting import count_search
from companies.search.filters import OWN_SITE, Filters
from companies.search.results import FacetValue, SearchResult
from companies.search.service import PAGE_SIZE, answer
from companies.views.frame import frame_of

EXAMPLES = (
    "Laserteile kanten 1.4301 Landstuhl",
    "Drehteile Kleinserie",
    "Schweißen EN 1090",
    "Pulverbeschichten",
)
"""Searches to try, in the words of a shop floor."""

LONGEST_QUERY = 300
"""Most characters of a query that are read."""


@require_safe
@limit_searches
def search_page(request: HttpRequest) -> HttpResponse:
    """Answer what is typed and ticked; htmx gets the changing parts only."""
    text = typed(request)
    filters = Filters.from_params(request.GET)
    today = timezone.localdate()
    result = answer(
        text,
        filters=filters,
        viewer=frame_of(request).viewer,
        page=page_number(request),
        today=today,
    )
    if not _is_asked_again(request):
        count_search(
            result,
            filters=filters,
            today=today,
            clusters=None if request.user.is_staff else frame_of(request).viewer.clusters,
            own=frame_of(request).companies,
        )
    params = request.GET.copy()
    params.pop("seite", None)
    context = {
        "result": result,
        "filters": filters,
        "is_open": not text and filters.is_empty,
        "examples": EXAMPLES,
        "first_rank": (result.page - 1) * PAGE_SIZE + 1,
        "first_weak": next((hit.company_id for hit in result.hits if not hit.is_match), None),
        "own_site": OWN_SITE,
        "radii": radii(result),
        "query": params.urlencode(),
        "map": map_data(result, frame_of(request).origin),
        "tile_url": settings.TILE_URL,
    }
    template = "companies/_search_swap.html" if request.htmx else "companies/search.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _is_asked_again(request: HttpRequest) -> bool:
    """Say whether nobody asks anew: the browser reloads the page, or fetches it before anybody wants it."""
    return bool(
        {"Sec-Purpose", "Purpose"} & request.headers.keys()
        or request.headers.get("Cache-Control") in {"max-age=0", "no-cache"}
    )


def typed(request: HttpRequest) -> str:
    """Return the query of a request, shortened to what is read."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]


def page_number(request: HttpRequest) -> int:
    """Return the page asked for, 1 where it makes no sense."""
    number = request.GET.get("seite", "")
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def radii(result: SearchResult) -> tuple[FacetValue, ...]:
    """Return the radii to choose from, with the address of each."""
    return next((facet.values for facet in result.facets if facet.name == "umkreis"), ())


def map_data(result: SearchResult, own: tuple[float, float] | None) -> dict[str, Any]:
    """Return what the map draws: hits as points, the area searched in, the reader's own site."""
    area = result.area
    return {
        "points": [
            {
                "name": point.name,
                "place": point.place,
                "slug": point.slug,
                "latitude": point.latitude,
                "longitude": point.longitude,
            }
            for point in result.points
        ],
        "area": area
        and {
            "label": area.label,
            "latitude": area.latitude,
            "longitude": area.longitude,
            "radius": area.radius_km,
        },
        "own": own,
    }
