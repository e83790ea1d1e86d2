"""A mail as a row: written with what causes it, delivered afterwards."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from outbox.enums import OPEN_STATES, MailState
from outbox.models.address import Address

MARKER_LENGTH = 16


def new_marker() -> str:
    """Return random letters that stand in the stored text where secrets come in, and that a bounce must know."""
    return get_random_string(MARKER_LENGTH, "abcdefghijkmnpqrstuvwxyz23456789")


class MailQuerySet(models.QuerySet["Mail"]):
    """Mails in the words of the domain."""

    def about(self, *references: str) -> "MailQuerySet":
        """Those that an app wrote about these things of its own."""
        return self.filter(reference__in=references)

    def to(self, email: str) -> "MailQuerySet":
        """Those to an address in any spelling."""
        return self.filter(recipient__email__iexact=email.strip())

    def due(self, now: datetime) -> "MailQuerySet":
        """Those that may leave now."""
        return self.filter(state=MailState.WAITING, next_attempt_at__lte=now)

    def used_budget(self, address: Address, start: datetime, end: datetime) -> "MailQuerySet":
        """Those to an address that count for the time from `start` to before `end`: sent, or just leaving."""
        sent = Q(sent_at__gte=start, sent_at__lt=end)
        return self.filter(sent | Q(state=MailState.SENDING), recipient=address)

    def lost(self, now: datetime) -> "MailQuerySet":
        """Those whose worker should long have reported back."""
        return self.filter(state=MailState.SENDING, lease_until__lte=now)

    def unclear(self) -> "MailQuerySet":
        """Those of which nobody knows whether they left."""
        return self.filter(state=MailState.UNCLEAR)


class Mail(models.Model):
    """One mail to one address. `subject`, `text` and `html` are rendered, with markers in place of secrets.

    `scope` says which staff may see it ("cluster:1"; empty: all who may see mails), `reference` is a key of the app
    that wrote it ("invitation:17"), for grouping and for its secret maker, `key` is unique where given, so that a
    repeated job writes a mail once.
    """

    kind = models.CharField("Art", max_length=60)
    recipient = models.ForeignKey(
        Address, on_delete=models.PROTECT, related_name="mails", verbose_name="Empfänger"
    )
    reply_to = models.EmailField("Antwort an", blank=True, default="")
    subject = models.CharField("Betreff", max_length=250)
    text = models.TextField("Text")
    html = models.TextField("HTML")
    marker = models.CharField("Platzhalter", max_length=MARKER_LENGTH, default=new_marker, editable=False)
    scope = models.CharField("Bereich", max_length=60, blank=True, default="", db_index=True)
    reference = models.CharField("Bezug", max_length=100, blank=True, default="", db_index=True)
    key = models.CharField("Schlüssel", max_length=150, blank=True, default="")
    state = models.CharField(
        "Zustand", max_length=20, choices=MailState.choices, default=MailState.WAITING, editable=False
    )
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    next_attempt_at = models.DateTimeField("nächster Versuch", null=True, blank=True)
    lease_until = models.DateTimeField("in Arbeit bis", null=True, blank=True)
    sent_at = models.DateTimeField("gesendet am", null=True, blank=True)
    error = models.CharField("Hinweis", max_length=500, blank=True, default="")
    created_at = models.DateTimeField("geschrieben am", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="veranlasst von",
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="zuletzt bearbeitet von",
    )
    repeats = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="repetitions",
        verbose_name="wiederholt",
    )
    collected_in = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="collected",
        verbose_name="Sammelmail",
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "E-Mail"
        verbose_name_plural = "E-Mails"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key=""),
                name="mail_key_once",
                violation_error_message="Diese E-Mail ist schon geschrieben.",
            ),
            models.UniqueConstraint(
                fields=["repeats"],
                condition=Q(state__in=OPEN_STATES),
                name="mail_repeated_once_at_a_time",
                violation_error_message="Diese E-Mail wird gerade schon noch einmal gesendet.",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.WAITING, next_attempt_at__isnull=False)
                | (~Q(state=MailState.WAITING) & Q(next_attempt_at__isnull=True)),
                name="mail_waiting_has_date",
                violation_error_message="Nur eine wartende E-Mail hat einen nächsten Versuch, und sie braucht einen.",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENDING, lease_until__isnull=False)
                | (~Q(state=MailState.SENDING) & Q(lease_until__isnull=True)),
                name="mail_sending_has_lease",
                violation_error_message="Nur eine E-Mail, die gerade gesendet wird, ist in Arbeit.",
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False),
                name="mail_sent_has_date",
                violation_error_message="Eine gesendete E-Mail hat ein Datum.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state=MailState.WAITING), name="mail_waiting"
            ),
            models.Index(fields=["lease_until"], condition=Q(state=MailState.SENDING), name="mail_sending"),
            models.Index(fields=["recipient", "sent_at"], name="mail_sent_to"),
            models.Index(fields=["created_at"], name="mail_created"),
            models.Index(fields=["created_at"], condition=~Q(text=""), name="mail_with_text"),
        ]

    def __str__(self) -> str:
        return self.subject
