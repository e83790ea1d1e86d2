"""Choices of the directory, with the words people see."""

from django.db import models


class CompanyKind(models.TextChoices):
    """What sort of firm or institution it is."""

    MANUFACTURER = "MANUFACTURER", "Hersteller"
    SUPPLIER = "SUPPLIER", "Zulieferer"
    SERVICE = "SERVICE", "Dienstleister"
    RESEARCH = "RESEARCH", "Forschung & Bildung"


class CompanyState(models.TextChoices):
    """Whether a firm is shown in the directory."""

    DRAFT = "DRAFT", "Entwurf"
    PUBLISHED = "PUBLISHED", "veröffentlicht"
    ARCHIVED = "ARCHIVED", "archiviert"
    MERGED = "MERGED", "zusammengeführt"


COMPANY_TRANSITIONS: dict[str, frozenset[str]] = {
    CompanyState.DRAFT: frozenset({CompanyState.PUBLISHED, CompanyState.ARCHIVED, CompanyState.MERGED}),
    CompanyState.PUBLISHED: frozenset({CompanyState.DRAFT, CompanyState.ARCHIVED, CompanyState.MERGED}),
    CompanyState.ARCHIVED: frozenset({CompanyState.DRAFT, CompanyState.PUBLISHED, CompanyState.MERGED}),
    CompanyState.MERGED: frozenset(),
}


class CompanyRole(models.TextChoices):
    """What a person may do for a company."""

    OWNER = "OWNER", "Inhaber"
    EDITOR = "EDITOR", "Bearbeiter"
    VIEWER = "VIEWER", "Leser"


class MembershipRole(models.TextChoices):
    """In which role a company belongs to a cluster."""

    MEMBER = "MEMBER", "Mitglied"
    PARTNER = "PARTNER", "Partner"


class Relation(models.TextChoices):
    """Whether a firm offers a piece of work or looks for it."""

    OFFERED = "OFFERED", "angeboten"
    SOUGHT = "SOUGHT", "gesucht"


class Depth(models.TextChoices):
    """How much of its own an offered capability is."""

    CORE = "CORE", "Kernleistung"
    SUPPLEMENTARY = "SUPPLEMENTARY", "ergänzend"
    VIA_PARTNER = "VIA_PARTNER", "über Partner"


class CapabilitySource(models.TextChoices):
    """Where a capability comes from; only recognised ones are renewed with the text."""

    RECOGNISED = "RECOGNISED", "aus dem Text erkannt"
    ENTERED = "ENTERED", "von Hand eingetragen"


class NameKind(models.TextChoices):
    """Why a firm is also known by another name."""

    FORMER = "FORMER", "früherer Name"
    BRAND = "BRAND", "Marke oder Kurzname"


class CertificateState(models.TextChoices):
    """Whether a certificate is held or only announced."""

    HELD = "HELD", "vorhanden"
    ANNOUNCED = "ANNOUNCED", "in Vorbereitung"


class GeneralTolerance(models.TextChoices):
    """Classes of DIN ISO 2768 part 1, finest first."""

    FINE = "f", "fein (f)"
    MEDIUM = "m", "mittel (m)"
    COARSE = "c", "grob (c)"
    VERY_COARSE = "v", "sehr grob (v)"


class YesNo(models.TextChoices):
    """Three states: an empty value means not stated."""

    YES = "YES", "ja"
    NO = "NO", "nein"


class SizeClass(models.TextChoices):
    """Size by number of employees, as small firms are grouped in the directory."""

    MICRO = "MICRO", "bis 9 Beschäftigte"
    SMALL = "SMALL", "10 bis 49 Beschäftigte"
    MEDIUM = "MEDIUM", "50 bis 249 Beschäftigte"
    LARGE = "LARGE", "ab 250 Beschäftigte"
