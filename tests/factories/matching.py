"""Demands and what was found for them."""

import datetime

import factory

from matching.enums import Attribute, DemandState, Importance
from matching.models import Demand, DemandCriterion, DemandStep, Pair, StoredMatch
from tests.factories.companies import ClusterFactory, CompanyFactory
from tests.factories.competences import MaterialFactory, ProcessFactory

MOMENT = datetime.datetime(2026, 9, 1, 8, tzinfo=datetime.UTC)


class DemandFactory(factory.django.DjangoModelFactory):
    """A draft without steps; `is_open=True` makes it one that firms can answer."""

    class Meta:
        model = Demand

    class Params:
        is_open = factory.Trait(state=DemandState.OPEN, opened_at=MOMENT)

    cluster = factory.SubFactory(ClusterFactory)
    company = factory.LazyAttribute(lambda demand: CompanyFactory(cluster=demand.cluster))
    title = factory.Sequence(lambda n: f"Bedarf {n}")


class DemandStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DemandStep

    demand = factory.SubFactory(DemandFactory)
    number = 1
    process = factory.SubFactory(ProcessFactory)


class DemandCriterionFactory(factory.django.DjangoModelFactory):
    """A material as a condition."""

    class Meta:
        model = DemandCriterion

    demand = factory.SubFactory(DemandFactory)
    attribute = Attribute.MATERIAL
    importance = Importance.HARD
    material = factory.SubFactory(MaterialFactory)


class StoredMatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoredMatch

    demand = factory.SubFactory(DemandFactory)
    company = factory.SubFactory(CompanyFactory)
    score = 0.8
    found_at = MOMENT
    changed_at = MOMENT


class PairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pair

    cluster = factory.SubFactory(ClusterFactory)
    seeker = factory.SubFactory(CompanyFactory)
    process = factory.SubFactory(ProcessFactory)
    provider = factory.SubFactory(CompanyFactory)
    score = 0.8
    found_at = MOMENT
