"""Requests of data subjects."""

import datetime

import factory
from django.utils import timezone

from privacy.enums import Identification, RequestKind, RequestState
from privacy.models import DataRequest
from tests.factories.companies import ClusterFactory


class DataRequestFactory(factory.django.DjangoModelFactory):
    """A person who wants to know what is stored; `fulfilled=True`: answered."""

    class Meta:
        model = DataRequest

    class Params:
        fulfilled = factory.Trait(
            state=RequestState.FULFILLED,
            name="",
            email="",
            identified_by=Identification.EMAIL,
            decided_at=factory.LazyFunction(timezone.now),
            done="Auskunft erteilt",
        )

    cluster = factory.SubFactory(ClusterFactory)
    kind = RequestKind.ACCESS
    name = "Erika Beispiel"
    email = factory.Sequence(lambda n: f"erika{n}@person.example")
    received_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.LazyAttribute(lambda asked: asked.received_on + datetime.timedelta(days=30))
