"""Times in the lists of the administration."""

from datetime import datetime

from django.utils import timezone


def short_time(moment: datetime | None) -> str:
    """Return a time (aware) as local day and minute, short enough for a column; a dash for none."""
    return f"{timezone.localtime(moment):%d.%m.%y %H:%M}" if moment else "–"
