"""Choices of demands and matches, with the words people see."""

from django.db import models


class DemandKind(models.TextChoices):
    """What a firm looks for."""

    ORDER = "ORDER", "Auftrag"
    COOPERATION = "COOPERATION", "Kooperation"
    RESEARCH = "RESEARCH", "Forschung"
    TRAINING = "TRAINING", "Qualifizierung"
    PURCHASING = "PURCHASING", "Einkauf"


class DemandState(models.TextChoices):
    """Where a demand stands."""

    DRAFT = "DRAFT", "Entwurf"
    OPEN = "OPEN", "offen"
    PAUSED = "PAUSED", "ruht"
    AWARDED = "AWARDED", "vergeben"
    CLOSED = "CLOSED", "geschlossen"
    EXPIRED = "EXPIRED", "abgelaufen"


DEMAND_TRANSITIONS: dict[str, frozenset[str]] = {
    DemandState.DRAFT: frozenset({DemandState.OPEN, DemandState.CLOSED}),
    DemandState.OPEN: frozenset(
        {DemandState.PAUSED, DemandState.AWARDED, DemandState.CLOSED, DemandState.EXPIRED}
    ),
    DemandState.PAUSED: frozenset(
        {DemandState.OPEN, DemandState.AWARDED, DemandState.CLOSED, DemandState.EXPIRED}
    ),
    DemandState.EXPIRED: frozenset({DemandState.OPEN, DemandState.CLOSED}),
    DemandState.AWARDED: frozenset(),
    DemandState.CLOSED: frozenset(),
}

OPENED_STATES = (
    DemandState.OPEN,
    DemandState.PAUSED,
    DemandState.AWARDED,
    DemandState.EXPIRED,
)
"""States that a demand reaches only after it was open; a closed one may have been a draft."""


class Visibility(models.TextChoices):
    """Who sees an open demand, and whether with the name of the firm."""

    MEMBERS = "MEMBERS", "alle Mitglieder"
    MATCHED = "MATCHED", "nur passende Unternehmen"
    ANONYMOUS = "ANONYMOUS", "alle Mitglieder, ohne Namen bis zu beiderseitigem Interesse"


class Importance(models.TextChoices):
    """Whether a criterion excludes or only orders."""

    HARD = "HARD", "Bedingung"
    WISH = "WISH", "Wunsch"


class Attribute(models.TextChoices):
    """What a criterion is about; the names of values are those of the limits of a capability."""

    PROCESS = "PROCESS", "Verfahren"
    MATERIAL = "MATERIAL", "Werkstoff"
    ENVELOPE = "ENVELOPE", "Abmessungen"
    CYLINDER = "CYLINDER", "Durchmesser und Länge"
    THICKNESS = "THICKNESS", "Dicke"
    WEIGHT = "WEIGHT", "Gewicht"
    BATCH = "BATCH", "Losgröße"
    IT_GRADE = "IT_GRADE", "Toleranzgrad"
    GENERAL_TOLERANCE = "GENERAL_TOLERANCE", "Allgemeintoleranz"
    ROUGHNESS = "ROUGHNESS", "Rauheit"
    DOCUMENT = "DOCUMENT", "Prüfbescheinigung"
    CERTIFICATE = "CERTIFICATE", "Zertifikat"
    DISTANCE = "DISTANCE", "Entfernung"


STEP_ATTRIBUTES = frozenset(Attribute) - {Attribute.PROCESS, Attribute.DISTANCE}
"""Attributes of the criteria that are stored beside the steps; the rest stands in the demand and its steps."""


class Status(models.TextChoices):
    """How a firm meets a criterion; not stated is neither yes nor no."""

    MET = "MET", "erfüllt"
    PARTLY = "PARTLY", "teilweise"
    NOT_MET = "NOT_MET", "nicht erfüllt"
    UNKNOWN = "UNKNOWN", "keine Angabe"


class PairState(models.TextChoices):
    """What staff made of a firm that could do what another one seeks."""

    NEW = "NEW", "neu"
    PROPOSED = "PROPOSED", "vorgeschlagen"
    POSTPONED = "POSTPONED", "zurückgestellt"
    DISMISSED = "DISMISSED", "verworfen"


PAIR_TRANSITIONS: dict[str, frozenset[str]] = {
    PairState.NEW: frozenset({PairState.PROPOSED, PairState.POSTPONED, PairState.DISMISSED}),
    PairState.POSTPONED: frozenset({PairState.PROPOSED, PairState.POSTPONED, PairState.DISMISSED}),
    PairState.PROPOSED: frozenset({PairState.DISMISSED}),
    PairState.DISMISSED: frozenset({PairState.NEW}),
}


class AskedIn(models.TextChoices):
    """Where somebody asked for a process."""

    OPEN_DEMAND = "OPEN_DEMAND", "offene Bedarfe"
    PAST_DEMAND = "PAST_DEMAND", "frühere Bedarfe"
    SOUGHT = "SOUGHT", "gesuchte Partner"
    SEARCH = "SEARCH", "vergebliche Suchen"


class Supply(models.TextChoices):
    """How many firms do themselves what is asked for."""

    NOBODY = "NOBODY", "niemand"
    SINGLE = "SINGLE", "Einzelquelle"
    SEVERAL = "SEVERAL", "zwei und mehr"
