"""Store the legal and explaining pages that are missing."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.domain.editing import store_initial_texts


class Command(BaseCommand):
    help = "Stores the editable pages that are missing, with their initial texts. Safe to repeat, runs at every update."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{store_initial_texts()} pages stored")
