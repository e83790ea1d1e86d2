"""What a demand asks for, as one immutable value: steps in order, criteria, place and day; pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from companies.search.closeness import WeightedWord
from companies.search.requirement import Option, WantedPart, WantedPlace
from matching.enums import Attribute, Importance


@dataclass(frozen=True, slots=True)
class Values:
    """The numbers of a criterion under the names of the limits they are compared with; None is not asked.

    Lengths in mm, weight in kg, roughness in µm, batches in pieces, distance in km.
    """

    length_mm: float | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    diameter_mm: float | None = None
    thickness_min_mm: float | None = None
    thickness_max_mm: float | None = None
    weight_kg: float | None = None
    batch_min: int | None = None
    batch_max: int | None = None
    it_grade: int | None = None
    roughness_ra_um: float | None = None
    radius_km: float | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) is not None for field in fields(self))


VALUE_FIELDS = tuple(field.name for field in fields(Values) if field.name != "radius_km")
"""Names of the values that a stored criterion has as columns of the same name."""


FURTHER = 0.8
"""How surely a further reading of the same passage is meant."""

MADE_SO = 0.5
"""How surely a process is meant by which a product is made, without the product being named."""

MOST_ALSO = 4
"""So many further readings of a step are kept."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing asked for besides the process.

    `step` is the number of the step it belongs to, None for the whole demand; `key` the material or certificate;
    `level` that of the certificate, the class of ISO 2768 or the document of EN 10204. `passage` is the piece of the
    text (`start`…`end`, -1 where it was not read from a text).
    """

    attribute: Attribute
    importance: Importance = Importance.WISH
    step: int | None = None
    key: str = ""
    level: str = ""
    values: Values = Values()
    passage: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class WantedStep:
    """One process of the demand, numbered from 1 in the order of the work.

    Any of the `options` suffices (readings of one passage, surest first); a firm that names one of the `general` terms
    itself, not something else below it, may do it as well. `certainty` (0…1) says how surely the text
    asks for this step. `part` is the same for the search engine, with the words of the passage.
    """

    number: int
    options: tuple[Option, ...]
    general: tuple[Option, ...] = ()
    importance: Importance = Importance.HARD
    is_lead: bool = False
    certainty: float = 1.0
    passage: str = ""
    start: int = -1
    end: int = -1
    part: WantedPart | None = None
    is_state: bool = False

    @property
    def key(self) -> str:
        """Key of the process (the surest reading)."""
        return self.options[0].key

    @property
    def also(self) -> tuple[str, ...]:
        """Keys of further readings of which each suffices, without what only follows from the first one."""
        return tuple(o.key for o in self.options[1:] if o.certainty > MADE_SO)[:MOST_ALSO]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A whole demand as the engine takes it.

    `words` are further parts that only refine the order (industries, unknown words); `wording` are all
    words of the text, with which the texts of the firms are compared. `seekers` are the firms that are
    no answer to it: the one that asks. `place` with `radius_km` limits the distance only where `radius_is_hard`.
    """

    steps: tuple[WantedStep, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    words: tuple[WantedPart, ...] = ()
    wording: tuple[WeightedWord, ...] = ()
    place: WantedPlace | None = None
    radius_km: float | None = None
    radius_is_hard: bool = False
    needed_by: datetime.date | None = None
    seekers: frozenset[int] = frozenset()

    @property
    def lead(self) -> WantedStep | None:
        """The step whose firm would lead; the first where none is marked."""
        return next((step for step in self.steps if step.is_lead), self.steps[0] if self.steps else None)

    def of_step(self, number: int) -> tuple[Criterion, ...]:
        """Return the criteria of one step and those of the whole demand."""
        return tuple(c for c in self.criteria if c.step in (number, None))

    def only(self, numbers: Iterable[int]) -> Wanted:
        """Return the demand reduced to some of its steps and their criteria; its text speaks of the others as well."""
        kept = frozenset(numbers)
        return replace(
            self,
            steps=tuple(step for step in self.steps if step.number in kept),
            criteria=tuple(c for c in self.criteria if c.step is None or c.step in kept),
            wording=(),
        )
