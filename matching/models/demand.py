"""What a firm looks for, and the firms that were found for it."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from simple_history.models import HistoricalRecords

from companies.enums import CompanyRole
from companies.models import Cluster, Company
from matching.enums import OPENED_STATES, DemandKind, DemandState, Importance, Visibility

if TYPE_CHECKING:
    from accounts.models import User

REFERENCE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_reference() -> str:
    """Return a random public name of a demand, without letters that are easily mistaken."""
    return get_random_string(8, REFERENCE_LETTERS)


class DemandQuerySet(models.QuerySet["Demand"]):
    """Questions about demands."""

    def open(self) -> Self:
        """Keep what firms can answer now."""
        return self.filter(state=DemandState.OPEN)

    def opened(self) -> Self:
        """Keep what was asked in public at some time: the base of every statistic."""
        return self.filter(Q(state__in=OPENED_STATES) | Q(state=DemandState.CLOSED, opened_at__isnull=False))

    def of_company(self, company: Company) -> Self:
        """Keep what one firm asks for."""
        return self.filter(company=company)

    def of_user(self, user: "User | AnonymousUser", *roles: CompanyRole) -> Self:
        """Keep the demands of the firms for which the person acts."""
        return self.filter(company__in=Company.objects.of_user(user, *roles))

    def staffed_by(self, user: "User | AnonymousUser") -> Self:
        """Keep the demands of the clusters in which the person works as staff."""
        return self.filter(cluster__in=Cluster.objects.staffed_by(user))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Keep what the person may see: the own firms' demands, all as staff, and open ones of the own clusters.

        A demand for matched firms only is seen by the firms that a stored match names.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        firms = Company.objects.of_user(user).values("pk")
        matched = StoredMatch.objects.filter(company__in=firms, score__gte=StoredMatch.SHOWN_FROM)
        condition = Q(company__in=firms)
        condition |= Q(state=DemandState.OPEN, cluster__in=Cluster.objects.of_viewer(user).values("pk")) & (
            ~Q(visibility=Visibility.MATCHED) | Q(pk__in=matched.values("demand"))
        )
        if user.is_staff:
            condition |= Q(cluster__in=Cluster.objects.staffed_by(user).values("pk"))
        return self.filter(condition)

    def with_firm_known_to(self, user: "User | AnonymousUser") -> Self:
        """Add `firm_is_known`: whether the person may know who asks (anonymous: own people and staff)."""
        known = ~Q(visibility=Visibility.ANONYMOUS)
        if user.is_authenticated:
            known |= Q(company__in=Company.objects.of_user(user).values("pk"))
            known |= Q(cluster__in=Cluster.objects.staffed_by(user).values("pk"))
        return self.annotate(firm_is_known=ExpressionWrapper(known, output_field=models.BooleanField()))

    def for_matching(self) -> Self:
        """Fetch with everything that says what a demand asks for, in a fixed number of queries."""
        return self.select_related("place").prefetch_related(
            _with("steps", "process"), _with("criteria", "material", "certificate")
        )

    def unserved(self) -> Self:
        """Keep what was matched and fits no firm."""
        fitting = StoredMatch.objects.filter(demand=OuterRef("pk"), score__gte=StoredMatch.SHOWN_FROM)
        return self.filter(~Exists(fitting), matched_at__isnull=False)

    def asking_for(self, processes: Collection[int]) -> Self:
        """Keep what asks for one of the processes (primary keys)."""
        return self.filter(pk__in=self.model.objects.filter(steps__process__in=processes).values("pk"))

    def to_match_again(self, since: datetime.datetime) -> Self:
        """Keep what was not matched since a moment: opened, changed or touched by a change of the vocabulary."""
        return self.filter(Q(matched_at=None) | Q(matched_at__lt=since))

    def overdue(self, on: datetime.date) -> Self:
        """Keep what is still open or paused although its last day is over."""
        return self.filter(state__in=(DemandState.OPEN, DemandState.PAUSED), expires_on__lt=on)


def _with(rows: str, *nodes: str) -> models.Prefetch:
    """Fetch rows of a demand together with the entries of the vocabulary they name."""
    related: Any = Demand._meta.get_field(rows).related_model
    return models.Prefetch(rows, related.objects.select_related(*nodes))


class Demand(models.Model):
    """What a firm looks for now."""

    reference = models.CharField("Kennung", max_length=12, unique=True, default=new_reference, editable=False)
    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.PROTECT, related_name="demands", verbose_name="Cluster"
    )
    company = models.ForeignKey(
        "companies.Company", on_delete=models.PROTECT, related_name="demands", verbose_name="Unternehmen"
    )
    kind = models.CharField("Art", max_length=11, choices=DemandKind.choices, default=DemandKind.ORDER)
    title = models.CharField("Titel", max_length=160)
    text = models.TextField("Beschreibung", blank=True, max_length=8000)
    state = models.CharField(
        "Stand", max_length=8, choices=DemandState.choices, default=DemandState.DRAFT, editable=False
    )
    visibility = models.CharField(
        "sichtbar für", max_length=9, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    place = models.ForeignKey(
        "competences.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Lieferort",
    )
    radius_km = models.PositiveSmallIntegerField(
        "Umkreis (km)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    radius_importance = models.CharField(
        "Umkreis ist", max_length=4, choices=Importance.choices, default=Importance.WISH
    )
    needed_by = models.DateField("gebraucht bis", null=True, blank=True)
    expires_on = models.DateField("läuft ab am", null=True, blank=True, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="angelegt von",
    )
    created_at = models.DateTimeField("angelegt", auto_now_add=True)
    changed_at = models.DateTimeField("geändert", auto_now=True)
    opened_at = models.DateTimeField("geöffnet", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("beendet", null=True, blank=True, editable=False)
    matched_at = models.DateTimeField("zuletzt abgeglichen", null=True, blank=True, editable=False)
    history = HistoricalRecords()

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = "Bedarf"
        verbose_name_plural = "Bedarfe"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="demand_titled",
                violation_error_message="Bitte geben Sie dem Bedarf einen Titel.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DemandState.DRAFT, DemandState.CLOSED]) | Q(opened_at__isnull=False),
                name="demand_opened_has_date",
                violation_error_message="Ein Bedarf, der offen war, hat dafür ein Datum.",
            ),
            models.CheckConstraint(
                condition=Q(radius_importance=Importance.WISH)
                | Q(radius_km__isnull=False, place__isnull=False),
                name="demand_hard_radius_needs_place",
                violation_error_message="Ein Umkreis als Bedingung braucht einen Lieferort und Kilometer.",
            ),
        ]
        indexes = [models.Index(fields=["cluster", "state", "-opened_at"], name="demand_list")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matching:demand", args=[self.reference])


class StoredMatch(models.Model):
    """A firm that was found for a demand, kept to know what is new; pages show the live result."""

    SHOWN_FROM = 0.5

    demand = models.ForeignKey(
        Demand, on_delete=models.CASCADE, related_name="stored_matches", verbose_name="Bedarf"
    )
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.CASCADE,
        related_name="found_for_demands",
        verbose_name="Unternehmen",
    )
    score = models.FloatField("Bewertung")
    parts = models.JSONField("Begründung", default=list)
    found_at = models.DateTimeField("gefunden am", db_index=True)
    changed_at = models.DateTimeField("geändert am")

    class Meta:
        verbose_name = "Treffer"
        verbose_name_plural = "Treffer"
        ordering = ["demand", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "company"],
                name="storedmatch_once",
                violation_error_message="Dieses Unternehmen steht schon bei den Treffern.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company} für {self.demand}"
