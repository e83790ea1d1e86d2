"""Running the schedule: every job once per due time, however many workers there are and whenever one is killed.

The row of a run is unique per job and due time. A worker holds it locked while the job runs in the same transaction,
so the end of the job and the note that it is done are one commit, and the database itself notices when a worker dies:
the lock is gone and the row still says RUNNING.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction

from outbox.domain.schedule import Job, due_between, jobs
from outbox.enums import RUN_OPEN_STATES, RUN_TRANSITIONS, RunState
from outbox.models import JobRun

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
PAUSE = timedelta(minutes=5)
"""Between a failure and the next attempt."""


def change_run_state(
    *,
    run: JobRun,
    to: RunState,
    now: datetime,
    outcome: str = "",
    error: str = "",
    next_attempt_at: datetime | None = None,
) -> None:
    """Move a locked run to another state; the only place where its state changes.

    RUNNING counts an attempt. Raises ValidationError when the table of transitions does not allow it.
    """
    if to not in RUN_TRANSITIONS[RunState(run.state)]:
        raise ValidationError(
            f"Ein Lauf, der „{run.get_state_display()}“ ist, kann nicht „{to.label}“ werden."
        )
    run.state = to
    run.outcome, run.error = outcome[:500], error[:500]
    run.next_attempt_at = next_attempt_at
    if to == RunState.RUNNING:
        run.attempts += 1
        run.started_at = now
    run.finished_at = None if to in RUN_OPEN_STATES else now
    run.save()


def run_due_jobs(*, clock: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False) -> int:
    """Run every job that is due and that no other worker runs; return how many were run to their end.

    `clock` gives the present (aware), `stopped` says before each job whether to end early.
    """
    done = 0
    for job in jobs():
        if stopped():
            break
        note_due(job, now=clock())
        for pk in JobRun.objects.of(job.key).to_run(clock()).order_by("due_at").values_list("pk", flat=True):
            done += _run(job, pk, clock)
    return done


def note_due(job: Job, *, now: datetime) -> None:
    """Write rows for the due times of a job since its last row: one to run, and what was missed in between.

    A due time older than `max_lateness` is missed; younger ones before the last are covered by the run of the last.
    A job that never had a row starts with its next due time when it is too late for the last one.
    """
    due = job.cadence.latest(now)
    last = JobRun.objects.of(job.key).order_by("-due_at").values_list("due_at", flat=True).first()
    if last is not None and last >= due:
        return
    rows = []
    for time in due_between(job.cadence, last, due) if last else [due]:
        if now - time > job.max_lateness:
            if last is not None:
                rows.append(JobRun(job=job.key, due_at=time, state=RunState.MISSED, finished_at=now))
        elif time == due:
            rows.append(JobRun(job=job.key, due_at=time, next_attempt_at=now))
    JobRun.objects.bulk_create(rows, ignore_conflicts=True)  # another worker may have noted them as well


def _run(job: Job, pk: int, clock: Callable[[], datetime]) -> bool:
    attempt = _begin(job, pk, clock())
    if attempt is None:
        return False
    try:
        with transaction.atomic():
            run = JobRun.objects.select_for_update(skip_locked=True).filter(pk=pk, attempts=attempt).first()
            if run is None or run.state != RunState.RUNNING:
                return False
            outcome = job.run(clock())
            change_run_state(run=run, to=RunState.DONE, now=clock(), outcome=outcome)
    except (OperationalError, InterfaceError):
        raise  # without the database nothing can be noted; the row still says RUNNING and is taken up again
    except Exception as error:
        logger.exception("job %s failed", job.key)
        _note_failure(job, pk, error, clock())
        return False
    return True


def _begin(job: Job, pk: int, now: datetime) -> int | None:
    """Mark a run as begun and return the number of the attempt; None when it is not ours or not to be run."""
    with transaction.atomic():
        run = JobRun.objects.to_run(now).select_for_update(skip_locked=True).filter(pk=pk).first()
        if run is None:
            return None
        is_late = now - run.due_at > job.max_lateness
        if run.state == RunState.DUE and is_late:
            end = RunState.FAILED if run.attempts else RunState.MISSED
            change_run_state(run=run, to=end, now=now, error=run.error)
            return None
        if run.state == RunState.RUNNING and (is_late or run.attempts >= MOST_ATTEMPTS):
            change_run_state(run=run, to=RunState.FAILED, now=now, error="Der Lauf wurde abgebrochen.")
            return None
        change_run_state(run=run, to=RunState.RUNNING, now=now)
        return run.attempts


def _note_failure(job: Job, pk: int, error: Exception, now: datetime) -> None:
    words = f"{type(error).__name__}: {error}"
    with transaction.atomic():
        run = JobRun.objects.select_for_update().get(pk=pk)
        if run.attempts < MOST_ATTEMPTS and now + PAUSE - run.due_at <= job.max_lateness:
            change_run_state(run=run, to=RunState.DUE, now=now, error=words, next_attempt_at=now + PAUSE)
        else:
            change_run_state(run=run, to=RunState.FAILED, now=now, error=words)
