"""The mails about a firm's answers."""

from outbox.enums import Category, LegalBasis
from outbox.notifications import MailKind

HANDED_IN = MailKind(
    "profiles.handed_in",
    label="Eingereichte Profile",
    category=Category.CARE,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=True,
    can_collect=True,
)
PUBLISHED = MailKind(
    "profiles.published",
    label="Veröffentlichte Angaben",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
)
RETURNED = MailKind(
    "profiles.returned",
    label="Rückfragen zu Ihren Angaben",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
)
REJECTED = MailKind(
    "profiles.rejected",
    label="Abgelehnte Angaben",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
)
KINDS = (HANDED_IN, PUBLISHED, RETURNED, REJECTED)
