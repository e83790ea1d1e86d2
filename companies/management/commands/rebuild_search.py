"""Writes all search rows anew, beside the old ones, and swaps them in at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from companies.search.rebuilding import rebuild


class Command(BaseCommand):
    """Rebuilds the search rows of all published companies."""

    help = (
        "Writes the search rows of all companies anew; the search goes on with the old ones until the swap."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what would be written")

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild(dry_run=options["dry_run"], progress=self._progress if options["verbosity"] else None)
        self.stdout.write(f"{count} Unternehmen im Suchbestand.")

    def _progress(self, done: int, total: int) -> None:
        if done % 500 == 0 or done == total:
            self.stdout.write(f"{done} von {total}")
