"""The worker: delivers mails and runs the schedule until it is told to stop, whatever happens to the database."""

from __future__ import annotations

import logging
import os
import select
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from outbox.domain.delivery import deliver_due
from outbox.domain.mails import WAKE_CHANNEL
from outbox.domain.runs import run_due_jobs

logger = logging.getLogger(__name__)

APPLICATION_NAME = "outbox-worker"
"""Under which PostgreSQL lists the connections of workers."""

IDLE_SECONDS = 10.0
"""How long a worker sleeps when PostgreSQL does not wake it: the precision of due times."""

LONGEST_PAUSE = 30.0
"""Between attempts to reach a database that does not answer."""

ATTEMPTS_WHEN_STOPPING = 10
"""How often, a second apart, a worker that was told to end still tries to record what it sent."""


class Stop:
    """Tells a worker to end; may be set by a signal handler and waited for together with a connection."""

    def __init__(self) -> None:
        self.reading, self._writing = os.pipe()
        self._is_set = False

    def set(self) -> None:
        """End the worker after what it is doing."""
        if not self._is_set:
            self._is_set = True
            os.write(self._writing, b"x")

    def is_set(self) -> bool:
        """Say whether the worker is to end."""
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Sleep for so long at most; return whether the worker is to end."""
        select.select([self.reading], [], [], seconds)
        return self._is_set

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self.reading)
        os.close(self._writing)


def run_worker(
    *,
    stop: Stop,
    clock: Callable[[], datetime] = timezone.now,
    once: bool = False,
) -> None:
    """Deliver and run what is due until `stop` is set; with `once` only what is due now.

    `clock` gives the present (aware). A database that goes away is waited for; with `once` its error is raised.
    """
    pause = 1.0
    while not stop.is_set():
        try:
            _listen()
            _work(clock, stop)
            pause = 1.0
            if once:
                return
            _sleep(stop)
        except DatabaseError as error:
            if once:
                raise
            logger.warning("The database does not answer, next attempt in %.0f s: %s", pause, error)
            connection.close()
            stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
    connection.close()


def _work(clock: Callable[[], datetime], stop: Stop) -> None:
    if settings.MAIL_IS_DELIVERED:
        deliver_due(clock=clock, stopped=stop.is_set, keep=lambda action: _insist(action, stop))
    run_due_jobs(clock=clock, stopped=stop.is_set)


def _insist(action: Callable[[], object], stop: Stop) -> None:
    """Do it again until the database took it: what was handed over must not be forgotten while we still know it."""
    pause, left = 1.0, ATTEMPTS_WHEN_STOPPING
    while left:
        try:
            action()
            return
        except (OperationalError, InterfaceError) as error:
            logger.warning("The database does not answer, next attempt in %.0f s: %s", pause, error)
            connection.close()
            if stop.is_set():
                left, pause = left - 1, 1.0
                time.sleep(pause)
            else:
                stop.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
    logger.error("The result of a mail could not be recorded; it will be shown as unclear.")


def _listen() -> None:
    """Ask PostgreSQL to wake this connection, before looking for work, so that nothing falls in between."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {WAKE_CHANNEL}; SET application_name = '{APPLICATION_NAME}'")
    connection.connection.notifies.clear()


def _sleep(stop: Stop) -> None:
    woken = connection.connection
    if (
        woken is None or woken.notifies
    ):  # the connection is gone, or somebody wrote a mail while we were working
        return
    select.select([woken, stop.reading], [], [], IDLE_SECONDS)
    with connection.wrap_database_errors:
        woken.poll()
