"""The gaps: overview, one process, and tables to take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.domain.spreadsheet import text_workbook
from matching.domain.gap_page import gap_detail, gap_page, inner_table, outer_table
from matching.enums import Supply
from matching.views.staff import for_staff

CHOICES: dict[str, tuple[str, tuple[Supply, ...]]] = {
    "": ("niemand oder Einzelquelle", (Supply.NOBODY, Supply.SINGLE)),
    **{supply.value: (str(supply.label), (supply,)) for supply in Supply},
    "alle": ("alle", tuple(Supply)),
}
"""Value of the parameter → how the choice is called, and the classes of supply it shows."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_staff
def gaps(request: HttpRequest, clusters: frozenset[int]) -> HttpResponse:
    """Show what is asked for against what is offered."""
    today = timezone.localdate()
    chosen = request.GET.get("angebot", "")
    chosen = chosen if chosen in CHOICES else ""
    district = request.GET.get("kreis", "").replace("\x00", "")[:80]
    page = gap_page(clusters, today=today, district=district, supplies=CHOICES[chosen][1])
    context = {
        "page": page,
        "supply": chosen,
        "choices": [(value, label) for value, (label, _) in CHOICES.items()],
        "district": district,
    }
    return render(request, "matching/gaps.html", context)


@require_safe
@for_staff
def gap(request: HttpRequest, clusters: frozenset[int], key: str) -> HttpResponse:
    """Show who asks for one process and who offers it."""
    detail = gap_detail(key, clusters, today=timezone.localdate())
    if detail is None:
        raise Http404
    return render(request, "matching/gap.html", {"detail": detail})


@require_safe
@for_staff
def gap_table(request: HttpRequest, clusters: frozenset[int], audience: str) -> HttpResponse:
    """Give the table as an Excel file: everything for the house, or what may leave it."""
    today = timezone.localdate()
    if audience == "intern":
        header, rows = inner_table(gap_page(clusters, today=today))
    else:
        header, rows = outer_table(clusters)
    content = text_workbook(title="Lücken", header=header, rows=rows)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="luecken-{audience}-{today:%Y-%m-%d}.xlsx"'
    return response
