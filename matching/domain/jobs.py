"""What the schedule does for demands; each job says in German what it did."""

from datetime import datetime

from matching.domain.demands import expire_demands
from matching.domain.stored_matches import refresh_stored_matches


def refresh(now: datetime) -> str:
    """Bring the stored matches of open demands up to date."""
    done = refresh_stored_matches(now=now)
    return f"{done.demands} Bedarfe abgeglichen, {done.new} neue Treffer, {done.gone} entfallen"


def expire(now: datetime) -> str:
    """Let demands expire whose last day is over."""
    number = expire_demands(now=now)
    return "1 Bedarf abgelaufen" if number == 1 else f"{number} Bedarfe abgelaufen"
