"""What the steward does with several firms at once."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from companies.domain.editing import confirm_profile, finish_edited
from companies.domain.export import export_workbook
from companies.domain.publishing import archive, publish, unpublish
from companies.models import Company

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _each(
    request: HttpRequest, companies: Iterable[Company], work: Callable[[Company], Any], done: str
) -> None:
    """Do the work for every firm and say for how many it was done and why not for the others."""
    count = 0
    for company in companies:
        try:
            work(company)
            count += 1
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
    if count:
        messages.success(request, f"{count} Unternehmen {done}.")


@admin.action(description="Bestätigt heute (Profil stimmt noch)", permissions=["change"])
def confirm_today(model_admin: Any, request: HttpRequest, queryset: QuerySet[Company]) -> None:
    """Note that the firms said today that their profiles are right."""
    _each(
        request,
        queryset,
        lambda c: confirm_profile(company=c, actor=request.user),
        "als heute bestätigt vermerkt",
    )


@admin.action(description="Veröffentlichen", permissions=["change"])
def publish_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Company]) -> None:
    """Show the firms in the directory."""
    _each(request, queryset, lambda c: publish(company=c, actor=request.user), "veröffentlicht")


@admin.action(description="Zurückziehen (wieder Entwurf)", permissions=["change"])
def unpublish_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Company]) -> None:
    """Take the firms out of the directory for the time being."""
    _each(request, queryset, lambda c: unpublish(company=c, actor=request.user), "zurückgezogen")


@admin.action(description="Archivieren", permissions=["change"])
def archive_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Company]) -> None:
    """Take the firms out of the directory for good."""
    _each(request, queryset, lambda c: archive(company=c, actor=request.user), "archiviert")


@admin.action(description="Text neu auswerten", permissions=["change"])
def analyse_again(model_admin: Any, request: HttpRequest, queryset: QuerySet[Company]) -> None:
    """Renew what follows from the answers, for instance after a change of the vocabulary."""
    _each(
        request,
        queryset,
        lambda c: finish_edited(company=c, actor=request.user, reason="Text neu ausgewertet"),
        "neu ausgewertet",
    )


@admin.action(description="Als Excel-Datei herunterladen", permissions=["view"])
def export_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Company]) -> HttpResponse:
    """Send the firms as a table that can be read in again."""
    firms = Company.objects.filter(pk__in=queryset.values("pk")).for_profile().order_by("sort_name", "pk")
    name = f"unternehmen-{timezone.localdate():%Y-%m-%d}.xlsx"
    return HttpResponse(
        export_workbook(firms),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@admin.action(description="Zwei Einträge zusammenführen …", permissions=["change"])
def merge_selected(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Company]
) -> HttpResponse | None:
    """Open the page on which two entries of one firm are merged."""
    chosen = list(queryset.order_by("pk")[:3])
    if len(chosen) != 2:
        messages.warning(request, "Bitte wählen Sie genau zwei Einträge aus, die dasselbe Unternehmen sind.")
        return None
    address = reverse("admin:companies_company_merge", args=[chosen[0].pk])
    return HttpResponseRedirect(f"{address}?mit={chosen[1].pk}")


ACTIONS: list[Callable[..., Any]] = [
    confirm_today,
    publish_selected,
    unpublish_selected,
    archive_selected,
    analyse_again,
    export_selected,
    merge_selected,
]


def register_action(action: Callable[..., Any]) -> None:
    """Let a higher app offer something to do with several firms, once at start."""
    if action not in ACTIONS:
        ACTIONS.append(action)
