"""A firm's answers on their way into the directory."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from profiles.enums import (
    DECIDED_SUBMISSION,
    OPEN_SUBMISSION,
    WRITABLE_SUBMISSION,
    SubmissionSource,
    SubmissionState,
)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Questions about submissions."""

    def open(self) -> "SubmissionQuerySet":
        """Keep what neither staff nor the firm have brought to an end."""
        return self.filter(state__in=OPEN_SUBMISSION)

    def waiting(self) -> "SubmissionQuerySet":
        """Keep what waits for staff."""
        return self.filter(state=SubmissionState.SUBMITTED)

    def staffed_by(self, user: settings.AUTH_USER_MODEL) -> "SubmissionQuerySet":  # type: ignore[name-defined]
        """Keep what was handed in to the clusters in which the person works as staff; all else stays the firm's own."""
        handed_in = self.filter(submitted_at__isnull=False).exclude(state=SubmissionState.DRAFT)
        if user.is_superuser:
            return handed_in
        return handed_in.filter(cluster__staff=user) if user.is_staff else self.none()


class Submission(models.Model):
    """A firm's answers; `company` is empty for a firm that is not in the directory yet.

    The three documents have the form of `companies.domain.profile_json`: `answers` is what the firm says,
    `base` the published profile from which it started, `edited` what staff made of the answers (none where they
    left them as they are). `notes` holds the reviewer's reason per field, `taken` the fields that were approved,
    `live` those that went live at once, `consents` which consents were ticked beside which text (see
    `profiles.domain.agreed`), `effect` what the change does to the search.
    """

    reference = models.UUIDField("Kennung", unique=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name="Unternehmen",
    )
    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.PROTECT, related_name="submissions", verbose_name="Cluster"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="von",
    )
    source = models.CharField("Weg", max_length=6, choices=SubmissionSource.choices)
    state = models.CharField(
        "Stand", max_length=9, choices=SubmissionState.choices, default=SubmissionState.DRAFT, editable=False
    )
    answers = models.JSONField("Angaben", default=dict)
    base = models.JSONField("ausgegangen von", default=dict)
    edited = models.JSONField("geändert in", null=True, blank=True)
    consents = models.JSONField("angekreuzte Einwilligungen", default=dict, blank=True)
    message = models.TextField("Nachricht an die Prüfenden", blank=True)
    notes = models.JSONField("Hinweise je Feld", default=dict, blank=True)
    note = models.TextField("Begründung", blank=True)
    taken = models.JSONField("übernommen", default=list, blank=True)
    live = models.JSONField("sofort übernommen", default=list, blank=True)
    effect = models.JSONField("Wirkung auf die Suche", default=dict, blank=True)
    files = models.ManyToManyField(
        "companies.StoredFile", blank=True, related_name="submissions", verbose_name="Dateien"
    )
    started_at = models.DateTimeField("begonnen am", auto_now_add=True)
    saved_at = models.DateTimeField("zuletzt gespeichert am", auto_now_add=True)
    submitted_at = models.DateTimeField("eingereicht am", null=True, blank=True, db_index=True)
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entschieden von",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "Einreichung"
        verbose_name_plural = "Einreichungen"
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(state__in=OPEN_SUBMISSION, company__isnull=False),
                name="submission_open_once",
                violation_error_message="Für dieses Unternehmen gibt es schon eine offene Einreichung.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(SubmissionState.DRAFT, SubmissionState.WITHDRAWN))
                | Q(submitted_at__isnull=False),
                name="submission_submitted_dated",
                violation_error_message="Was eingereicht wurde, hat ein Datum.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED_SUBMISSION, decided_at__isnull=False)
                | (~Q(state__in=DECIDED_SUBMISSION) & Q(decided_at__isnull=True)),
                name="submission_decided_dated",
                violation_error_message="Nur was freigegeben oder abgelehnt ist, hat dafür ein Datum.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(SubmissionState.RETURNED, SubmissionState.REJECTED)) | ~Q(note=""),
                name="submission_refusal_reasoned",
                violation_error_message="Bitte schreiben Sie dem Unternehmen, warum.",
            ),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.APPROVED) | Q(company__isnull=False),
                name="submission_approved_has_company",
                violation_error_message="Eine freigegebene Einreichung gehört zu einem Unternehmen.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cluster", "submitted_at"],
                condition=Q(state=SubmissionState.SUBMITTED),
                name="submission_waiting",
            ),
            models.Index(fields=["state", "saved_at"], name="submission_saved"),
        ]

    def __str__(self) -> str:
        return str(self.answers.get("name") or self.base.get("name") or "Unternehmen ohne Namen")

    @property
    def is_writable(self) -> bool:
        """Say whether the firm may still write its answers."""
        return self.state in WRITABLE_SUBMISSION


class SubmissionEvent(models.Model):
    """A step of a submission: who brought it into which state, when and with which words."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="events", verbose_name="Einreichung"
    )
    state = models.CharField("Stand", max_length=9, choices=SubmissionState.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="durch",
    )
    note = models.TextField("Begründung", blank=True)
    notes = models.JSONField("Hinweise je Feld", default=dict, blank=True)
    answers = models.JSONField("Angaben zu dieser Zeit", default=dict)
    at = models.DateTimeField("am", auto_now_add=True)

    class Meta:
        verbose_name = "Schritt einer Einreichung"
        verbose_name_plural = "Schritte einer Einreichung"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], condition=~Q(answers={}), name="submission_event_answers")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} am {self.at:%d.%m.%Y %H:%M}"
