"""States of a mail and of a periodic run, what mails are about, and why an address may be written to."""

from django.db import models


class MailState(models.TextChoices):
    """Where a mail stands between being written and having left the house."""

    WAITING = "WAITING", "wartet"
    SENDING = "SENDING", "wird gesendet"
    SENT = "SENT", "gesendet"
    UNCLEAR = "UNCLEAR", "ungeklärt"
    FAILED = "FAILED", "nicht gesendet"
    BOUNCED = "BOUNCED", "unzustellbar"
    COLLECTED = "COLLECTED", "in Sammelmail"
    CANCELLED = "CANCELLED", "zurückgezogen"
    REFUSED = "REFUSED", "nicht erwünscht"


OPEN_STATES = (MailState.WAITING, MailState.SENDING)
"""States from which a mail may still leave by itself."""

MAIL_TRANSITIONS: dict[MailState, frozenset[MailState]] = {
    MailState.WAITING: frozenset(
        {MailState.SENDING, MailState.COLLECTED, MailState.CANCELLED, MailState.REFUSED, MailState.FAILED}
    ),
    MailState.SENDING: frozenset(
        {
            MailState.SENT,
            MailState.WAITING,
            MailState.UNCLEAR,
            MailState.FAILED,
            MailState.BOUNCED,
            MailState.CANCELLED,
        }
    ),
    MailState.UNCLEAR: frozenset({MailState.SENT, MailState.FAILED, MailState.BOUNCED}),
    MailState.SENT: frozenset({MailState.BOUNCED}),
    MailState.FAILED: frozenset(),
    MailState.BOUNCED: frozenset(),
    MailState.COLLECTED: frozenset(),
    MailState.CANCELLED: frozenset(),
    MailState.REFUSED: frozenset(),
}
"""Which state may follow which. A repeated mail is a new row, so nothing leads back from an end."""


class Category(models.TextChoices):
    """What a kind of mail is about, for the page on which a recipient chooses."""

    ACCOUNT = "ACCOUNT", "Konto und Anmeldung"
    PROFILE = "PROFILE", "Profil des Unternehmens"
    DEMAND = "DEMAND", "Bedarfe und Vorschläge"
    INQUIRY = "INQUIRY", "Anfragen zwischen Unternehmen"
    CARE = "CARE", "Betreuung des Verzeichnisses"
    GENERAL = "GENERAL", "Allgemeines"


class LegalBasis(models.TextChoices):
    """Why an address may be written to (Art. 6 Abs. 1 DSGVO)."""

    CONSENT = "CONSENT", "Einwilligung (Buchst. a)"
    CONTRACT = "CONTRACT", "Nutzungsverhältnis (Buchst. b)"
    PUBLIC_TASK = "PUBLIC_TASK", "öffentliche Aufgabe (Buchst. e)"
    LEGITIMATE = "LEGITIMATE", "berechtigtes Interesse (Buchst. f)"


class Frequency(models.TextChoices):
    """How a recipient wants mails of one kind."""

    IMMEDIATE = "IMMEDIATE", "sofort"
    DAILY = "DAILY", "gesammelt einmal am Tag"
    NEVER = "NEVER", "gar nicht"


class ObjectionVia(models.TextChoices):
    """How somebody told us to stop writing."""

    LINK = "LINK", "über den Link in einer E-Mail"
    STAFF = "STAFF", "der Wirtschaftsförderung mitgeteilt"


class RunState(models.TextChoices):
    """Where one run of a periodic job stands."""

    DUE = "DUE", "fällig"
    RUNNING = "RUNNING", "läuft"
    DONE = "DONE", "erledigt"
    FAILED = "FAILED", "fehlgeschlagen"
    MISSED = "MISSED", "ausgefallen"


RUN_OPEN_STATES = (RunState.DUE, RunState.RUNNING)
RUN_PROBLEMS = (RunState.FAILED, RunState.MISSED)

RUN_TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.DUE: frozenset({RunState.RUNNING, RunState.MISSED, RunState.FAILED}),
    # RUNNING again: whoever ran it was killed, and another worker takes over.
    RunState.RUNNING: frozenset({RunState.RUNNING, RunState.DUE, RunState.DONE, RunState.FAILED}),
    RunState.DONE: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.MISSED: frozenset(),
}
"""Which state of a run may follow which."""
