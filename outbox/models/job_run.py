"""One run of a periodic job: the row per job and due time is what makes it happen once."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from outbox.enums import RUN_OPEN_STATES, RUN_PROBLEMS, RunState

GRACE = timedelta(minutes=1)
"""How long a run that nobody holds locked may still be about to begin."""


class JobRunQuerySet(models.QuerySet["JobRun"]):
    """Runs in the words of the domain."""

    def of(self, job: str) -> "JobRunQuerySet":
        """Those of one job."""
        return self.filter(job=job)

    def to_run(self, now: datetime) -> "JobRunQuerySet":
        """Those that wait for a worker, and those whose worker may have died."""
        waiting = Q(state=RunState.DUE, next_attempt_at__lte=now)
        return self.filter(waiting | Q(state=RunState.RUNNING, started_at__lte=now - GRACE))

    def problems_since(self, when: datetime) -> "JobRunQuerySet":
        """Those that failed or did not take place since then."""
        return self.filter(state__in=RUN_PROBLEMS, due_at__gte=when)

    def not_made_up(self) -> "JobRunQuerySet":
        """Those after which the job has not been done."""
        later = JobRun.objects.filter(job=OuterRef("job"), state=RunState.DONE, due_at__gt=OuterRef("due_at"))
        return self.exclude(Exists(later))


class JobRun(models.Model):
    """A job at one of its due times."""

    job = models.CharField("Arbeit", max_length=60)
    due_at = models.DateTimeField("fällig am")
    state = models.CharField(
        "Zustand", max_length=20, choices=RunState.choices, default=RunState.DUE, editable=False
    )
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    next_attempt_at = models.DateTimeField("nächster Versuch", null=True, blank=True)
    started_at = models.DateTimeField("begonnen am", null=True, blank=True)
    finished_at = models.DateTimeField("beendet am", null=True, blank=True)
    outcome = models.CharField("Ergebnis", max_length=500, blank=True, default="")
    error = models.CharField("Fehler", max_length=500, blank=True, default="")

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = "Lauf einer regelmäßigen Arbeit"
        verbose_name_plural = "Läufe regelmäßiger Arbeiten"
        ordering = ["-due_at", "job"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "due_at"],
                name="job_run_once",
                violation_error_message="Diese Arbeit hat zu diesem Zeitpunkt schon einen Lauf.",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.DUE, next_attempt_at__isnull=False)
                | (~Q(state=RunState.DUE) & Q(next_attempt_at__isnull=True)),
                name="job_run_due_has_date",
                violation_error_message="Nur ein fälliger Lauf hat einen nächsten Versuch, und er braucht einen.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RUN_OPEN_STATES, finished_at__isnull=True)
                | (~Q(state__in=RUN_OPEN_STATES) & Q(finished_at__isnull=False)),
                name="job_run_closed_has_date",
                violation_error_message="Ein abgeschlossener Lauf hat ein Datum, ein offener keines.",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="job_run_due")]

    def __str__(self) -> str:
        return f"{self.job}, {self.due_at:%d.%m.%Y %H:%M}"
