"""Who may act for a firm."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from companies.domain.recording import delete_recorded, save_recorded
from companies.models import Company, CompanyUser


@admin.register(CompanyUser)
class CompanyUserAdmin(admin.ModelAdmin):
    """Persons and the firms for which they act."""

    list_display = ("user", "company", "role")
    list_filter = ("role",)
    list_select_related = ("user", "company")
    search_fields = ("user__email", "company__name", "company__sort_name")
    autocomplete_fields = ("user", "company")
    ordering = ("company__sort_name", "user__email", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CompanyUser]:
        """Only accesses to firms that the person looks after."""
        return super().get_queryset(request).filter(company__in=Company.objects.staffed_by(request.user))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nobody gives access to a firm of another cluster."""
        if db_field.name == "company":
            kwargs["queryset"] = Company.objects.staffed_by(request.user).current()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: CompanyUser, form: Any, change: bool) -> None:
        save_recorded(obj, actor=request.user, reason="Zugang")

    def delete_model(self, request: HttpRequest, obj: CompanyUser) -> None:
        delete_recorded([obj], actor=request.user, reason="Zugang entzogen")
