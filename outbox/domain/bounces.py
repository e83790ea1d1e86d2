"""Mails that come back: reading delivery status notifications (RFC 3464) and noting what they say."""

from __future__ import annotations

import imaplib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from outbox.domain.addresses import mark_undeliverable
from outbox.domain.delivery import is_dead_address
from outbox.domain.mails import change_state
from outbox.enums import MailState
from outbox.models import Mail

logger = logging.getLogger(__name__)

OUR_ID = re.compile(rb"<mail\.(\d{1,18})\.\d+\.([a-z0-9]{16})@")
"""The Message-ID that `delivery.message_id` gives."""

MOST_AT_ONCE = 200
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Report:
    """What a returned mail says: about which of our mails, whether for good, and why."""

    mail: int
    marker: str
    is_final: bool
    status: str
    reason: str


def parse_report(content: bytes) -> Report | None:
    """Read a delivery status notification; None for anything else and for one that is not about a mail of ours.

    In: the message as it came. Out: `is_final` is True for "failed"; "delayed" and the like are not final.
    """
    message = message_from_bytes(content, policy=policy.compat32)  # never raises, whatever stands in a header
    if message.get_content_type() != "multipart/report":
        return None
    found = OUR_ID.search(content)
    status = next(
        (part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None
    )
    if found is None or status is None:
        return None
    blocks = status.get_payload()
    recipients = (
        [block for block in blocks if isinstance(block, Message) and "Action" in block]
        if isinstance(blocks, list)
        else []
    )
    if not recipients:
        return None
    block = recipients[0]
    reason = str(block.get("Diagnostic-Code", "")).partition(";")[2].strip()
    return Report(
        mail=int(found[1]),
        marker=found[2].decode(),
        is_final=str(block["Action"]).strip().lower() == "failed",
        status=str(block.get("Status", "")).split(" ")[0].strip(),
        reason=" ".join(reason.split())[:300],
    )


@transaction.atomic
def apply_report(report: Report, *, now: datetime) -> bool:
    """Note that a mail came back; return whether it was one of ours. Reading the same report twice changes nothing."""
    mail = Mail.objects.filter(pk=report.mail, marker=report.marker).select_related("recipient").first()
    if mail is None:
        return False
    if not report.is_final or mail.state == MailState.BOUNCED:
        return True
    words = f"Zurückgekommen: {report.status} {report.reason}".strip()
    try:
        change_state(mail=mail, to=MailState.BOUNCED, actor=None, error=words)
    except ValidationError as error:  # settled by a person in the meantime
        logger.info("mail %s came back: %s", mail.pk, " ".join(error.messages))
        return True
    if is_dead_address(0, report.status):
        mark_undeliverable(address=mail.recipient, reason=words, actor=None, now=now)
    return True


def read_mailbox(now: datetime, *, connect: Callable[[], imaplib.IMAP4] | None = None) -> str:
    """Read what came back into the mailbox of the settings and return in German what it was.

    What was understood is marked as read after the commit; what was not stays unread and flagged for a person.
    `connect` opens the connection (default: TLS to BOUNCE_IMAP_HOST). Raises OSError or IMAP4.error.
    """
    box = (connect or _connect)()
    understood: list[str] = []
    strange: list[str] = []
    box.login(settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD)
    box.select(settings.BOUNCE_IMAP_FOLDER)
    _, answer = box.uid("SEARCH", "UNSEEN", "UNFLAGGED")
    for uid in answer[0].split()[:MOST_AT_ONCE]:
        _, parts = box.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
        content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        report = parse_report(content)
        is_ours = report is not None and apply_report(report, now=now)
        (understood if is_ours else strange).append(uid.decode())

    def mark() -> None:
        for uids, flag in ((understood, "\\Seen"), (strange, "\\Flagged")):
            if uids:
                box.uid("STORE", ",".join(uids), "+FLAGS.SILENT", f"({flag})")
        box.logout()

    # A run that is cut off before its commit must find everything unread again.
    transaction.on_commit(mark, robust=True)
    return f"{len(understood)} zurückgekommen, {len(strange)} nicht verstanden"


def _connect() -> imaplib.IMAP4:
    return imaplib.IMAP4_SSL(settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT, timeout=TIMEOUT_SECONDS)
