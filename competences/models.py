"""The controlled vocabulary: processes, materials, certificates, industries and places, each a tree."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q
from django.db.models.lookups import Exact
from simple_history.models import HistoricalRecords
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.models import TreeNode

from competences.enums import (
    SUFFICIENT_ROLES,
    AliasLanguage,
    AliasRole,
    CertificateKind,
    ProcessRelationKind,
)


def _words(label: str, help_text: str = "") -> ArrayField:
    return ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=label, help_text=help_text
    )


class VocabularyNode(TreeNode):
    """What all kinds of vocabulary share: a lasting key, names and a place in a tree."""

    parent = TreeNodeForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="übergeordnet",
    )
    key = models.SlugField(
        "Kurzname", max_length=100, unique=True, help_text="Bleibt für immer, wird nie umgewidmet."
    )
    name_de = models.CharField("Name", max_length=200)
    name_en = models.CharField("englischer Name", max_length=200, blank=True)
    sort_name = models.CharField("Sortiername", max_length=220, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name="zusammengeführt mit",
    )
    loaded = models.JSONField(
        "Stand der Datendatei", default=dict, editable=False, help_text="Was die Datendatei zuletzt enthielt."
    )

    class Meta:
        abstract = True
        ordering = ["sort_name", "pk"]

    def __str__(self) -> str:
        return self.name_de

    def clean(self) -> None:
        """Refuse a place in the tree below the entry itself or below one that was merged."""
        if self.parent is None:
            return
        if self.pk and self.parent.ancestors(include_self=True).filter(pk=self.pk).exists():
            raise ValidationError(
                {"parent": f"„{self}“ kann nicht unter sich selbst oder einem Untereintrag stehen."}
            )
        if self.parent.merged_into is not None:
            raise ValidationError(
                {"parent": f"„{self.parent}“ ist mit „{self.parent.merged_into}“ zusammengeführt worden."}
            )


class Process(VocabularyNode):
    """A manufacturing process or service."""

    din8580 = models.CharField("Gruppe nach DIN 8580", max_length=20, blank=True)
    iso4063 = _words("Prozessnummern nach ISO 4063")
    history = HistoricalRecords()

    class Meta(VocabularyNode.Meta):
        verbose_name = "Verfahren"
        verbose_name_plural = "Verfahren"


class ProcessRelation(models.Model):
    """Two processes that can replace each other, go together or follow each other."""

    source = models.ForeignKey(
        Process, on_delete=models.CASCADE, related_name="relations", verbose_name="Verfahren"
    )
    target = models.ForeignKey(
        Process, on_delete=models.CASCADE, related_name="related_from", verbose_name="verwandtes Verfahren"
    )
    kind = models.CharField("Art", max_length=10, choices=ProcessRelationKind.choices)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Beziehung"
        verbose_name_plural = "Beziehungen"
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                name="process_relation_once",
                violation_error_message="Diese Beziehung steht schon da.",
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")),
                name="process_relation_not_self",
                violation_error_message="Ein Verfahren ist nicht mit sich selbst verwandt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.get_kind_display()} · {self.target}"


class Material(VocabularyNode):
    """A material: family, group or grade."""

    history = HistoricalRecords()

    class Meta(VocabularyNode.Meta):
        verbose_name = "Werkstoff"
        verbose_name_plural = "Werkstoffe"


class Certificate(VocabularyNode):
    """A certificate, approval or personal qualification."""

    kind = models.CharField("Art", max_length=20, choices=CertificateKind.choices, blank=True)
    levels = _words("Stufen", "Von der niedrigsten zur höchsten; eine höhere erfüllt die niedrigeren.")
    level_aliases = models.JSONField("Schreibweisen der Stufen", default=dict, blank=True)
    further_levels = models.JSONField("weitere Stufenleitern", default=dict, blank=True)
    implies = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="implied_by", verbose_name="schließt ein"
    )
    note = models.CharField("Einordnung", max_length=400, blank=True)
    history = HistoricalRecords(m2m_fields=[implies])

    class Meta(VocabularyNode.Meta):
        verbose_name = "Zertifikat"
        verbose_name_plural = "Zertifikate"


class Industry(VocabularyNode):
    """A branch of industry, the firm's own or its customers'."""

    wz2008 = _words("Klassen der WZ 2008")
    is_own = models.BooleanField("als eigene Branche", default=True)
    is_customer = models.BooleanField("als Kundenbranche", default=True)
    history = HistoricalRecords()

    class Meta(VocabularyNode.Meta):
        verbose_name = "Branche"
        verbose_name_plural = "Branchen"


class Place(VocabularyNode):
    """A district (without postcode) or one of its municipalities with postcode and coordinates (WGS84)."""

    postcode = models.CharField("Postleitzahl", max_length=5, blank=True, db_index=True)
    state = models.CharField("Bundesland", max_length=60, blank=True)
    latitude = models.FloatField("Breite", null=True, blank=True)
    longitude = models.FloatField("Länge", null=True, blank=True)
    history = HistoricalRecords()

    class Meta(VocabularyNode.Meta):
        verbose_name = "Ort"
        verbose_name_plural = "Orte"
        constraints = [
            models.CheckConstraint(
                condition=Q(postcode="") | Q(latitude__isnull=False, longitude__isnull=False),
                name="place_has_coordinates",
                violation_error_message="Ein Ort mit Postleitzahl braucht Breite und Länge.",
            )
        ]


NODE_FIELDS = ("process", "material", "certificate", "industry", "place")


class Alias(models.Model):
    """A wording by which exactly one node is recognised, or by which it must not be."""

    text = models.CharField("Wort oder Ausdruck", max_length=120)
    folded = models.CharField("Vergleichsform", max_length=160, editable=False)
    role = models.CharField("Bedeutung", max_length=16, choices=AliasRole.choices, default=AliasRole.STRONG)
    language = models.CharField(
        "Sprache", max_length=2, choices=AliasLanguage.choices, default=AliasLanguage.GERMAN
    )
    process = models.ForeignKey(
        Process,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name="Verfahren",
    )
    material = models.ForeignKey(
        Material,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name="Werkstoff",
    )
    certificate = models.ForeignKey(
        Certificate,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name="Zertifikat",
    )
    industry = models.ForeignKey(
        Industry,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name="Branche",
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name="Ort",
    )
    note = models.CharField("Hinweis", max_length=200, blank=True)
    target_key = models.CharField(
        "gemeint ist stattdessen",
        max_length=100,
        blank=True,
        help_text="Nur bei Verwechslungen: Kurzname des richtigen Eintrags.",
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Wort"
        verbose_name_plural = "Wörter"
        ordering = ["role", "text", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Exact(
                    Func(*NODE_FIELDS, function="num_nonnulls", output_field=models.IntegerField()), 1
                ),
                name="alias_one_node",
                violation_error_message="Ein Wort gehört zu genau einem Eintrag.",
            ),
            models.UniqueConstraint(
                fields=["folded"],
                condition=Q(role__in=SUFFICIENT_ROLES, place__isnull=True),
                name="alias_sufficient_once",
                violation_error_message="Dieses Wort steht schon bei einem anderen Eintrag.",
            ),
            models.UniqueConstraint(
                fields=["role", "folded", *NODE_FIELDS],
                nulls_distinct=False,
                name="alias_once_per_node",
                violation_error_message="Dieses Wort steht schon bei diesem Eintrag.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class IgnoredWord(models.Model):
    """A word of profiles or queries that maps to nothing and is not worth an alias."""

    text = models.CharField("Wort", max_length=120)
    folded = models.CharField("Vergleichsform", max_length=160, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "übergangenes Wort"
        verbose_name_plural = "übergangene Wörter"
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                name="ignored_word_once",
                violation_error_message="Dieses Wort wird schon übergangen.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class VocabularyState(models.Model):
    """One row: the version that every process compares with its compiled vocabulary."""

    version = models.PositiveBigIntegerField("Version", default=0)
    change_id = models.UUIDField(
        "Kennung der Änderung",
        default=uuid.uuid4,
        help_text="Unterscheidet gleiche Nummern zweier Sicherungen.",
    )
    files_digest = models.CharField("Stand der Datendateien", max_length=64, blank=True)

    class Meta:
        verbose_name = "Stand des Vokabulars"
        verbose_name_plural = "Stand des Vokabulars"

    def __str__(self) -> str:
        return str(self.version)
