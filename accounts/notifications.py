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
