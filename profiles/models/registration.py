"""Firms that say themselves that they are missing in the directory."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from companies.models.company import POSTCODE, POSTCODE_MESSAGE
from profiles.enums import RegistrationState


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Questions about registrations."""

    def staffed_by(self, user: settings.AUTH_USER_MODEL) -> "RegistrationQuerySet":  # type: ignore[name-defined]
        """Keep verified ones of the clusters in which the person works; the others are nobody's business yet."""
        proven = self.exclude(state=RegistrationState.UNVERIFIED)
        if user.is_superuser:
            return proven
        return proven.filter(cluster__staff=user) if user.is_staff else self.none()


class Registration(models.Model):
    """What somebody wrote who misses a firm; its answers become a submission once the address is verified."""

    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.PROTECT, related_name="registrations", verbose_name="Cluster"
    )
    name = models.CharField("Name des Unternehmens", max_length=200)
    postcode = models.CharField("Postleitzahl", max_length=5, validators=[POSTCODE])
    town = models.CharField("Ort", max_length=100)
    person = models.CharField("Ihr Name", max_length=120)
    email = models.EmailField("E-Mail")
    phone = models.CharField("Telefon", max_length=60, blank=True)
    website = models.URLField("Internetseite", blank=True)
    message = models.TextField("Nachricht", max_length=1000, blank=True)
    state = models.CharField(
        "Stand",
        max_length=10,
        choices=RegistrationState.choices,
        default=RegistrationState.UNVERIFIED,
        editable=False,
    )
    submission = models.OneToOneField(
        "profiles.Submission",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="registration",
        verbose_name="Einreichung",
    )
    created_at = models.DateTimeField("geschrieben am", auto_now_add=True)
    verified_at = models.DateTimeField("bestätigt am", null=True, blank=True, editable=False)
    rejected_at = models.DateTimeField("abgelehnt am", null=True, blank=True, editable=False)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="abgelehnt von",
    )
    reason = models.TextField("Begründung", max_length=1000, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "Selbstanmeldung"
        verbose_name_plural = "Selbstanmeldungen"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RegistrationState.UNVERIFIED) | Q(verified_at__isnull=False),
                name="registration_verified_dated",
                violation_error_message="Eine bestätigte Anmeldung hat ein Datum.",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.REJECTED) | ~Q(reason=""),
                name="registration_rejection_reasoned",
                violation_error_message="Bitte schreiben Sie, warum.",
            ),
            models.CheckConstraint(
                condition=Q(postcode__regex=r"^\d{5}$"),
                name="registration_postcode_five_digits",
                violation_error_message=POSTCODE_MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """The name of this registration in mails and links."""
        return f"registration:{self.pk}"
