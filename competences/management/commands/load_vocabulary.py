"""Load the vocabulary files into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from competences.domain.loading import DATA_FOLDER, load_vocabulary


class Command(BaseCommand):
    help = (
        "Lädt Verfahren, Werkstoffe, Zertifikate, Branchen und Orte; Änderungen der Mitarbeitenden bleiben."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, nichts schreiben")
        parser.add_argument("--folder", type=Path, default=DATA_FOLDER, help="Ordner mit den Datendateien")

    def handle(self, *args: Any, **options: Any) -> None:
        report = load_vocabulary(folder=options["folder"], dry_run=options["dry_run"])
        for conflict in report.conflicts:
            self.stdout.write(self.style.WARNING(conflict))
        if not report.changed:
            self.stdout.write("Das Vokabular ist auf dem Stand der Dateien.")
            return
        self.stdout.write(
            f"{report.created} Einträge neu, {report.updated} geändert, "
            f"{report.words_added} Wörter neu, {report.words_removed} entfernt."
        )
