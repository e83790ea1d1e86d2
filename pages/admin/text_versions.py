"""Looking at, comparing and restoring versions of the public texts."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse

from pages.admin.versions import VersionAdmin
from pages.domain.editing import restore_text
from pages.domain.texts import render_markdown
from pages.domain.word_diff import word_diff
from pages.models import TextVersion


@admin.register(TextVersion)
class TextVersionAdmin(VersionAdmin):
    """What the pages said, newest first; none is ever changed or removed."""

    list_display = ("page", "number", "in_force_since", "written_by", "reason")
    list_display_links = ("page", "number")
    list_filter = ("page",)
    list_select_related = ("page", "written_by")
    ordering = ("-in_force_since", "-pk")
    compare_template = "admin/pages/textversion/compare.html"
    right_to_restore = "pages.change_page"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was in force, and what somebody agreed to, stays as it was."""
        return False

    def compared(self, request: HttpRequest, version: TextVersion) -> dict[str, Any]:
        """Show it beside the one in force, or beside another one of the page."""
        versions = list(version.page.versions.select_related("written_by"))
        key = request.GET.get("mit", "")
        other = next((one for one in versions if str(one.pk) == key), versions[0])
        return {
            "title": f"{version.page}: {version}",
            "other": other,
            "others": versions,
            "is_present": version == versions[0],
            "heading": word_diff(version.title, other.title),
            "text": word_diff(version.body, other.body),
            "shown": render_markdown(version.body),
        }

    def restore(self, request: HttpRequest, version: TextVersion) -> str:
        """Put it in force again and go to the versions of the page."""
        person: Any = request.user
        present = restore_text(version=version, actor=person)
        messages.success(request, f"„{version.page}“ gilt wieder wie in {version}, als {present}.")
        return reverse("admin:pages_page_history", args=[version.page_id])
