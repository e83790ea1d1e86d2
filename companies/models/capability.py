"""What a firm offers or seeks, its limits and its machines."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from companies.enums import CapabilitySource, Depth, GeneralTolerance, InspectionDocument, Relation


def _ordered(name: str, low: str, high: str, message: str) -> models.CheckConstraint:
    """A constraint that keeps the lower limit below the upper one where both are stated."""
    return models.CheckConstraint(
        condition=Q(**{f"{low}__isnull": True})
        | Q(**{f"{high}__isnull": True})
        | Q(**{f"{low}__lte": F(high)}),
        name=name,
        violation_error_message=message,
    )


class Capability(models.Model):
    """A piece of work that a firm offers or looks for."""

    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="capabilities", verbose_name="Unternehmen"
    )
    relation = models.CharField("Beziehung", max_length=8, choices=Relation.choices, default=Relation.OFFERED)
    process = models.ForeignKey(
        "competences.Process", on_delete=models.PROTECT, related_name="capabilities", verbose_name="Verfahren"
    )
    depth = models.CharField("Tiefe", max_length=14, choices=Depth.choices, blank=True)
    site = models.ForeignKey(
        "companies.Site",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="capabilities",
        verbose_name="Standort",
        help_text="Leer: an allen Standorten.",
    )
    text = models.TextField("in eigenen Worten", blank=True)
    source = models.CharField(
        "Herkunft",
        max_length=10,
        choices=CapabilitySource.choices,
        default=CapabilitySource.ENTERED,
        editable=False,
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Leistung"
        verbose_name_plural = "Leistungen"
        ordering = ["relation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "relation", "process", "site"],
                nulls_distinct=False,
                name="capability_once",
                violation_error_message="Dieses Verfahren steht für diesen Standort schon beim Unternehmen.",
            ),
            models.CheckConstraint(
                condition=(Q(relation=Relation.OFFERED) & ~Q(depth=""))
                | (Q(relation=Relation.SOUGHT) & Q(depth="")),
                name="capability_depth_offered_only",
                violation_error_message="Eine angebotene Leistung hat eine Tiefe, eine gesuchte keine.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} ({self.get_relation_display()})"


class CapabilityLimit(models.Model):
    """Limits of an offered capability for one material family, or for all where the family is empty."""

    capability = models.ForeignKey(
        Capability, on_delete=models.CASCADE, related_name="limits", verbose_name="Leistung"
    )
    material = models.ForeignKey(
        "competences.Material",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="limits",
        verbose_name="Werkstoff",
        help_text="Leer: für alle Werkstoffe.",
    )
    length_mm = models.FloatField("Länge (mm)", null=True, blank=True, validators=[MinValueValidator(0)])
    width_mm = models.FloatField("Breite (mm)", null=True, blank=True, validators=[MinValueValidator(0)])
    height_mm = models.FloatField("Höhe (mm)", null=True, blank=True, validators=[MinValueValidator(0)])
    diameter_mm = models.FloatField(
        "Durchmesser (mm)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    turning_length_mm = models.FloatField(
        "Länge bei Rundteilen (mm)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    thickness_min_mm = models.FloatField(
        "Dicke von (mm)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    thickness_max_mm = models.FloatField(
        "Dicke bis (mm)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    weight_max_kg = models.FloatField(
        "Gewicht bis (kg)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    it_grade = models.PositiveSmallIntegerField(
        "Toleranzgrad IT", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(18)]
    )
    general_tolerance = models.CharField(
        "Allgemeintoleranz ISO 2768", max_length=1, choices=GeneralTolerance.choices, blank=True
    )
    roughness_ra_um = models.FloatField(
        "Rauheit Ra (µm)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    inspection_document = models.CharField(
        "Prüfbescheinigung EN 10204", max_length=3, choices=InspectionDocument.choices, blank=True
    )
    batch_min = models.PositiveIntegerField("Losgröße von", null=True, blank=True)
    batch_max = models.PositiveIntegerField("Losgröße bis", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Grenzwerte"
        verbose_name_plural = "Grenzwerte"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["capability", "material"],
                nulls_distinct=False,
                name="limit_once_per_material",
                violation_error_message="Für diesen Werkstoff gibt es schon Grenzwerte.",
            ),
            _ordered(
                "limit_thickness_ordered",
                "thickness_min_mm",
                "thickness_max_mm",
                "Die kleinste Dicke ist größer als die größte.",
            ),
            _ordered(
                "limit_batch_ordered",
                "batch_min",
                "batch_max",
                "Die kleinste Losgröße ist größer als die größte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capability} · {self.material or 'alle Werkstoffe'}"


class Machine(models.Model):
    """A machine of the firm."""

    company = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="machines", verbose_name="Unternehmen"
    )
    type = models.CharField("Typ", max_length=160)
    make = models.CharField("Hersteller", max_length=120, blank=True)
    count = models.PositiveSmallIntegerField("Anzahl", null=True, blank=True)
    details = models.CharField("Größe, Ausstattung", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Maschine"
        verbose_name_plural = "Maschinen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(type=""),
                name="machine_type_given",
                violation_error_message="Bitte geben Sie an, was für eine Maschine es ist.",
            )
        ]

    def __str__(self) -> str:
        return " ".join(
            part for part in (f"{self.count} ×" if self.count else "", self.type, self.make) if part
        )
