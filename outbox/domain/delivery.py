"""Handing due mails to the mail server: each at most once, whatever is killed in between.

A mail is taken and marked SENDING with a lease in one transaction, handed over outside of any transaction, and the
result recorded in another. Who dies in between leaves a mail in SENDING; when its lease runs out nobody can know
whether it left, so it becomes UNCLEAR and waits for a person. `docs/outbox.md` tells it with an example.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Case, IntegerField, Value, When

from outbox.domain.addresses import frequency_of, mark_undeliverable, refusal
from outbox.domain.collecting import collect
from outbox.domain.links import links_for
from outbox.domain.mails import change_state
from outbox.domain.rendering import framed, reveal
from outbox.domain.timing import PAUSES, day_of, next_collection
from outbox.enums import Frequency, MailState
from outbox.models import Address, Mail
from outbox.notifications import MailKind, NoLongerNeededError, kind_of, kinds, make_secrets

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Longer than any hand-over takes: every step of it ends after EMAIL_TIMEOUT seconds."""

LOST = "Der Versand wurde unterbrochen; es ist nicht bekannt, ob die E-Mail noch abging."

DEAD_ADDRESS = (550, 551, 553)
"""Answers to a recipient that mean, without a finer code, that the address does not exist (RFC 5321)."""


@dataclass(frozen=True)
class Parcel:
    """A mail that this process alone may hand over, with its secrets in the message only."""

    mail: Mail
    message: EmailMultiAlternatives


@dataclass(frozen=True)
class Outcome:
    """What became of a hand-over; `reached` says whether the server answered at all."""

    state: MailState
    error: str = ""
    is_dead_address: bool = False
    reached: bool = True


def release_lost(*, now: datetime) -> int:
    """Make unclear what a worker took and never reported back; return how many."""
    lost = list(Mail.objects.lost(now).order_by("pk"))
    released = 0
    for mail in lost:
        try:
            change_state(mail=mail, to=MailState.UNCLEAR, actor=None, error=LOST)
            released += 1
        except ValidationError:  # its worker reported back in this moment
            continue
    if released:
        logger.error("%s mails are unclear: their worker was interrupted", released)
    return released


def take_next(*, now: datetime) -> Parcel | None:
    """Take the next mail that may leave now; None when there is none. Workers never wait for each other here."""
    while True:
        with transaction.atomic():
            mail = _lock_next(now)
            if mail is None:
                return None
            parcel = _prepare(mail, now)
        if parcel is not None:
            return parcel


def hand_over(parcel: Parcel, connection: BaseEmailBackend) -> Outcome:
    """Give the mail to the mail server and say what became of it; never raises for what the server does."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(
            MailState.WAITING, f"Der Mailserver war nicht erreichbar: {_words(error)}", reached=False
        )
    try:
        connection.send_messages([parcel.message])
    except Exception as error:  # one mail that cannot be written must not stop the others
        return outcome_of(error, may_have_left=getattr(connection, "may_have_left", False))
    return Outcome(MailState.SENT)


def outcome_of(error: Exception, *, may_have_left: bool) -> Outcome:
    """Say what a failed hand-over means.

    A refusal (5xx) of the recipient is a bounce, another one gives up, an answer 4xx is tried again. Without an
    answer the mail is tried again only if its content was not under way yet; otherwise it is unclear.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        words = _answer(code, text)
        if code < 500:
            return Outcome(MailState.WAITING, words)
        return Outcome(MailState.BOUNCED, words, is_dead_address=is_dead_address(code, words))
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        state = MailState.WAITING if error.smtp_code < 500 else MailState.FAILED
        return Outcome(state, _answer(error.smtp_code, error.smtp_error))
    if may_have_left:
        return Outcome(MailState.UNCLEAR, f"Die Verbindung brach beim Übergeben ab: {_words(error)}")
    return Outcome(MailState.WAITING, f"Die Verbindung brach ab: {_words(error)}", reached=False)


def is_dead_address(code: int, words: str) -> bool:
    """Say whether a refusal means that nothing will ever reach the address (RFC 3463: 5.1.x, 5.2.1, 5.4.4).

    A full mailbox, a message that is too large or a policy (5.7.x) refuses this mail only.
    """
    fine = next((word for word in words.split() if word.count(".") == 2 and word.startswith("5.")), "")
    if fine:
        return fine.startswith("5.1.") or fine in {"5.2.1", "5.4.4"}
    return code in DEAD_ADDRESS


def record(parcel: Parcel, outcome: Outcome, *, now: datetime) -> Mail:
    """Store what became of a mail. Raises ValidationError when somebody settled it in the meantime."""
    mail = parcel.mail
    state, error, again = outcome.state, outcome.error, None
    if state == MailState.WAITING:
        if mail.attempts > len(PAUSES):
            state, error = MailState.FAILED, f"Nach {mail.attempts} Versuchen aufgegeben. {error}"
        else:
            again = now + PAUSES[mail.attempts - 1]
    with transaction.atomic():
        mail = change_state(
            mail=mail,
            to=state,
            actor=None,
            error=error,
            next_attempt_at=again,
            sent_at=now if state == MailState.SENT else None,
        )
        if outcome.is_dead_address:
            mark_undeliverable(address=mail.recipient, reason=error, actor=None, now=now)
    return mail


def deliver_due(
    *,
    clock: Callable[[], datetime],
    stopped: Callable[[], bool] = lambda: False,
    keep: Callable[[Callable[[], object]], object] = lambda action: action(),
) -> int:
    """Hand over everything that is due, over one connection, and return how many mails were taken.

    `clock` gives the present (aware), `stopped` says after each mail whether to end early, `keep` runs an action
    again until the database took it. Ends when the mail server does not answer.
    """
    release_lost(now=clock())
    connection = get_connection()
    taken = 0
    try:
        while not stopped() and (parcel := take_next(now=clock())):
            taken += 1
            outcome = hand_over(parcel, connection)
            keep(partial(_record_quietly, parcel, outcome, clock))
            if not outcome.reached or outcome.state == MailState.UNCLEAR:
                break
    finally:
        _close(connection)
    return taken


def _record_quietly(parcel: Parcel, outcome: Outcome, clock: Callable[[], datetime]) -> None:
    try:
        record(parcel, outcome, now=clock())
    except ValidationError as error:
        logger.warning("mail %s: %s", parcel.mail.pk, " ".join(error.messages))
    except Mail.DoesNotExist:  # its recipient was erased while it was handed over
        logger.warning("mail %s was erased on its way", parcel.mail.pk)


def _lock_next(now: datetime) -> Mail | None:
    requested = [kind.key for kind in kinds() if kind.requested]
    urgency = Case(When(kind__in=requested, then=Value(0)), default=Value(1), output_field=IntegerField())
    # The recipient's row is locked too, so that two workers never judge one budget or one daily mail at once.
    return (
        Mail.objects.due(now)
        .select_related("recipient")
        .select_for_update(skip_locked=True, of=("self", "recipient"), no_key=True)
        .order_by(urgency, "next_attempt_at", "pk")
        .first()
    )


def _prepare(mail: Mail, now: datetime) -> Parcel | None:
    """Mark a locked mail as being sent and write its message, or put it away; None when nothing is to be sent."""
    kind = kind_of(mail.kind)
    if kind is None:
        change_state(
            mail=mail, to=MailState.FAILED, actor=None, error="Diese Art von E-Mail gibt es nicht mehr."
        )
        return None
    if reason := refusal(mail.recipient, kind):
        change_state(mail=mail, to=MailState.REFUSED, actor=None, error=reason)
        return None
    if not mail.repeats_id and _is_over_budget(mail.recipient, kind, now):
        Mail.objects.filter(pk=mail.pk).update(
            next_attempt_at=next_collection(day_of(now)[1]), error="Für heute ist die Grenze erreicht."
        )
        return None
    if kind.can_collect and not mail.repeats_id and frequency_of(mail.recipient, kind) == Frequency.DAILY:
        mail = collect(mail, now=now)
        kind = kind_of(mail.kind) or kind
    mail = change_state(mail=mail, to=MailState.SENDING, actor=None, lease_until=now + LEASE)
    try:
        with transaction.atomic():
            return Parcel(mail, message_of(mail, kind, make_secrets(mail)))
    except NoLongerNeededError as reason:
        change_state(mail=mail, to=MailState.CANCELLED, actor=None, error=str(reason))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("mail %s cannot be written", mail.pk)
        failed = Outcome(MailState.WAITING, f"Die E-Mail ließ sich nicht erstellen: {_words(error)}")
        record(Parcel(mail, EmailMultiAlternatives()), failed, now=now)
    return None


def message_of(mail: Mail, kind: MailKind, secrets: dict[str, str]) -> EmailMultiAlternatives:
    """Return the message as it leaves, with its secrets, its frame and the headers to unsubscribe (RFC 8058)."""
    links = links_for(mail.recipient, kind)
    text, html = framed(
        reveal(mail.text, marker=mail.marker, secrets=secrets, is_html=False),
        reveal(mail.html, marker=mail.marker, secrets=secrets, is_html=True),
        subject=mail.subject,
        links=links,
    )
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": message_id(mail),
        "Auto-Submitted": "auto-generated",
    }
    if links and links.unsubscribe:
        headers["List-Unsubscribe"] = f"<{links.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=text,
        from_email=settings.MAIL_BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[mail.recipient.email],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(html, "text/html")
    return message


def message_id(mail: Mail) -> str:
    """Return the Message-ID of the present sending; its marker proves that a returned mail is ours."""
    return f"<mail.{mail.pk}.{mail.attempts}.{mail.marker}@{settings.MAIL_DOMAIN}>"


def _is_over_budget(address: Address, kind: MailKind, now: datetime) -> bool:
    budget = settings.MAIL_BUDGET_PER_DAY
    if not budget or kind.requested:
        return False
    start, end = day_of(now)
    unlimited = [each.key for each in kinds() if each.requested]
    return Mail.objects.used_budget(address, start, end).exclude(kind__in=unlimited).count() >= budget


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"Der Mailserver antwortete {code} {' '.join(words.split())}"[:500]


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as error:  # nothing more to lose: every mail is recorded
        logger.info("closing the connection to the mail server: %s", error)
