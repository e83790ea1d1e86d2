"""What the words of a stored demand add to its confirmed criteria: they only refine the order."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from companies.search.requirement import Option, WantedPart
from competences.language import Vocabulary
from matching.domain.leading import made_by
from matching.domain.reading import Written, read_demand
from matching.domain.storing import wanted_of
from matching.domain.wanted import Wanted, WantedStep
from matching.models import Demand


def wanted_for_matching(demand: Demand, vocabulary: Vocabulary) -> Wanted:
    """Return what a stored demand asks for, with the hints of its text that no step takes up."""
    wanted = wanted_of(demand, vocabulary)
    steps = tuple(replace(step, options=_with_makers(step, vocabulary)) for step in wanted.steps)
    taken = {step.key for step in wanted.steps}
    words = tuple(
        part
        for part in _hints(demand.title, demand.text, vocabulary)
        if not taken.intersection(option.key for option in part.options)
    )
    return replace(wanted, steps=steps, words=words)


def _with_makers(step: WantedStep, vocabulary: Vocabulary) -> tuple[Option, ...]:
    """Return the readings of a step with the processes by which the product it names is made."""
    known = {option.key for option in step.options}
    makers = made_by(step.key, vocabulary)
    return (*step.options, *(Option(key, sure) for key, sure in makers if key not in known))


@lru_cache(maxsize=2048)
def _hints(title: str, text: str, vocabulary: Vocabulary) -> tuple[WantedPart, ...]:
    return read_demand(Written(title=title, text=text), vocabulary).wanted.words
