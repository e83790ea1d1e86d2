"""Who agreed to be shown: which text, when, on which way, and when it was taken back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from companies.enums import ConsentWay


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Questions about consents."""

    def in_force(self) -> "ConsentQuerySet":
        """Keep those that nobody has taken back, of persons who are still there."""
        return self.filter(withdrawn_at__isnull=True, contact__isnull=False)


class Consent(models.Model):
    """A contact person's consent; kept as a proof when it is taken back or the person is removed."""

    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="consents", verbose_name="Unternehmen"
    )
    contact = models.ForeignKey(
        "companies.ContactPerson",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name="Ansprechperson",
    )
    person = models.CharField("Name der Person", max_length=120)
    text = models.ForeignKey(
        "pages.TextVersion", on_delete=models.PROTECT, related_name="consents", verbose_name="Text"
    )
    way = models.CharField("erteilt über", max_length=7, choices=ConsentWay.choices)
    given_at = models.DateTimeField("erteilt am")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="eingetragen von",
    )
    withdrawn_at = models.DateTimeField("zurückgenommen am", null=True, blank=True)
    withdrawn_way = models.CharField(
        "zurückgenommen über", max_length=7, choices=ConsentWay.choices, blank=True, default=""
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="zurückgenommen von",
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "Einwilligung"
        verbose_name_plural = "Einwilligungen"
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(withdrawn_at__isnull=True, contact__isnull=False),
                name="consent_in_force_once",
                violation_error_message="Für diese Person gilt schon eine Einwilligung.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_way="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_way="")),
                name="consent_withdrawal_complete",
                violation_error_message="Zu einer Rücknahme gehören Zeitpunkt und Weg.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_later",
                violation_error_message="Eine Einwilligung wird erst erteilt und dann zurückgenommen.",
            ),
            models.CheckConstraint(
                condition=~Q(way=ConsentWay.REMOVED),
                name="consent_given_by_somebody",
                violation_error_message="Durch Entfernen entsteht keine Einwilligung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.given_at:%d.%m.%Y}"
