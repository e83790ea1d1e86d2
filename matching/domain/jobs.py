"""What the schedule does for demands and pairs; each job says in German what it did."""

from datetime import datetime

from companies.search.keeper import KEEPER
from competences.domain.vocabulary import current_vocabulary
from matching.domain.demands import expire_demands
from matching.domain.pair_refresh import catch_up_pairs
from matching.domain.stored_matches import refresh_stored_matches


def refresh(now: datetime) -> str:
    """Bring the stored matches of open demands up to date."""
    KEEPER.refresh(current_vocabulary())
    done = refresh_stored_matches(now=now)
    return f"{done.demands} Bedarfe abgeglichen, {done.new} neue Treffer, {done.gone} entfallen"


def expire(now: datetime) -> str:
    """Let demands expire whose last day is over."""
    number = expire_demands(now=now)
    return "1 Bedarf abgelaufen" if number == 1 else f"{number} Bedarfe abgelaufen"


def pair(now: datetime) -> str:
    """Bring the pairs of firms up to date with what was published."""
    KEEPER.refresh(current_vocabulary())
    done = catch_up_pairs(now=now)
    if done is None:
        return "ein anderer Prozess ist dabei"
    return f"{done.firms} geänderte Unternehmen, {done.found} neue Paarungen, {done.gone} entfallen"
