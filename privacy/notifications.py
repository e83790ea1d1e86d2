"""The mails of data protection: what is stored, that it ends, and requests that staff have to answer."""

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

ACCOUNT_ENDS = MailKind(
    "privacy.account_ends",
    label="Mitteilungen, dass Ihr Konto gelöscht wird",
    category=Category.ACCOUNT,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
)
PEOPLE_END = MailKind(
    "privacy.people_end",
    label="Mitteilungen, dass Ansprechpersonen gelöscht werden",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=False,
)
REQUEST_RECEIVED = MailKind(
    "privacy.request_received",
    label="Neue Anträge zum Datenschutz",
    category=Category.CARE,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
)

REQUEST_DUE = MailKind(
    "privacy.request_due",
    label="Fristen von Anträgen zum Datenschutz",
    category=Category.CARE,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
)

KINDS_WITHOUT_SECRETS = (FIRM_NOTICE, ACCOUNT_ENDS, PEOPLE_END, REQUEST_RECEIVED, REQUEST_DUE)
