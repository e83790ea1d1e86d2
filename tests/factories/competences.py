"""Nodes of the vocabulary."""

import factory

from competences.enums import AliasRole
from competences.language import fold
from competences.models import Alias, Certificate, Industry, Material, Place, Process


class _NodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    key = factory.Sequence(lambda n: f"knoten-{n}")
    name_de = factory.LazyAttribute(lambda node: node.key.replace("-", " ").title())


class ProcessFactory(_NodeFactory):
    class Meta:
        model = Process


class MaterialFactory(_NodeFactory):
    class Meta:
        model = Material


class CertificateFactory(_NodeFactory):
    class Meta:
        model = Certificate


class IndustryFactory(_NodeFactory):
    class Meta:
        model = Industry


class PlaceFactory(_NodeFactory):
    """A municipality with postcode and coordinates; a district needs `postcode="", latitude=None, longitude=None`."""

    class Meta:
        model = Place

    postcode = "66849"
    latitude = 49.413
    longitude = 7.570


class AliasFactory(factory.django.DjangoModelFactory):
    """A word for one node: `AliasFactory(text="Drehteile", process=…)`."""

    class Meta:
        model = Alias

    text = factory.Sequence(lambda n: f"Fachwort {n}")
    folded = factory.LazyAttribute(lambda alias: fold(alias.text).replace(" ", "").replace("-", ""))
    role = AliasRole.STRONG
