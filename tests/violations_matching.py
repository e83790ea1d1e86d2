"""One object for every constraint of demands and pairs, which it breaks (see test_constraints.py)."""

from collections.abc import Callable
from typing import Any

from django.db import models

from matching.enums import Attribute, DemandState, Importance, PairState
from matching.models import Demand, DemandCriterion, DemandStep, Pair
from tests import factories
from tests.factories import (
    CompanyFactory,
    DemandCriterionFactory,
    DemandFactory,
    DemandStepFactory,
    PairFactory,
    ProcessFactory,
    StoredMatchFactory,
)


def demand(**values: Any) -> Demand:
    return DemandFactory.build(cluster=factories.ClusterFactory(), company=CompanyFactory(), **values)


def step_beside(values: dict[str, Any], beside: dict[str, Any]) -> DemandStep:
    """A step, not stored, of a demand that has one already."""
    first = DemandStepFactory(**beside)
    return DemandStepFactory.build(
        **{"demand": first.demand, "number": 2, "process": ProcessFactory(), **values}
    )


def process_twice() -> DemandStep:
    first = DemandStepFactory()
    return DemandStepFactory.build(demand=first.demand, number=2, process=first.process)


def criterion(**values: Any) -> DemandCriterion:
    return DemandCriterionFactory.build(demand=DemandFactory(), **values)


def criterion_twice() -> DemandCriterion:
    first = DemandCriterionFactory()
    return DemandCriterionFactory.build(demand=first.demand, material=first.material)


def match_twice() -> models.Model:
    first = StoredMatchFactory()
    return StoredMatchFactory.build(demand=first.demand, company=first.company)


def pair(**values: Any) -> Pair:
    stored = {
        "cluster": factories.ClusterFactory(),
        "seeker": CompanyFactory(),
        "process": ProcessFactory(),
        "provider": CompanyFactory(),
    }
    return PairFactory.build(**{**stored, **values})


def pair_twice() -> Pair:
    first = PairFactory()
    return pair(cluster=first.cluster, seeker=first.seeker, process=first.process, provider=first.provider)


def pair_with_itself() -> Pair:
    company = CompanyFactory()
    return pair(seeker=company, provider=company)


MATCHING: dict[str, Callable[[], models.Model]] = {
    "demand_titled": lambda: demand(title=""),
    "demand_opened_has_date": lambda: demand(state=DemandState.OPEN),
    "demand_hard_radius_needs_place": lambda: demand(radius_importance=Importance.HARD, radius_km=25),
    "demandstep_number_once": lambda: step_beside({"number": 1}, {}),
    "demandstep_process_once": process_twice,
    "demandstep_one_lead": lambda: step_beside({"is_lead": True}, {"is_lead": True}),
    "criterion_material_named": lambda: criterion(material=None),
    "criterion_certificate_named": lambda: criterion(attribute=Attribute.CERTIFICATE, material=None),
    "criterion_once": criterion_twice,
    "storedmatch_once": match_twice,
    "pair_once": pair_twice,
    "pair_of_two": pair_with_itself,
    "pair_dismissed_with_reason": lambda: pair(state=PairState.DISMISSED),
    "pair_postponed_until": lambda: pair(state=PairState.POSTPONED),
}
