"""Persons on their way to acting for a firm: whom its owner invites, and who asks for it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from companies.enums import AccessRequestState, CompanyRole, InvitationState


class ColleagueInvitationQuerySet(models.QuerySet["ColleagueInvitation"]):
    """Invitations in the words of the domain."""

    def open(self) -> "ColleagueInvitationQuerySet":
        """Those that nobody has answered or withdrawn; some of them may have run out."""
        return self.filter(state=InvitationState.OPEN)


class ColleagueInvitation(models.Model):
    """A person who is asked to act for a firm in one role."""

    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        related_name="colleague_invitations",
        verbose_name="Unternehmen",
    )
    email = models.EmailField("E-Mail-Adresse")
    role = models.CharField("Rolle", max_length=10, choices=CompanyRole.choices)
    state = models.CharField(
        "Zustand",
        max_length=10,
        choices=InvitationState.choices,
        default=InvitationState.OPEN,
        editable=False,
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="eingeladen von",
    )
    invited_at = models.DateTimeField("eingeladen am")
    expires_at = models.DateTimeField("gültig bis")
    closed_at = models.DateTimeField("erledigt am", null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="angenommen von",
    )
    history = HistoricalRecords()

    objects = ColleagueInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "Einladung einer Person"
        verbose_name_plural = "Einladungen von Personen"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "company",
                condition=Q(state=InvitationState.OPEN),
                name="colleague_invited_once",
                violation_error_message="Diese Person ist schon eingeladen.",
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.OPEN, closed_at__isnull=True)
                | (~Q(state=InvitationState.OPEN) & Q(closed_at__isnull=False)),
                name="colleague_invitation_closed_has_date",
                violation_error_message="Genau die erledigten Einladungen haben ein Datum der Erledigung.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")),
                name="colleague_invitation_expires_later",
                violation_error_message="Eine Einladung gilt mindestens einen Augenblick.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.company} ({self.get_role_display()})"

    @property
    def reference(self) -> str:
        """The name of this invitation in mails and links."""
        return f"colleague:{self.pk}"

    def is_open_at(self, now: datetime) -> bool:
        """Say whether the invitation can be accepted at a moment (aware)."""
        return self.state == InvitationState.OPEN and now < self.expires_at


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    """Requests in the words of the domain."""

    def waiting(self) -> "AccessRequestQuerySet":
        """Those that staff have to decide: the address is confirmed."""
        return self.filter(state=AccessRequestState.WAITING)

    def unconfirmed(self) -> "AccessRequestQuerySet":
        """Those whose address nobody has confirmed yet."""
        return self.filter(state=AccessRequestState.UNCONFIRMED)


class AccessRequest(models.Model):
    """Somebody who says that he or she belongs to a firm of the directory. Nobody gets in before staff decide."""

    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.CASCADE, related_name="access_requests", verbose_name="Cluster"
    )
    company_name = models.CharField("Unternehmen", max_length=200)
    person_name = models.CharField("Name", max_length=120)
    email = models.EmailField("E-Mail-Adresse")
    message = models.TextField("Nachricht", max_length=1000, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="access_requests",
        verbose_name="Konto",
    )
    state = models.CharField(
        "Zustand",
        max_length=12,
        choices=AccessRequestState.choices,
        default=AccessRequestState.UNCONFIRMED,
        editable=False,
    )
    requested_at = models.DateTimeField("gestellt am")
    confirmed_at = models.DateTimeField("E-Mail bestätigt am", null=True, blank=True, editable=False)
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="entschieden von",
    )
    reason = models.CharField("Begründung", max_length=500, blank=True, editable=False)
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="access_requests",
        verbose_name="zugeordnetes Unternehmen",
    )
    role = models.CharField("Rolle", max_length=10, choices=CompanyRole.choices, blank=True, editable=False)
    history = HistoricalRecords()

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "Antrag auf Zugang"
        verbose_name_plural = "Anträge auf Zugang"
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                Lower("company_name"),
                condition=Q(state__in=[AccessRequestState.UNCONFIRMED, AccessRequestState.WAITING]),
                name="access_request_once",
                violation_error_message="Diesen Antrag gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(state=AccessRequestState.UNCONFIRMED) | Q(confirmed_at__isnull=False),
                name="access_request_confirmed_first",
                violation_error_message="Erst muss die E-Mail-Adresse bestätigt sein.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[AccessRequestState.GRANTED, AccessRequestState.DECLINED],
                    decided_at__isnull=False,
                )
                | Q(
                    state__in=[AccessRequestState.UNCONFIRMED, AccessRequestState.WAITING],
                    decided_at__isnull=True,
                ),
                name="access_request_decided_has_date",
                violation_error_message="Genau die entschiedenen Anträge haben ein Datum der Entscheidung.",
            ),
            models.CheckConstraint(
                condition=~Q(state=AccessRequestState.GRANTED) | (Q(company__isnull=False) & ~Q(role="")),
                name="access_request_granted_for_company",
                violation_error_message="Zugang gibt es nur für ein Unternehmen und in einer Rolle.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(user__isnull=True) | ~Q(decided_by=F("user")),
                name="access_request_not_decided_by_oneself",
                violation_error_message="Über den eigenen Antrag entscheidet jemand anderes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.company_name}"

    @property
    def reference(self) -> str:
        """The name of this request in mails and links."""
        return f"access:{self.pk}"
