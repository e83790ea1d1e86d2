"""What persons may ask for about their data, and how it goes on, with the words people see."""

from django.db.models import TextChoices


class RequestKind(TextChoices):
    """What a data subject asks for (Art. 15, 17, 16, 21 and 18 DSGVO)."""

    ACCESS = "ACCESS", "Auskunft"
    ERASURE = "ERASURE", "Löschung"
    RECTIFICATION = "RECTIFICATION", "Berichtigung"
    OBJECTION = "OBJECTION", "Widerspruch"
    RESTRICTION = "RESTRICTION", "Einschränkung"


class RequestState(TextChoices):
    """Where a request stands."""

    OPEN = "OPEN", "offen"
    FULFILLED = "FULFILLED", "erledigt"
    REFUSED = "REFUSED", "abgelehnt"
    WITHDRAWN = "WITHDRAWN", "zurückgezogen"


REQUEST_TRANSITIONS: dict[RequestState, frozenset[RequestState]] = {
    RequestState.OPEN: frozenset({RequestState.FULFILLED, RequestState.REFUSED, RequestState.WITHDRAWN}),
    RequestState.FULFILLED: frozenset(),
    RequestState.REFUSED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}


class Identification(TextChoices):
    """How it was made sure that the request comes from the person whose data it is about."""

    ACCOUNT = "ACCOUNT", "im eigenen Konto angemeldet"
    EMAIL = "EMAIL", "Nachricht von der gespeicherten E-Mail-Adresse"
    CALLBACK = "CALLBACK", "Rückruf unter der gespeicherten Telefonnummer"
    DOCUMENT = "DOCUMENT", "Ausweis vorgelegt"
    KNOWN = "KNOWN", "persönlich bekannt"


class Fate(TextChoices):
    """What happens to data when their period is over."""

    DELETE = "DELETE", "gelöscht"
    EMPTY = "EMPTY", "Inhalt gelöscht, der Eintrag bleibt"
