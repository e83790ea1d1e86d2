"""Writing mails into the outbox and moving them between their states.

An app that writes mails does three things:

1. It declares the kind in its `notifications.py`::

       INVITATION = MailKind(
           "profiles.invitation",
           label="Einladungen zum Profil",
           category=Category.PROFILE,
           basis=LegalBasis.PUBLIC_TASK,
           can_unsubscribe=True,
           secrets=("link",),
       )

   with the templates `templates/profiles/mail/invitation.txt` (first line: subject, then an empty line, then the
   text; nothing is escaped) and `invitation.html` (only the inside of the body, without styles). Both may use the
   context, `base_url` and `secrets.link`; head, footer and the links to unsubscribe are added by the outbox. The one
   thing to do in a mail is `{% include "outbox/mail/button.html" with url=secrets.link label="…" only %}`.

2. It registers the kind in `AppConfig.ready`, together with the function that makes its secrets::

       register(INVITATION, secrets=new_link)

   `new_link(mail)` gets the row that is about to be sent and returns {"link": "https://…"}. It runs in the
   transaction in which a worker takes the mail, for every sending anew, so a repeated mail has another link; what it
   stores (a hash) is committed before the mail leaves. It finds its own object by `mail.reference` and raises
   NoLongerNeededError("Die Einladung ist widerrufen.") when the mail has become pointless. The secret itself is
   never stored: the row shows dots. A code that a request has to know beforehand is derived, not stored: keep a
   random value in the reference and compute the code from it (`salted_hmac`) on both sides.

3. Its domain function queues the mail in the transaction of what causes it::

       with transaction.atomic():
           invitation = Invitation.objects.create(…)
           queue_mail(
               kind=INVITATION,
               recipient=company.email,
               context={"company_name": company.name},
               actor=actor,
               reference=f"invitation:{invitation.pk}",
           )

States of an app's own mails are read with `Mail.objects.about("invitation:17")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from outbox.domain.addresses import address_of, frequency_of, refusal
from outbox.domain.rendering import render_mail
from outbox.domain.timing import next_collection
from outbox.enums import MAIL_TRANSITIONS, OPEN_STATES, Frequency, MailState
from outbox.models import Mail
from outbox.models.mail import new_marker
from outbox.notifications import MailKind, kind_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

WAKE_CHANNEL = "outbox"
"""Name under which PostgreSQL tells the workers, after the commit, that there is something to do."""


def queue_mail(
    *,
    kind: MailKind,
    recipient: str,
    context: Mapping[str, Any],
    actor: AbstractUser | None,
    reference: str = "",
    scope: str = "",
    key: str = "",
    reply_to: str = "",
    basis_note: str = "",
    not_before: datetime | None = None,
    now: datetime | None = None,
) -> Mail:
    """Write one mail into the outbox; a worker sends it after the commit.

    In: `kind` (registered), `recipient` (one address), `context` (plain values for the template pair), `actor` (who
    causes it, None: the system), `reference` (up to 100 characters, what the mail is about, for its app), `scope`
    (which staff may see it, "cluster:1"; empty: all who may see mails), `key` (up to 150 characters; a mail with the
    same key is not written again), `reply_to` (an address), `basis_note` (where an address that was unknown comes
    from), `not_before` and `now` (aware; default: the present).
    Out: the row, which may already be REFUSED because the recipient does not want it, or an older one with this key.
    Raises TransactionManagementError outside of a transaction, ValidationError for an address that is none and
    ValueError for templates without a subject.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "A mail is written in the transaction that causes it; use transaction.atomic()."
        )
    validate_email(recipient.strip())
    if reply_to:
        validate_email(reply_to)
    if key and (written := Mail.objects.filter(key=key).first()):
        return written
    now = now or timezone.now()
    address = address_of(recipient, basis=kind.basis, basis_note=basis_note)
    marker = new_marker()
    rendered = render_mail(kind, context, marker=marker)
    reason = refusal(address, kind)
    due = max(now, not_before or now)
    if frequency_of(address, kind) == Frequency.DAILY:
        due = next_collection(due)
    mail = Mail(
        kind=kind.key,
        recipient=address,
        reply_to=reply_to,
        subject=rendered.subject[:250],
        text=rendered.text,
        html=rendered.html,
        marker=marker,
        reference=reference,
        scope=scope,
        key=key,
        state=MailState.REFUSED if reason else MailState.WAITING,
        next_attempt_at=None if reason else due,
        error=reason,
        created_by=cast(Any, actor),
    )
    if key:
        # A second writer waits here for the first one's commit and then finds its row.
        Mail.objects.bulk_create([mail], ignore_conflicts=True)
        mail = Mail.objects.get(key=key)
    else:
        mail.save()
    wake_workers()
    return mail


def wake_workers() -> None:
    """Tell waiting workers, when the present transaction commits, to look for something to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE_CHANNEL])


@transaction.atomic
def change_state(
    *,
    mail: Mail,
    to: MailState,
    actor: AbstractUser | None,
    error: str = "",
    next_attempt_at: datetime | None = None,
    lease_until: datetime | None = None,
    sent_at: datetime | None = None,
    collected_in: Mail | None = None,
) -> Mail:
    """Move a mail to another state; the only place where a state changes.

    `next_attempt_at` goes with WAITING, `lease_until` with SENDING (which counts an attempt), `sent_at` with SENT,
    `collected_in` with COLLECTED; `actor` is None for the worker. Returns the fresh row. Raises ValidationError when
    the table of transitions does not allow it, for example because somebody else was faster.
    """
    row = Mail.objects.select_for_update().get(pk=mail.pk)
    if to not in MAIL_TRANSITIONS[MailState(row.state)]:
        raise ValidationError(
            f"Diese E-Mail ist „{row.get_state_display()}“ und kann nicht „{to.label}“ werden.",
            code="transition",
        )
    row.state = to
    row.error = error[:500]
    row.next_attempt_at, row.lease_until = next_attempt_at, lease_until
    row.attempts += to == MailState.SENDING
    row.sent_at = sent_at or row.sent_at
    row.collected_in = collected_in or row.collected_in
    row.changed_by = cast(Any, actor) or row.changed_by
    row.save()
    if to == MailState.WAITING:
        wake_workers()
    return row


@transaction.atomic
def repeat_mail(*, mail: Mail, actor: AbstractUser | None, now: datetime | None = None) -> Mail:
    """Send a mail once more: a new row with the same text, whose secrets are made anew when it is sent.

    Raises ValidationError while it is still open or unclear, when its kind does not allow it, when another
    repetition is under way, and when the recipient does not want it.
    """
    mail = Mail.objects.select_for_update().select_related("recipient").get(pk=mail.pk)
    kind = kind_of(mail.kind)
    if kind is None or not kind.repeatable:
        raise ValidationError("Diese Art von E-Mail lässt sich nicht wiederholen.", code="kind")
    if mail.state in (*OPEN_STATES, MailState.UNCLEAR):
        raise ValidationError(
            f"Diese E-Mail ist „{mail.get_state_display()}“; erst danach lässt sie sich wiederholen.",
            code="state",
        )
    if not mail.text:
        raise ValidationError("Der Inhalt dieser E-Mail ist schon gelöscht.", code="forgotten")
    if reason := refusal(mail.recipient, kind):
        raise ValidationError(reason, code="refused")
    marker = new_marker()
    again = Mail(
        kind=mail.kind,
        recipient=mail.recipient,
        reply_to=mail.reply_to,
        subject=mail.subject,
        text=mail.text.replace(mail.marker, marker),
        html=mail.html.replace(mail.marker, marker),
        marker=marker,
        reference=mail.reference,
        scope=mail.scope,
        next_attempt_at=now or timezone.now(),
        created_by=cast(Any, actor),
        repeats=mail,
    )
    again.validate_constraints()
    again.save()
    wake_workers()
    return again


def cancel_mail(*, mail: Mail, actor: AbstractUser | None) -> Mail:
    """Take a waiting mail back. Raises ValidationError when it is not waiting any more."""
    return change_state(mail=mail, to=MailState.CANCELLED, actor=actor)


def settle_mail(
    *, mail: Mail, was_sent: bool, actor: AbstractUser | None, now: datetime | None = None
) -> Mail:
    """Say of an unclear mail whether it left, as somebody found out. Raises ValidationError for any other mail."""
    if mail.state != MailState.UNCLEAR:
        raise ValidationError("Nur eine ungeklärte E-Mail lässt sich klären.", code="transition")
    if was_sent:
        return change_state(
            mail=mail,
            to=MailState.SENT,
            actor=actor,
            sent_at=now or timezone.now(),
            error="Als gesendet geklärt.",
        )
    return change_state(mail=mail, to=MailState.FAILED, actor=actor, error="Als nicht gesendet geklärt.")
