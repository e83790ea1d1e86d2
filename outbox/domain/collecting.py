"""The daily mail: several mails to one recipient become one."""

from __future__ import annotations

from datetime import datetime

from outbox.domain.addresses import frequency_of
from outbox.domain.mails import change_state
from outbox.domain.rendering import render_pair
from outbox.enums import Frequency, MailState
from outbox.models import Mail
from outbox.models.mail import new_marker
from outbox.notifications import DIGEST, kinds


def collect(mail: Mail, *, now: datetime) -> Mail:
    """Return the mail that is to leave in place of `mail`: itself when it is the only one of the day.

    The caller holds the lock on the recipient. All due mails of kinds that this recipient gets daily are put into
    one new mail and become COLLECTED.
    """
    daily = [
        kind.key
        for kind in kinds()
        if kind.can_collect and frequency_of(mail.recipient, kind) == Frequency.DAILY
    ]
    mails = list(
        Mail.objects.due(now)
        .filter(recipient=mail.recipient, kind__in=daily, repeats__isnull=True)
        .select_for_update(no_key=True, of=("self",))
        .order_by("created_at", "pk")
    )
    if len(mails) < 2:
        return mail
    rendered = render_pair(DIGEST.template, {"mails": mails})
    digest = Mail.objects.create(
        kind=DIGEST.key,
        recipient=mail.recipient,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        marker=new_marker(),
        next_attempt_at=now,
    )
    for each in mails:
        change_state(mail=each, to=MailState.COLLECTED, actor=None, collected_in=digest)
    return digest
