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


class CampaignState(TextChoices):
    """How far an invitation of many firms has come."""

    DRAFT = "DRAFT", _("in Vorbereitung")
    RUNNING = "RUNNING", _("läuft")
    CLOSED = "CLOSED", _("beendet")


CAMPAIGN_TRANSITIONS: dict[str, frozenset[str]] = {
    CampaignState.DRAFT: frozenset({CampaignState.RUNNING, CampaignState.CLOSED}),
    CampaignState.RUNNING: frozenset({CampaignState.CLOSED}),
    CampaignState.CLOSED: frozenset(),
}


class SendingKind(TextChoices):
    """What one sending of a campaign is."""

    INVITATION = "INVITATION", _("Einladung")
    REMINDER = "REMINDER", _("Erinnerung")


class SendingWay(TextChoices):
    """How one sending of a campaign reaches the firms."""

    MAIL = "MAIL", _("E-Mail")
    LETTER = "LETTER", _("Brief")


MOST_REMINDERS = 2
"""How often at most a firm is reminded within one campaign, whatever the way."""

REMINDER_PAUSE_DAYS = 7
"""Least days between two sendings to the same firm."""


class InvitationStage(TextChoices):
    """How far an invited firm has come; derived, never stored."""

    PREPARED = "PREPARED", _("vorbereitet")
    LEAVING = "LEAVING", _("wird gesendet")
    SENT = "SENT", _("gesendet")
    OPENED = "OPENED", _("Formular geöffnet")
    STARTED = "STARTED", _("begonnen")
    SUBMITTED = "SUBMITTED", _("eingereicht")
    RETURNED = "RETURNED", _("zurückgegeben")
    REJECTED = "REJECTED", _("abgelehnt von der Wirtschaftsförderung")
    PUBLISHED = "PUBLISHED", _("veröffentlicht")
    DECLINED = "DECLINED", _("möchte nicht")
    UNWANTED = "UNWANTED", _("möchte keine E-Mails")
    BOUNCED = "BOUNCED", _("unzustellbar")
    FAILED = "FAILED", _("nicht gesendet")
    REVOKED = "REVOKED", _("widerrufen")


ANSWERED_STAGES = frozenset(
    {
        InvitationStage.SUBMITTED,
        InvitationStage.RETURNED,
        InvitationStage.REJECTED,
        InvitationStage.PUBLISHED,
        InvitationStage.DECLINED,
    }
)
"""Stages in which the firm has said something, so that it is not reminded."""


class Reach(TextChoices):
    """How a firm can be asked at present."""

    MAIL = "MAIL", _("per E-Mail")
    LETTER = "LETTER", _("per Brief")
    PHONE = "PHONE", _("am Telefon")
    NOT = "NOT", _("gar nicht, sie hat widersprochen")


class RegistrationState(TextChoices):
    """How far a firm has come that says it is missing in the directory."""

    UNVERIFIED = "UNVERIFIED", _("E-Mail noch nicht bestätigt")
    VERIFIED = "VERIFIED", _("E-Mail bestätigt")
    REJECTED = "REJECTED", _("abgelehnt")


REGISTRATION_TRANSITIONS: dict[str, frozenset[str]] = {
    RegistrationState.UNVERIFIED: frozenset({RegistrationState.VERIFIED}),
    RegistrationState.VERIFIED: frozenset({RegistrationState.REJECTED}),
    RegistrationState.REJECTED: frozenset(),
}
"""An unverified registration is nobody's business and vanishes by itself."""


class RoundAnswer(TextChoices):
    """How the question whether a profile is still right came to its end."""

    CONFIRMED = "CONFIRMED", _("stimmt noch")
    CHANGED = "CHANGED", _("geändert")
    LEFT = "LEFT", _("nicht mehr dabei")
    ELSEWHERE = "ELSEWHERE", _("auf anderem Weg erledigt")
    ARCHIVED = "ARCHIVED", _("ohne Antwort archiviert")
