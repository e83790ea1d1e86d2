"""Demands in the administration: what firms look for, how much was found, and what staff do about it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Max, Q, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from companies.admin.widgets import NamedAutocompleteSelect, NamedFormSet, without_links
from competences.domain.vocabulary import MODELS
from competences.language import Kind
from matching.domain.demands import DemandData, change_state, check_anonymity
from matching.domain.staff_editing import changes_of, drop_row, finish_rows, save_row
from matching.domain.vocabulary_usage import NODE_PARAMETER, demands_using
from matching.enums import Attribute, DemandKind, DemandState, Visibility
from matching.models import Demand, DemandCriterion, DemandStep, StoredMatch
from matching.rules import is_editable


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


class FoundFilter(admin.SimpleListFilter):
    """Whether any firm was found: demands without one are the gaps."""

    title = "Treffer"
    parameter_name = "treffer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("keine", "keine"), ("einer", "genau einer"), ("mehrere", "mehrere")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "keine":
                return queryset.filter(matches=0)
            case "einer":
                return queryset.filter(matches=1)
            case "mehrere":
                return queryset.filter(matches__gt=1)
        return queryset


class DemandForm(forms.ModelForm):
    """A demand as staff correct it; without the firm's name its words may not name it."""

    class Meta:
        model = Demand
        fields = (
            *("title", "kind", "text", "visibility", "place", "radius_km", "radius_importance"),
            *("needed_by", "expires_on"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse an anonymous demand whose text names the firm."""
        cleaned = super().clean() or self.cleaned_data
        if "title" in cleaned and "visibility" in cleaned:
            check_anonymity(
                company=self.instance.company,
                data=DemandData(
                    title=cleaned["title"],
                    text=cleaned.get("text", ""),
                    kind=DemandKind(cleaned.get("kind") or DemandKind.ORDER),
                    visibility=Visibility(cleaned["visibility"]),
                ),
            )
        return cleaned


class StepForm(forms.ModelForm):
    """One step; which one is the main step is a matter of all rows together."""

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "is_lead"}


class StepFormSet(NamedFormSet):
    """All steps of a demand."""

    def clean(self) -> None:
        """Refuse a second main step."""
        super().clean()
        kept = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        if sum(bool(row.get("is_lead")) and not row.get("DELETE") for row in kept) > 1:
            raise ValidationError("Es kann nur einen Hauptschritt geben.")


class StepInline(admin.TabularInline):
    """The steps in the order of the work."""

    model = DemandStep
    form = StepForm
    formset = StepFormSet
    extra = 0
    fields = ("number", "process", "importance", "is_lead", "passage")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DemandStep]:
        """Fetch with the names of the processes."""
        return super().get_queryset(request).select_related("process")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose from the vocabulary; it is not changed from here."""
        kwargs["widget"] = NamedAutocompleteSelect(db_field, self.admin_site)
        return without_links(super().formfield_for_foreignkey(db_field, request, **kwargs))


class StepChoiceFormSet(NamedFormSet):
    """Offers the steps of the demand only, fetched once for all rows."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Give each row the steps to choose from."""
        super().add_fields(form, index)
        if "step" not in form.fields:
            return
        if not hasattr(self, "_steps"):
            steps = self.instance.steps.select_related("process") if self.instance.pk else []
            self._steps = [("", "ganzer Bedarf"), *((step.pk, str(step)) for step in steps)]
        form.fields["step"].queryset = self.instance.steps.all()
        form.fields["step"].widget.choices = self._steps


class CriterionForm(forms.ModelForm):
    """A criterion that says something: an entry, a level or a number."""

    def clean(self) -> dict[str, Any]:
        """Refuse a row without anything to compare with."""
        cleaned = super().clean() or self.cleaned_data
        said = [name for name in CriterionInline.SAYING if cleaned.get(name) not in (None, "")]
        if cleaned.get("attribute") and not said:
            raise ValidationError(
                f"{Attribute(cleaned['attribute']).label}: Bitte geben Sie an, was verlangt ist."
            )
        return cleaned


class CriterionInline(admin.StackedInline):
    """What is asked for besides the processes."""

    SAYING = (
        *("material", "certificate", "level", "length_mm", "width_mm", "height_mm", "diameter_mm"),
        *("thickness_min_mm", "thickness_max_mm", "weight_kg", "batch_min", "batch_max", "it_grade"),
        "roughness_ra_um",
    )

    model = DemandCriterion
    form = CriterionForm
    formset = StepChoiceFormSet
    extra = 0
    fields = (
        ("attribute", "importance", "step"),
        ("material", "certificate", "level"),
        ("length_mm", "width_mm", "height_mm", "diameter_mm"),
        ("thickness_min_mm", "thickness_max_mm", "weight_kg"),
        ("batch_min", "batch_max", "it_grade", "roughness_ra_um"),
        "passage",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DemandCriterion]:
        """Fetch with the names."""
        return super().get_queryset(request).select_related("step__process", "material", "certificate")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose from the vocabulary; it is not changed from here."""
        if db_field.name != "step":
            kwargs["widget"] = NamedAutocompleteSelect(db_field, self.admin_site)
        return without_links(super().formfield_for_foreignkey(db_field, request, **kwargs))


def state_action(to: DemandState, description: str) -> Callable[..., None]:
    """Return an action that brings the chosen demands into a state and says why it could not."""

    @admin.action(description=description, permissions=["change"])
    def change(model_admin: Any, request: HttpRequest, queryset: QuerySet[Demand]) -> None:
        count = 0
        for demand in queryset:
            try:
                change_state(demand=demand, to=to, actor=request.user)  # type: ignore[arg-type]
                count += 1
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
        if count:
            name = "Bedarf steht" if count == 1 else "Bedarfe stehen"
            messages.success(request, f"{count} {name} jetzt auf „{to.label}“.")

    change.__name__ = f"to_{to.lower()}"
    return change


@admin.register(Demand)
class DemandAdmin(admin.ModelAdmin):
    """List and page of demands, limited to the clusters of the person."""

    form = DemandForm
    inlines = (StepInline, CriterionInline)
    list_display = (
        "title",
        "company",
        "kind",
        "state",
        "matches_shown",
        "newest_shown",
        "opened_at",
        "expires_on",
    )
    list_filter = ("state", "kind", FoundFilter, "visibility", AsksForNode)
    list_select_related = ("company",)
    list_per_page = 50
    search_fields = ("title", "text", "company__name")
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("place",)
    readonly_fields = (
        "company",
        "state",
        "matches_shown",
        "newest_shown",
        "opened_at",
        "closed_at",
        "matched_at",
    )
    fieldsets = (
        (None, {"fields": ("company", "title", "kind", "text")}),
        ("Wohin und bis wann", {"fields": (("place", "radius_km", "radius_importance"), "needed_by")}),
        ("Stand", {"fields": (("state", "visibility", "expires_on"), ("opened_at", "closed_at"))}),
        ("Treffer", {"fields": (("matches_shown", "newest_shown", "matched_at"),)}),
    )
    save_on_top = True
    change_list_template = "admin/matching/demand/change_list.html"
    actions = (
        state_action(DemandState.OPEN, "Einstellen (offen)"),
        state_action(DemandState.PAUSED, "Ruhen lassen"),
        state_action(DemandState.AWARDED, "Als vergeben vermerken"),
        state_action(DemandState.CLOSED, "Schließen"),
    )

    class Media:
        css = {"all": ("companies/admin.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Demand]:
        """Fetch the demands of the person's clusters with the number of firms that fit and the newest of them."""
        shown = Q(stored_matches__score__gte=StoredMatch.SHOWN_FROM)
        return Demand.objects.staffed_by(request.user).annotate(
            matches=Count("stored_matches", filter=shown),
            newest=Max("stored_matches__found_at", filter=shown),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A demand is entered where its text is understood; the list leads there."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Demand | None = None) -> bool:
        """What was awarded or closed stays as it was."""
        return super().has_change_permission(request, obj) and (obj is None or is_editable(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Demand | None = None) -> bool:
        """A demand is closed, never deleted by hand."""
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Places are not changed from here."""
        return without_links(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def save_model(self, request: HttpRequest, obj: Demand, form: ModelForm, change: bool) -> None:
        """Write the demand itself where it differs."""
        if form.has_changed():
            save_row(row=obj, actor=request.user)  # type: ignore[arg-type]

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        """Write the rows with their history."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            drop_row(row=row, actor=request.user)  # type: ignore[arg-type]
        for row in sorted(rows, key=lambda row: getattr(row, "is_lead", False)):  # the old main step first
            save_row(row=row, actor=request.user)  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Match again once everything is written."""
        super().save_related(request, form, formsets, change)
        finish_rows(demand=form.instance)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show every change of the demand and its rows."""
        demand = self.get_object(request, object_id)
        if demand is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, demand):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Verlauf: {demand}",
            "demand": demand,
            "changes": changes_of(demand),
        }
        return TemplateResponse(request, "admin/matching/demand/history.html", context)

    @admin.display(description="passende Unternehmen", ordering="matches")
    def matches_shown(self, demand: Any) -> int:
        return demand.matches  # type: ignore[no-any-return]

    @admin.display(description="neuester Treffer", ordering="newest")
    def newest_shown(self, demand: Any) -> Any:
        return demand.newest
