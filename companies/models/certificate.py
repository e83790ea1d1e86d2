"""Certificates that a firm or one of its sites holds."""

import datetime

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from companies.enums import CapabilitySource, CertificateState


class CertificateHeld(models.Model):
    """A certificate of a firm, or of one site where `site` is given."""

    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="certificates", verbose_name="Unternehmen"
    )
    site = models.ForeignKey(
        "companies.Site",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name="Standort",
        help_text="Leer: gilt für das ganze Unternehmen.",
    )
    certificate = models.ForeignKey(
        "competences.Certificate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="held",
        verbose_name="Zertifikat",
    )
    name = models.CharField("wie angegeben", max_length=200, blank=True)
    state = models.CharField(
        "Stand", max_length=9, choices=CertificateState.choices, default=CertificateState.HELD
    )
    scope = models.CharField("Geltungsbereich", max_length=300, blank=True)
    part = models.CharField("Teil der Norm", max_length=30, blank=True)
    level = models.CharField("Stufe", max_length=30, blank=True)
    issuer = models.CharField("ausgestellt von", max_length=160, blank=True)
    number = models.CharField("Nummer", max_length=80, blank=True)
    valid_until = models.DateField("gültig bis", null=True, blank=True)
    file = models.ForeignKey(
        "companies.StoredFile",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="certificates",
        verbose_name="Datei",
    )
    source = models.CharField(
        "Herkunft",
        max_length=10,
        choices=CapabilitySource.choices,
        default=CapabilitySource.ENTERED,
        editable=False,
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Zertifikat des Unternehmens"
        verbose_name_plural = "Zertifikate des Unternehmens"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(certificate__isnull=False) | ~Q(name=""),
                name="certificate_named",
                violation_error_message="Bitte wählen Sie ein Zertifikat oder schreiben Sie, wie es heißt.",
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.certificate)

    def is_expired(self, on: datetime.date) -> bool:
        """Say whether the certificate has run out on the given day; one without a date has not."""
        return self.valid_until is not None and self.valid_until < on
