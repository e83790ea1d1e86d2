"""A search ready to be run: what was understood, the filters, the viewer and the state of the directory."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from companies.search import engine, facets
from companies.search.facets import Selection
from companies.search.filters import DEFAULT_RADIUS_KM, Filters
from companies.search.plan import Circle, Plan
from companies.search.planning import make_plan
from companies.search.readmodel import ReadModel
from companies.search.requirement import ALL, Abilities, Requirement, WantedPlace
from companies.search.viewer import Viewer
from competences.language import Vocabulary


@dataclass(frozen=True, slots=True)
class Question:
    """A search ready to be run against one state of the directory."""

    requirement: Requirement
    filters: Filters
    viewer: Viewer
    today: datetime.date
    vocabulary: Vocabulary
    model: ReadModel
    area: WantedPlace | None
    radius_km: int | None
    abilities: Abilities = ALL

    def with_filters(self, filters: Filters) -> Question:
        """Return the same question with other filters (not another place)."""
        return replace(self, filters=filters, radius_km=radius_of(self.requirement, filters, self.area))

    def plan(self) -> Plan:
        """Return the plan of the question."""
        circle = None
        if self.area is not None and self.radius_km is not None:
            circle = Circle(self.area.latitude, self.area.longitude, self.radius_km)
        return make_plan(
            self.requirement.without(self.filters.without),
            self.model,
            self.vocabulary,
            circle=circle,
            clusters=self.viewer.clusters,
            today=self.today,
            require_all=self.filters.require_all,
            also=self.filters.processes,
            abilities=self.abilities,
        )

    def selection(self) -> Selection:
        """Return the filters as the facets know them."""
        return Selection(self.model, self.filters, self.today, self.radius_km)

    def count(self) -> int:
        """Return the number of hits."""
        found = facets.hits_of(engine.answer(self.model, self.plan()), self.selection())
        return sum(facets.count_bits(bits) for bits in found)


def radius_of(requirement: Requirement, filters: Filters, area: WantedPlace | None) -> int | None:
    """Return within how many kilometres of the place hits are wanted, None without a place."""
    if area is None:
        return None
    return filters.radius_km or requirement.radius_km or DEFAULT_RADIUS_KM
