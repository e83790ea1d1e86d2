"""What the lists of kept versions have in common: look at one, compare it with another, go back to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse


class VersionAdmin(admin.ModelAdmin):
    """Versions that come with every change; nobody adds or removes one by hand.

    `compare_template` shows one beside another, `right_to_restore` names who may go back to it. `compared` returns what
    the page shows, with its `title`; `restore` goes back, tells it and returns the address to go on at, or raises
    ValidationError.
    """

    compare_template: str
    right_to_restore: str
    compared: Callable[[HttpRequest, Any], dict[str, Any]]
    restore: Callable[[HttpRequest, Any], str]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Versions come with every change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go with what they are versions of."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a version beside the present one or another one (`mit`); a POST goes back to it."""
        version = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, version):
            raise PermissionDenied
        if version is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_act = request.user.has_perm(self.right_to_restore)
        if request.method == "POST":
            if not may_act:
                raise PermissionDenied
            try:
                return HttpResponseRedirect(self.restore(request, version))
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
                return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "version": version,
            "may_act": may_act,
            **self.compared(request, version),
        }
        return TemplateResponse(request, self.compare_template, context)
