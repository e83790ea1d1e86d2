"""Asking firms whether their profiles are still right, and telling them of certificates that run out."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from companies.enums import CompanyState
from profiles.enums import RoundAnswer
from profiles.models.submission import Submission


class ConfirmationRoundQuerySet(models.QuerySet["ConfirmationRound"]):
    """Questions about rounds."""

    def open(self) -> "ConfirmationRoundQuerySet":
        """Keep those to which nobody has answered."""
        return self.filter(answer="")

    def unanswered(self) -> "ConfirmationRoundQuerySet":
        """Keep open ones of firms whose answers do not lie with staff: those have answered, whatever comes of it."""
        return self.open().filter(~Exists(Submission.objects.waiting().filter(company=OuterRef("company"))))

    def unsettled(self) -> "ConfirmationRoundQuerySet":
        """Keep open ones of firms that are shown and were not confirmed on another way since."""
        return self.open().exclude(settled_lookup())


def settled_lookup() -> Q:
    """Return the condition for rounds that need no answer any more: confirmed since, or the firm is not shown."""
    return (
        ~Q(company__state=CompanyState.PUBLISHED)
        | Q(asked_about__isnull=True, company__confirmed_at__isnull=False)
        | Q(asked_about__isnull=False, company__confirmed_at__gt=F("asked_about"))
    )


class ConfirmationRound(models.Model):
    """The question whether one firm's profile is still right: asked up to three times, answered once.

    `asked_about` is the day of the last confirmation when the round began; a later confirmation, whichever way,
    settles the round. `asked` counts the mails that were due, `is_unreachable` says that none could be written.
    """

    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="rounds", verbose_name="Unternehmen"
    )
    asked_about = models.DateField("zuletzt bestätigt am", null=True, blank=True)
    started_at = models.DateTimeField("begonnen am")
    asked = models.PositiveSmallIntegerField("Nachfragen", default=0)
    asked_at = models.DateTimeField("zuletzt gefragt am", null=True, blank=True)
    is_unreachable = models.BooleanField("per E-Mail nicht erreichbar", default=False)
    answer = models.CharField("Ergebnis", max_length=9, choices=RoundAnswer.choices, blank=True, default="")
    answered_at = models.DateTimeField("beendet am", null=True, blank=True)
    reason = models.CharField("Grund", max_length=300, blank=True, default="")
    submission = models.ForeignKey(
        "profiles.Submission",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name="Einreichung",
    )

    objects = ConfirmationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "Nachfrage zur Aktualität"
        verbose_name_plural = "Nachfragen zur Aktualität"
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(answer=""),
                name="round_open_once",
                violation_error_message="Dieses Unternehmen wird schon gefragt.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="round_answer_dated",
                violation_error_message="Zu einem Ergebnis gehört ein Datum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} seit {self.started_at:%d.%m.%Y}"

    @property
    def reference(self) -> str:
        """The name of this round in mails and links."""
        return f"round:{self.pk}"


class CertificateNotice(models.Model):
    """That a firm was told of a certificate that runs out; by name, because rows of certificates are written anew."""

    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        related_name="certificate_notices",
        verbose_name="Unternehmen",
    )
    certificate = models.CharField("Zertifikat", max_length=200)
    valid_until = models.DateField("gültig bis")
    days_before = models.PositiveSmallIntegerField("Tage vorher")
    told_at = models.DateTimeField("mitgeteilt am")

    class Meta:
        verbose_name = "Hinweis auf ein Zertifikat"
        verbose_name_plural = "Hinweise auf Zertifikate"
        ordering = ["-told_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "certificate", "valid_until", "days_before"],
                name="certificate_notice_once",
                violation_error_message="Das wurde dem Unternehmen schon mitgeteilt.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate}, gültig bis {self.valid_until:%d.%m.%Y}"
