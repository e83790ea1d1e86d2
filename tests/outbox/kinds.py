"""Kinds of mail for tests: a note that is collected, an invitation with a link, a code that was asked for."""

from collections.abc import Mapping

from outbox.enums import Category, LegalBasis
from outbox.models import Mail
from outbox.notifications import MailKind, NoLongerNeededError, register

NOTE = MailKind(
    "sample.note",
    label="Hinweise",
    category=Category.GENERAL,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=True,
    can_collect=True,
)
INVITATION = MailKind(
    "sample.invitation",
    label="Einladungen",
    category=Category.PROFILE,
    basis=LegalBasis.PUBLIC_TASK,
    can_unsubscribe=True,
    secrets=("link",),
)
CODE = MailKind(
    "sample.code",
    label="Codes",
    category=Category.ACCOUNT,
    basis=LegalBasis.CONTRACT,
    can_unsubscribe=False,
    requested=True,
    secrets=("code",),
    previewable=False,
    repeatable=False,
)

REVOKED = "widerrufen"
"""Reference of an invitation that became pointless."""


def new_link(mail: Mail) -> Mapping[str, str]:
    """A link that names the mail and the attempt, so that every sending has another one."""
    if mail.reference == REVOKED:
        raise NoLongerNeededError("Die Einladung ist widerrufen.")
    return {"link": f"https://portal.example/e/{mail.pk}-{mail.attempts}?a=1&b=2"}


def register_all() -> None:
    """Register the three kinds in this process."""
    register(NOTE)
    register(INVITATION, secrets=new_link)
    register(CODE, secrets=lambda mail: {"code": "424242"})
