"""What the schedule does for pairs; it says in German what it did."""

from datetime import datetime

from companies.search.readmodel import KEEPER
from competences.domain.vocabulary import current_vocabulary
from matching.domain.pair_refresh import catch_up_pairs


def pair(now: datetime) -> str:
    """Bring the pairs of firms up to date with what was published."""
    KEEPER.refresh(current_vocabulary())
    done = catch_up_pairs(now=now)
    if done is None:
        return "ein anderer Prozess ist dabei"
    return f"{done.firms} geänderte Unternehmen, {done.found} neue Paarungen, {done.gone} entfallen"
