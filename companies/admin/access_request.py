"""Who asks to act for a firm: the queue of the staff who decide."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from companies.admin.widgets import NamedAutocompleteSelect
from companies.domain.access_requests import decline_access, grant_access, resembling_companies
from companies.enums import AccessRequestState
from companies.forms import DecideAccessForm, ReasonForm
from companies.models import AccessRequest, Cluster, Company
from companies.rules import may_decide


@admin.register(AccessRequest)
class AccessRequestAdmin(admin.ModelAdmin):
    """Requests of the clusters in which the person is staff, the oldest first; deciding is a page of its own."""

    list_display = ("person", "company_name", "email", "state", "requested_at")
    list_display_links = None
    list_filter = ("state",)
    search_fields = ("person_name", "company_name", "email")
    ordering = ("requested_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessRequest]:
        """Only requests to clusters in which the person is staff, and only with a confirmed address."""
        clusters = Cluster.objects.staffed_by(request.user)
        found = super().get_queryset(request).filter(cluster__in=clusters)
        return found.exclude(state=AccessRequestState.UNCONFIRMED)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People ask themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What somebody asked for stays as it is; the decision has a page of its own."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A decision is kept together with what it was about."""
        return False

    @admin.display(description="Name", ordering="person_name")
    def person(self, row: AccessRequest) -> SafeString:
        """The person, leading to the decision."""
        address = reverse("admin:companies_accessrequest_decide", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, row.person_name)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the decision."""
        view = self.admin_site.admin_view(self.decide_view)
        decide = path("<int:pk>/entscheiden/", view, name="companies_accessrequest_decide")
        return [decide, *super().get_urls()]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show who asks for what and which firms it may be; grant or decline on a POST."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        stored = get_object_or_404(self.get_queryset(request).select_related("company", "decided_by"), pk=pk)
        do = request.POST.get("do")
        resembling = resembling_companies(stored, request.user)
        initial = {"company": resembling[0].company.pk} if len(resembling) == 1 else {}
        grant = DecideAccessForm(request.POST if do == "grant" else None, initial=initial)
        grant.fields["company"].queryset = Company.objects.staffed_by(request.user).current()
        grant.fields["company"].widget = NamedAutocompleteSelect(
            AccessRequest._meta.get_field("company"), self.admin_site, choices=grant.fields["company"].choices
        )
        decline = ReasonForm(request.POST if do == "decline" else None)
        try:
            if do == "grant" and grant.is_valid():
                grant_access(request=stored, **grant.cleaned_data, actor=request.user)
                return self._done(request, f"{stored.person_name} ist eingeladen.")
            if do == "decline" and decline.is_valid():
                decline_access(request=stored, reason=decline.cleaned_data["reason"], actor=request.user)
                return self._done(request, f"Der Antrag von {stored.person_name} ist abgelehnt.")
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Antrag auf Zugang",
            "stored": stored,
            "is_waiting": stored.state == AccessRequestState.WAITING,
            "may_decide": may_decide(request.user, stored),
            "resembling": resembling,
            "grant": grant,
            "decline": decline,
            "media": self.media + grant.media,
        }
        return TemplateResponse(request, "admin/companies/access_request.html", context)

    def _done(self, request: HttpRequest, sentence: str) -> HttpResponse:
        self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:companies_accessrequest_changelist"))
