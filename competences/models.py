"""The controlled vocabulary: processes, materials, certificates, industries and places."""

from django.db import models


class VocabularyNode(models.Model):
    """What all kinds of vocabulary share: a lasting key, names and a place in a tree."""

    key = models.SlugField("Kurzname", max_length=100, unique=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="übergeordnet",
    )
    name_de = models.CharField("Name", max_length=200)
    name_en = models.CharField("englischer Name", max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["name_de", "pk"]

    def __str__(self) -> str:
        return self.name_de


class Process(VocabularyNode):
    """A manufacturing process or service."""

    class Meta(VocabularyNode.Meta):
        verbose_name = "Verfahren"
        verbose_name_plural = "Verfahren"


class Material(VocabularyNode):
    """A material: family, group or grade."""

    class Meta(VocabularyNode.Meta):
        verbose_name = "Werkstoff"
        verbose_name_plural = "Werkstoffe"


class Certificate(VocabularyNode):
    """A certificate, approval or personal qualification."""

    class Meta(VocabularyNode.Meta):
        verbose_name = "Zertifikat"
        verbose_name_plural = "Zertifikate"


class Industry(VocabularyNode):
    """A branch of industry, the firm's own or its customers'."""

    class Meta(VocabularyNode.Meta):
        verbose_name = "Branche"
        verbose_name_plural = "Branchen"


class Place(VocabularyNode):
    """A district (root) or one of its municipalities with a postcode and coordinates."""

    postcode = models.CharField("Postleitzahl", max_length=5, blank=True, db_index=True)
    latitude = models.FloatField("Breite", null=True, blank=True)
    longitude = models.FloatField("Länge", null=True, blank=True)

    class Meta(VocabularyNode.Meta):
        verbose_name = "Ort"
        verbose_name_plural = "Orte"
