"""Apply the periods of retention now, or say what would go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from privacy.domain.applying import apply_retention, due_now


class Command(BaseCommand):
    help = "Deletes and empties what has outlived its period; --dry-run only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many rows would go")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            lines = [(due.rule, due.number) for due in due_now(now)]
        else:
            lines = [(done.rule, done.number) for done in apply_retention(now)]
        for rule, number in lines:
            self.stdout.write(f"{number:>9}  {rule.key:<24} {rule.data} ({rule.fate.label})")
        self.stdout.write(f"{sum(number for _rule, number in lines):>9}  rows")
