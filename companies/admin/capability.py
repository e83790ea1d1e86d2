"""The limits of one capability."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from companies.admin.widgets import NamedAutocompleteSelect, without_links
from companies.domain.editing import drop_part, finish_edited, save_capability, save_part
from companies.forms import StoredCapabilityForm
from companies.models import Capability, CapabilityLimit, Company


class LimitInline(admin.StackedInline):
    """Limits per material family."""

    model = CapabilityLimit
    extra = 0
    min_num = 1
    fields = (
        "material",
        ("length_mm", "width_mm", "height_mm"),
        ("diameter_mm", "turning_length_mm"),
        ("thickness_min_mm", "thickness_max_mm", "weight_max_kg"),
        ("it_grade", "general_tolerance", "roughness_ra_um"),
        ("batch_min", "batch_max", "inspection_document"),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose from the vocabulary; it is not changed from here."""
        if db_field.name == "material":
            kwargs["widget"] = NamedAutocompleteSelect(db_field, self.admin_site)
        return without_links(super().formfield_for_foreignkey(db_field, request, **kwargs))


@admin.register(Capability)
class CapabilityAdmin(admin.ModelAdmin):
    """One capability with its limits, reached from the page of its firm."""

    form = StoredCapabilityForm
    inlines = (LimitInline,)
    list_display = ("process", "company", "relation", "depth", "source")
    list_filter = ("relation", "depth", "source")
    list_select_related = ("process", "company")
    search_fields = ("process__name_de", "company__name")
    ordering = ("company__sort_name", "pk")
    fields = ("company", "relation", "process", "depth", "text")
    readonly_fields = ("company", "relation", "process")

    class Media:
        css = {"all": ("companies/admin.css",)}
        js = ("companies/admin.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capability]:
        """Only capabilities of firms that the person looks after."""
        return super().get_queryset(request).filter(company__in=Company.objects.staffed_by(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New ones are typed in on the page of the firm."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Capability | None = None) -> bool:
        """They are taken away on the page of the firm."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Keep the start page short: the way here is the firm."""
        return False

    def save_model(self, request: HttpRequest, obj: Capability, form: ModelForm, change: bool) -> None:
        save_capability(capability=obj, actor=request.user)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            drop_part(row=row, actor=request.user)
        for row in rows:
            save_part(row=row, actor=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        finish_edited(company=form.instance.company, actor=request.user)

    def response_post_save_change(self, request: HttpRequest, obj: Capability) -> HttpResponse:
        """Go back to the firm."""
        return HttpResponseRedirect(reverse("admin:companies_company_change", args=[obj.company_id]))
