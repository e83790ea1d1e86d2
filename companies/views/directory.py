"""The list of all firms from A to Z."""

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.enums import Depth, Relation
from companies.filters import CompanyFilter
from companies.models import Capability, Company
from companies.rules import freshness

FIRMS_PER_PAGE = 60
NAMED_PROCESSES = 4
"""How many core processes stand behind a firm in the list."""


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """List the published firms of the reader's clusters."""
    core = Capability.objects.filter(
        company=OuterRef("pk"), relation=Relation.OFFERED, depth=Depth.CORE
    ).order_by("pk")
    firms = (
        Company.objects.visible_to(request.user)
        .published()
        .with_place()
        .annotate(core_names=ArraySubquery(core.values("process__name_de")[:NAMED_PROCESSES]))
        .order_by("sort_name", "pk")
    )
    narrowed = CompanyFilter(request.GET, queryset=firms, request=request)
    page = Paginator(narrowed.qs, FIRMS_PER_PAGE).get_page(request.GET.get("seite"))
    today = timezone.localdate()
    params = request.GET.copy()
    params.pop("seite", None)
    return render(
        request,
        "companies/list.html",
        {
            "filter": narrowed,
            "page": page,
            "rows": [(firm, freshness(firm.confirmed_at, today)) for firm in page],
            "query": params.urlencode(),
        },
    )
