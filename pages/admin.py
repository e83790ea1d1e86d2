"""Editing the public texts."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from pages.models import Page


@admin.register(Page)
class PageAdmin(SimpleHistoryAdmin):
    """The set of pages is fixed: they are edited, never added or removed."""

    list_display = ["title", "slug", "changed_at"]
    readonly_fields = ["slug", "changed_at"]
    fields = ["slug", "title", "body", "changed_at"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Give the text room to be written in."""
        if db_field.name == "body":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 30, "cols": 100})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No page can be added: addresses and places of the texts are fixed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """No page can be removed: the law demands them."""
        return False
