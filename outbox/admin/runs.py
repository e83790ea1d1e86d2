"""Periodic work in the administration: the schedule, and every run with its outcome."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from outbox.admin.filters import JobFilter
from outbox.admin.times import short_time
from outbox.domain.overview import problems, schedule_at
from outbox.domain.schedule import label_of
from outbox.models import JobRun


@admin.register(JobRun)
class JobRunAdmin(admin.ModelAdmin):
    """Runs are made by the workers and only looked at."""

    list_display = ("due", "job_label", "state", "attempts", "finished", "outcome", "error")
    list_filter = ("state", JobFilter, "due_at")
    search_fields = ("job", "outcome", "error")
    ordering = ("-due_at", "job")
    fields = (
        "job_label",
        "state",
        "due_at",
        "started_at",
        "finished_at",
        "attempts",
        "next_attempt_at",
        "outcome",
        "error",
    )
    change_list_template = "admin/outbox/change_list.html"

    def get_readonly_fields(self, request: HttpRequest, obj: JobRun | None = None) -> tuple[str, ...]:
        """Nothing of a run is edited."""
        return self.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Runs are made by the workers."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: JobRun | None = None) -> bool:
        """Runs are only looked at."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: JobRun | None = None) -> bool:
        """A run is the proof that something was done."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list below the schedule and what needs attention."""
        now = timezone.now()
        context = {
            "title": "Regelmäßige Arbeiten",
            "problems": problems(user=request.user, now=now),
            "planned": schedule_at(now),
        }
        return super().changelist_view(request, {**(extra_context or {}), **context})

    @admin.display(description="fällig", ordering="due_at")
    def due(self, run: JobRun) -> str:
        """When it was due, short enough for a column."""
        return short_time(run.due_at)

    @admin.display(description="beendet", ordering="finished_at")
    def finished(self, run: JobRun) -> str:
        """When it ended."""
        return short_time(run.finished_at)

    @admin.display(description="Arbeit", ordering="job")
    def job_label(self, run: JobRun) -> str:
        """German name of the job."""
        return label_of(run.job)
