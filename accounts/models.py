"""Who may sign in, and personal links for those who need not."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.enums import LinkState


class UserManager(BaseUserManager["User"]):
    """Makes users that are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user; a missing password makes the account unusable until one is set."""
        if not email:
            raise ValueError("Eine E-Mail-Adresse ist nötig.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person who signs in with an e-mail address."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("E-Mail-Adresse", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = "Benutzerkonto"
        verbose_name_plural = "Benutzerkonten"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Zu dieser E-Mail-Adresse gibt es schon ein Konto.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    """Personal links in the words of the domain."""

    def about(self, purpose_key: str, *references: str) -> "PersonalLinkQuerySet":
        """Those of one purpose for these things."""
        return self.filter(purpose=purpose_key, reference__in=references)

    def not_closed(self) -> "PersonalLinkQuerySet":
        """Those that nobody has closed yet; whether one has run out, its date says."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True)


class PersonalLink(models.Model):
    """A secret address for one purpose. Only the digest of the secret is stored, so nobody can read it back.

    `reference` names the thing it is for, in the words of its app ("invitation:17"); one thing may have several
    links, one for each mail that left.
    """

    purpose = models.CharField("Zweck", max_length=60)
    reference = models.CharField("Bezug", max_length=100)
    digest = models.CharField("Prüfsumme", max_length=64, unique=True)
    issued_at = models.DateTimeField("ausgestellt am")
    expires_at = models.DateTimeField("gültig bis")
    opened_at = models.DateTimeField("geöffnet am", null=True, blank=True)
    used_at = models.DateTimeField("verwendet am", null=True, blank=True)
    revoked_at = models.DateTimeField("widerrufen am", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="widerrufen von",
    )

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "persönlicher Link"
        verbose_name_plural = "persönliche Links"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")),
                name="personal_link_expires_later",
                violation_error_message="Ein Link gilt mindestens einen Augenblick.",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="personal_link_closed_once",
                violation_error_message="Ein verwendeter Link lässt sich nicht mehr widerrufen.",
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "reference"], name="personal_link_about"),
            models.Index(fields=["expires_at"], name="personal_link_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.reference}"

    def state_at(self, now: datetime) -> LinkState:
        """Return how the link stands at a moment (aware)."""
        if self.revoked_at is not None:
            return LinkState.REVOKED
        if self.used_at is not None:
            return LinkState.USED
        return LinkState.OPEN if now < self.expires_at else LinkState.EXPIRED
