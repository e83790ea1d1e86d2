"""Firms that are asked to answer: a campaign, whom it invites, and every sending of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.models import PersonalLink
from companies.models.company import POSTCODE, POSTCODE_MESSAGE
from outbox.enums import Frequency
from outbox.models import Address, Mail
from profiles.enums import CampaignState, SendingKind, SendingWay, SubmissionState
from profiles.models.submission import Submission

INVITATION_PURPOSE = "profiles.invitation"
"""Purpose of the personal links of invitations, as stored with them."""

INVITATION_KIND = "profiles.invitation"
"""Kind of their mails, as stored with them."""


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Questions about campaigns."""

    def staffed_by(self, user: settings.AUTH_USER_MODEL) -> "CampaignQuerySet":  # type: ignore[name-defined]
        """Keep those of the clusters in which the person works as staff."""
        if user.is_superuser:
            return self
        return self.filter(cluster__staff=user) if user.is_staff else self.none()


class Campaign(models.Model):
    """Many firms asked for their answers at once; `message` stands in mail and letter below the greeting."""

    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.PROTECT, related_name="campaigns", verbose_name="Cluster"
    )
    name = models.CharField("Name", max_length=120, help_text="Nur für Sie, zum Beispiel „Herbst 2026“.")
    message = models.TextField(
        "Anschreiben",
        max_length=3000,
        help_text=(
            "Warum Sie schreiben, in Ihren Worten. Anrede, persönlicher Link, Gruß und Ihre Anschrift stehen von "
            "selbst dabei."
        ),
    )
    answer_by = models.DateField("Antwort bis", null=True, blank=True)
    state = models.CharField(
        "Stand", max_length=7, choices=CampaignState.choices, default=CampaignState.DRAFT, editable=False
    )
    created_at = models.DateTimeField("angelegt am", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="angelegt von",
    )
    started_at = models.DateTimeField("begonnen am", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("beendet am", null=True, blank=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "Einladungsaktion"
        verbose_name_plural = "Einladungsaktionen"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(message=""),
                name="campaign_complete",
                violation_error_message="Eine Aktion braucht einen Namen und ein Anschreiben.",
            ),
            models.CheckConstraint(
                condition=~Q(state=CampaignState.RUNNING) | Q(started_at__isnull=False),
                name="campaign_running_dated",
                violation_error_message="Eine Aktion, die läuft, hat ein Datum des Beginns.",
            ),
            models.CheckConstraint(
                condition=Q(state=CampaignState.CLOSED, closed_at__isnull=False)
                | (~Q(state=CampaignState.CLOSED) & Q(closed_at__isnull=True)),
                name="campaign_closed_dated",
                violation_error_message="Nur eine beendete Aktion hat ein Datum des Endes.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def staffed_by(self, user: settings.AUTH_USER_MODEL) -> "InvitationQuerySet":  # type: ignore[name-defined]
        """Keep those of the clusters in which the person works as staff."""
        if user.is_superuser:
            return self
        return self.filter(campaign__cluster__staff=user) if user.is_staff else self.none()

    def with_progress(self) -> "InvitationQuerySet":
        """Fetch everything from which stage and reach of an invitation follow, in one query.

        Adds `mail_state` of the latest mail, `is_opened`, `answer_state` of the answers that came since (whichever
        way), `mails`, `letters` and `reminders` as numbers of sendings, `last_sent_at`, and of the address
        `has_objected`, `is_unsubscribed`, `is_dead` and `is_unsent` (nothing went there yet).
        """
        reference = Concat(Value("invitation:"), Cast(OuterRef("pk"), models.CharField()))
        mails = Mail.objects.filter(reference=reference).order_by("-created_at", "-pk")
        links = PersonalLink.objects.filter(
            purpose=INVITATION_PURPOSE, reference=reference, opened_at__isnull=False
        )
        deliveries = Delivery.objects.filter(invitation=OuterRef("pk"))
        addresses = Address.objects.filter(email__iexact=OuterRef("email"))

        def number(**condition: object) -> Coalesce:
            counted = deliveries.filter(**condition).order_by().values("invitation")
            return Coalesce(
                Subquery(counted.annotate(n=models.Count("pk")).values("n"), output_field=IntegerField()), 0
            )

        return self.annotate(
            mail_state=Subquery(mails.values("state")[:1]),
            is_opened=Exists(links),
            answer_state=Subquery(answers_lookup().values("state")[:1]),
            mails=number(sending__way=SendingWay.MAIL),
            letters=number(sending__way=SendingWay.LETTER),
            reminders=number(sending__kind=SendingKind.REMINDER),
            last_sent_at=Subquery(deliveries.order_by("-sending__made_at").values("sending__made_at")[:1]),
            has_objected=Exists(objections_lookup()),
            is_unsubscribed=Exists(
                addresses.filter(preferences__kind=INVITATION_KIND, preferences__frequency=Frequency.NEVER)
            ),
            is_dead=Exists(addresses.filter(undeliverable_at__isnull=False)),
            is_unsent=~Exists(sent_lookup()),
        )

    def unsent(self) -> "InvitationQuerySet":
        """Keep those to whose present e-mail address nothing has gone yet."""
        return self.exclude(email="").filter(~Exists(sent_lookup()))


def sent_lookup() -> models.QuerySet["Delivery"]:
    """Return what went to the present e-mail address of an invitation (the outer row)."""
    return Delivery.objects.filter(
        invitation=OuterRef("pk"), sending__way=SendingWay.MAIL, email__iexact=OuterRef("email")
    )


def objections_lookup() -> models.QuerySet[Address]:
    """Return the objections that stop all mail to the firm of an invitation (the outer row).

    An objection concerns the firm: of the address now, that of its profile, and every one it was ever invited at.
    """
    earlier = Delivery.objects.filter(invitation__company=OuterRef(OuterRef("company"))).exclude(email="")
    return Address.objects.filter(objected_at__isnull=False).filter(
        Q(email__iexact=OuterRef("email"))
        | Q(email__iexact=OuterRef("company__email"))
        | Q(email__in=earlier.values("email"))
    )


def answers_lookup() -> models.QuerySet[Submission]:
    """Return the answers that count for an invitation (the outer row), the latest first."""
    own = Q(pk=OuterRef("submission"))
    of_firm = Q(company__isnull=False, company=OuterRef("company")) & (
        Q(submitted_at__gte=OuterRef("created_at")) | Q(state=SubmissionState.RETURNED)
    )
    return (
        Submission.objects.filter(own | of_firm)
        .exclude(state__in=(SubmissionState.DRAFT, SubmissionState.WITHDRAWN))
        .order_by("-submitted_at", "-pk")
    )


class Invitation(models.Model):
    """One firm of a campaign, with the address at which it is asked; `company` is empty for one we do not know yet."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="invitations", verbose_name="Aktion"
    )
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="invitations",
        verbose_name="Unternehmen",
    )
    name = models.CharField("Firma", max_length=200)
    email = models.EmailField("E-Mail", blank=True)
    phone = models.CharField("Telefon", max_length=60, blank=True)
    street = models.CharField("Straße", max_length=120, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True, validators=[POSTCODE])
    town = models.CharField("Ort", max_length=100, blank=True)
    origin = models.CharField(
        "Herkunft der Adresse",
        max_length=200,
        blank=True,
        help_text="Zum Beispiel „Profil des Unternehmens“ oder „Adressliste der Kammer“.",
    )
    submission = models.ForeignKey(
        Submission,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="invitations",
        verbose_name="Einreichung",
    )
    created_at = models.DateTimeField("angelegt am", auto_now_add=True)
    started_at = models.DateTimeField("begonnen am", null=True, blank=True, editable=False)
    declined_at = models.DateTimeField("abgesagt am", null=True, blank=True, editable=False)
    decline_reason = models.CharField("Grund", max_length=300, blank=True, default="")
    revoked_at = models.DateTimeField("widerrufen am", null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    # There after `with_progress`.
    mail_state: str | None
    answer_state: str | None
    is_opened: bool
    mails: int
    letters: int
    reminders: int
    last_sent_at: datetime | None
    has_objected: bool
    is_unsubscribed: bool
    is_dead: bool
    is_unsent: bool

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "company"],
                condition=Q(company__isnull=False),
                name="invitation_company_once",
                violation_error_message="Dieses Unternehmen gehört schon zu der Aktion.",
            ),
            models.UniqueConstraint(
                fields=["campaign", "name", "postcode"],
                condition=Q(company__isnull=True),
                name="invitation_name_once",
                violation_error_message="Eine Firma dieses Namens mit dieser Postleitzahl gehört schon zu der Aktion.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="invitation_named",
                violation_error_message="Bitte geben Sie den Namen der Firma an.",
            ),
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=r"^\d{5}$"),
                name="invitation_postcode_five_digits",
                violation_error_message=POSTCODE_MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """The name of this invitation in mails and links."""
        return f"invitation:{self.pk}"

    @property
    def has_postal_address(self) -> bool:
        """Say whether a letter can be addressed."""
        return bool(self.postcode and self.town)


class Sending(models.Model):
    """One act of sending to some firms of a campaign; the row makes a double click one act."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="sendings", verbose_name="Aktion"
    )
    number = models.PositiveSmallIntegerField("Nummer")
    kind = models.CharField("Art", max_length=10, choices=SendingKind.choices)
    way = models.CharField("Weg", max_length=6, choices=SendingWay.choices)
    made_at = models.DateTimeField("am")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="von",
    )

    class Meta:
        verbose_name = "Versand"
        verbose_name_plural = "Versände"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"],
                name="sending_number_once",
                violation_error_message="Dieser Versand ist inzwischen schon ausgelöst worden.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. Versand"


class Delivery(models.Model):
    """One firm in one sending, at the address used; reminders are counted here and nowhere else."""

    sending = models.ForeignKey(
        Sending, on_delete=models.CASCADE, related_name="deliveries", verbose_name="Versand"
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="deliveries", verbose_name="Einladung"
    )
    email = models.EmailField("an", blank=True)

    class Meta:
        verbose_name = "Zustellung"
        verbose_name_plural = "Zustellungen"
        ordering = ["sending", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sending", "invitation"],
                name="delivery_once",
                violation_error_message="Diese Firma ist in diesem Versand schon dabei.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invitation} · {self.sending}"
