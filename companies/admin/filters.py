"""Filters of the steward's list of firms."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from companies.enums import Freshness
from companies.models import Cluster, Company
from competences.models import Place


class FreshnessFilter(admin.SimpleListFilter):
    """When the firm last said that its profile is right."""

    title = "Aktualität"
    parameter_name = "aktualitaet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Freshness.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Company]) -> QuerySet[Company]:
        if self.value() not in Freshness.values:
            return queryset
        return queryset.with_freshness(self.value(), timezone.localdate())  # type: ignore[attr-defined]


class CompletenessFilter(admin.SimpleListFilter):
    """How much of the profile is filled in."""

    title = "Vollständigkeit"
    parameter_name = "vollstaendig"
    RANGES = {
        "wenig": ("unter 50 %", (0, 49)),
        "teils": ("50 bis 79 %", (50, 79)),
        "fast": ("80 bis 99 %", (80, 99)),
        "ganz": ("100 %", (100, 100)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, label) for key, (label, _) in self.RANGES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Company]) -> QuerySet[Company]:
        if self.value() not in self.RANGES:
            return queryset
        return queryset.filter(complete_percent__range=self.RANGES[self.value()][1])


class DistrictFilter(admin.SimpleListFilter):
    """In which district a site of the firm lies."""

    title = "Kreis"
    parameter_name = "kreis"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        districts = Place.objects.filter(
            pk__in=Company.objects.filter(sites__place__isnull=False).values("sites__place__parent")
        )
        return list(districts.order_by("name_de").values_list("key", "name_de"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Company]) -> QuerySet[Company]:
        return queryset.in_district(self.value()) if self.value() else queryset  # type: ignore[attr-defined]


class MailFilter(admin.SimpleListFilter):
    """Whether the agency can write to the firm."""

    title = "E-Mail"
    parameter_name = "email"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ja", "vorhanden"), ("nein", "fehlt")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Company]) -> QuerySet[Company]:
        reachable = Company.objects.filter(
            ~Q(email="") | Q(contacts__isnull=False) & ~Q(contacts__email="")
        ).values("pk")
        if self.value() == "ja":
            return queryset.filter(pk__in=reachable)
        if self.value() == "nein":
            return queryset.exclude(pk__in=reachable)
        return queryset


class DuplicateFilter(admin.SimpleListFilter):
    """Firms that stand in the list twice, as far as name and postcode tell."""

    title = "Doppelte"
    parameter_name = "doppelt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ja", "gleicher Name, gleiche Postleitzahl")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Company]) -> QuerySet[Company]:
        if self.value() != "ja":
            return queryset
        among = Company.objects.staffed_by(request.user).current()
        return queryset.filter(pk__in=among.duplicated().values("pk"))


class ClusterFilter(admin.SimpleListFilter):
    """Shown only to those who work in several clusters."""

    title = "Cluster"
    parameter_name = "cluster"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        clusters = Cluster.objects.staffed_by(request.user)
        choices = [(str(pk), name) for pk, name in clusters.values_list("pk", "name")]
        return choices if len(choices) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Company]) -> QuerySet[Company]:
        if not (self.value() or "").isdigit():
            return queryset
        return queryset.in_clusters(Cluster.objects.filter(pk=self.value()))  # type: ignore[attr-defined]
