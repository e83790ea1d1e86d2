"""The mails by which persons learn that data about them are stored."""

from outbox.enums import Category, LegalBasis
from outbox.notifications import MailKind

CONTACT_NOTICE = MailKind(
    "privacy.contact_notice",
    label="Mitteilungen, dass Sie als Ansprechperson eingetragen sind",
    category=Category.GENERAL,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=False,
    secrets=("link",),
)
FIRM_NOTICE = MailKind(
    "privacy.firm_notice",
    label="Mitteilungen, dass Ihr Unternehmen eingetragen ist",
    category=Category.GENERAL,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=False,
)
