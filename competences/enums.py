"""Choices of the vocabulary, with the words people see."""

from django.db import models


class AliasRole(models.TextChoices):
    """What a wording says about the node it stands at."""

    STRONG = "STRONG", "eindeutig"
    CODE = "CODE", "Nummer oder Kurzname"
    WEAK = "WEAK", "schwach (braucht einen zweiten Hinweis)"
    CONFUSION = "CONFUSION", "Verwechslung (ist es nicht)"
    PREFIX = "PREFIX", "Wortanfang (Alu in Aluguss)"
    PREFIX_EXCEPTION = "PREFIX_EXCEPTION", "Ausnahme vom Wortanfang"


SUFFICIENT_ROLES = (AliasRole.STRONG, AliasRole.CODE)


class AliasLanguage(models.TextChoices):
    """Language of a wording."""

    GERMAN = "de", "deutsch"
    ENGLISH = "en", "englisch"


class ProcessRelationKind(models.TextChoices):
    """How a process belongs together with another; FOLLOWS and COVERS are read from source to target only."""

    SUBSTITUTE = "substitute", "kann oft ersetzen"
    GOES_WITH = "goes_with", "kommt oft im selben Auftrag vor"
    FOLLOWS = "follows", "kommt üblicherweise danach"
    COVERS = "covers", "ist als Sammelbegriff auch gemeint"


class CertificateKind(models.TextChoices):
    """What sort of proof a certificate is."""

    MANAGEMENT_SYSTEM = "management_system", "Managementsystem"
    WELDING = "welding", "Schweißen, Kleben, Fügen"
    SECTOR = "sector", "Branchenzulassung"
    PRODUCT = "product", "Produktzulassung"
    SAFETY = "safety", "Arbeitssicherheit"
    CYBER = "cyber", "Informationssicherheit"
    ENVIRONMENT = "environment", "Umwelt und Energie"
    PERSON = "person", "Nachweis einer Person"
