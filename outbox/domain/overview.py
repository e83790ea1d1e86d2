"""What staff should know about mails and periodic work today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from outbox.domain.schedule import Job, jobs
from outbox.enums import MailState, RunState
from outbox.models import JobRun, Mail
from outbox.rules import visible_mails_lookup

STUCK_AFTER = timedelta(minutes=15)
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Problem:
    """Something to look at: a German sentence and the list of the administration where it is."""

    text: str
    address: str


@dataclass(frozen=True)
class Planned:
    """A job of the schedule: when it was done last, when it is due again, and whether that is overdue."""

    job: Job
    last_done: datetime | None
    is_overdue: bool


def schedule_at(now: datetime) -> list[Planned]:
    """Return the schedule with what became of it; one query."""
    rows = JobRun.objects.order_by().values("job")
    known = {
        row["job"]: row
        for row in rows.annotate(noted=Max("due_at"), done=Max("finished_at", filter=Q(state=RunState.DONE)))
    }
    planned = []
    for job in jobs():
        row = known.get(job.key, {"noted": None, "done": None})
        due = job.cadence.latest(now)
        is_overdue = row["noted"] is not None and row["noted"] < due and now - due > job.max_lateness
        planned.append(Planned(job, row["done"], is_overdue))
    return planned


def problems(*, user: Any, now: datetime) -> list[Problem]:
    """Return what a member of staff should look at now, the most pressing first; three queries.

    Unclear mails, mails that stay behind because no worker or no mail server is there, mails of the last seven days
    that were not delivered, runs of that time that failed or did not take place, and overdue jobs.
    """
    mails = _address("mail")
    recent = Q(created_at__gte=now - LOOK_BACK)
    found = Mail.objects.filter(visible_mails_lookup(user)).aggregate(
        unclear=Count("pk", filter=Q(state=MailState.UNCLEAR)),
        oldest=Min("next_attempt_at", filter=Q(state=MailState.WAITING)),
        failed=Count("pk", filter=recent & Q(state=MailState.FAILED)),
        bounced=Count("pk", filter=recent & Q(state=MailState.BOUNCED)),
    )
    problems = []
    if found["unclear"]:
        text = _count(found["unclear"], "E-Mail ist ungeklärt", "E-Mails sind ungeklärt")
        problems.append(
            Problem(f"{text}: Bitte klären, ob der Empfänger sie hat.", f"{mails}?state__exact=UNCLEAR")
        )
    if found["oldest"] and now - found["oldest"] > STUCK_AFTER:
        since = f"{timezone.localtime(found['oldest']):%d.%m.%Y %H:%M}"
        reason = (
            "der Versand (run_worker) läuft nicht oder kommt nicht nach"
            if settings.MAIL_IS_DELIVERED
            else "es ist kein Mailserver eingestellt (EMAIL_HOST)"
        )
        problems.append(
            Problem(f"Seit {since} bleiben E-Mails liegen: {reason}.", f"{mails}?state__exact=WAITING")
        )
    for state, one, many in (
        (MailState.FAILED, "E-Mail wurde nicht gesendet", "E-Mails wurden nicht gesendet"),
        (MailState.BOUNCED, "E-Mail war unzustellbar", "E-Mails waren unzustellbar"),
    ):
        if count := found[state.lower()]:
            problems.append(Problem(f"{_count(count, one, many)} (7 Tage).", f"{mails}?state__exact={state}"))
    return problems + _job_problems(now)


def _job_problems(now: datetime) -> list[Problem]:
    runs = _address("jobrun")
    counts = JobRun.objects.problems_since(now - LOOK_BACK).order_by().values("state").annotate(n=Count("pk"))
    words = {
        RunState.FAILED: ("Lauf ist fehlgeschlagen", "Läufe sind fehlgeschlagen"),
        RunState.MISSED: ("Lauf ist ausgefallen", "Läufe sind ausgefallen"),
    }
    problems = [
        Problem(
            f"Regelmäßige Arbeiten: {_count(row['n'], *words[RunState(row['state'])])} (7 Tage).",
            f"{runs}?state__exact={row['state']}",
        )
        for row in sorted(counts, key=lambda row: row["state"])
    ]
    overdue = [planned.job.label for planned in schedule_at(now) if planned.is_overdue]
    if overdue:
        problems.append(Problem(f"Überfällig: {', '.join(overdue)}. Läuft der Versand (run_worker)?", runs))
    return problems


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {many}"


def _address(model: str) -> str:
    return reverse(f"admin:outbox_{model}_changelist")
