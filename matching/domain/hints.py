"""What the words of a stored demand add to its confirmed criteria."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from companies.search.requirement import Option
from competences.language import Vocabulary
from matching.domain.leading import made_by
from matching.domain.reading import Written, read_demand
from matching.domain.storing import wanted_of
from matching.domain.wanted import Wanted, WantedStep
from matching.models import Demand


def wanted_for_matching(demand: Demand, vocabulary: Vocabulary) -> Wanted:
    """Return what a stored demand asks for, with its wording and the hints that no step takes up."""
    wanted = wanted_of(demand, vocabulary)
    steps = tuple(replace(step, options=_with_makers(step, vocabulary)) for step in wanted.steps)
    taken = {step.key for step in wanted.steps}
    read = _read(demand.title, demand.text, vocabulary)
    words = tuple(
        part for part in read.words if not taken.intersection(option.key for option in part.options)
    )
    return replace(wanted, steps=steps, words=words, wording=read.wording)


def _with_makers(step: WantedStep, vocabulary: Vocabulary) -> tuple[Option, ...]:
    """Return the readings of a step with the processes by which the product it names is made."""
    known = {option.key for option in step.options}
    makers = made_by(step.key, vocabulary)
    return (*step.options, *(Option(key, sure) for key, sure in makers if key not in known))


@lru_cache(maxsize=2048)
def _read(title: str, text: str, vocabulary: Vocabulary) -> Wanted:
    return read_demand(Written(title=title, text=text), vocabulary).wanted
