"""The call list: firms that did not answer whether their profile is still right."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from profiles.domain.freshness import confirm_in_round, leave_in_round, to_be_called
from profiles.models import ConfirmationRound


class CallFilter(admin.SimpleListFilter):
    """Who is to be called, unless something else is asked for."""

    title = "Nachfrage"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the call list, everything under way, and all."""
        return [("anrufen", "anzurufen"), ("offen", "noch ohne Antwort"), ("alle", "alle")]

    def choices(self, changelist: Any) -> Any:
        """Name the default; there is no entry without a choice."""
        for choice in super().choices(changelist):
            if choice["display"] != "Alle":
                yield choice

    def value(self) -> str:
        """Return what is chosen, the call list by default."""
        return super().value() or "anrufen"

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ConfirmationRound]
    ) -> QuerySet[ConfirmationRound]:
        """Keep what was chosen."""
        if self.value() == "anrufen":
            return to_be_called(queryset)
        return queryset.filter(answer="") if self.value() == "offen" else queryset


@admin.action(description="Stimmt noch (hat die Firma gesagt)", permissions=["change"])
def confirmed(model_admin: Any, request: HttpRequest, queryset: QuerySet[ConfirmationRound]) -> None:
    """Note that the firms said that their profiles are right."""
    _each(request, queryset, confirm_in_round, "als bestätigt vermerkt")


@admin.action(description="Nicht mehr dabei (hat die Firma gesagt)", permissions=["change"])
def left(model_admin: Any, request: HttpRequest, queryset: QuerySet[ConfirmationRound]) -> None:
    """Archive the firms that said that they do not want to be listed any more."""
    _each(request, queryset, leave_in_round, "archiviert")


@admin.register(ConfirmationRound)
class ConfirmationRoundAdmin(admin.ModelAdmin):
    """Firms whose profile is older than a year, those to call first."""

    list_display = ("firm", "phone", "asked_about", "asked", "asked_at", "is_unreachable", "answer")
    list_filter = (CallFilter, "answer")
    list_select_related = ("company",)
    list_display_links = None
    search_fields = ("company__name",)
    ordering = ("asked_about", "pk")
    actions = (confirmed, left)
    readonly_fields = (
        "company",
        "phone",
        "asked_about",
        "started_at",
        "asked",
        "asked_at",
        "is_unreachable",
        "answer",
        "answered_at",
        "reason",
        "submission",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConfirmationRound]:
        """Show the firms of the person's clusters."""
        rows = ConfirmationRound.objects.order_by(*self.ordering)
        if request.user.is_superuser:
            return rows
        return rows.filter(company__memberships__cluster__staff=request.user).distinct()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The schedule asks."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are the account of why a profile is no longer shown."""
        return False

    @admin.display(description="Unternehmen", ordering="company__sort_name")
    def firm(self, round: ConfirmationRound) -> str:
        """The firm, leading to its page."""
        address = reverse("admin:companies_company_change", args=[round.company_id])
        return format_html('<a href="{}">{}</a>', address, round.company)

    @admin.display(description="Telefon", ordering="company__phone")
    def phone(self, round: ConfirmationRound) -> str:
        """Where to call."""
        return round.company.phone or "nicht bekannt"


def _each(request: HttpRequest, rounds: QuerySet[ConfirmationRound], act: Any, done: str) -> None:
    count = 0
    for round in rounds:
        try:
            act(round=round, actor=request.user)
            count += 1
        except ValidationError as error:
            messages.warning(request, f"{round.company}: {' '.join(error.messages)}")
    if count:
        messages.success(request, f"{count} Unternehmen {done}.")
