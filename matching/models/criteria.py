"""What a demand asks for: its processes in the order of the work, and the rest."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from matching.enums import STEP_ATTRIBUTES, Attribute, Importance
from matching.models.demand import Demand


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
    also = models.JSONField(
        "oder auch",
        default=list,
        blank=True,
        help_text="Schlüssel weiterer Verfahren, von denen jedes genügt.",
    )
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
