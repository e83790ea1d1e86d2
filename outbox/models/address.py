"""Addresses that mail goes to: why we may write, what they want, and whether mail arrives."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from outbox.enums import Frequency, LegalBasis, ObjectionVia


class AddressQuerySet(models.QuerySet["Address"]):
    """Addresses in the words of the domain."""

    def named(self, email: str) -> "AddressQuerySet":
        """Those (at most one) with this address in any spelling."""
        return self.filter(email__iexact=email.strip())


class Address(models.Model):
    """One e-mail address. Spelling of upper and lower case does not matter."""

    email = models.EmailField("E-Mail-Adresse")
    basis = models.CharField("Rechtsgrundlage", max_length=20, choices=LegalBasis.choices)
    basis_note = models.CharField(
        "Erläuterung",
        max_length=200,
        blank=True,
        help_text="Woher die Adresse stammt, zum Beispiel „öffentlich auf der Internetseite des Betriebs“.",
    )
    since = models.DateTimeField("bekannt seit", auto_now_add=True)
    objected_at = models.DateTimeField("Widerspruch am", null=True, blank=True)
    objected_via = models.CharField(
        "Widerspruch", max_length=20, choices=ObjectionVia.choices, blank=True, default=""
    )
    undeliverable_at = models.DateTimeField("unzustellbar seit", null=True, blank=True)
    undeliverable_reason = models.CharField("Grund", max_length=300, blank=True, default="")
    history = HistoricalRecords()

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = "Empfänger"
        verbose_name_plural = "Empfänger"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="address_once",
                violation_error_message="Diese Adresse gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(objected_at__isnull=True, objected_via="")
                | (Q(objected_at__isnull=False) & ~Q(objected_via="")),
                name="address_objection_complete",
                violation_error_message="Zu einem Widerspruch gehören Datum und Weg.",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Preference(models.Model):
    """What the owner of an address chose for one kind of mail."""

    address = models.ForeignKey(
        Address, on_delete=models.CASCADE, related_name="preferences", verbose_name="Empfänger"
    )
    kind = models.CharField("Art", max_length=60)
    frequency = models.CharField("Wunsch", max_length=20, choices=Frequency.choices)
    changed_at = models.DateTimeField("geändert", auto_now=True)

    class Meta:
        verbose_name = "Wunsch"
        verbose_name_plural = "Wünsche"
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "kind"],
                name="preference_once",
                violation_error_message="Zu dieser Art von E-Mails gibt es schon einen Wunsch.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_frequency_display()}"
