"""Demands with what they ask for, the matches stored for them, and what staff made of pairs of firms."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from simple_history.models import HistoricalRecords

from companies.enums import CompanyRole
from companies.models import Cluster, Company
from matching.enums import (
    OPENED_STATES,
    STEP_ATTRIBUTES,
    Attribute,
    DemandKind,
    DemandState,
    Importance,
    PairState,
    Visibility,
)

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


class DemandStep(models.Model):
    """One process of a demand, in the order of the work."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="steps", verbose_name="Bedarf")
    number = models.PositiveSmallIntegerField("Schritt", validators=[MinValueValidator(1)])
    process = models.ForeignKey(
        "competences.Process",
        on_delete=models.PROTECT,
        related_name="demand_steps",
        verbose_name="Verfahren",
    )
    importance = models.CharField("ist", max_length=4, choices=Importance.choices, default=Importance.HARD)
    is_lead = models.BooleanField("Hauptschritt", default=False)
    passage = models.CharField("Textstelle", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Arbeitsschritt"
        verbose_name_plural = "Arbeitsschritte"
        ordering = ["demand", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "number"],
                name="demandstep_number_once",
                violation_error_message="Diese Nummer hat schon ein anderer Arbeitsschritt.",
            ),
            models.UniqueConstraint(
                fields=["demand", "process"],
                name="demandstep_process_once",
                violation_error_message="Dieses Verfahren ist schon ein Arbeitsschritt.",
            ),
            models.UniqueConstraint(
                fields=["demand"],
                condition=Q(is_lead=True),
                name="demandstep_one_lead",
                violation_error_message="Es kann nur einen Hauptschritt geben.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.process}"


def _number(label: str) -> models.FloatField:
    return models.FloatField(label, null=True, blank=True, validators=[MinValueValidator(0)])


class DemandCriterion(models.Model):
    """One thing a demand asks for besides the process; the values are named like the limits of a capability."""

    demand = models.ForeignKey(
        Demand, on_delete=models.CASCADE, related_name="criteria", verbose_name="Bedarf"
    )
    step = models.ForeignKey(
        DemandStep,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="criteria",
        verbose_name="Arbeitsschritt",
        help_text="Leer: für den ganzen Bedarf.",
    )
    attribute = models.CharField(
        "Merkmal", max_length=17, choices=[(a.value, a.label) for a in Attribute if a in STEP_ATTRIBUTES]
    )
    importance = models.CharField("ist", max_length=4, choices=Importance.choices, default=Importance.WISH)
    material = models.ForeignKey(
        "competences.Material",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demand_criteria",
        verbose_name="Werkstoff",
    )
    certificate = models.ForeignKey(
        "competences.Certificate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demand_criteria",
        verbose_name="Zertifikat",
    )
    level = models.CharField("Stufe", max_length=30, blank=True)
    length_mm = _number("Länge (mm)")
    width_mm = _number("Breite (mm)")
    height_mm = _number("Höhe (mm)")
    diameter_mm = _number("Durchmesser (mm)")
    thickness_min_mm = _number("Dicke von (mm)")
    thickness_max_mm = _number("Dicke bis (mm)")
    weight_kg = _number("Gewicht (kg)")
    batch_min = models.PositiveIntegerField("Losgröße von", null=True, blank=True)
    batch_max = models.PositiveIntegerField("Losgröße bis", null=True, blank=True)
    it_grade = models.PositiveSmallIntegerField(
        "Toleranzgrad IT", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(18)]
    )
    roughness_ra_um = _number("Rauheit Ra (µm)")
    passage = models.CharField("Textstelle", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Kriterium"
        verbose_name_plural = "Kriterien"
        ordering = ["demand", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(attribute=Attribute.MATERIAL, material__isnull=False)
                | (~Q(attribute=Attribute.MATERIAL) & Q(material__isnull=True)),
                name="criterion_material_named",
                violation_error_message="Bitte wählen Sie den Werkstoff.",
            ),
            models.CheckConstraint(
                condition=Q(attribute=Attribute.CERTIFICATE, certificate__isnull=False)
                | (~Q(attribute=Attribute.CERTIFICATE) & Q(certificate__isnull=True)),
                name="criterion_certificate_named",
                violation_error_message="Bitte wählen Sie das Zertifikat.",
            ),
            models.UniqueConstraint(
                fields=["demand", "step", "attribute", "material", "certificate"],
                nulls_distinct=False,
                name="criterion_once",
                violation_error_message="Dieses Kriterium steht schon beim Bedarf.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_attribute_display()} ({self.get_importance_display()})"


class StoredMatch(models.Model):
    """A firm that was found for a demand, kept to know what is new; pages show the live result."""

    SHOWN_FROM = 0.5

    demand = models.ForeignKey(
        Demand, on_delete=models.CASCADE, related_name="stored_matches", verbose_name="Bedarf"
    )
    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="+", verbose_name="Unternehmen"
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


class PairQuerySet(models.QuerySet["Pair"]):
    """Questions about pairs."""

    def staffed_by(self, user: "User | AnonymousUser") -> Self:
        """Keep the pairs of the clusters in which the person works as staff."""
        return self.filter(cluster__in=Cluster.objects.staffed_by(user))


class Pair(models.Model):
    """A firm that offers what another one seeks as a partner, although nobody had asked."""

    cluster = models.ForeignKey(
        "companies.Cluster", on_delete=models.CASCADE, related_name="pairs", verbose_name="Cluster"
    )
    seeker = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="+", verbose_name="sucht"
    )
    process = models.ForeignKey(
        "competences.Process", on_delete=models.CASCADE, related_name="+", verbose_name="Verfahren"
    )
    provider = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="+", verbose_name="bietet"
    )
    score = models.FloatField("Bewertung")
    state = models.CharField(
        "Stand", max_length=9, choices=PairState.choices, default=PairState.NEW, editable=False
    )
    reason = models.CharField("Grund", max_length=300, blank=True)
    remind_on = models.DateField("wieder vorlegen am", null=True, blank=True)
    found_at = models.DateTimeField("gefunden am")
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entschieden von",
    )

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = "Paarung"
        verbose_name_plural = "Paarungen"
        ordering = ["-found_at", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "seeker", "process", "provider"],
                name="pair_once",
                violation_error_message="Diese Paarung steht schon in der Liste.",
            ),
            models.CheckConstraint(
                condition=~Q(seeker=models.F("provider")),
                name="pair_of_two",
                violation_error_message="Ein Unternehmen wird nicht mit sich selbst zusammengebracht.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PairState.DISMISSED) | ~Q(reason=""),
                name="pair_dismissed_with_reason",
                violation_error_message="Bitte nennen Sie den Grund, warum Sie die Paarung verwerfen.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PairState.POSTPONED) | Q(remind_on__isnull=False),
                name="pair_postponed_until",
                violation_error_message="Bitte geben Sie an, wann die Paarung wieder vorgelegt werden soll.",
            ),
        ]
        indexes = [models.Index(fields=["cluster", "state", "-found_at"], name="pair_list")]

    def __str__(self) -> str:
        return f"{self.seeker} ← {self.provider}: {self.process}"


class MatchingProgress(models.Model):
    """One row: up to which change of the directory matches and pairs are brought up to date."""

    epoch = models.UUIDField("Epoche", null=True)
    change_number = models.BigIntegerField("Änderungsnummer", default=0)
    changed_at = models.DateTimeField("geändert", auto_now=True)

    class Meta:
        verbose_name = "Stand des Abgleichs"
        verbose_name_plural = "Stand des Abgleichs"

    def __str__(self) -> str:
        return str(self.change_number)
