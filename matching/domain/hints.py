"""What the words of a stored demand add to its confirmed criteria: they only refine the order."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from companies.search.requirement import WantedPart
from competences.language import Vocabulary
from matching.domain.reading import Written, read_demand
from matching.domain.storing import wanted_of
from matching.domain.wanted import Wanted
from matching.models import Demand


def wanted_for_matching(demand: Demand, vocabulary: Vocabulary) -> Wanted:
    """Return what a stored demand asks for, with the hints of its text that no step takes up."""
    wanted = wanted_of(demand)
    taken = {step.key for step in wanted.steps}
    words = tuple(
        part
        for part in _hints(demand.title, demand.text, vocabulary)
        if not taken.intersection(option.key for option in part.options)
    )
    return replace(wanted, words=words)


@lru_cache(maxsize=2048)
def _hints(title: str, text: str, vocabulary: Vocabulary) -> tuple[WantedPart, ...]:
    return read_demand(Written(title=title, text=text), vocabulary).wanted.words
