"""Deliver mails and run the schedule."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from outbox.domain.worker import Stop, run_worker


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl-C; what it is doing then is finished first."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--once`."""
        parser.add_argument("--once", action="store_true", help="Do what is due now and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the worker."""
        stop = Stop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *ignored: stop.set())
        run_worker(stop=stop, once=options["once"])
        stop.close()
