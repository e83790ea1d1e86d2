"""What is kept of a firm beside its current profile: uploaded files and older versions."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from companies.enums import FileKind, FileType

LONGEST_FILE_NAME = 120


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Questions about files."""

    def without_content(self) -> "StoredFileQuerySet":
        """Leave the bytes in the database; lists do not need them."""
        return self.defer("content")

    def shown_by(self, company: "models.Model") -> "StoredFileQuerySet":
        """Keep the files that the firm's current profile shows."""
        return self.filter(Q(logo_of=company) | Q(certificates__company=company)).distinct()


class StoredFile(models.Model):
    """A checked upload: a firm's logo or the document of a certificate; its key cannot be guessed."""

    id = models.UUIDField("Kennung", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("Art", max_length=11, choices=FileKind.choices)
    content_type = models.CharField("Typ", max_length=20, choices=FileType.choices)
    file_name = models.CharField("Dateiname", max_length=LONGEST_FILE_NAME)
    content = models.BinaryField("Inhalt", editable=False)
    size = models.PositiveIntegerField("Bytes")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hochgeladen von",
    )
    uploaded_at = models.DateTimeField("hochgeladen am", auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "Datei"
        verbose_name_plural = "Dateien"
        ordering = ["-uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(file_name=""),
                name="storedfile_named",
                violation_error_message="Die Datei braucht einen Namen.",
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=FileType.values),
                name="storedfile_type_known",
                violation_error_message="Aufbewahrt werden nur PDF, PNG und JPEG.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=FileKind.LOGO) | ~Q(content_type=FileType.PDF),
                name="storedfile_logo_is_picture",
                violation_error_message="Ein Firmenzeichen ist ein Bild.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ProfileVersion(models.Model):
    """A firm's whole profile as it stood after one change, in the form of `companies.domain.profile_json`."""

    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="versions", verbose_name="Unternehmen"
    )
    data = models.JSONField("Angaben")
    written_at = models.DateTimeField("vom", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="durch",
    )
    reason = models.CharField("Anlass", max_length=100, blank=True)

    class Meta:
        verbose_name = "Fassung des Profils"
        verbose_name_plural = "Fassungen des Profils"
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["company", "written_at"], name="profile_version_of"),
            models.Index(fields=["written_at"], name="profile_version_written"),
        ]

    def __str__(self) -> str:
        return f"{self.written_at:%d.%m.%Y %H:%M}"
