"""Editing the public texts."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from pages.domain.texts import open_places, page_text
from pages.enums import PageSlug
from pages.forms import PageForm
from pages.models import Page


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    """The set of pages is fixed: they are edited, never added or removed."""

    form = PageForm
    list_display = ("slug", "heading", "since", "unfilled")
    fields = ("title", "body", "reason", "seen")
    change_form_template = "admin/pages/page/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        """Fetch what is in force with each page."""
        return Page.objects.with_current().order_by("slug")

    @admin.display(description="Überschrift")
    def heading(self, page: Any) -> str:
        """Say under which heading the page stands."""
        return str(page.current_title or "")

    @admin.display(description="gilt seit")
    def since(self, page: Any) -> Any:
        """Say since when the present text is in force."""
        return page.in_force_since

    @admin.display(description="noch auszufüllen")
    def unfilled(self, page: Any) -> str:
        """Say how many places staff still have to fill in."""
        number = len(open_places(page.current_body or ""))
        return f"{number} Stellen" if number > 1 else "1 Stelle" if number else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No page can be added: addresses and places of the texts are fixed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """No page can be removed: the law demands them."""
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Say beside the form what is still to be filled in."""
        page = context["original"]
        context["open_places"] = open_places(page_text(PageSlug(page.slug)).body)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        """Put the text in force as a new version."""
        form.publish(request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the versions of the page, newest first."""
        page = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        if page is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Fassungen: {page}",
            "page": page,
            "versions": page.versions.defer("body").select_related("written_by"),
        }
        return TemplateResponse(request, "admin/pages/page/history.html", context)
