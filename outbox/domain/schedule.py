"""The one schedule of the installation: every app registers its periodic jobs here at start.

Example, in an app's `AppConfig.ready`::

    register_job(
        Job(
            key="profiles.reminders",
            label="An Einladungen erinnern",
            cadence=Daily(hour=6, minute=30),
            run=remind,  # remind(now) -> "3 Erinnerungen geschrieben"
            max_lateness=timedelta(hours=12),
        )
    )

The function gets the present as `now` and returns in German what it did. It runs in one transaction together with the
note that it is done: all of it happens exactly once, or nothing. It looks at the state of the data ("who has not
answered for 14 days"), never at what the last run did, so a run that did not take place is made up by the next. What
it does outside of the database may happen again after a crash; mails go through `queue_mail` and are safe.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

LOOK_BACK = 366
"""Days within which every cadence is due at least once."""


class Cadence(Protocol):
    """When a job is due."""

    def latest(self, now: datetime) -> datetime:
        """Return the last due time at or before `now` (aware), in UTC."""


@dataclass(frozen=True)
class Every:
    """Every so many minutes, counted from midnight UTC; a whole number of them makes a day."""

    minutes: int

    def __post_init__(self) -> None:
        if not 0 < self.minutes <= 24 * 60 or 24 * 60 % self.minutes:
            raise ImproperlyConfigured("The minutes of a cadence must divide a day.")

    def latest(self, now: datetime) -> datetime:
        """Return the last due time at or before `now` (aware), in UTC."""
        now = now.astimezone(UTC)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        step = timedelta(minutes=self.minutes)
        return midnight + (now - midnight) // step * step


@dataclass(frozen=True)
class Daily:
    """Every day at a local time; with `weekday` (0: Monday) weekly, with `day` (1 – 28) monthly."""

    hour: int
    minute: int = 0
    weekday: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and not 1 <= self.day <= 28:
            raise ImproperlyConfigured("A monthly job needs a day that every month has.")

    def latest(self, now: datetime) -> datetime:
        """Return the last due time at or before `now` (aware), in UTC; local time may jump in between."""
        zone = timezone.get_default_timezone()
        today = now.astimezone(zone).date()
        for back in range(LOOK_BACK):
            date = today - timedelta(days=back)
            due = datetime(date.year, date.month, date.day, self.hour, self.minute, tzinfo=zone).astimezone(
                UTC
            )
            fits = self.weekday in (None, date.weekday()) and self.day in (None, date.day)
            if fits and due <= now:
                return due
        raise ImproperlyConfigured("A cadence that is never due.")


@dataclass(frozen=True)
class Job:
    """Something that is done again and again.

    `key` is "<app>.<name>", `label` German; a run that could not start within `max_lateness` of its due time is
    recorded as missed and shown to staff.
    """

    key: str
    label: str
    cadence: Cadence
    run: Callable[[datetime], str]
    max_lateness: timedelta


_jobs: dict[str, Job] = {}


def register_job(job: Job) -> None:
    """Put a job into the schedule, once at start. Raises ImproperlyConfigured when the key is taken."""
    if _jobs.get(job.key, job) != job:
        raise ImproperlyConfigured(f"Two jobs are called {job.key}.")
    _jobs[job.key] = job


def jobs() -> tuple[Job, ...]:
    """Return the whole schedule in the order of the keys."""
    return tuple(_jobs[key] for key in sorted(_jobs))


def label_of(key: str) -> str:
    """Return the German name of a job, or its key where it no longer exists."""
    return _jobs[key].label if key in _jobs else key


def due_between(cadence: Cadence, after: datetime, until: datetime, *, at_most: int = 50) -> list[datetime]:
    """Return the due times later than `after` and not later than `until`, oldest first; the newest `at_most`."""
    found: list[datetime] = []
    due = cadence.latest(until)
    while due > after and len(found) < at_most:
        found.append(due)
        due = cadence.latest(due - timedelta(microseconds=1))
    return found[::-1]
