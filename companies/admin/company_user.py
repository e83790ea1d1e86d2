"""Who may act for a firm: to look at and to search; changing it is done on the firm's own page of its people."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from companies.models import Company, CompanyUser


@admin.register(CompanyUser)
class CompanyUserAdmin(admin.ModelAdmin):
    """Persons and the firms for which they act."""

    list_display = ("user", "company", "role", "page")
    list_filter = ("role",)
    list_select_related = ("user", "company")
    search_fields = ("user__email", "company__name", "company__sort_name")
    ordering = ("company__sort_name", "user__email", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CompanyUser]:
        """Only accesses to firms that the person looks after."""
        return super().get_queryset(request).filter(company__in=Company.objects.staffed_by(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People are invited and accept themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Roles change where the rules about owners and the mails are."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Access is taken away where the rules about owners and the mails are."""
        return False

    @admin.display(description="Mitarbeitende")
    def page(self, row: CompanyUser) -> SafeString:
        """The way to the page on which roles change."""
        return format_html('<a href="{}">ändern</a>', reverse("companies:people", args=[row.company.slug]))
