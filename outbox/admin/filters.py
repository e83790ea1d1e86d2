"""Filters of the lists of mails and runs, in the words that the apps registered."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from outbox.domain.schedule import jobs
from outbox.models import JobRun, Mail
from outbox.notifications import kinds


class KindFilter(admin.SimpleListFilter):
    """Which kind of mail it is."""

    title = "Art"
    parameter_name = "art"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.key, kind.label) for kind in kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class JobFilter(admin.SimpleListFilter):
    """Which job it is."""

    title = "Arbeit"
    parameter_name = "arbeit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(job.key, job.label) for job in jobs()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[JobRun]) -> QuerySet[JobRun]:
        return queryset.of(self.value()) if self.value() else queryset  # type: ignore[attr-defined]
