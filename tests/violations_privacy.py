"""What breaks the constraints of data protection, and nothing else."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone

from privacy.models import DataRequest, PersonNotice
from tests.factories import ClusterFactory, DataRequestFactory, UserFactory


def data_request(**values: Any) -> DataRequest:
    return DataRequestFactory.build(cluster=ClusterFactory(), **values)


def asked_twice() -> DataRequest:
    first = DataRequestFactory(user=UserFactory())
    return data_request(user=first.user)


def told_twice() -> PersonNotice:
    first = PersonNotice.objects.create(email="erika@firma.example", told_at=timezone.now())
    return PersonNotice(email=first.email.upper(), told_at=timezone.now())


PRIVACY: dict[str, Callable[[], models.Model]] = {
    "datarequest_subject_given": lambda: data_request(name="", email=""),
    "datarequest_closed_says_what": lambda: data_request(decided_at=timezone.now()),
    "datarequest_closed_is_empty": lambda: data_request(fulfilled=True, name="Erika Beispiel"),
    "datarequest_identified": lambda: data_request(fulfilled=True, identified_by=""),
    "datarequest_open_once": asked_twice,
    "personnotice_once": told_twice,
}
