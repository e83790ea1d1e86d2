"""What matching answers: plain values that pages, mails, exports and tests show without computing anything again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from companies.search.results import MATCH_FROM
from matching.enums import Attribute, Importance, Status


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One row of an explanation: what was asked, what the firm has, and what follows.

    `demanded` and `offered` are the two values in words ("1.200 mm"), `sentence` says the result with the numbers,
    `score` is 0…1. `step` is None for what concerns the whole demand.
    """

    attribute: Attribute
    label: str
    importance: Importance
    status: Status
    demanded: str
    offered: str
    sentence: str
    score: float
    step: int | None = None

    @property
    def is_open_question(self) -> bool:
        """Say whether the firm has to be asked: a condition about which it states nothing."""
        return self.importance == Importance.HARD and self.status == Status.UNKNOWN

    @property
    def is_miss(self) -> bool:
        """Say whether this alone excludes the firm."""
        return self.importance == Importance.HARD and self.status == Status.NOT_MET


@dataclass(frozen=True)
class Match:
    """A firm for a demand. `score` is 0…1, a match from MATCH_FROM on; `steps` are the numbers of those it covers.

    `explain` returns the rows of the explanation, `quote` the words of the firm that are near to the demand's text;
    both are asked when they are first read, so that ranking many firms costs nothing for those that nobody looks at.
    """

    company: int
    score: float
    steps: tuple[int, ...] = ()
    distance_km: float | None = None
    explain: Callable[[], tuple[ScorePart, ...]] = field(default=tuple, repr=False, compare=False)
    quote: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False, compare=False)

    @cached_property
    def parts(self) -> tuple[ScorePart, ...]:
        """The rows of the explanation, one per criterion."""
        return self.explain()

    @cached_property
    def wording(self) -> tuple[str, ...]:
        """The words of the profile that are near to the text of the demand, those that tell most first."""
        return self.quote()

    @property
    def is_strong(self) -> bool:
        """Say whether this is offered as a match."""
        return self.score >= MATCH_FROM

    @property
    def to_ask(self) -> tuple[ScorePart, ...]:
        """Return what is marked "nachfragen"."""
        return tuple(part for part in self.parts if part.is_open_question)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A firm that misses exactly one condition."""

    match: Match
    reason: ScorePart


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The answer to a demand: firms best first, then those that just miss, and the firms by step.

    `by_step` holds for every step the firms that cover it, best first, with a score 0…1 for that step alone.
    `total` counts all firms of the ranking, also those beyond the ones returned; `lead` is the number of the main step.
    """

    matches: tuple[Match, ...] = ()
    near: tuple[NearMiss, ...] = ()
    by_step: Mapping[int, tuple[Match, ...]] = field(default_factory=dict)
    total: int = 0
    lead: int | None = None

    @property
    def is_gap(self) -> bool:
        """Say whether nobody can do it: no match, and nobody who does the main work and meets every condition.

        Whom only wishes and what is not stated keep below a match can be asked; that is no gap.
        """
        return not any(
            match.is_strong or (self.lead in match.steps and not match.to_ask) for match in self.matches
        )
