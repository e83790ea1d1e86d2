"""Which texts the agency can edit."""

from django.db import models


class PageSlug(models.TextChoices):
    """The fixed set of editable texts; the value is the address or the place where the text stands."""

    IMPRINT = "impressum", "Impressum"
    PRIVACY = "datenschutz", "Datenschutz"
    ACCESSIBILITY = "barrierefreiheit", "Barrierefreiheit"
    TERMS = "nutzungsregeln", "Nutzungsregeln"
    RANKING = "reihenfolge", "Wie entsteht die Reihenfolge?"
    CONSENT = "einwilligung", "Einwilligung der Ansprechpersonen"
    CONSENT_ON_PAPER = "fragebogen", "Einwilligung auf dem Fragebogen"
