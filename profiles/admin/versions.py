"""Older versions of a profile: look at one, compare it with another, go back to it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from companies.domain.profile_data import ProfileData
from companies.domain.restoring import restore_version, stated_in
from companies.domain.stored_profile import whole_profile_of
from companies.models import Company, ProfileVersion
from competences.domain.vocabulary import current_vocabulary
from pages.domain.word_diff import word_diff
from profiles.domain.answers import FIRM_FIELDS
from profiles.domain.profile_words import field_label, field_words

PAGE = "admin/companies/profileversion/compare.html"
LONGEST_NUMBER = 18


@admin.register(ProfileVersion)
class ProfileVersionAdmin(admin.ModelAdmin):
    """What profiles said, newest first; `company__id__exact` in the address keeps one firm."""

    list_display = ("company", "written_at", "actor", "reason")
    list_filter = (("written_at", admin.DateFieldListFilter),)
    list_select_related = ("company", "actor")
    search_fields = ("company__name",)
    ordering = ("-written_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProfileVersion]:
        """Show the firms that the person looks after."""
        firms = Company.objects.staffed_by(request.user)
        return ProfileVersion.objects.filter(company__in=firms).order_by(*self.ordering)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Versions come with every change of a profile."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go with the firm."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a version beside the present profile or beside another one (`mit`); a POST goes back to it."""
        version = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, version):
            raise PermissionDenied
        if version is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_act = request.user.has_perm("companies.change_company")
        if request.method == "POST":
            if not may_act:
                raise PermissionDenied
            return self._restore(request, version)
        other = self._other(request, version)
        beside = stated_in(other) if other else whole_profile_of(version.company)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Fassung vom {version}: {version.company}",
            "version": version,
            "other": other,
            "rows": _rows(stated_in(version), beside),
            "others": self.get_queryset(request)
            .defer("data")
            .filter(company=version.company)
            .exclude(pk=version.pk),
            "may_act": may_act,
        }
        return TemplateResponse(request, PAGE, context)

    def _other(self, request: HttpRequest, version: ProfileVersion) -> ProfileVersion | None:
        key = request.GET.get("mit", "")
        if not key.isdecimal() or len(key) > LONGEST_NUMBER:
            return None
        return version.company.versions.filter(pk=key).first()

    def _restore(self, request: HttpRequest, version: ProfileVersion) -> HttpResponse:
        person: Any = request.user
        try:
            change = restore_version(version=version, actor=person)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.path)
        if change:
            messages.success(request, f"Das Profil von „{version.company}“ ist wieder auf diesem Stand.")
        else:
            messages.info(request, "Das Profil ist schon auf diesem Stand.")
        return HttpResponseRedirect(reverse("admin:companies_company_change", args=[version.company_id]))


def _rows(version: ProfileData, beside: ProfileData) -> list[dict[str, Any]]:
    rows = []
    vocabulary = current_vocabulary()
    for name in FIRM_FIELDS:
        old, new = (field_words(name, getattr(data, name), vocabulary) for data in (version, beside))
        if old or new:
            rows.append({"label": field_label(name), "diff": word_diff(old, new), "differs": old != new})
    return rows
