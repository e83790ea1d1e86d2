"""Read returned questionnaires into the directory."""

from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from companies.models import Cluster
from profiles.domain.account import account_of, in_words
from profiles.domain.applying import apply_batch
from profiles.domain.correction import correction_file, correction_name
from profiles.domain.reading import LARGEST_FILE
from profiles.domain.staging import FileRefusedError, stage_file
from profiles.enums import BatchState, Outcome
from profiles.models import ImportBatch

MOST_MESSAGES = 200
"""Messages printed per file; the rest is counted."""


class Command(BaseCommand):
    """Takes files as they arrive; good rows are written, bad ones go into a correction file."""

    help = "Liest Rückmeldungen (Excel, CSV, JSON Lines, Formularblatt, E-Mail) in das Verzeichnis ein."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, was geschehen würde")
        parser.add_argument("--cluster", help="Kurzname des Clusters (nötig, wenn es mehrere gibt)")
        parser.add_argument(
            "--corrections", type=Path, metavar="PATH", help="Ordner für die Korrekturdateien"
        )
        parser.add_argument(
            "--again", action="store_true", help="auch Dateien einlesen, die schon übernommen wurden"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        cluster = self._cluster(options["cluster"])
        refused = sum(not self._take(path, cluster, options) for path in options["files"])
        if refused:
            raise CommandError(f"{refused} von {len(options['files'])} Dateien wurden nicht eingelesen.")

    def _cluster(self, slug: str | None) -> Cluster:
        clusters = list(Cluster.objects.filter(slug=slug) if slug else Cluster.objects.all()[:2])
        if len(clusters) != 1:
            known = ", ".join(Cluster.objects.values_list("slug", flat=True)) or "keine"
            raise CommandError(f"Bitte nennen Sie mit --cluster den Cluster (vorhanden: {known}).")
        return clusters[0]

    def _take(self, path: Path, cluster: Cluster, options: dict[str, Any]) -> bool:
        self.stdout.write(f"{path.name}:")
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except OSError as error:
            self.stderr.write(f"  kann nicht gelesen werden: {error.strerror}")
            return False
        try:
            with transaction.atomic() if options["dry_run"] else nullcontext():
                self._import(path.name, data, cluster, options)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except FileRefusedError as refusal:
            for entry in refusal.messages:
                self.stderr.write(f"  {entry.text}")
            return False
        return True

    def _import(self, name: str, data: bytes, cluster: Cluster, options: dict[str, Any]) -> None:
        with tqdm(desc="  gelesen", unit=" Zeilen", leave=False, disable=None) as bar:
            staged = stage_file(
                name=name, data=data, cluster=cluster, actor=None, again=options["again"], on_row=bar.update
            )
        batch = staged.batch
        if staged.seen_before and batch.state == BatchState.APPLIED:
            self.stdout.write(
                f"  Genau diese Datei wurde am {batch.closed_at:%d.%m.%Y} schon übernommen; es ändert sich nichts."
            )
            return
        if not options["dry_run"] and batch.outcome == Outcome.IMPORT:
            ready = batch.rows.ready().count()
            with tqdm(desc="  übernommen", total=ready, unit=" Zeilen", leave=False, disable=None) as bar:
                apply_batch(batch=batch, actor=None, on_row=bar.update)
        self._report(batch, options)

    def _report(self, batch: ImportBatch, options: dict[str, Any]) -> None:
        account = account_of(batch)
        self.stdout.write(f"  {in_words(batch, account)}")
        for number, text in enumerate(self._messages(batch)):
            if number == MOST_MESSAGES:
                self.stdout.write("  … weitere Meldungen stehen in der Verwaltung.")
                break
            self.stdout.write(f"  - {text}")
        if batch.outcome == Outcome.PROPOSAL or account.undecided:
            self.stdout.write("  Zu entscheiden in der Verwaltung unter „Rückmeldungen“.")
        if options["corrections"] and batch.outcome == Outcome.IMPORT:
            self._write_corrections(batch, options["corrections"])

    def _messages(self, batch: ImportBatch) -> Any:
        yield from (entry["message"] for entry in batch.messages)
        rows = batch.rows.exclude(messages=[]).order_by("position").values_list("messages", flat=True)
        yield from (entry["message"] for messages in rows.iterator(chunk_size=500) for entry in messages)

    def _write_corrections(self, batch: ImportBatch, folder: Path) -> None:
        content = correction_file(batch)
        if content is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / correction_name(batch)
        target.write_bytes(content)
        self.stdout.write(f"  Korrekturdatei: {target}")
