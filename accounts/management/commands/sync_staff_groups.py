"""Bring the groups of staff in line with the settings."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.domain.staff_groups import sync_staff_groups


class Command(BaseCommand):
    help = "Creates the groups of staff and gives each its permissions. Safe to repeat, runs at every update."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in sync_staff_groups(groups=settings.STAFF_GROUPS).items():
            self.stdout.write(f"{name}: {count}")
