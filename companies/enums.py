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


class ConsentWay(models.TextChoices):
    """On which way a contact person agreed to be shown, or took it back."""

    FORM = "FORM", "Formular des Unternehmens"
    LINK = "LINK", "persönlicher Link des Unternehmens"
    STAFF = "STAFF", "Wirtschaftsförderung im Auftrag"
    IMPORT = "IMPORT", "Fragebogen"
    PERSON = "PERSON", "die Person selbst"
    REMOVED = "REMOVED", "aus dem Profil entfernt"


class CompanyRole(models.TextChoices):
    """What a person may do for a company."""

    OWNER = "OWNER", "Inhaber"
    EDITOR = "EDITOR", "Bearbeiter"
    VIEWER = "VIEWER", "Leser"


ROLE_ORDER = (CompanyRole.OWNER, CompanyRole.EDITOR, CompanyRole.VIEWER)
"""The roles, the one with most rights first."""


class InvitationState(models.TextChoices):
    """Where the invitation of a person stands; that one has run out, its date says."""

    OPEN = "OPEN", "offen"
    ACCEPTED = "ACCEPTED", "angenommen"
    DECLINED = "DECLINED", "abgelehnt"
    REVOKED = "REVOKED", "widerrufen"


INVITATION_TRANSITIONS: dict[InvitationState, frozenset[InvitationState]] = {
    InvitationState.OPEN: frozenset(
        {InvitationState.ACCEPTED, InvitationState.DECLINED, InvitationState.REVOKED}
    ),
    InvitationState.ACCEPTED: frozenset(),
    InvitationState.DECLINED: frozenset(),
    InvitationState.REVOKED: frozenset(),
}


class AccessRequestState(models.TextChoices):
    """Where somebody's request to act for a firm stands."""

    UNCONFIRMED = "UNCONFIRMED", "E-Mail nicht bestätigt"
    WAITING = "WAITING", "wartet auf Entscheidung"
    GRANTED = "GRANTED", "gewährt"
    DECLINED = "DECLINED", "abgelehnt"


ACCESS_REQUEST_TRANSITIONS: dict[AccessRequestState, frozenset[AccessRequestState]] = {
    AccessRequestState.UNCONFIRMED: frozenset({AccessRequestState.WAITING}),
    AccessRequestState.WAITING: frozenset({AccessRequestState.GRANTED, AccessRequestState.DECLINED}),
    AccessRequestState.GRANTED: frozenset(),
    AccessRequestState.DECLINED: frozenset(),
}


class LiveField(models.TextChoices):
    """Fields of a profile that a cluster may let go live without a look by staff; names of ProfileData."""

    PHONE = "phone", "Telefon"
    EMAIL = "email", "E-Mail"
    WEBSITE = "website", "Internetseite"
    EMPLOYEES = "employees", "Beschäftigte"
    LANGUAGES = "languages", "Sprachen"
    BATCH_SIZES = "batch_sizes", "Losgrößen"


class FileKind(models.TextChoices):
    """What a stored file is for."""

    LOGO = "LOGO", "Firmenzeichen"
    CERTIFICATE = "CERTIFICATE", "Zertifikat"


class FileType(models.TextChoices):
    """Types of stored files, told by their content."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG-Bild"
    JPEG = "image/jpeg", "JPEG-Bild"


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
    """Where a capability or certificate comes from; only recognised ones are renewed with the text."""

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


class CertificateStatus(models.TextChoices):
    """What a certificate is worth on a given day."""

    VALID = "VALID", "gültig"
    UNDATED = "UNDATED", "ohne Ablaufdatum"
    EXPIRED = "EXPIRED", "abgelaufen"
    ANNOUNCED = "ANNOUNCED", "in Vorbereitung"


class GeneralTolerance(models.TextChoices):
    """Classes of DIN ISO 2768 part 1, finest first."""

    FINE = "f", "fein (f)"
    MEDIUM = "m", "mittel (m)"
    COARSE = "c", "grob (c)"
    VERY_COARSE = "v", "sehr grob (v)"


class InspectionDocument(models.TextChoices):
    """Kinds of inspection documents of EN 10204, weakest first; empty means not stated."""

    ORDER_DECLARATION = "2.1", "2.1 Werksbescheinigung"
    TEST_REPORT = "2.2", "2.2 Werkszeugnis"
    CERTIFICATE = "3.1", "3.1 Abnahmeprüfzeugnis"
    CERTIFICATE_WITNESSED = "3.2", "3.2 Abnahmeprüfzeugnis mit Abnahmebeauftragtem"


class Freshness(models.TextChoices):
    """How long ago a firm last said that its profile is right."""

    FRESH = "FRESH", "aktuell"
    AGING = "AGING", "älter als ein Jahr"
    STALE = "STALE", "veraltet"
    NEVER = "NEVER", "nie bestätigt"


FRESH_DAYS = 365
"""Up to this many days after its confirmation a profile counts as fresh."""

OVERDUE_DAYS = FRESH_DAYS + 30
"""More than this many days after its confirmation a firm was asked three times in vain and is shown in grey."""

STALE_DAYS = 730
"""More than this many days after its confirmation a profile counts as stale."""


class SizeClass(models.TextChoices):
    """Size by number of employees, as small firms are grouped in the directory."""

    MICRO = "MICRO", "bis 9 Beschäftigte"
    SMALL = "SMALL", "10 bis 49 Beschäftigte"
    MEDIUM = "MEDIUM", "50 bis 249 Beschäftigte"
    LARGE = "LARGE", "ab 250 Beschäftigte"


SIZE_CLASS_FROM: dict[str, int] = {
    SizeClass.MICRO: 0,
    SizeClass.SMALL: 10,
    SizeClass.MEDIUM: 50,
    SizeClass.LARGE: 250,
}
"""From how many employees on a size class counts."""
