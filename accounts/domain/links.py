"""Personal links: whoever holds one may do the one thing it is for, on any device and without signing in.

An app that sends personal links does four things:

1. It declares the purpose in its `notifications.py`, beside the kind of mail that carries the link::

       ANSWER_LINK = LinkPurpose(
           "profiles.answer", url_name="profiles:answer", days=60, way_out="Bitte wenden Sie sich an …"
       )

2. The secret maker of its kind of mail issues a link, for every sending anew::

       def new_link(mail: Mail) -> dict[str, str]:
           invitation = …
           return {"link": issue_link(purpose=ANSWER_LINK, reference=mail.reference, expires_at=invitation.ends_at)}

   Earlier links of the same thing keep working, because the earlier mail may be the one that somebody opens; where
   only the latest may work, the maker calls `revoke_links` before.

3. Its view takes the link from `accounts.views.personal_link`, which answers for unknown, expired, used and revoked
   ones, counts attempts, and notes with the first POST that the link was opened. GET only shows: mail scanners follow
   links. In the same transaction as its effect the view's domain function calls `use_link`, when the link must not
   work again; a link that somebody comes back to is not used up.

4. Whoever withdraws the thing calls `revoke_links`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import CLOSED_SENTENCES, LinkPurpose, LinkState
from accounts.models import PersonalLink, User

SECRET_BYTES = 32


def issue_link(
    *,
    purpose: LinkPurpose,
    reference: str,
    expires_at: datetime | None = None,
    now: datetime | None = None,
) -> str:
    """Store a new link and return its whole address, which nobody can find out again.

    In: what it is for, the thing it is for (up to 100 characters), until when it works (default: the days of its
    purpose) and the present (aware).
    """
    now = now or timezone.now()
    token = token_urlsafe(SECRET_BYTES)
    PersonalLink.objects.create(
        purpose=purpose.key,
        reference=reference,
        digest=_digest(token),
        issued_at=now,
        expires_at=expires_at or now + timedelta(days=purpose.days),
    )
    return settings.BASE_URL + reverse(purpose.url_name, args=[token])


def find_link(*, purpose: LinkPurpose, token: str) -> PersonalLink | None:
    """Return the link with this secret in whatever state, or None where there is none for this purpose."""
    return PersonalLink.objects.filter(purpose=purpose.key, digest=_digest(token)).first()


def note_opening(*, link: PersonalLink, now: datetime | None = None) -> None:
    """Remember when a person (not a mail scanner, which only reads) first did something with the link."""
    PersonalLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=now or timezone.now())


@transaction.atomic
def use_link(*, link: PersonalLink, now: datetime | None = None) -> PersonalLink:
    """Close a link because it has done what it was for; of two at once only the first gets through.

    Returns the fresh row, locked until the end of the transaction. Raises ValidationError when the link is closed.
    """
    now = now or timezone.now()
    row = PersonalLink.objects.select_for_update().get(pk=link.pk)
    state = row.state_at(now)
    if state != LinkState.OPEN:
        raise ValidationError(CLOSED_SENTENCES[state], code="closed")
    row.used_at = now
    row.opened_at = row.opened_at or now
    row.save()
    return row


@transaction.atomic
def revoke_links(
    *, purpose: LinkPurpose, reference: str, actor: User | None, now: datetime | None = None
) -> int:
    """Close all links of a thing that still work and return how many they were; `actor` None is the system."""
    return (
        PersonalLink.objects.about(purpose.key, reference)
        .not_closed()
        .update(revoked_at=now or timezone.now(), revoked_by=actor)
    )


def redirect_links(*, purpose: LinkPurpose, reference: str, to: str) -> int:
    """Let all links of a thing stand for another one from now on, and return how many they were.

    For two things that turn out to be one: whoever holds a link goes on where the other one stands.
    """
    return PersonalLink.objects.about(purpose.key, reference).update(reference=to)


def _digest(token: str) -> str:
    """A secret of 256 random bits needs no slow digest."""
    return sha256(token.encode(errors="replace")).hexdigest()
