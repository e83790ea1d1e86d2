"""Words that staff decided to pass over."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from competences.models import IgnoredWord


@admin.register(IgnoredWord)
class IgnoredWordAdmin(SimpleHistoryAdmin):
    """Deleting a word brings it back to the list of unknown words."""

    search_fields = ("text", "folded")
    readonly_fields = ("text",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Words come from the list of unknown words only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There is nothing to change about a word."""
        return False
