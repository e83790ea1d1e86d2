"""Returned questionnaires on their way into the directory: the file as it came and what became of each row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from profiles.enums import (
    BatchState,
    ConsentDecision,
    Decision,
    Layout,
    Outcome,
    RowAction,
)

OPEN_STATES = (BatchState.PREVIEW, BatchState.APPLYING)
"""States in which a file still waits for somebody."""


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Questions about uploaded files."""

    def staffed_by(self, user: settings.AUTH_USER_MODEL) -> "ImportBatchQuerySet":  # type: ignore[name-defined]
        """Keep the files of the clusters in which the person works as staff."""
        if user.is_superuser:
            return self
        return self.filter(cluster__staff=user) if user.is_staff else self.none()

    def waiting(self) -> "ImportBatchQuerySet":
        """Keep the files that nobody has finished."""
        return self.filter(state__in=OPEN_STATES)

    def without_content(self) -> "ImportBatchQuerySet":
        """Leave the bytes of the file in the database; lists do not need them."""
        return self.defer("content")


class ImportBatch(models.Model):
    """One file with returned questionnaires."""

    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.PROTECT, related_name="imports", verbose_name="Cluster"
    )
    file_name = models.CharField("Datei", max_length=200)
    sha256 = models.CharField("Prüfsumme", max_length=64, editable=False, db_index=True)
    content = models.BinaryField("Inhalt", editable=False)
    outcome = models.CharField("Ergebnis des Einlesens", max_length=20, choices=Outcome.choices)
    layout = models.CharField("Form", max_length=10, choices=Layout.choices)
    headers = models.JSONField("Überschriften", default=list)
    facts = models.JSONField("Angaben zur Datei", default=dict)
    messages = models.JSONField("Meldungen zur Datei", default=list)
    state = models.CharField(
        "Stand", max_length=10, choices=BatchState.choices, default=BatchState.PREVIEW, editable=False
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hochgeladen von",
    )
    uploaded_at = models.DateTimeField("hochgeladen am", auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="übernommen oder verworfen von",
    )
    closed_at = models.DateTimeField("übernommen oder verworfen am", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "Rückmeldung"
        verbose_name_plural = "Rückmeldungen"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(file_name=""),
                name="importbatch_named",
                violation_error_message="Die Datei braucht einen Namen.",
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.PREVIEW, closed_at__isnull=True)
                | (~Q(state=BatchState.PREVIEW) & Q(closed_at__isnull=False)),
                name="importbatch_closed_has_date",
                violation_error_message="Nur was übernommen oder verworfen wurde, hat dafür ein Datum.",
            ),
            models.UniqueConstraint(
                fields=["cluster", "sha256"],
                condition=Q(state__in=OPEN_STATES),
                name="importbatch_open_once",
                violation_error_message="Genau diese Datei wartet schon darauf, übernommen zu werden.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    """Questions about the rows of a file."""

    def ready(self) -> "ImportRowQuerySet":
        """Keep the rows that can be written now: clean ones, and those that a person decided about."""
        return self.filter(READY, done_at__isnull=True)

    def undecided(self) -> "ImportRowQuerySet":
        """Keep the rows that wait for a person."""
        return self.filter(done_at__isnull=True, decision="").filter(
            Q(action=RowAction.HELD) | Q(batch__outcome=Outcome.PROPOSAL, action__in=TAKEN_ACTIONS)
        )

    def to_correct(self) -> "ImportRowQuerySet":
        """Keep the rows from which something was not taken: they belong into the correction file."""
        return self.filter(needs_correction=True)


TAKEN_ACTIONS = (RowAction.NEW, RowAction.UPDATE)
"""What is written without a decision where the file is a list."""

READY = (Q(action__in=TAKEN_ACTIONS) & ~Q(batch__outcome=Outcome.PROPOSAL)) | (
    Q(action__in=(*TAKEN_ACTIONS, RowAction.HELD)) & ~Q(decision="")
)


class ImportRow(models.Model):
    """One row of a file, word for word, and what became of it."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", verbose_name="Rückmeldung"
    )
    position = models.PositiveIntegerField("Reihenfolge")
    row = models.PositiveIntegerField("Zeile", null=True, blank=True)
    raw = models.JSONField("wie geliefert", default=list)
    fields = models.JSONField("gelesen", default=dict)
    messages = models.JSONField("Meldungen", default=list)
    action = models.CharField("Vorgang", max_length=10, choices=RowAction.choices)
    reason = models.CharField("Grund", max_length=400, blank=True)
    needs_correction = models.BooleanField("zu berichtigen", default=False)
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_rows",
        verbose_name="Unternehmen",
    )
    similar_row = models.PositiveIntegerField("ähnelt Zeile", null=True, blank=True)
    changes = models.JSONField("Änderungen", default=list)
    decision = models.CharField("Entscheidung", max_length=10, choices=Decision.choices, blank=True)
    consent = models.CharField(
        "Entscheidung zur Einwilligung", max_length=15, choices=ConsentDecision.choices, blank=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entschieden von",
    )
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    done_at = models.DateTimeField("erledigt am", null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "Zeile einer Rückmeldung"
        verbose_name_plural = "Zeilen einer Rückmeldung"
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"],
                name="importrow_position_once",
                violation_error_message="Diese Zeile gibt es in der Datei schon.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="importrow_decision_dated",
                violation_error_message="Eine Entscheidung hat ein Datum.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "position"], condition=Q(done_at__isnull=True), name="importrow_open"
            )
        ]

    def __str__(self) -> str:
        return f"Zeile {self.row}" if self.row else str(self.batch)

    @property
    def firm_name(self) -> str:
        """Return the name of the firm as the row gives it."""
        return str(self.fields.get("name") or "")
