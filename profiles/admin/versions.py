"""Older versions of a profile: look at one, compare it with another, go back to it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from companies.domain.profile_data import ProfileData
from companies.domain.restoring import restore_version, stated_in
from companies.domain.stored_profile import whole_profile_of
from companies.models import Company, ProfileVersion
from competences.domain.vocabulary import current_vocabulary
from pages.admin.versions import VersionAdmin
from pages.domain.word_diff import word_diff
from profiles.domain.answers import FIRM_FIELDS
from profiles.domain.profile_words import field_label, field_words

LONGEST_NUMBER = 18


@admin.register(ProfileVersion)
class ProfileVersionAdmin(VersionAdmin):
    """What profiles said, newest first; `company__id__exact` in the address keeps one firm."""

    list_display = ("company", "written_at", "actor", "reason")
    list_filter = (("written_at", admin.DateFieldListFilter),)
    list_select_related = ("company", "actor")
    search_fields = ("company__name",)
    ordering = ("-written_at", "-pk")
    compare_template = "admin/companies/profileversion/compare.html"
    right_to_restore = "companies.change_company"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProfileVersion]:
        """Show the firms that the person looks after."""
        firms = Company.objects.staffed_by(request.user)
        return ProfileVersion.objects.filter(company__in=firms).order_by(*self.ordering)

    def compared(self, request: HttpRequest, version: ProfileVersion) -> dict[str, Any]:
        """Show it beside the present profile, or beside another version of the firm."""
        other = self._other(request, version)
        beside = stated_in(other) if other else whole_profile_of(version.company)
        return {
            "title": f"Fassung vom {version}: {version.company}",
            "other": other,
            "rows": _rows(stated_in(version), beside),
            "others": self.get_queryset(request)
            .defer("data")
            .filter(company=version.company)
            .exclude(pk=version.pk),
        }

    def _other(self, request: HttpRequest, version: ProfileVersion) -> ProfileVersion | None:
        key = request.GET.get("mit", "")
        if not key.isdecimal() or len(key) > LONGEST_NUMBER:
            return None
        return version.company.versions.filter(pk=key).first()

    def restore(self, request: HttpRequest, version: ProfileVersion) -> str:
        """Bring the profile back to it and go to the firm."""
        person: Any = request.user
        if restore_version(version=version, actor=person):
            messages.success(request, f"Das Profil von „{version.company}“ ist wieder auf diesem Stand.")
        else:
            messages.info(request, "Das Profil ist schon auf diesem Stand.")
        return reverse("admin:companies_company_change", args=[version.company_id])


def _rows(version: ProfileData, beside: ProfileData) -> list[dict[str, Any]]:
    rows = []
    vocabulary = current_vocabulary()
    for name in FIRM_FIELDS:
        old, new = (field_words(name, getattr(data, name), vocabulary) for data in (version, beside))
        if old or new:
            rows.append({"label": field_label(name), "diff": word_diff(old, new), "differs": old != new})
    return rows
