"""The mails and personal links of those who act for a firm, or want to."""

from accounts.enums import LinkPurpose
from outbox.enums import Category, LegalBasis
from outbox.notifications import MailKind

INVITATION_DAYS = 14
"""How long somebody may take to accept an invitation."""

CONFIRMATION_DAYS = 7
"""How long somebody may take to confirm the address of a request; afterwards the request is forgotten."""

COLLEAGUE_INVITATION = MailKind(
    "companies.colleague_invitation",
    label="Einladungen, für ein Unternehmen zu handeln",
    category=Category.ACCOUNT,
    basis=LegalBasis.LEGITIMATE,
    can_unsubscribe=True,
    secrets=("link",),
)

COLLEAGUE_LINK = LinkPurpose(
    "companies.colleague_invitation",
    url_name="companies:accept_invitation",
    days=INVITATION_DAYS,
    way_out="Bitten Sie das Unternehmen, Sie noch einmal einzuladen.",
)

ACCESS_CONFIRMATION = MailKind(
    "companies.access_confirmation",
    label="Bestätigungen der E-Mail-Adresse",
    category=Category.ACCOUNT,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
    requested=True,
    secrets=("link",),
)

ACCESS_LINK = LinkPurpose(
    "companies.access_request",
    url_name="companies:confirm_access_request",
    days=CONFIRMATION_DAYS,
    way_out="Stellen Sie den Antrag auf Zugang bitte noch einmal, wenn er noch nicht bestätigt ist.",
)

ACCESS_DECLINED = MailKind(
    "companies.access_declined",
    label="Antworten auf Anträge auf Zugang",
    category=Category.ACCOUNT,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
)

ACCESS_WAITING = MailKind(
    "companies.access_waiting",
    label="Neue Anträge auf Zugang",
    category=Category.CARE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=False,
    can_collect=True,
)

PEOPLE_CHANGED = MailKind(
    "companies.people_changed",
    label="Änderungen, wer für ein Unternehmen handelt",
    category=Category.ACCOUNT,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
)
