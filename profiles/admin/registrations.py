"""Firms that say they are missing: what resembles them, how far their answers are, and the refusal."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from companies.domain.duplicates import find_duplicates
from companies.models import Company
from profiles.domain.registering import reject_registration
from profiles.models import Registration

PAGE = "admin/profiles/registration/page.html"


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    """Registrations with a verified address; the others are nobody's business yet."""

    list_display = ("name", "town", "person", "state", "answers", "verified_at")
    list_filter = ("state",)
    list_select_related = ("submission",)
    search_fields = ("name", "email", "person")
    ordering = ("-verified_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        """Show what was written to the person's clusters."""
        own = Registration.objects.staffed_by(request.user).values("pk")
        return Registration.objects.filter(pk__in=own).order_by(*self.ordering)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from the public form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are decided, not deleted."""
        return False

    @admin.display(description="Angaben")
    def answers(self, registration: Registration) -> str:
        """How far the answers have come."""
        return registration.submission.get_state_display() if registration.submission else "noch keine"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a registration with what resembles it; a POST turns it down."""
        registration = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, registration):
            raise PermissionDenied
        if registration is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        if request.method == "POST":
            if not self.has_change_permission(request, registration):
                raise PermissionDenied
            return self._reject(request, registration)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "title": f"Selbstanmeldung: {registration}",
            "original": registration,
            "registration": registration,
            "may_act": self.has_change_permission(request, registration) and registration.state == "VERIFIED",
            "duplicates": find_duplicates(
                name=registration.name,
                postcode=registration.postcode,
                town=registration.town,
                among=Company.objects.staffed_by(request.user),
            ),
        }
        return TemplateResponse(request, PAGE, context)

    def _reject(self, request: HttpRequest, registration: Registration) -> HttpResponse:
        person: Any = request.user
        try:
            reject_registration(
                registration=registration, actor=person, reason=request.POST.get("reason", "")[:1000]
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self.log_change(request, registration, "abgelehnt")
            messages.success(request, f"„{registration}“ ist abgelehnt; die Begründung geht an die Person.")
        return HttpResponseRedirect(reverse("admin:profiles_registration_change", args=[registration.pk]))
