"""States, outcomes and decisions of the import, with the words people see."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What can be done with a whole file."""

    IMPORT = "import", _("kann übernommen werden")
    PROPOSAL = "proposal", _("Vorschlag, der bestätigt werden muss")
    NOTHING = "nothing_to_import", _("enthält nichts zum Übernehmen")
    REJECT = "reject", _("nicht lesbar")


class Severity(TextChoices):
    """How much a message weighs: an error keeps a row or file out, a warning a value, an info nothing."""

    ERROR = "error", _("Fehler")
    WARNING = "warning", _("Warnung")
    INFO = "info", _("Hinweis")


class RowAction(TextChoices):
    """What happens to one row."""

    NEW = "new", _("neu anlegen")
    UPDATE = "update", _("aktualisieren")
    UNCHANGED = "unchanged", _("unverändert")
    HELD = "held", _("zurückgestellt")
    REJECTED = "rejected", _("abgelehnt")
    SKIPPED = "skipped", _("übersprungen")


class Layout(TextChoices):
    """How a file carries its answers."""

    TABLE = "table", _("Liste, eine Zeile je Firma")
    FORM = "form", _("Fragebogen einer einzelnen Firma")
    MAIL = "mail", _("E-Mail einer einzelnen Firma")


class BatchState(TextChoices):
    """How far an uploaded file has come."""

    PREVIEW = "PREVIEW", _("zur Ansicht")
    APPLYING = "APPLYING", _("wird übernommen")
    APPLIED = "APPLIED", _("übernommen")
    DISCARDED = "DISCARDED", _("verworfen")


BATCH_TRANSITIONS: dict[str, frozenset[str]] = {
    BatchState.PREVIEW: frozenset({BatchState.APPLYING, BatchState.DISCARDED}),
    BatchState.APPLYING: frozenset({BatchState.APPLIED}),
    BatchState.APPLIED: frozenset(),
    BatchState.DISCARDED: frozenset(),
}


class Decision(TextChoices):
    """What a person decided about a row that waits."""

    TAKE = "TAKE", _("übernehmen")
    CREATE = "CREATE", _("als neue Firma anlegen")
    DISCARD = "DISCARD", _("nicht übernehmen")


class ConsentDecision(TextChoices):
    """What a person decided about an unclear consent to show the contact data."""

    NO = "NO", _("nicht veröffentlichen")
    YES = "YES", _("veröffentlichen")
    WITHOUT_PHONE = "WITHOUT_PHONE", _("veröffentlichen, aber ohne Telefonnummer")


class SubmissionSource(TextChoices):
    """On which way a firm's answers came in."""

    FORM = "FORM", _("Formular")
    LINK = "LINK", _("persönlicher Link")
    IMPORT = "IMPORT", _("Rückmeldung")
    STAFF = "STAFF", _("Wirtschaftsförderung")


class SubmissionState(TextChoices):
    """How far a firm's answers have come."""

    DRAFT = "DRAFT", _("Entwurf")
    SUBMITTED = "SUBMITTED", _("eingereicht")
    RETURNED = "RETURNED", _("zurückgegeben")
    APPROVED = "APPROVED", _("freigegeben")
    REJECTED = "REJECTED", _("abgelehnt")
    WITHDRAWN = "WITHDRAWN", _("zurückgezogen")


SUBMISSION_TRANSITIONS: dict[str, frozenset[str]] = {
    SubmissionState.DRAFT: frozenset({SubmissionState.SUBMITTED, SubmissionState.WITHDRAWN}),
    SubmissionState.SUBMITTED: frozenset(
        {
            SubmissionState.RETURNED,
            SubmissionState.APPROVED,
            SubmissionState.REJECTED,
            SubmissionState.WITHDRAWN,
        }
    ),
    SubmissionState.RETURNED: frozenset({SubmissionState.SUBMITTED, SubmissionState.WITHDRAWN}),
    SubmissionState.APPROVED: frozenset(),
    SubmissionState.REJECTED: frozenset(),
    SubmissionState.WITHDRAWN: frozenset(),
}

OPEN_SUBMISSION = (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED)
"""States in which a firm has one submission at most."""

WRITABLE_SUBMISSION = (SubmissionState.DRAFT, SubmissionState.RETURNED)
"""States in which the firm still writes its answers."""

DECIDED_SUBMISSION = (SubmissionState.APPROVED, SubmissionState.REJECTED)
"""States in which staff have decided."""
