"""What the engine is asked, in terms of posting lists: plain values."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from companies.search.results import Fit


class Family(StrEnum):
    """Which posting lists a source reads."""

    TREE = "tree"
    DIRECT = "direct"
    WORD = "word"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Source:
    """One posting list with its share in an alternative.

    `level` is what a certificate must reach; `focused` lets a firm's main business weigh more than a sideline.
    """

    family: Family
    number: int
    share: float = 1.0
    level: str = ""
    focused: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a part: a firm gets factor × Σ share × weight of its entries."""

    fit: Fit
    factor: float
    sources: tuple[Source, ...]
    term: str = ""


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part of what is wanted; the best alternative counts, and the firm's own `words` beside it.

    `id` names the part of the requirement it comes from. A part with `counts` false only refines the order. A firm
    that lacks a `must` part stays below a match; one that meets no `essential` part, where there is any, is no hit.
    With `words_suffice` false the words mostly refine what an alternative proves.
    """

    id: str
    weight: float
    alternatives: tuple[Alternative, ...]
    words: tuple[Alternative, ...] = ()
    counts: bool = True
    must: bool = False
    essential: bool = False
    words_suffice: bool = True


@dataclass(frozen=True, slots=True)
class Circle:
    """A place (degrees WGS84) and how far a firm may be from it."""

    latitude: float
    longitude: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole question. `parts` decide who is a hit and in which order, `refine` (filters) only help to order.

    `required` are nodes that every hit states (the ALL of several processes). `clusters` limit to their members;
    None sees all. `circle` limits by distance.
    """

    parts: tuple[PlanPart, ...] = ()
    refine: tuple[PlanPart, ...] = ()
    required: tuple[int, ...] = ()
    circle: Circle | None = None
    clusters: frozenset[int] | None = None
    today: datetime.date = datetime.date.min
