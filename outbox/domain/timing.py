"""When mails leave: the hour of the daily mail and the pauses after failures."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60)
)
"""Waiting time after the first, second … failed attempt; after the last one a mail is given up (three days)."""


def next_collection(now: datetime) -> datetime:
    """Return the next time at or after `now` (aware) at which the daily mail leaves."""
    local = timezone.localtime(now)
    hour = local.replace(hour=settings.MAIL_DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if hour < local:
        hour = (hour.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=local.tzinfo)
    return hour


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """Return begin and end of the local day that `now` (aware) lies in."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, (start.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=start.tzinfo)
