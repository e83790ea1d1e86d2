"""Filters of the vocabulary's lists."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class RootFilter(admin.SimpleListFilter):
    """Everything below one entry of the top level."""

    title = "Gruppe"
    parameter_name = "gruppe"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the entries of the top level."""
        roots = model_admin.model.objects.filter(parent=None, merged_into=None).order_by("sort_name", "pk")
        return list(roots.values_list("key", "name_de"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the group's own entry and all below."""
        root = queryset.model.objects.filter(key=self.value()).first() if self.value() else None
        if root is None:
            return queryset
        below = queryset.model.objects.descendants(root, include_self=True)
        return queryset.filter(pk__in=[node.pk for node in below])


class StateFilter(admin.SimpleListFilter):
    """Entries in force, or those that were merged into another."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what is not shown without a choice."""
        return [("zusammengefuehrt", "zusammengeführt"), ("alle", "alle")]

    def choices(self, changelist: Any) -> Any:
        """Call the first choice by what it shows: entries in force."""
        first, *others = super().choices(changelist)
        yield {**first, "display": "gültig"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Leave out merged entries unless they were asked for."""
        if self.value() == "zusammengefuehrt":
            return queryset.exclude(merged_into=None)
        return queryset if self.value() == "alle" else queryset.filter(merged_into=None)
