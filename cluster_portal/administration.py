"""The administration as this site runs it: our sign-in, our name, and no surprise by malformed addresses."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.decorators import method_decorator

from pages.domain.texts import open_pages
from privacy.views.retention import retention

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Administration(AdminSite):
    """Django's administration behind the sign-in of the site."""

    site_header = site_title = "Metall-Cluster Verwaltung"
    index_title = "Übersicht"

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the sign-in of the site, which knows limits; refuse (403) who is signed in without being staff."""
        return secure_admin_login(super().login)(request, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the overview, and above it which legal pages still have gaps, to those who may fill them."""
        shown = open_pages() if request.user.has_perm("pages.change_page") else []
        return super().index(request, {**(extra_context or {}), "open_pages": shown})

    def get_urls(self) -> list[Any]:
        """Add the page on the periods of retention, which belongs to no single table."""
        page = path("aufbewahrung/", self.admin_view(retention), {"site": self}, name="retention")
        return [page, *super().get_urls()]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Let only staff in; an object's number that is no number does not exist (404)."""
        inner = super().admin_view(view, cacheable)
        owner = getattr(view, "__self__", None)

        @wraps(inner)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if isinstance(owner, ModelAdmin):
                for number in (*args, *(kwargs[key] for key in kwargs.keys() & {"object_id", "id"})):
                    try:
                        owner.model._meta.pk.to_python(unquote(number))
                    except ValidationError as error:
                        raise Http404 from error
            return inner(request, *args, **kwargs)

        return cast(View, checked)
