"""Demands in the administration: what firms look for, and how much was found for it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest

from competences.domain.vocabulary import MODELS
from competences.language import Kind
from matching.domain.vocabulary_usage import NODE_PARAMETER, demands_using
from matching.models import Demand, DemandCriterion, DemandStep


class AsksForNode(admin.SimpleListFilter):
    """Demands that ask for one entry of the vocabulary; reached by link, shown only then."""

    title = "Begriff"
    parameter_name = NODE_PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the entry that was asked for, by its name."""
        value = request.GET.get(self.parameter_name, "")
        kind, _, key = value.partition(":")
        node = MODELS[Kind(kind)].objects.filter(key=key).first() if kind in set(Kind) else None
        return [(value, str(node))] if node else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the demands that ask for the entry."""
        kind, _, key = str(self.value() or "").partition(":")
        if kind not in set(Kind) or not key:
            return queryset
        return queryset.filter(pk__in=demands_using(Kind(kind), key).values("pk"))


class StepInline(admin.TabularInline):
    """The steps in the order of the work."""

    model = DemandStep
    extra = 0
    fields = ("number", "process", "importance", "is_lead", "passage")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DemandStep]:
        """Fetch with the names of the processes."""
        return super().get_queryset(request).select_related("process")


class CriterionInline(admin.TabularInline):
    """What is asked for besides the processes."""

    model = DemandCriterion
    extra = 0
    fields = ("attribute", "importance", "step", "material", "certificate", "level", "passage")


@admin.register(Demand)
class DemandAdmin(admin.ModelAdmin):
    """List and page of demands, limited to the clusters of the person."""

    inlines = (StepInline, CriterionInline)
    list_display = ("title", "company", "kind", "state", "matches_shown", "newest_shown", "opened_at")
    list_filter = ("state", "kind", "visibility", AsksForNode)
    list_select_related = ("company",)
    search_fields = ("title", "text", "company__name")
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Demand]:
        """Fetch the demands of the person's clusters with the number of stored matches and the newest."""
        return Demand.objects.staffed_by(request.user).annotate(
            matches=Count("stored_matches"), newest=Max("stored_matches__found_at")
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A demand is entered where its text is understood."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Demand | None = None) -> bool:
        """Here one only looks."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Demand | None = None) -> bool:
        """A demand is closed, never deleted by hand."""
        return False

    @admin.display(description="Treffer", ordering="matches")
    def matches_shown(self, demand: Demand) -> int:
        return demand.matches

    @admin.display(description="neuester Treffer", ordering="newest")
    def newest_shown(self, demand: Demand) -> Any:
        return demand.newest
