"""The mails about an account."""

from outbox.enums import Category, LegalBasis
from outbox.notifications import MailKind

PASSWORD_RESET = MailKind(
    "accounts.password_reset",
    label="Neues Passwort",
    category=Category.ACCOUNT,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
    requested=True,
    secrets=("link",),
)

LOGIN_CODE = MailKind(
    "accounts.login_code",
    label="Codes zum Anmelden",
    category=Category.ACCOUNT,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
    requested=True,
    secrets=("code",),
    previewable=False,
    repeatable=False,
)

SECURITY_NOTICE = MailKind(
    "accounts.security_notice",
    label="Hinweise zur Sicherheit des Kontos",
    category=Category.ACCOUNT,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
)

SECURITY_NOTICES: dict[str, str] = {
    "account/email/password_changed": "Ihr Passwort wurde geändert.",
    "account/email/password_set": "Für Ihr Konto wurde ein Passwort festgelegt.",
    "account/email/password_reset": "Ihr Passwort wurde neu festgelegt.",
    "mfa/email/totp_activated": "Für Ihr Konto wurde eine App als zweiter Faktor eingerichtet.",
    "mfa/email/totp_deactivated": "Die App als zweiter Faktor wurde entfernt.",
    "mfa/email/webauthn_added": "Für Ihr Konto wurde ein Schlüssel hinzugefügt.",
    "mfa/email/webauthn_removed": "Ein Schlüssel wurde von Ihrem Konto entfernt.",
    "mfa/email/recovery_codes_generated": "Neue Ersatzcodes wurden erstellt; die alten gelten nicht mehr.",
    "reset": "Der zweite Faktor Ihres Kontos wurde auf Ihren Wunsch zurückgesetzt.",
}
"""What happened to an account, under allauth's names and our own, in the sentence that its owner is told."""
